//! The command `concierge`: every operation from a shell.

#[rustfmt::skip] // its formatting is pinned by the generator
mod generated;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let program = generated::program("concierge", env!("CARGO_PKG_VERSION"));
    let command = program.command();
    let matches = command.clone().get_matches();
    program.run(command, &matches).await.into()
}
