//! `cargo xtask bench`: each comparison runs both sides in one go, in turns, and prints their ratio.

mod axum_side;
mod decode;
mod in_process;
mod load;
mod loopback;
mod measure;
mod peers;
mod report;
mod serving;
mod stub;
mod writes;

use clap::Parser;

/// The benchmarks
#[derive(Parser)]
struct Arguments {
    /// Only benchmarks whose name contains this
    #[arg(default_value = "")]
    filter: String,
    #[command(flatten)]
    extent: serving::Extent,
}

fn main() -> anyhow::Result<()> {
    let Arguments { filter, extent } = Arguments::parse();
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
    if serving::is_wanted(&filter) {
        serving::run(&mut report, &filter, &extent)?;
    }
    if peers::is_wanted(&filter) {
        peers::run(&mut report, &filter)?;
    }
    Ok(())
}
