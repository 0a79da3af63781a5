//! A concierge of its own for a moment: a fresh store with seed data, keys, a process that ends with its handle.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context as _, bail};
use tempfile::TempDir;

use crate::cargo;

/// The server's binary, and the folder of its store, which goes with this.
pub(crate) struct Local {
    server: PathBuf,
    data: TempDir,
}

impl Local {
    /// Builds the server.
    ///
    /// # Errors
    /// When it doesn't build, or there is no room for a store.
    pub(crate) fn build() -> anyhow::Result<Self> {
        Ok(Self {
            server: cargo::build("concierge-server", "concierge-server", "dev")?,
            data: tempfile::tempdir().context("failed to make a folder for the store")?,
        })
    }

    /// A key with scopes, `*` for all.
    ///
    /// # Errors
    /// When the server's own command fails.
    pub(crate) fn create_key(&self, name: &str, scopes: &str) -> anyhow::Result<String> {
        let mut command = Command::new(&self.server);
        command
            .args(["keys", "create", "--name", name, "--scopes", scopes])
            .arg("--data-dir")
            .arg(self.data.path());
        let output = command
            .stderr(Stdio::inherit())
            .output()
            .context("failed to start concierge-server")?;
        if !output.status.success() {
            bail!(
                "`concierge-server keys create` ended with {}",
                output.status
            );
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Serves on a port of the system's choice, without limits.
    ///
    /// # Errors
    /// When it ends before it listens; its log is told.
    pub(crate) fn serve(&self) -> anyhow::Result<Running> {
        Running::start(&self.server, self.data.path())
    }
}

/// A server that ends when this is dropped.
pub(crate) struct Running {
    child: Child,
    pub(crate) url: String,
}

impl Running {
    fn start(server: &Path, data: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new(server);
        command
            .args([
                "serve",
                "--seed",
                "--listen",
                "127.0.0.1:0",
                "--limits",
                "open",
            ])
            .arg("--data-dir")
            .arg(data);
        let log = std::fs::File::create(data.join("server.log"))
            .context("failed to make the server's log")?;
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .context("failed to start concierge-server")?;
        let stdout = child
            .stdout
            .take()
            .context("failed to read the server's output")?;
        for line in BufReader::new(stdout).lines() {
            let line = line.context("failed to read the server's output")?;
            if let Some(url) = line.strip_prefix("listening ") {
                return Ok(Self {
                    child,
                    url: url.trim().to_owned(),
                });
            }
        }
        let status = child.wait().context("failed to wait for the server")?;
        let log = std::fs::read_to_string(data.join("server.log")).unwrap_or_default();
        bail!("the server ended with {status} before it listened:\n{log}")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The store is this run's own and is removed next, so the server need not shut down in order.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
