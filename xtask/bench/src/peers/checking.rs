//! What the compiler spends on what was generated: `cargo check` of our models, server and client against that of progenitor's client alone.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::Context as _;

use super::{corpus, cost, generation, java};
use crate::{measure::quantile, report::Report};

/// Documents that progenitor takes, from small to large.
const DOCUMENTS: &[&str] = &[
    "buildomat.json",
    "vonage-voice.yaml",
    "polaris-management.yaml",
    "omicron-nexus-internal.json",
    "omicron-gateway.json",
];
/// Rounds of each side in turns; the median counts.
const ROUNDS: usize = 3;

/// What progenitor's code leans on, beside what its own documentation names.
const THEIR_DEPENDENCIES: &str = "base64 = \"*\"
bytes = \"1\"
chrono = { version = \"0.4\", default-features = false, features = [\"serde\", \"clock\"] }
futures = \"0.3\"
futures-core = \"0.3\"
progenitor-client = \"0.15\"
rand = \"*\"
regress = \"*\"
reqwest = { version = \"0.13\", default-features = false, features = [\"rustls\", \"json\", \"stream\", \"query\"] }
serde = { version = \"1\", features = [\"derive\"] }
serde_json = \"1\"
uuid = { version = \"1\", features = [\"serde\"] }
";

/// One side of a document: its packages, and the file whose touching makes cargo check all of them.
struct Side {
    packages: Vec<String>,
    touched: PathBuf,
}

/// Every document.
///
/// # Errors
/// When one of them does not generate, or what comes out of it does not compile.
pub(crate) fn run(report: &mut Report) -> anyhow::Result<()> {
    let title = "cargo check of models, server and client over progenitor's client, processor time";
    let (Some(compiler), Some(folder)) = (java::compiler(), corpus::folder()) else {
        report.figure(title, "not measured: no documents", "");
        return Ok(());
    };
    let scratch = target().join("peers");
    if scratch.exists() {
        fs::remove_dir_all(&scratch).context("failed to empty the folder of crates")?;
    }
    let mut sides = Vec::new();
    let mut members = Vec::new();
    for document in DOCUMENTS {
        let path = folder.join(document);
        let name = corpus::name(&path);
        let ours = write_ours(&compiler, &path, &name, &scratch, &mut members)?;
        let theirs = write_theirs(&path, &name, &scratch, &mut members)?;
        sides.push((name, ours, theirs));
    }
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    fs::write(scratch.join("Cargo.toml"), manifest)?;
    fs::copy(root().join("Cargo.lock"), scratch.join("Cargo.lock"))?;
    for (name, ours, theirs) in &sides {
        let rounds = rounds(&scratch, ours, theirs)?;
        let of = |side: fn(&(f64, f64)) -> f64| {
            quantile(&rounds.iter().map(side).collect::<Vec<_>>(), 0.5)
        };
        let value = format!(
            "ratio {:.2}   ours {:.2} s, theirs {:.2} s",
            of(|(ours, theirs)| ours / theirs),
            of(|(ours, _)| *ours),
            of(|(_, theirs)| *theirs)
        );
        report.figure(&format!("{title}, {name}"), &value, "1.5 or less");
    }
    Ok(())
}

/// Seconds of processor time, ours and theirs. The first check of each side also builds its dependencies and doesn't count.
fn rounds(scratch: &Path, ours: &Side, theirs: &Side) -> anyhow::Result<Vec<(f64, f64)>> {
    check(scratch, ours)?;
    check(scratch, theirs)?;
    (0..ROUNDS)
        .map(|_| Ok((anew(scratch, ours)?, anew(scratch, theirs)?)))
        .collect()
}

/// What rustc takes after a touch: the whole command without what cargo takes to see that nothing is to be done.
fn anew(scratch: &Path, side: &Side) -> anyhow::Result<f64> {
    // Cargo settles first: it may look again at what was written within its clock's grain.
    check(scratch, side)?;
    let idle = check(scratch, side)?;
    let text = fs::read(&side.touched)?;
    fs::write(&side.touched, text)?;
    Ok((check(scratch, side)? - idle).max(0.01))
}

fn check(scratch: &Path, side: &Side) -> anyhow::Result<f64> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["check", "--offline", "--quiet"])
        .args(["--config", "profile.dev.debug='line-tables-only'"])
        .args(["--config", "profile.dev.package.'*'.debug=false"])
        .current_dir(scratch)
        .env("CARGO_TARGET_DIR", target())
        .env("CARGO_INCREMENTAL", "0");
    for package in &side.packages {
        command.args(["--package", package]);
    }
    Ok(cost::of_process(&mut command)?.processor.as_secs_f64())
}

fn write_ours(
    compiler: &Path,
    document: &Path,
    name: &str,
    scratch: &Path,
    members: &mut Vec<String>,
) -> anyhow::Result<Side> {
    let out = scratch.join("ours").join(name);
    let package = format!("ours-{name}");
    let mut command = Command::new(compiler);
    command
        .args(["gen", "--crate", &package, "--spec"])
        .arg(document)
        .arg("--out")
        .arg(&out)
        .arg("--cache")
        .arg(scratch.join("stamps"))
        .arg("--runtime-path")
        .arg(root().join("codegen"));
    cost::of_process(&mut command)?;
    // The crates become members of one workspace.
    fs::remove_file(out.join("Cargo.toml")).context("failed to remove a manifest")?;
    members.extend(["models", "server", "client"].map(|part| format!("ours/{name}/{part}")));
    let packages = ["", "-server", "-client"].map(|part| format!("{package}{part}"));
    Ok(Side {
        packages: packages.into(),
        touched: out.join("models/src/lib.rs"),
    })
}

fn write_theirs(
    document: &Path,
    name: &str,
    scratch: &Path,
    members: &mut Vec<String>,
) -> anyhow::Result<Side> {
    let out = scratch.join("theirs").join(name);
    let package = format!("theirs-{name}");
    fs::create_dir_all(out.join("src"))?;
    fs::write(
        out.join("Cargo.toml"),
        format!(
            "[package]\nname = \"{package}\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[dependencies]\n{THEIR_DEPENDENCIES}"
        ),
    )?;
    let touched = out.join("src/lib.rs");
    let text = generation::theirs(&generation::as_json(document)?)?;
    fs::write(&touched, text)?;
    members.push(format!("theirs/{name}"));
    Ok(Side {
        packages: vec![package],
        touched,
    })
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Dependencies are shared with the project where they were checked before.
fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}
