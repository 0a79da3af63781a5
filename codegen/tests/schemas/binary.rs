//! One program out of the models of many documents, which says of values whether their types take them.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use concierge_codegen::emit::names::{check_function, schema_constant};
use concierge_codegen::emit::{Names, emit_models};
use concierge_codegen::ir::{Api, Shape, TypeDef};

/// A compiled program. Its folder is gone when it is dropped.
pub(crate) struct Binary {
    program: PathBuf,
    folder: tempfile::TempDir,
}

/// A value to judge.
pub(crate) struct Question {
    /// Index of the document.
    pub(crate) document: usize,
    /// Index of the type in the document.
    pub(crate) type_index: usize,
    /// The value as JSON on one line.
    pub(crate) value: String,
}

impl Binary {
    /// Compiles the models of these documents, warnings denied.
    pub(crate) fn of(name: &str, documents: &[Api]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let source = folder.path().join("src");
        let mut library = String::from("//! Generated models.\n");
        let mut arms = String::new();
        for (index, api) in documents.iter().enumerate() {
            let module = format!("d{index}");
            let check_functions = write_models(&source.join(&module), api);
            writeln!(library, "pub mod {module};").expect("text");
            for (type_index, def) in api.types.iter().enumerate() {
                let call = call_of(&module, def, &check_functions);
                writeln!(arms, "        ({index}, {type_index}) => {call},").expect("text");
            }
        }
        let crate_name = name.replace('-', "_");
        let main = MAIN
            .replace("/* arms */", &arms)
            .replace("/* models */", &crate_name);
        fs::create_dir_all(&source).expect("a folder");
        fs::write(source.join("lib.rs"), library).expect("a file");
        fs::write(source.join("main.rs"), main).expect("a file");
        let root = crate::workspace();
        let manifest = MANIFEST
            .replace("NAME", name)
            .replace("RUNTIME", &root.join("codegen/runtime").to_string_lossy());
        fs::write(folder.path().join("Cargo.toml"), manifest).expect("a file");
        fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("a file");
        let target = target().join("schemas");
        build(folder.path(), &target);
        Self {
            program: target.join("debug").join(name),
            folder,
        }
    }

    /// Whether each value is taken.
    pub(crate) fn verdicts(&self, questions: &[Question]) -> Vec<bool> {
        let mut lines = String::new();
        for question in questions {
            let Question {
                document,
                type_index,
                value,
            } = question;
            assert!(!value.contains('\n'), "a value must stand on one line");
            writeln!(lines, "{document} {type_index} {value}").expect("text");
        }
        let path = self.folder.path().join("questions");
        fs::write(&path, lines).expect("a file");
        let output = Command::new(&self.program)
            .stdin(File::open(&path).expect("the file"))
            .stderr(Stdio::inherit())
            .output()
            .expect("the program runs");
        assert!(output.status.success(), "the program stopped");
        let verdicts: Vec<bool> = output.stdout.iter().map(|byte| *byte == b'+').collect();
        assert_eq!(verdicts.len(), questions.len(), "every value is judged");
        verdicts
    }
}

/// Writes the models and tells which check functions they have.
fn write_models(folder: &Path, api: &Api) -> String {
    let names = Names {
        command: "a test".to_owned(),
        models: "crate".to_owned(),
        client: None,
    };
    fs::create_dir_all(folder).expect("a folder");
    let mut all = String::new();
    for file in emit_models(api, &names) {
        fs::write(folder.join(&file.path), &file.text).expect("a file");
        let checks = file
            .text
            .lines()
            .filter(|line| line.starts_with("pub fn check_"));
        all.extend(checks.map(|line| format!("{line}\n")));
    }
    all
}

fn call_of(module: &str, def: &TypeDef, checks: &str) -> String {
    let name = &def.name;
    if !matches!(def.shape, Shape::Alias(_)) {
        return format!("rt::decode::strict::<models::{module}::{name}>(value).is_ok()");
    }
    let (function, table) = (check_function(def), schema_constant(def));
    let check = if checks.contains(&format!("pub fn {function}(")) {
        format!("models::{module}::{function}")
    } else {
        "|_, _, _| {}".to_owned()
    };
    format!(
        "rt::decode::strict_by::<models::{module}::{name}>(value, &models::{module}::{table}, {check}).is_ok()"
    )
}

/// The target folder of this test, so that compiled dependencies are shared.
fn target() -> PathBuf {
    let program = std::env::current_exe().expect("this test");
    let target = program.ancestors().nth(3).expect("target/profile/deps");
    target.to_owned()
}

fn build(folder: &Path, target: &Path) {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let output = cargo
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .args(["build", "--offline", "--quiet"])
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

const MANIFEST: &str = r#"
[package]
name = "NAME"
version = "0.0.0"
edition = "2024"

[dependencies]
concierge-runtime = { path = "RUNTIME" }
serde = { version = "1", features = ["derive"] }
serde_json = { version = "1", features = ["raw_value"] }

[lints.rust]
missing_docs = "warn"
warnings = "deny"

[profile.dev]
debug = false

[workspace]
"#;

const MAIN: &str = r#"//! Judges values by generated models.

use /* models */ as models;
use std::io::{BufRead as _, Write as _};

use concierge_runtime as rt;

fn takes(document: usize, type_index: usize, value: &[u8]) -> bool {
    match (document, type_index) {
/* arms */
        _ => panic!("no such type"),
    }
}

fn main() {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let mut words = line.splitn(3, ' ');
        let mut number = || words.next().and_then(|word| word.parse().ok()).expect("a number");
        let (document, type_index) = (number(), number());
        let value = words.next().expect("a value");
        let verdict: &[u8] = if takes(document, type_index, value.as_bytes()) { b"+" } else { b"-" };
        out.write_all(verdict).expect("standard output");
    }
}
"#;
