//! Calls every operation of a running concierge through the generated client, then provokes one refusal of each kind.

mod calls;
mod refusals;

use std::process::ExitCode;

use anyhow::Context as _;
use concierge_client::Client;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<()> {
    let url = std::env::args()
        .nth(1)
        .context("failed to start: name the server's url")?;
    let token = variable("CONCIERGE_TOKEN")?;
    let client = Client::builder(&url).bearer(token.clone()).build()?;
    calls::run(&client).await?;
    refusals::run(&url, &token, &variable("CONCIERGE_TOKEN_UNSCOPED")?).await
}

fn variable(name: &str) -> anyhow::Result<String> {
    std::env::var(name).with_context(|| format!("failed to read ${name}"))
}
