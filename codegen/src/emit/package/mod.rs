//! Three crates around the generated modules: models, server and client, which compile without this repository.

mod face;
mod manifest;
mod name;
mod readme;

pub use name::{BadName, PackageName};

use crate::emit::EmittedFile;
use crate::ir::Api;

/// Where the crates find the runtimes that generated code leans on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtimes {
    /// In the registry, in this compiler's own version.
    Published,
    /// In a folder that holds `runtime`, `runtime-server` and `runtime-client`; absolute, or relative to each crate, with `/`.
    Folder(String),
}

/// The files around the generated modules. Whoever uses the crates may change them: they are written once.
#[must_use]
pub fn emit_package(
    api: &Api,
    name: &PackageName,
    runtimes: &Runtimes,
    has_stub: bool,
) -> Vec<EmittedFile> {
    let file = |path: &str, text: String| EmittedFile {
        path: path.to_owned(),
        text,
    };
    vec![
        file("Cargo.toml", manifest::workspace()),
        file("README.md", readme::readme(api, name)),
        file("models/Cargo.toml", manifest::models(name, runtimes)),
        file("models/src/lib.rs", face::models(api)),
        file("server/Cargo.toml", manifest::server(name, runtimes)),
        file("server/src/lib.rs", face::server(api, has_stub)),
        file("client/Cargo.toml", manifest::client(name, runtimes)),
        file("client/src/lib.rs", face::client(api)),
    ]
}
