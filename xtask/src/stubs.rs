//! `cargo xtask test --suite stubs`: stubs of published documents, served by dropshot and called by their clients, every operation.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use concierge_codegen::{
    compile::{CallsTarget, CommandTarget, StubTarget, Target, plan_target},
    emit::Names,
    unsupported::Allowed,
};

use crate::{cargo, workspace};

/// Documents of different makers and habits.
const DOCUMENTS: &[&str] = &[
    "petstore-304.yaml",
    "realworld-30.json",
    "tempo.yaml",
    "ory-keto.json",
    "polaris-management.yaml",
];

/// The program of each crate: it serves the stub on a port of the system's choosing and calls it.
const PROGRAM: &str = include_str!("stubs/program.rs.txt");

/// Generates, compiles in one scratch workspace, serves and calls.
///
/// # Errors
/// When there are no documents, one doesn't compile, what comes out of it doesn't build, or an operation doesn't answer as it should.
pub(crate) fn run() -> anyhow::Result<()> {
    let corpus = workspace::shared("corpus").context(workspace::NO_DOCUMENTS)?;
    let scratch = workspace::target().join("stubs");
    prepare(&scratch, &corpus)?;
    let mut amiss = Vec::new();
    for document in DOCUMENTS {
        let mut command = cargo::cargo();
        command
            .args(["run", "--quiet", "--manifest-path"])
            .arg(scratch.join("Cargo.toml"))
            .args(["--package", &package(document)])
            .env("CARGO_TARGET_DIR", workspace::target());
        if let Err(error) = cargo::run(&mut command) {
            amiss.push(error.to_string());
        }
    }
    anyhow::ensure!(amiss.is_empty(), "{}", amiss.join("; "));
    Ok(())
}

fn package(document: &str) -> String {
    let stem = document.split('.').next().unwrap_or(document);
    format!("stub-of-{stem}")
}

/// Writes the workspace; what did not change stays as it is, so that cargo builds it once.
fn prepare(scratch: &Path, corpus: &Path) -> anyhow::Result<()> {
    let members: Vec<String> = DOCUMENTS
        .iter()
        .map(|document| format!("\"{}\"", package(document)))
        .collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n{}",
        members.join(", "),
        versions()?
    );
    write(&scratch.join("Cargo.toml"), &manifest)?;
    if !scratch.join("Cargo.lock").exists() {
        let lock = fs::read_to_string(workspace::root().join("Cargo.lock"))
            .context("failed to read Cargo.lock")?;
        write(&scratch.join("Cargo.lock"), &lock)?;
    }
    for document in DOCUMENTS {
        let root = scratch.join(package(document));
        let planned = plan_target(&target(&corpus.join(document), &root))?;
        planned.plan.apply()?;
        write(&root.join("Cargo.toml"), &crate_manifest(document))?;
        write(&root.join("src/main.rs"), PROGRAM)?;
    }
    Ok(())
}

fn target(spec: &Path, root: &Path) -> Target {
    let dir = |module: &str| PathBuf::from(format!("src/{module}/generated"));
    Target {
        spec: spec.to_path_buf(),
        names: Names {
            command: "cargo xtask test --suite stubs".to_owned(),
            models: "crate::models".to_owned(),
            client: None,
        },
        root: root.to_path_buf(),
        models_dir: Some(dir("models")),
        server_dir: Some(dir("server")),
        client_dir: Some(dir("client")),
        package: None,
        allowed: Allowed::default(),
        stub: Some(StubTarget {
            dir: dir("stub"),
            server: "crate::server".to_owned(),
        }),
        calls: Some(CallsTarget {
            dir: dir("calls"),
            client: "crate::client".to_owned(),
        }),
        command: Some(CommandTarget {
            dir: dir("command"),
            client: "crate::client".to_owned(),
        }),
    }
}

/// What the generated crates and the program lean on; the workspace says which versions.
const DEPENDENCIES: &[&str] = &[
    "bytes",
    "concierge-runtime",
    "concierge-runtime-client",
    "concierge-runtime-command",
    "concierge-runtime-server",
    "dropshot",
    "futures-util",
    "progenitor-client",
    "reqwest",
    "serde",
    "serde_json",
    "slog",
    "tokio",
];

fn crate_manifest(document: &str) -> String {
    let dependencies: Vec<String> = DEPENDENCIES
        .iter()
        .map(|name| format!("{name}.workspace = true\n"))
        .collect();
    format!(
        "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n{}",
        package(document),
        dependencies.concat()
    )
}

/// The table of versions in this workspace's manifest, its own crates by their full path.
fn versions() -> anyhow::Result<String> {
    let root = workspace::root();
    let manifest =
        fs::read_to_string(root.join("Cargo.toml")).context("failed to read Cargo.toml")?;
    let table = manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .take_while(|line| !line.starts_with("[workspace.lints"));
    let from_here = format!("path = \"{}/", root.display());
    let lines: Vec<String> = table
        .map(|line| line.replace("path = \"", &from_here) + "\n")
        .collect();
    anyhow::ensure!(
        !lines.is_empty(),
        "failed to find [workspace.dependencies] in Cargo.toml"
    );
    Ok(lines.concat())
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    if fs::read_to_string(path).is_ok_and(|stands| stands == text) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text).with_context(|| format!("failed to write {}", path.display()))
}
