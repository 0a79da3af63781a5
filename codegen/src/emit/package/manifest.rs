//! The manifests, and the versions that they ask for.

use super::{PackageName, Runtimes};

/// What the crates lean on beside our runtimes: as in this repository's own manifest, which a test compares.
const SERDE: &str = r#"serde = { version = "1", features = ["derive"] }"#;
const SERDE_JSON: &str = r#"serde_json = { version = "1", features = ["raw_value"] }"#;
const BYTES: &str = r#"bytes = "1""#;
const PROGENITOR_CLIENT: &str = r#"progenitor-client = "0.15""#;
const REQWEST: &str = r#"reqwest = { version = "0.13", default-features = false, features = ["rustls", "json", "stream", "query"] }"#;

/// The folder's own manifest; a workspace that takes the crates in does without it.
pub(super) fn workspace() -> String {
    "[workspace]\nresolver = \"3\"\nmembers = [\"models\", \"server\", \"client\"]\n".to_owned()
}

/// The models: data and rules, no transport.
pub(super) fn models(name: &PackageName, runtimes: &Runtimes) -> String {
    let lines = [
        runtime("runtime", runtimes),
        SERDE.into(),
        SERDE_JSON.into(),
    ];
    package(&name.to_string(), "Models", &lines)
}

/// The server: no HTTP client.
pub(super) fn server(name: &PackageName, runtimes: &Runtimes) -> String {
    let lines = [
        format!("{name} = {{ path = \"../models\" }}"),
        BYTES.into(),
        runtime("runtime", runtimes),
        runtime("runtime-server", runtimes),
        SERDE.into(),
        SERDE_JSON.into(),
    ];
    package(&format!("{name}-server"), "Server side", &lines)
}

/// The client: no HTTP server.
pub(super) fn client(name: &PackageName, runtimes: &Runtimes) -> String {
    let lines = [
        format!("{name} = {{ path = \"../models\" }}"),
        BYTES.into(),
        runtime("runtime", runtimes),
        runtime("runtime-client", runtimes),
        PROGENITOR_CLIENT.into(),
        REQWEST.into(),
        SERDE.into(),
        SERDE_JSON.into(),
    ];
    package(&format!("{name}-client"), "Client", &lines)
}

fn package(name: &str, what: &str, dependencies: &[String]) -> String {
    format!(
        "[package]
name = \"{name}\"
description = \"{what}, generated from an OpenAPI contract\"
version = \"0.1.0\"
edition = \"2024\"
rust-version = \"{rust}\"
publish = false

[lints.rust]
missing_docs = \"warn\"
unsafe_code = \"forbid\"

[dependencies]
{dependencies}
",
        rust = env!("CARGO_PKG_RUST_VERSION"),
        dependencies = dependencies.join("\n"),
    )
}

fn runtime(folder: &str, runtimes: &Runtimes) -> String {
    match runtimes {
        Runtimes::Published => {
            format!("concierge-{folder} = \"{}\"", env!("CARGO_PKG_VERSION"))
        }
        Runtimes::Folder(path) => {
            format!("concierge-{folder} = {{ path = \"{path}/{folder}\" }}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BYTES, PROGENITOR_CLIENT, REQWEST, SERDE, SERDE_JSON};

    #[test]
    fn versions_are_those_of_the_workspace() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
        let manifest = std::fs::read_to_string(root).expect("the root manifest");
        for line in [BYTES, PROGENITOR_CLIENT, REQWEST, SERDE, SERDE_JSON] {
            let stands = manifest
                .lines()
                .any(|own| own.split(" #").next().unwrap_or_default().trim_end() == line);
            assert!(stands, "`{line}` is not what the workspace asks for");
        }
    }
}
