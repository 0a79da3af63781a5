//! A sample of `cargo xtask corpus`: three small documents, through the compiler and through rustc.

use std::process::Command;

const SAMPLE: [&str; 3] = ["oapi-param-roundtrip", "petstore-304", "burgershop"];

const ABSENT: &str = "not tested: there is no folder of documents; set CODEGEN_SHARED\n";

#[test]
fn a_sample_of_the_corpus_compiles_without_a_warning() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("corpus.md");
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    xtask
        .args(["corpus", "--profile", "dev", "--out"])
        .arg(&out);
    SAMPLE.iter().for_each(|name| {
        xtask.args(["--only", name]);
    });
    let output = xtask.output().expect("xtask runs");
    let told = String::from_utf8_lossy(&output.stderr);
    if told == ABSENT {
        print!("{told}");
        return;
    }
    let table = std::fs::read_to_string(&out).expect("the table");
    assert!(output.status.success(), "{table}\n{told}");
    for name in SAMPLE {
        let row = table
            .lines()
            .find(|line| line.starts_with(&format!("| {name} |")));
        let row = row.unwrap_or_else(|| panic!("{name} has no row"));
        assert!(row.contains("| yes | yes | yes |"), "{row}");
    }
}

#[test]
fn without_documents_it_says_so_and_fails() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("corpus")
        .env("CODEGEN_SHARED", folder.path())
        .output()
        .expect("xtask runs");
    assert!(!output.status.success());
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(told, ABSENT);
}

#[test]
fn a_suite_by_name_fails_without_its_documents() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["test", "--suite", "stubs"])
        .env("CODEGEN_SHARED", folder.path())
        .output()
        .expect("xtask runs");
    assert!(!output.status.success());
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(told, format!("error: {ABSENT}"));
}
