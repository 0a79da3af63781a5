//! Runs the command as a shell does.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use tempfile::TempDir;

/// A token that no test may find in what is printed.
pub(crate) const TOKEN: &str = "ck_sh0uld-never-be-seen";

/// A home of its own, and the environment that a command gets.
pub(crate) struct Shell {
    pub(crate) home: TempDir,
    variables: Vec<(&'static str, String)>,
}

/// What a command left.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Shell {
    pub(crate) fn new() -> Self {
        Self {
            home: tempfile::tempdir().expect("a folder"),
            variables: Vec::new(),
        }
    }

    /// With the server and the token in the environment.
    pub(crate) fn at(url: &str) -> Self {
        Self::new()
            .with("CONCIERGE_URL", url)
            .with("CONCIERGE_TOKEN", TOKEN)
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    /// Runs `concierge` with these words.
    pub(crate) fn run(&self, words: &[&str]) -> Ended {
        self.run_with(words, "")
    }

    /// The same with something on the standard input.
    pub(crate) fn run_with(&self, words: &[&str], input: &str) -> Ended {
        let mut child = Command::new(env!("CARGO_BIN_EXE_concierge"))
            .args(words)
            .env_clear()
            .env("HOME", self.home.path())
            .env("COLUMNS", "100")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        let mut stdin = child.stdin.take().expect("its input");
        // A command that does not read it closes it.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().expect("it ends");
        let ended = Ended {
            code: output.status.code().expect("a code"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        };
        assert!(!format!("{ended:?}").contains(TOKEN), "a secret is shown");
        ended
    }
}

/// A file that only its owner can read, or everybody.
pub(crate) fn write(path: &Path, text: &str, mode: u32) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    std::fs::write(path, text).expect("written");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;

        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(path, permissions).expect("a mode");
    }
    #[cfg(not(unix))]
    let _ = mode;
}
