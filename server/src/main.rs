//! `concierge-server`: serves the concierge, fills its store, hands out keys.

mod command;

use std::process::ExitCode;

use clap::Parser;

/// The support concierge of a jewellery shop
#[derive(Parser)]
#[command(version)]
struct Line {
    #[command(subcommand)]
    verb: command::Verb,
}

#[tokio::main]
async fn main() -> ExitCode {
    match Line::parse().verb.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
