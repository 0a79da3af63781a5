//! Tools from PyPI, each in an environment of its own below the target folder.

use std::{fs, path::Path, process::Command};

use anyhow::Context as _;

use crate::cargo;

/// Makes a Python environment that has what a list of versions names.
///
/// # Errors
/// When there is no Python, or the packages can't be installed.
pub(crate) fn environment(home: &Path, versions: &Path) -> anyhow::Result<()> {
    let wanted = fs::read_to_string(versions)
        .with_context(|| format!("failed to read {}", versions.display()))?;
    let stamp = home.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    cargo::run(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(home),
    )?;
    let mut install = Command::new(home.join("bin/pip"));
    install
        .args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--requirement",
        ])
        .arg(versions);
    cargo::run(&mut install)?;
    fs::write(stamp, wanted).context("failed to note what was installed")
}
