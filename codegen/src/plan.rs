//! Emitted files as data: one plan that `gen` applies and `gen --check` compares.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fmt;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use similar::TextDiff;

/// The only name that an owned folder may have.
const OWNED_NAME: &str = "generated";

/// What the first line of a generated file holds.
const MARK: &str = "@generated";

/// Files that should stand under a root, and folders in which nothing else may.
#[derive(Clone, Debug)]
pub struct Plan {
    root: PathBuf,
    files: BTreeMap<String, String>,
    /// Files that are written once, when they are absent, and then belong to whoever edits them.
    begun: BTreeMap<String, String>,
    owned: BTreeSet<String>,
}

/// What applying a plan changes, or would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path relative to the plan's root, with `/`.
    pub path: String,
    /// What happens to it.
    pub kind: ChangeKind,
}

/// What happens to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is not there yet.
    Added,
    /// Its content differs.
    Changed {
        /// The difference as a unified diff, from what stands there to what the plan holds.
        diff: String,
    },
    /// It stands in an owned folder and the plan does not hold it.
    Removed,
}

/// Why a plan cannot be made, compared or applied.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// A path leaves the root or is not written plainly.
    #[error("plan `{0}`: write it relative to the root, with `/` and without `.` and `..`")]
    BadPath(String),
    /// A folder that the plan should own has another name.
    #[error("own the folder `{0}`: its last part must be `generated`")]
    NotGenerated(String),
    /// Two emitters made the same file.
    #[error("plan `{0}`: it is planned twice")]
    Twice(String),
    /// A file in an owned folder does not look generated.
    #[error(
        "remove `{0}`: it stands in a generated folder but is not marked as generated; move it elsewhere"
    )]
    Unmarked(String),
    /// Something other than a file or folder is in the way.
    #[error("replace `{0}`: it is neither a file nor a folder; remove it by hand")]
    Foreign(String),
    /// The file system refused.
    #[error("{verb} `{path}`")]
    Io {
        /// What was tried.
        verb: &'static str,
        /// On which path.
        path: String,
        /// What the system said.
        source: io::Error,
    },
}

impl ChangeKind {
    /// The word for it: `added`, `changed` or `removed`.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed { .. } => "changed",
            Self::Removed => "removed",
        }
    }
}

