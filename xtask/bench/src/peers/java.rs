//! The time to generate, against openapi-generator's `rust-axum`: whole processes, both.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::corpus;
use super::cost::{Cost, of_process};
use crate::{measure::quantile, report::Report};

/// Documents of several sizes that both take.
const DOCUMENTS: &[&str] = &[
    "petstore-304.yaml",
    "realworld-30.json",
    "ory-keto.json",
    "polaris-management.yaml",
    "buildomat.json",
];
/// Rounds of each side; the median counts.
const ROUNDS: usize = 3;

/// Every document.
pub(crate) fn run(report: &mut Report) -> anyhow::Result<()> {
    let title = "generation over openapi-generator rust-axum";
    let (Some(theirs), Some(ours), Some(folder)) = (generator(), compiler(), corpus::folder())
    else {
        report.figure(title, "not measured: it needs openapi-generator-cli (PyPI) on the path or in OPENAPI_GENERATOR, and the documents", "");
        return Ok(());
    };
    for document in DOCUMENTS {
        let path = folder.join(document);
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let out = TempDir::new()?;
            let mut peer = Command::new(&theirs);
            peer.args(["generate", "--skip-validate-spec", "-g", "rust-axum", "-i"])
                .arg(&path)
                .arg("-o")
                .arg(out.path());
            let theirs = of_process(&mut peer)?;
            let out = TempDir::new()?;
            let ours = of_process(&mut generate(&ours, &path, out.path()))?;
            rounds.push((ours, theirs));
        }
        let wall = middle(&rounds, |cost| cost.wall.as_secs_f64() * 1e3);
        let processor = middle(&rounds, |cost| cost.processor.as_secs_f64() * 1e3);
        let value = format!(
            "times faster: wall {:.0}, processor {:.0}   ours {:.0} ms wall, {:.0} ms processor; theirs {:.0} and {:.0} ms",
            wall.1 / wall.0,
            processor.1 / processor.0.max(10.0),
            wall.0,
            processor.0,
            wall.1,
            processor.1
        );
        report.figure(&format!("{title}, {document}"), &value, "10 times faster");
    }
    Ok(())
}

/// Our command on a document, into a folder that keeps its stamps, too.
pub(super) fn generate(compiler: &Path, document: &Path, out: &Path) -> Command {
    let mut command = Command::new(compiler);
    command
        .arg("gen")
        .arg("--spec")
        .arg(document)
        .arg("--out")
        .arg(out)
        .arg("--cache")
        .arg(out.join("stamps"))
        .args(["--crate", "bench"]);
    command
}

/// Our command, which `cargo xtask bench` builds.
pub(super) fn compiler() -> Option<PathBuf> {
    std::env::var_os("CONCIERGE_CODEGEN").map(PathBuf::from)
}

fn generator() -> Option<PathBuf> {
    let name =
        std::env::var_os("OPENAPI_GENERATOR").unwrap_or_else(|| "openapi-generator-cli".into());
    let mut command = Command::new(&name);
    command
        .arg("version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
        .status()
        .is_ok_and(|status| status.success())
        .then(|| PathBuf::from(name))
}

fn middle(rounds: &[(Cost, Cost)], of: impl Fn(&Cost) -> f64) -> (f64, f64) {
    let ours: Vec<f64> = rounds.iter().map(|(ours, _)| of(ours)).collect();
    let theirs: Vec<f64> = rounds.iter().map(|(_, theirs)| of(theirs)).collect();
    (quantile(&ours, 0.5), quantile(&theirs, 0.5))
}
