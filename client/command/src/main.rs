//! The command `concierge`: every operation from a shell, and a smoke test of any server.

use std::process::ExitCode;

use concierge_command::{command, program, run};

#[tokio::main]
async fn main() -> ExitCode {
    let program = program("concierge", env!("CARGO_PKG_VERSION"));
    let matches = command(&program).get_matches();
    run(&program, &matches).await.into()
}
