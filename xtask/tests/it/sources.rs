//! The files of the workspace, as git sees them.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The workspace's root folder.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask stands in the workspace")
        .to_path_buf()
}

/// Every file that git tracks or would track, relative to the root.
pub(crate) fn all() -> Vec<String> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git lists the files");
    assert!(
        output.status.success(),
        "git ls-files ended with {}",
        output.status
    );
    let text = String::from_utf8(output.stdout).expect("names are UTF-8");
    text.lines()
        .filter(|name| root().join(name).is_file())
        .map(str::to_owned)
        .collect()
}

/// Every Rust file that people write.
pub(crate) fn hand_written() -> Vec<String> {
    all()
        .into_iter()
        .filter(|name| {
            name.ends_with(".rs") && !is_generated(name) && !name.contains("/tests/compile/")
        })
        .collect()
}

/// Whether a file is written by the compiler.
pub(crate) fn is_generated(name: &str) -> bool {
    name.split('/').any(|part| part == "generated")
}

/// A file's text.
pub(crate) fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}
