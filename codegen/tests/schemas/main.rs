//! Generated checks against independent judges: the JSON-Schema-Test-Suite, and the `jsonschema` crate over the corpus.
//!
//! Both lie outside the project; their place comes from `CODEGEN_SHARED`. The default run takes a small sample,
//! `CODEGEN_SUITE=schemas` takes all of it.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on must stop"
)]

#[path = "../it/beside.rs"]
mod beside;
mod binary;
mod corpus;
mod exceptions;
mod faults;
mod oracle;
mod suite;

use std::path::{Path, PathBuf};

/// The folder of such material; nothing where it is absent, which is said and, where all of it is asked for, fails.
fn shared(folder: &str) -> Option<PathBuf> {
    let found = beside::folder(folder);
    assert!(found.is_some() || !is_whole(), "not tested: {folder}");
    found
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
