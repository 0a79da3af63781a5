//! All options together.

use clap::Args;

use super::{
    Faults, LimitArguments, Limits, Listen, ListenArguments, Log, LogArguments, SecretArguments,
    Secrets, Storage, StorageArguments,
};

/// Everything that an operator may decide about a server, as text.
#[derive(Args, Clone, Debug)]
pub struct Arguments {
    #[command(flatten)]
    listen: ListenArguments,
    #[command(flatten)]
    limits: LimitArguments,
    #[command(flatten)]
    log: LogArguments,
    #[command(flatten)]
    keep: KeepArguments,
}

/// What every command needs that touches the store, as text.
#[derive(Args, Clone, Debug)]
pub struct KeepArguments {
    #[command(flatten)]
    storage: StorageArguments,
    #[command(flatten)]
    secrets: SecretArguments,
}

/// Everything that an operator decided about a server.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where and how it listens.
    pub listen: Listen,
    /// Which rate limits are in force.
    pub limits: Limits,
    /// Which requests are logged.
    pub log: Log,
    /// Where it keeps things.
    pub storage: Storage,
    /// What keys its hashes.
    pub secrets: Secrets,
}

impl Arguments {
    /// Reads all of it.
    ///
    /// # Errors
    /// [`Faults`] with everything that is wrong.
    pub fn read(&self) -> Result<Config, Faults> {
        let mut faults = Faults::default();
        let listen = self.listen.read(&mut faults);
        let limits = self.limits.read(&mut faults);
        let log = self.log.read(&mut faults);
        let (storage, secrets) = self.keep.gather(&mut faults);
        match secrets {
            Some(secrets) if faults.is_empty() => Ok(Config {
                listen,
                limits,
                log,
                storage,
                secrets,
            }),
            _ => Err(faults),
        }
    }
}

impl KeepArguments {
    /// Reads all of it.
    ///
    /// # Errors
    /// [`Faults`] with everything that is wrong.
    pub fn read(&self) -> Result<(Storage, Secrets), Faults> {
        let mut faults = Faults::default();
        match self.gather(&mut faults) {
            (storage, Some(secrets)) if faults.is_empty() => Ok((storage, secrets)),
            _ => Err(faults),
        }
    }

    fn gather(&self, faults: &mut Faults) -> (Storage, Option<Secrets>) {
        (
            self.storage.read(faults),
            self.secrets.read(self.storage.data_dir(), faults),
        )
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn read(words: &[&str]) -> Result<Config, Faults> {
        let folder = tempfile::tempdir().expect("a folder");
        let data_dir = folder.path().display().to_string();
        let words = ["test", "--data-dir", &data_dir]
            .into_iter()
            .chain(words.iter().copied());
        Line::try_parse_from(words).expect("words").arguments.read()
    }

    #[test]
    fn a_fresh_folder_is_enough() {
        let config = read(&["--listen", "127.0.0.1:0"]).expect("a configuration");
        assert_eq!(config.listen.address.port(), 0);
        assert_eq!(
            config.storage.spool_dir.parent(),
            config.storage.uploads_dir.parent()
        );
    }

    #[test]
    fn everything_wrong_is_reported_at_once() {
        let words = [
            "--listen",
            "here",
            "--limits",
            "0",
            "--mount",
            "half",
            "--log",
            "loud",
            "--trusted-proxies",
            "10/8",
            "--readers",
            "x",
            "--origins",
            "https://shop.example/",
        ];
        let text = read(&words).expect_err("seven faults").to_string();
        for option in [
            "--listen",
            "--limits",
            "--mount",
            "--log",
            "--trusted-proxies",
            "--readers",
            "--origins",
        ] {
            assert!(text.contains(&format!("{option}: ")), "{option} in {text}");
        }
    }
}
