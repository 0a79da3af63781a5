//! The released program, as a process of its own.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail, ensure};

/// A program that ends when this is dropped.
pub(super) struct Program {
    child: Child,
    pub(super) address: SocketAddr,
    pub(super) token: String,
    /// From its start until it said that it is ready.
    pub(super) ready_after: Duration,
}

impl Program {
    /// Starts it on a folder, with a new key.
    ///
    /// # Errors
    /// When it ends before it listens.
    pub(super) fn start(server: &Path, data: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new(server);
        command
            .args([
                "keys",
                "create",
                "--name",
                "load",
                "--scopes",
                "*",
                "--data-dir",
            ])
            .arg(data);
        let output = command
            .output()
            .context("failed to start concierge-server")?;
        ensure!(output.status.success(), "failed to make a key");
        let token = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Self::start_again(server, data, token)
    }

    /// Starts it on a folder that knows the key.
    ///
    /// # Errors
    /// When it ends before it listens, or is not ready then.
    pub(super) fn start_again(server: &Path, data: &Path, token: String) -> anyhow::Result<Self> {
        let mut command = Command::new(server);
        command
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--limits",
                "open",
                "--log",
                "none",
                "--data-dir",
            ])
            .arg(data);
        let start = Instant::now();
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .context("failed to start concierge-server")?;
        let stdout = child.stdout.take().context("failed to read its output")?;
        let mut program = Self {
            child,
            address: ([127, 0, 0, 1], 0).into(),
            token,
            ready_after: Duration::ZERO,
        };
        for line in BufReader::new(stdout).lines() {
            let line = line.context("failed to read its output")?;
            let Some(address) = line.strip_prefix("listening http://") else {
                continue;
            };
            program.address = address
                .trim()
                .parse()
                .context("failed to read its address")?;
            let head = get(program.address, "/health/ready")?;
            ensure!(head.starts_with("HTTP/1.1 200"), "it is not ready: {head}");
            program.ready_after = start.elapsed();
            return Ok(program);
        }
        bail!("concierge-server ended before it listened")
    }

    /// The memory that it holds, in megabytes.
    ///
    /// # Errors
    /// When the system does not say.
    pub(super) fn resident_mb(&self) -> anyhow::Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .context("failed to read its memory")?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .context("failed to find its memory")?;
        let kb: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kb * 1024.0 / 1e6)
    }

    /// SIGKILL; its key is handed back.
    ///
    /// # Errors
    /// When it was gone before.
    pub(super) fn kill(mut self) -> anyhow::Result<String> {
        self.child.kill().context("failed to kill it")?;
        self.child.wait().context("failed to wait for its end")?;
        Ok(std::mem::take(&mut self.token))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The start of the answer to a GET.
pub(super) fn get(address: SocketAddr, path: &str) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(address).context("failed to connect")?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.lines().next().unwrap_or_default().to_owned())
}
