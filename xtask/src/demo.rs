//! `cargo xtask demo`: a newcomer's first look at the whole chain.

use std::{
    path::Path,
    process::{Command, ExitCode},
};

use clap::Args;

use crate::{cargo, generate, local::Local, workspace};

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
    let local = Local::build()?;
    let walk = cargo::build("concierge-demo", "concierge-demo", "dev")?;
    let runner = cargo::build("contract-tests", "contract-tests", "dev")?;
    let tokens = Tokens::create(&local)?;
    let running = local.serve()?;
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
    fn create(local: &Local) -> anyhow::Result<Self> {
        Ok(Self {
            all: local.create_key("demo", "*")?,
            unscoped: local.create_key("unscoped", "")?,
        })
    }
}
