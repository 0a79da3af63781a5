//! `cargo xtask`: the project's own commands. It depends on the compiler alone, never on what the compiler makes.

mod bench;
mod cargo;
mod corpus;
mod demo;
mod fuzz;
mod generate;
mod local;
mod python;
mod schemathesis;
mod serve;
mod smoke;
mod stubs;
mod suites;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The project's own commands
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Generate every `generated/` folder from its contract
    Gen(generate::Arguments),
    /// Show the whole chain: contract, generated code, a server, every operation, every refusal, the contract tests
    Demo(demo::Arguments),
    /// Serve the concierge on a local store with seed data
    Serve(serve::Arguments),
    /// Walk the acceptance journeys against a concierge of its own, with the words of `concierge smoke`
    Smoke(smoke::Arguments),
    /// Run the tests; with `--suite` one of the long suites
    Test(suites::Arguments),
    /// Feed the fuzz targets with made-up inputs; needs a nightly toolchain and cargo-fuzz
    Fuzz(fuzz::Arguments),
    /// Compile documents from elsewhere, and compile what comes out
    Corpus(corpus::Arguments),
    /// Run the benchmarks and print their ratios
    Bench(bench::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().verb {
        Verb::Gen(arguments) => generate::run(&arguments),
        Verb::Demo(arguments) => demo::run(&arguments),
        Verb::Serve(arguments) => serve::run(&arguments),
        Verb::Smoke(arguments) => smoke::run(&arguments),
        Verb::Test(arguments) => suites::run(&arguments),
        Verb::Fuzz(arguments) => fuzz::run(&arguments),
        Verb::Corpus(arguments) => corpus::run(&arguments),
        Verb::Bench(arguments) => bench::run(&arguments),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