impl Plan {
    /// A plan for the files under a folder.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            files: BTreeMap::new(),
            begun: BTreeMap::new(),
            owned: BTreeSet::new(),
        }
    }

    /// Takes a folder as the plan's own: every other file in it is an orphan.
    ///
    /// # Errors
    /// When the folder is not called `generated`, or its path leaves the root.
    pub fn own(&mut self, folder: &str) -> Result<(), PlanError> {
        check_path(folder)?;
        if folder.rsplit('/').next() != Some(OWNED_NAME) {
            return Err(PlanError::NotGenerated(folder.to_owned()));
        }
        self.owned.insert(folder.to_owned());
        Ok(())
    }

    /// Adds a file.
    ///
    /// # Errors
    /// When it is planned already, or its path leaves the root.
    pub fn add(&mut self, path: &str, text: String) -> Result<(), PlanError> {
        self.check_new(path)?;
        self.files.insert(path.to_owned(), text);
        Ok(())
    }

    /// Adds a file that is written only where none stands: from then on it is not the plan's.
    ///
    /// # Errors
    /// As `add`.
    pub fn begin(&mut self, path: &str, text: String) -> Result<(), PlanError> {
        self.check_new(path)?;
        self.begun.insert(path.to_owned(), text);
        Ok(())
    }

    fn check_new(&self, path: &str) -> Result<(), PlanError> {
        check_path(path)?;
        if self.files.contains_key(path) || self.begun.contains_key(path) {
            return Err(PlanError::Twice(path.to_owned()));
        }
        Ok(())
    }

    /// The planned files: path and text, in order.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files that are written only where none stands: their paths, in order.
    pub(crate) fn begun(&self) -> impl Iterator<Item = &str> {
        self.begun.keys().map(String::as_str)
    }

    /// The folders in which no other file may be.
    pub(crate) fn owned(&self) -> &BTreeSet<String> {
        &self.owned
    }

    /// What applying would change, in order of path. Nothing is written.
    ///
    /// # Errors
    /// When something cannot be read, or applying would refuse to remove a file.
    pub fn check(&self) -> Result<Vec<Change>, PlanError> {
        let mut changes = Vec::new();
        for (path, text) in &self.files {
            changes.extend(self.compare(path, text)?.map(|kind| Change {
                path: path.clone(),
                kind,
            }));
        }
        for path in self.begun.keys() {
            let stands = self.full(path).try_exists();
            if !stands.map_err(|error| failed("read", path, error))? {
                let (path, kind) = (path.clone(), ChangeKind::Added);
                changes.push(Change { path, kind });
            }
        }
        for path in self.orphans()? {
            self.check_removable(&path)?;
            let kind = ChangeKind::Removed;
            changes.push(Change { path, kind });
        }
        changes.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(changes)
    }

    /// Writes what differs, each file at once or not at all, and removes orphans. Files that are right are not touched.
    ///
    /// # Errors
    /// As `check`, before anything is written; and when something cannot be written.
    pub fn apply(&self) -> Result<Vec<Change>, PlanError> {
        let changes = self.check()?;
        for change in &changes {
            let planned = self.files.get(&change.path);
            let text = planned.or_else(|| self.begun.get(&change.path));
            match (&change.kind, text) {
                (ChangeKind::Removed, _) | (_, None) => self.remove(&change.path)?,
                (_, Some(text)) => self.write(&change.path, text)?,
            }
        }
        Ok(changes)
    }

    fn compare(&self, path: &str, text: &str) -> Result<Option<ChangeKind>, PlanError> {
        match std::fs::read(self.full(path)) {
            Ok(bytes) if bytes == text.as_bytes() => Ok(None),
            Ok(bytes) => {
                let diff = diff(path, &String::from_utf8_lossy(&bytes), text);
                Ok(Some(ChangeKind::Changed { diff }))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Some(ChangeKind::Added)),
            Err(error) => Err(failed("read", path, error)),
        }
    }

    /// Files of owned folders that the plan does not hold.
    fn orphans(&self) -> Result<BTreeSet<String>, PlanError> {
        let planned = |path: &str| self.files.contains_key(path) || self.begun.contains_key(path);
        strangers(&self.root, &self.owned, planned)
    }

    fn check_removable(&self, path: &str) -> Result<(), PlanError> {
        let full = self.full(path);
        let meta = std::fs::symlink_metadata(&full).map_err(|error| failed("read", path, error))?;
        if !meta.is_file() {
            return Err(PlanError::Foreign(path.to_owned()));
        }
        if full.extension() == Some(OsStr::new("json")) {
            return Ok(());
        }
        let bytes = std::fs::read(&full).map_err(|error| failed("read", path, error))?;
        let first = bytes
            .split(|byte| *byte == b'\n')
            .next()
            .unwrap_or_default();
        if String::from_utf8_lossy(first).contains(MARK) {
            Ok(())
        } else {
            Err(PlanError::Unmarked(path.to_owned()))
        }
    }

    /// Writes beside the target and renames, so that no reader ever sees half a file.
    fn write(&self, path: &str, text: &str) -> Result<(), PlanError> {
        let full = self.full(path);
        let folder = full.parent().unwrap_or(&self.root);
        std::fs::create_dir_all(folder)
            .map_err(|error| failed("create the folder of", path, error))?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".writing-");
        open_up(&mut builder);
        let mut file = builder
            .tempfile_in(folder)
            .map_err(|error| failed("write", path, error))?;
        file.write_all(text.as_bytes())
            .map_err(|error| failed("write", path, error))?;
        file.persist(&full)
            .map_err(|error| failed("write", path, error.error))?;
        Ok(())
    }

    /// Removes a file and the folders that it leaves empty inside the owned one.
    fn remove(&self, path: &str) -> Result<(), PlanError> {
        std::fs::remove_file(self.full(path)).map_err(|error| failed("remove", path, error))?;
        let mut folder = path;
        while let Some((parent, _)) = folder.rsplit_once('/') {
            // A folder that still holds something refuses, which ends the climb.
            if self.owned.contains(parent) || std::fs::remove_dir(self.full(parent)).is_err() {
                break;
            }
            folder = parent;
        }
        Ok(())
    }

    fn full(&self, path: &str) -> PathBuf {
        self.root.join(Path::new(path))
    }
}

/// Files of owned folders that nobody planned, by their paths from the root.
pub(crate) fn strangers(
    root: &Path,
    owned: &BTreeSet<String>,
    is_planned: impl Fn(&str) -> bool,
) -> Result<BTreeSet<String>, PlanError> {
    let mut strangers = BTreeSet::new();
    let mut folders: Vec<String> = owned.iter().cloned().collect();
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(root.join(&folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(failed("read", &folder, error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| failed("read", &folder, error))?;
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            // A link is not followed: what it leads to is not ours.
            let kind = entry
                .file_type()
                .map_err(|error| failed("read", &path, error))?;
            if kind.is_dir() {
                folders.push(path);
            } else if !is_planned(&path) {
                strangers.insert(path);
            }
        }
    }
    Ok(strangers)
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {}", self.kind.as_str(), self.path)?;
        match &self.kind {
            ChangeKind::Changed { diff } => f.write_str(diff),
            ChangeKind::Added | ChangeKind::Removed => Ok(()),
        }
    }
}

/// A plan holds plain relative paths only, so that it can neither leave its root nor name one file twice.
fn check_path(path: &str) -> Result<(), PlanError> {
    let is_plain =
        |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':', '\0']);
    if path.split('/').all(is_plain) {
        Ok(())
    } else {
        Err(PlanError::BadPath(path.to_owned()))
    }
}

fn diff(path: &str, old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header(&format!("a/{path}"), &format!("b/{path}"))
        .to_string()
}

fn failed(verb: &'static str, path: &str, source: io::Error) -> PlanError {
    PlanError::Io {
        verb,
        path: path.to_owned(),
        source,
    }
}

/// A private temporary file becomes readable like any other source.
#[cfg(unix)]
fn open_up(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(std::fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn open_up(_: &mut tempfile::Builder<'_, '_>) {}
