//! `cargo xtask bench`: each comparison runs both sides in one go, in turns, and prints their ratio.

mod axum_side;
mod decode;
mod in_process;
mod load;
mod loopback;
mod measure;
mod peers;
mod report;
mod stub;
mod writes;

use clap::Parser;

/// The benchmarks
#[derive(Parser)]
struct Arguments {
    /// Only benchmarks whose name contains this
    #[arg(default_value = "")]
    filter: String,
}

fn main() -> anyhow::Result<()> {
    let filter = Arguments::parse().filter;
    let mut report = report::Report;
    if "decode".contains(&filter) {
        decode::run(&mut report);
    }
    if "in_process".contains(&filter) {
        in_process::run(&mut report)?;
    }
    if "loopback".contains(&filter) {
        loopback::run(&mut report)?;
    }
    if "writes".contains(&filter) {
        writes::run(&mut report)?;
    }
    if peers::is_wanted(&filter) {
        peers::run(&mut report, &filter)?;
    }
    Ok(())
}
