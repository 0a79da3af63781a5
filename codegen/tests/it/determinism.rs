//! The same contract gives the same bytes anywhere: another folder, locale, time zone, home.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A contract of hard shapes, which every emitter has to work for.
const CONTRACT: &str = include_str!("../../fixtures/shapes/openapi.yaml");

#[test]
fn the_same_contract_gives_the_same_bytes_anywhere() {
    let here = generate("a", &[("LC_ALL", "C"), ("TZ", "UTC")]);
    let there = generate(
        "a much longer folder/nested",
        &[
            ("LC_ALL", "tr_TR.UTF-8"),
            ("TZ", "Pacific/Chatham"),
            ("HOME", "/nowhere"),
        ],
    );
    assert!(here.len() > 8, "models, server and client were made");
    assert_eq!(
        here.keys().collect::<Vec<_>>(),
        there.keys().collect::<Vec<_>>()
    );
    for (name, text) in &here {
        assert!(there[name] == *text, "{name} differs");
    }
}

fn generate(folder: &str, environment: &[(&str, &str)]) -> BTreeMap<String, String> {
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join(folder);
    fs::create_dir_all(&folder).expect("a folder");
    for name in fixture_files() {
        let from = fixtures().join(&name);
        fs::copy(from, folder.join(&name)).expect("a copy");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_concierge-codegen"))
        .current_dir(&folder)
        .envs(environment.iter().copied())
        .env("CONCIERGE_CODEGEN_CACHE", root.path().join("cache"))
        .args(["gen", "--spec", "openapi.yaml"])
        .args(["--models-dir", "models/generated"])
        .args(["--server-dir", "server/generated"])
        .args(["--client-dir", "client/generated"])
        .output()
        .expect("it starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut files = BTreeMap::new();
    for kind in ["models", "server", "client"] {
        collect(&folder.join(kind).join("generated"), kind, &mut files);
    }
    files
}

fn collect(folder: &Path, kind: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let name = format!("{kind}/{}", name.expect("a name"));
        files.insert(name, fs::read_to_string(&path).expect("text"));
    }
}

fn fixtures() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/shapes"))
}

fn fixture_files() -> Vec<String> {
    assert!(CONTRACT.starts_with("openapi:"), "the fixture stands");
    fs::read_dir(fixtures())
        .expect("the fixture")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect()
}
