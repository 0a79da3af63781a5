//! Material that is not the project's own, such as published documents; test programs include this file.

use std::path::{Path, PathBuf};

/// A folder of it, below the one that `CODEGEN_SHARED` names; nothing where it is absent, which is said.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let shared = std::env::var_os("CODEGEN_SHARED").map_or_else(beside, PathBuf::from);
    let folder = shared.join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    println!(
        "not tested: there is no {}; set CODEGEN_SHARED",
        folder.display()
    );
    None
}
