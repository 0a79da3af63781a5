//! Stamps: what a run read and what it left, by digest, so that the next one can see that nothing is to be done without compiling.
//!
//! A stamp is a claim that does not grow old: this program, asked for this target, makes these files of these inputs and says these warnings,
//! since the same input gives the same bytes anywhere. A run believes it only when the whole claim stands before its eyes: it reads every
//! input and every output, looks for files that should not be there, and compares digests. No time stamp, name or length is trusted.
//!
//! A contract that compiled has found every file that it looked for, so what was absent needs no line in a stamp.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::compile::{Planned, Target};
use crate::plan::strangers;

/// Small enough to stay in the processor's cache.
const CHUNK_BYTES: usize = 128 * 1024;

/// The digest of this very program, with every crate that is linked into it; none where the system does not show it.
static PROGRAM: LazyLock<Option<String>> =
    LazyLock::new(|| digest_file(&std::env::current_exe().ok()?).ok());

/// A folder of stamps, one for each target. It may be removed at any time.
#[derive(Clone, Debug)]
pub struct Stamps {
    folder: PathBuf,
}

/// What a run tells of a contract that compiles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warned {
    /// The warnings as text for a person.
    pub text: String,
    /// How many there are.
    pub count: usize,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    program: String,
    /// The contract's files, by their path from the root document's folder.
    inputs: BTreeMap<String, String>,
    /// Planned files, by their path from the target's root.
    outputs: BTreeMap<String, String>,
    /// Files that only have to be there.
    begun: BTreeSet<String>,
    /// Folders in which nothing else may be.
    owned: BTreeSet<String>,
    warned: Warned,
}

impl Stamps {
    /// Stamps in a folder, which need not be there yet.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// What compiling the target would tell, if its stamp shows that every file would stay as it is.
    #[must_use]
    pub fn recall(&self, target: &Target) -> Option<Warned> {
        let text = std::fs::read(self.path(target)?).ok()?;
        let stamp: Stamp = serde_json::from_slice(&text).ok()?;
        let holds = stamp.holds(target) && PROGRAM.as_ref() == Some(&stamp.program);
        holds.then_some(stamp.warned)
    }

    /// Notes that the target's files stand as planned. A folder that refuses costs time in the next run, and nothing else.
    pub fn keep(&self, target: &Target, planned: &Planned, warned: &Warned) {
        if let (Some(path), Some(program)) = (self.path(target), PROGRAM.clone()) {
            let stamp = Stamp::of(planned, program, warned.clone());
            let _ = self.write(&path, &stamp);
        }
    }

    /// Digests the program beside other work, so that nobody has to wait for it.
    pub(crate) fn prepare() {
        std::thread::spawn(|| LazyLock::force(&PROGRAM));
    }

    /// A target is everything that was asked for; another question has a stamp of its own.
    fn path(&self, target: &Target) -> Option<PathBuf> {
        let target = Target {
            spec: std::path::absolute(&target.spec).ok()?,
            root: std::path::absolute(&target.root).ok()?,
            ..target.clone()
        };
        let name = digest(format!("{target:?}").as_bytes());
        Some(self.folder.join(format!("{name}.json")))
    }

    /// At once or not at all.
    fn write(&self, path: &Path, stamp: &Stamp) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(&serde_json::to_vec(stamp)?)?;
        file.persist(path)?;
        Ok(())
    }
}

impl Stamp {
    fn of(planned: &Planned, program: String, warned: Warned) -> Self {
        let inputs = planned.document.files().iter();
        let outputs = planned.plan.files();
        Self {
            program,
            inputs: inputs
                .map(|file| (file.name().to_owned(), digest(file.text().as_bytes())))
                .collect(),
            outputs: outputs
                .map(|(path, text)| (path.to_owned(), digest(text.as_bytes())))
                .collect(),
            begun: planned.plan.begun().map(str::to_owned).collect(),
            owned: planned.plan.owned().clone(),
            warned,
        }
    }

    /// Whether every input and every output is what it was.
    fn holds(&self, target: &Target) -> bool {
        let folder = target.spec.parent().unwrap_or(Path::new(""));
        let planned = |path: &str| self.outputs.contains_key(path) || self.begun.contains(path);
        let same = |folder: &Path, (path, sum): (&String, &String)| {
            digest_file(&folder.join(path)).is_ok_and(|found| found == *sum)
        };
        self.inputs.iter().all(|file| same(folder, file))
            && self.outputs.iter().all(|file| same(&target.root, file))
            && self
                .begun
                .iter()
                .all(|path| target.root.join(path).exists())
            && strangers(&target.root, &self.owned, planned).is_ok_and(|found| found.is_empty())
    }
}

fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn digest_file(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut digest = Sha256::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(hex::encode(digest.finalize())),
            length => digest.update(&chunk[..length]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PROGRAM, Stamps, Warned};
    use crate::compile::{Target, plan_target};
    use crate::emit::Names;
    use crate::unsupported::Allowed;

    #[test]
    fn another_program_never_trusts_a_stamp() {
        let folder = tempfile::tempdir().expect("a folder");
        let spec = folder.path().join("openapi.yaml");
        let text = "openapi: 3.0.3\ninfo: {title: Shop, version: 1.0.0}\npaths: {}\n";
        std::fs::write(&spec, text).expect("a file");
        let target = Target {
            spec,
            names: Names {
                command: "a test".to_owned(),
                models: "models".to_owned(),
                client: None,
            },
            root: folder.path().to_owned(),
            models_dir: Some("models/generated".into()),
            server_dir: None,
            client_dir: None,
            package: None,
            stub: None,
            allowed: Allowed::default(),
            calls: None,
            command: None,
        };
        let stamps = Stamps::new(folder.path().join("stamps"));
        let planned = plan_target(&target).expect("it compiles");
        planned.plan.apply().expect("it is written");
        stamps.keep(&target, &planned, &Warned::default());
        assert_eq!(stamps.recall(&target), Some(Warned::default()));

        let path = stamps.path(&target).expect("a path");
        let text = std::fs::read_to_string(&path).expect("the stamp");
        let this = PROGRAM.as_deref().expect("this program");
        let other = text.replace(this, &"0".repeat(this.len()));
        assert_ne!(other, text);
        std::fs::write(&path, other).expect("a stamp");
        assert_eq!(stamps.recall(&target), None);
    }
}
