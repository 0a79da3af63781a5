//! Generated checks against independent judges: the JSON-Schema-Test-Suite, and the `jsonschema` crate over the corpus.
//!
//! Both lie outside the project; their place comes from `CODEGEN_SHARED`. The default run takes a small sample,
//! `CODEGEN_SUITE=schemas` takes all of it.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on must stop"
)]

mod binary;
mod corpus;
mod exceptions;
mod faults;
mod oracle;
mod suite;

use std::path::{Path, PathBuf};

/// The folder of material that is not the project's own; nothing where it is absent, which is said.
fn shared(folder: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("CODEGEN_SHARED")
        .map_or_else(|| workspace().join("../shared"), PathBuf::from);
    let folder = shared.join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!(
        "not tested: there is nothing at {}; set CODEGEN_SHARED",
        folder.display()
    );
    None
}

/// True when all of it is asked for.
fn is_whole() -> bool {
    std::env::var_os("CODEGEN_SUITE").is_some_and(|suite| suite == "schemas")
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace")
        .to_owned()
}
