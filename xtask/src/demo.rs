//! `cargo xtask demo`: a newcomer's first look at the whole chain.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, ExitCode, Stdio},
};

use anyhow::{Context as _, bail};
use clap::Args;

use crate::{cargo, generate, workspace};

#[derive(Args)]
pub(crate) struct Arguments {}

/// # Errors
/// At the first link of the chain that breaks.
pub(crate) fn run(_: &Arguments) -> anyhow::Result<ExitCode> {
    title("1. The contract is sound, and the generated code is what it says");
    if generate::check()? != ExitCode::SUCCESS {
        return Ok(ExitCode::FAILURE);
    }
    title("2. A server on a fresh embedded store");
    let server = cargo::build("concierge-server", "concierge-server", "dev")?;
    let walk = cargo::build("concierge-demo", "concierge-demo", "dev")?;
    let runner = cargo::build("contract-tests", "contract-tests", "dev")?;
    let data = tempfile::tempdir().context("failed to make a folder for the store")?;
    let tokens = Tokens::create(&server, data.path())?;
    let running = Running::start(&server, data.path())?;
    println!("  concierge-server listens at {}", running.url);
    title("3. Every operation through the generated client, and one refused call of each kind");
    let mut command = Command::new(walk);
    cargo::run(
        command
            .arg(&running.url)
            .env("CONCIERGE_TOKEN", &tokens.all)
            .env("CONCIERGE_TOKEN_UNSCOPED", &tokens.unscoped),
    )?;
    title("4. The contract tests' verdict");
    contract_tests(&runner, &running.url, &tokens)?;
    title("5. How to go on");
    println!("{FURTHER}");
    Ok(ExitCode::SUCCESS)
}

const FURTHER: &str = r#"  cargo xtask serve        serves on http://127.0.0.1:8080 and prints a development key; then, with that key in $CONCIERGE_TOKEN:

  curl -s http://127.0.0.1:8080/api/concierge/products \
    -H "authorization: Bearer $CONCIERGE_TOKEN" -H 'content-type: application/json' \
    -d '{"sessionId":"sess_7f3a91","category":"rings","limit":3}'

  cargo xtask test         runs every test
  README.md                the five things one does most"#;

fn contract_tests(runner: &Path, url: &str, tokens: &Tokens) -> anyhow::Result<()> {
    let spec = workspace::root().join("spec/concierge/openapi.yaml");
    let mut command = Command::new(runner);
    command
        .arg("run")
        .arg("--spec")
        .arg(spec)
        .args(["--url", url]);
    command.args([
        "--complete",
        "--token",
        "default=CONCIERGE_TOKEN",
        "--token",
        "unscoped=CONCIERGE_TOKEN_UNSCOPED",
    ]);
    cargo::run(
        command
            .env("CONCIERGE_TOKEN", &tokens.all)
            .env("CONCIERGE_TOKEN_UNSCOPED", &tokens.unscoped),
    )
}

fn title(text: &str) {
    println!("\n{text}");
}

/// Keys made for this run; they die with its store.
struct Tokens {
    all: String,
    unscoped: String,
}

impl Tokens {
    fn create(server: &Path, data: &Path) -> anyhow::Result<Self> {
        Ok(Self {
            all: create_key(server, data, "demo", "*")?,
            unscoped: create_key(server, data, "unscoped", "")?,
        })
    }
}

fn create_key(server: &Path, data: &Path, name: &str, scopes: &str) -> anyhow::Result<String> {
    let mut command = Command::new(server);
    command
        .args(["keys", "create", "--name", name, "--scopes", scopes])
        .arg("--data-dir")
        .arg(data);
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

/// A server that ends when this is dropped.
struct Running {
    child: Child,
    url: String,
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
