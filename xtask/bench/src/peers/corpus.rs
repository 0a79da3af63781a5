//! The published documents that stand beside the project.

use std::path::{Path, PathBuf};

/// The folder of documents, which `cargo xtask bench` looks for; none where it is absent.
pub(super) fn folder() -> Option<PathBuf> {
    std::env::var_os("CONCIERGE_CORPUS").map(PathBuf::from)
}

/// Every document, by name.
pub(super) fn documents(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut documents: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|end| end == "json" || end == "yaml")
        })
        .collect();
    documents.sort();
    documents
}

/// The document's name in tables.
pub(super) fn name(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
