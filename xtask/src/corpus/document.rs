//! The documents: files in a folder outside this project.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};

use crate::workspace;

/// A document.
pub(super) struct Document {
    /// The file's name without its extension.
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
}

/// The documents that are asked for, the smallest first; `None` when there is no folder of them.
pub(super) fn documents(
    only: &[String],
    max_bytes: Option<u64>,
) -> anyhow::Result<Option<Vec<Document>>> {
    let Some(folder) = workspace::shared("corpus") else {
        return Ok(None);
    };
    let entries = fs::read_dir(folder).context("failed to list documents")?;
    let mut found = Vec::new();
    for entry in entries {
        found.extend(document(
            &entry.context("failed to list documents")?.path(),
        )?);
    }
    for name in only {
        let known = found
            .iter()
            .any(|document: &Document| document.name == *name);
        ensure!(known, "there is no document `{name}`");
    }
    found.retain(|document| {
        (only.is_empty() || only.contains(&document.name))
            && max_bytes.is_none_or(|most| document.bytes <= most)
    });
    found.sort_by(|left, right| (left.bytes, &left.name).cmp(&(right.bytes, &right.name)));
    Ok(Some(found))
}

fn document(path: &Path) -> anyhow::Result<Option<Document>> {
    let known = path
        .extension()
        .is_some_and(|it| it == "yaml" || it == "json");
    let name = path.file_stem().and_then(|stem| stem.to_str());
    let (true, Some(name)) = (known, name) else {
        return Ok(None);
    };
    let bytes = fs::metadata(path)
        .context("failed to look at a document")?
        .len();
    Ok(Some(Document {
        name: name.to_owned(),
        path: path.to_owned(),
        bytes,
    }))
}
