//! `cargo xtask fuzz`: feeds the targets with made-up inputs, one target after the other.

use std::{
    fs,
    path::Path,
    process::{Command, ExitCode, Stdio},
};

use anyhow::Context as _;
use clap::Args;

use crate::{cargo, workspace};

/// Targets in the order in which they run, each with the words that its mutations know.
const TARGETS: &[(&str, &str)] = &[
    ("load", "openapi.dict"),
    ("lower_emit", "openapi.dict"),
    ("decoders", "json.dict"),
    ("parameters", "request.dict"),
    ("requests", "request.dict"),
];
/// One input may take this many seconds; more counts as a hang.
const TIMEOUT_S: u32 = 20;
/// One process may hold this much memory; more counts as a blow-up.
const RSS_LIMIT_MB: u32 = 2048;
/// The largest input that is made, in bytes.
const INPUT_MAX_BYTES: u32 = 16 * 1024;

#[derive(Args)]
pub(crate) struct Arguments {
    /// How long each target runs
    #[arg(long, default_value_t = 20)]
    minutes: u32,
    /// Only these targets
    targets: Vec<String>,
}

/// Inputs that were found, and those that broke something, stay in the target folder; an input that broke something becomes a
/// regression test by moving it to `codegen/fuzz/regressions/TARGET/`.
///
/// # Errors
/// When a target is unknown, doesn't build, or finds something.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    for name in &arguments.targets {
        anyhow::ensure!(
            names.contains(&name.as_str()),
            "there is no target `{name}`; the targets are {}",
            names.join(", ")
        );
    }
    let is_wanted =
        |name: &str| arguments.targets.is_empty() || arguments.targets.iter().any(|it| it == name);
    if !is_ready() {
        anyhow::bail!(
            "fuzzing needs a nightly toolchain and cargo-fuzz; run `rustup toolchain install nightly` and `cargo install --locked cargo-fuzz`"
        );
    }
    for (name, words) in TARGETS.iter().filter(|(name, _)| is_wanted(name)) {
        fuzz(name, words, arguments.minutes)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn fuzz(name: &str, words: &str, minutes: u32) -> anyhow::Result<()> {
    let room = workspace::root().join("codegen/fuzz");
    let out = workspace::target().join("fuzz");
    let corpus = out.join("corpus").join(name);
    let artifacts = out.join("artifacts").join(name);
    for folder in [&corpus, &artifacts] {
        fs::create_dir_all(folder)
            .with_context(|| format!("failed to make {}", folder.display()))?;
    }
    let mut command = cargo_fuzz();
    // Our code forbids unsafe, so the sanitizer would find nothing there and cost half of the inputs.
    command
        .args(["run", "--sanitizer", "none", "--fuzz-dir"])
        .arg(room.join("libfuzzer"))
        .arg("--target-dir")
        .arg(out.join("build"))
        .arg(name)
        .arg(corpus)
        .arg(room.join("seeds").join(name));
    let regressions = room.join("regressions").join(name);
    if regressions.is_dir() {
        command.arg(regressions);
    }
    command
        .arg("--")
        .arg(format!("-max_total_time={}", minutes * 60))
        .arg(format!("-timeout={TIMEOUT_S}"))
        .arg(format!("-rss_limit_mb={RSS_LIMIT_MB}"))
        .arg(format!("-max_len={INPUT_MAX_BYTES}"))
        .arg(format!("-dict={}", shown(&room.join(words))))
        .arg(format!("-artifact_prefix={}/", shown(&artifacts)))
        .arg("-print_final_stats=1");
    cargo::run(&mut command)
}

/// cargo-fuzz under a nightly compiler, whose instrumentation it needs.
fn cargo_fuzz() -> Command {
    let mut command = Command::new("cargo-fuzz");
    command
        .current_dir(workspace::root())
        .env("RUSTUP_TOOLCHAIN", "nightly")
        .env_remove("CARGO")
        .env_remove("RUSTC");
    command.arg("fuzz");
    command
}

fn is_ready() -> bool {
    let mut command = cargo_fuzz();
    command
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
