//! The guide `docs/use-elsewhere.md`, followed to the letter: commands, files, and what the compiler says to the result.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A fenced block of the guide: its language, and its lines without the list's indentation.
struct Block {
    language: String,
    text: String,
}

#[test]
fn the_guide_leads_to_crates_that_compile_without_a_warning() {
    let folder = tempfile::tempdir().expect("a folder");
    let guide = fs::read_to_string(root().join("docs/use-elsewhere.md")).expect("the guide");
    let mut commands = 0;
    for block in blocks(&guide) {
        match block.language.as_str() {
            "sh" => {
                for line in block.text.lines() {
                    follow(folder.path(), line);
                    commands += 1;
                }
            }
            _ => place(folder.path(), &block.text),
        }
    }
    assert_eq!(commands, 7, "every command of the guide was followed");
    let own = folder.path().join("own/src");
    for part in ["models", "server", "stub"] {
        assert!(own.join(part).join("generated/mod.rs").is_file(), "{part}");
    }
    let told = check(&folder.path().join("bookshop"));
    assert_eq!(told, Vec::<String>::new());
}

#[test]
fn a_second_run_changes_nothing_and_keeps_what_was_edited() {
    let folder = tempfile::tempdir().expect("a folder");
    let guide = fs::read_to_string(root().join("docs/use-elsewhere.md")).expect("the guide");
    let block = blocks(&guide)
        .into_iter()
        .find(|block| block.language == "yaml")
        .expect("a contract");
    place(folder.path(), &block.text);
    let words = "gen --spec bookshop.yaml --out made --crate bookshop";
    let first = codegen(folder.path(), words);
    assert!(
        first.contains("added models/src/generated/mod.rs\n")
            && first.contains("added server/Cargo.toml\n")
    );
    let manifest =
        fs::read_to_string(folder.path().join("made/server/Cargo.toml")).expect("a manifest");
    assert!(manifest.contains(&format!(
        "concierge-runtime-server = \"{}\"\n",
        env!("CARGO_PKG_VERSION")
    )));

    let face = folder.path().join("made/client/src/lib.rs");
    fs::write(&face, "//! Mine.\n").expect("an edit");
    fs::remove_file(folder.path().join("made/Cargo.toml")).expect("the file");
    assert_eq!(codegen(folder.path(), words), "added Cargo.toml\n");
    assert_eq!(codegen(folder.path(), words), "");
    assert_eq!(fs::read_to_string(face).expect("the file"), "//! Mine.\n");
}

/// Runs a command of the guide: the compiler as it was built, cargo without the network.
fn follow(folder: &Path, line: &str) {
    let at = root().join("codegen");
    let line = line.replace("concierge/codegen", &at.to_string_lossy());
    if let Some(words) = line.strip_prefix("concierge-codegen ") {
        codegen(folder, words);
    } else if let Some(words) = line.strip_prefix("cargo add ") {
        // The versions of the workspace, which are at hand.
        let lock = folder.join("bookshop/Cargo.lock");
        fs::copy(root().join("Cargo.lock"), lock).expect("the lock file");
        let mut cargo = cargo(folder);
        cargo
            .args(["add", "--offline", "--quiet"])
            .args(words.split(' '));
        let output = cargo.output().expect("cargo runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    } else {
        assert!(line.starts_with("cargo install "), "{line}");
    }
}

fn codegen(folder: &Path, words: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_concierge-codegen"))
        .current_dir(folder)
        .args(words.split(' '))
        .env("CONCIERGE_CODEGEN_CACHE", folder.join("cache"))
        .output()
        .expect("it starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && told.is_empty(),
        "{words}: {told}"
    );
    String::from_utf8(output.stdout).expect("text")
}

/// Writes a block where its first line says.
fn place(folder: &Path, text: &str) {
    let (first, rest) = text.split_once('\n').expect("a first line");
    let path = first.trim_start_matches(['#', '/', ' ']);
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, rest).expect("a file");
}

/// What the compiler says to a workspace of generated crates. Compiled dependencies are shared with this workspace.
fn check(folder: &Path) -> Vec<String> {
    let mut cargo = cargo(folder);
    cargo.args([
        "check",
        "--offline",
        "--quiet",
        "--all-targets",
        "--message-format",
        "json",
    ]);
    cargo.args(["--config", "profile.dev.debug='line-tables-only'"]);
    cargo.args(["--config", "profile.dev.package.'*'.debug=false"]);
    let output = cargo.output().expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let mut told: Vec<String> = text
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-message")
        .filter_map(|message| message["message"]["rendered"].as_str().map(str::to_owned))
        .collect();
    if told.is_empty() && !output.status.success() {
        told.push(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    told
}

fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let program = std::env::current_exe().expect("this test");
    let target = program.ancestors().nth(3).expect("target/profile/deps");
    command.current_dir(folder).env("CARGO_TARGET_DIR", target);
    command
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .expect("the workspace")
}

fn blocks(guide: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in guide.lines() {
        let line = line.strip_prefix("   ").unwrap_or(line);
        match (line.strip_prefix("```"), &mut open) {
            (Some(language), None) => {
                open = Some(Block {
                    language: language.to_owned(),
                    text: String::new(),
                })
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => block.text.push_str(&format!("{line}\n")),
            (None, None) => {}
        }
    }
    blocks
}
