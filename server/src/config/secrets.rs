//! The secret that keys every hash.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Faults;
use super::storage::private_folder;
use crate::secret::{MasterSecret, SECRET_BYTES_MIN};

/// Where the secret comes from, as text. The secret itself is never a flag: other users of the machine can read those.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Secret")]
pub struct SecretArguments {
    /// development makes a secret in the data folder where there is none; production demands one
    #[arg(long, env = "CONCIERGE_ENVIRONMENT", default_value = "development")]
    environment: String,
    /// File that holds the secret, at least 32 bytes in hexadecimal; without it CONCIERGE_SECRET is read
    #[arg(long, env = "CONCIERGE_SECRET_FILE")]
    secret_file: Option<PathBuf>,
}

/// The secret that keys every hash.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// The secret itself.
    pub master: MasterSecret,
}

const VARIABLE: &str = "CONCIERGE_SECRET";

impl SecretArguments {
    /// Finds the secret, or makes one in the data folder during development; what is wrong is noted.
    pub fn read(&self, data_dir: &Path, faults: &mut Faults) -> Option<Secrets> {
        let text = match (&self.secret_file, std::env::var(VARIABLE)) {
            (Some(path), _) => fs::read_to_string(path)
                .map_err(|error| format!("read {}: {error}", path.display())),
            (None, Ok(text)) => Ok(text),
            (None, Err(_)) => self.own(data_dir),
        };
        match text.and_then(|text| secret(&text)) {
            Ok(master) => Some(Secrets { master }),
            Err(advice) => {
                faults.push("secret-file", advice);
                None
            }
        }
    }

    fn own(&self, data_dir: &Path) -> Result<String, String> {
        match self.environment.as_str() {
            "development" => found_or_made(data_dir)
                .map_err(|error| format!("make a secret in {}: {error}", data_dir.display())),
            "production" => Err(format!(
                "name a file with at least {SECRET_BYTES_MIN} random bytes in hexadecimal, or set {VARIABLE}"
            )),
            _ => Err("--environment must be development or production".to_owned()),
        }
    }
}

fn secret(text: &str) -> Result<MasterSecret, String> {
    let bytes =
        hex::decode(text.trim()).map_err(|_| "the secret must be hexadecimal".to_owned())?;
    MasterSecret::new(&bytes).map_err(|error| error.to_string())
}

/// The file appears under its name only when it is whole, so two servers that start at once agree on one secret.
fn found_or_made(data_dir: &Path) -> io::Result<String> {
    let path = data_dir.join("secret");
    match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        found => return found,
    }
    private_folder(data_dir)?;
    let mut bytes = [0; SECRET_BYTES_MIN];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    let draft = data_dir.join(format!(".secret-{}", std::process::id()));
    write_private(&draft, &hex::encode(bytes))?;
    match fs::hard_link(&draft, &path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => fs::remove_file(&draft)?,
    }
    fs::read_to_string(&path)
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn development_makes_one_secret_that_only_its_owner_reads() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = found_or_made(folder.path()).expect("a secret");
        assert_eq!(
            found_or_made(folder.path()).expect("the same secret"),
            first
        );
        assert!(secret(&first).is_ok());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(folder.path().join("secret"))
                .expect("the file")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn production_demands_one() {
        let arguments = SecretArguments {
            environment: "production".to_owned(),
            secret_file: None,
        };
        assert!(arguments.own(Path::new("nowhere")).is_err());
    }

    #[test]
    fn texts_that_are_no_secret_are_refused_without_being_repeated() {
        for text in ["hunter2", "abcd"] {
            let advice = secret(text).expect_err("no secret");
            assert!(!advice.contains(text), "{advice}");
        }
    }
}
