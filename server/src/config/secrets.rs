//! The secret that keys every hash.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::storage::private_folder;
use super::values::Values;
use super::{Environment, Faults, Kind, Setting};
use crate::secret::{MasterSecret, SECRET_BYTES_MIN};

const MASTER: Setting = Setting {
    name: "secrets.master",
    flag: None,
    variable: "CONCIERGE_SECRET",
    kind: Kind::Secret,
    default: "",
    meaning: "The secret that keys every hash: at least 32 random bytes in hexadecimal. Whoever changes it loses every key and every sealed contact",
};

const MASTER_FILE: Setting = Setting {
    name: "secrets.master_file",
    flag: Some("secret-file"),
    variable: "CONCIERGE_SECRET_FILE",
    kind: Kind::Path,
    default: "",
    meaning: "File that holds the secret, instead of the secret itself",
};

pub(super) const SETTINGS: &[Setting] = &[MASTER, MASTER_FILE];

/// The secret that keys every hash.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// The secret itself.
    pub master: MasterSecret,
}

/// Stands before a secret that was made for development, so that no other environment takes it.
const DEVELOPMENT_MARK: &str = "development-";

impl Secrets {
    /// Finds the secret, or makes one in the data folder during development; what is wrong is noted.
    pub(super) fn read(
        values: &Values,
        environment: Environment,
        data_dir: &Path,
        faults: &mut Faults,
    ) -> Option<Self> {
        let before = faults.count();
        let text = match secret_text(values, &MASTER, &MASTER_FILE, faults) {
            Some(text) => text,
            None if faults.count() > before => return None,
            None => own(values, environment, data_dir, faults)?,
        };
        let (origin, text) = (&text.setting, text.text);
        let text = match text.strip_prefix(DEVELOPMENT_MARK) {
            Some(_) if environment != Environment::Development => {
                values.fault(
                    origin,
                    faults,
                    "this secret was made for development; make another one, for example with `openssl rand -hex 32`",
                );
                return None;
            }
            Some(rest) => rest,
            None => &text,
        };
        match secret(text) {
            Ok(master) => Some(Self { master }),
            Err(advice) => {
                values.fault(origin, faults, advice);
                None
            }
        }
    }
}

/// A secret's text, and the setting that gave it.
pub(super) struct SecretText {
    pub(super) setting: Setting,
    pub(super) text: String,
}

/// The text of a secret that stands in a setting or in the file that another one names; absent when neither says anything.
pub(super) fn secret_text(
    values: &Values,
    setting: &Setting,
    file: &Setting,
    faults: &mut Faults,
) -> Option<SecretText> {
    let stated = values.text(setting);
    match (stated.is_empty(), values.path(file)) {
        (true, None) => None,
        (false, None) => Some(SecretText {
            setting: *setting,
            text: stated.trim().to_owned(),
        }),
        (true, Some(path)) => match fs::read_to_string(&path) {
            Ok(text) => Some(SecretText {
                setting: *file,
                text: text.trim().to_owned(),
            }),
            Err(error) => {
                let advice = format!("{} can't be read: {error}", path.display());
                values.fault(file, faults, advice);
                None
            }
        },
        (false, Some(_)) => {
            let advice = format!(
                "{} ({}) states the secret, too; keep one of the two",
                setting.name,
                values.origin(setting)
            );
            values.fault(file, faults, advice);
            None
        }
    }
}

fn own(
    values: &Values,
    environment: Environment,
    data_dir: &Path,
    faults: &mut Faults,
) -> Option<SecretText> {
    let made = if environment == Environment::Development {
        found_or_made(data_dir)
            .map_err(|error| format!("no secret can be made in {}: {error}", data_dir.display()))
    } else {
        Err(format!(
            "name a file with at least {SECRET_BYTES_MIN} random bytes in hexadecimal, or set {}",
            MASTER.variable
        ))
    };
    match made {
        Ok(text) => Some(SecretText {
            setting: MASTER_FILE,
            text: text.trim().to_owned(),
        }),
        Err(advice) => {
            values.fault(&MASTER_FILE, faults, advice);
            None
        }
    }
}

fn secret(text: &str) -> Result<MasterSecret, String> {
    let bytes = hex::decode(text).map_err(|_| "the secret must be hexadecimal".to_owned())?;
    MasterSecret::new(&bytes).map_err(|_| {
        format!("the secret must have at least {SECRET_BYTES_MIN} bytes, two digits each")
    })
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
    write_private(&draft, &format!("{DEVELOPMENT_MARK}{}", hex::encode(bytes)))?;
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
        let bare = first.strip_prefix(DEVELOPMENT_MARK).expect("a mark");
        assert!(secret(bare).is_ok());
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
    fn texts_that_are_no_secret_are_refused_without_being_repeated() {
        for text in ["hunter2", "abcd"] {
            let advice = secret(text).expect_err("no secret");
            assert!(!advice.contains(text), "{advice}");
        }
    }
}
