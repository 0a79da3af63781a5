//! What is written down about the settings is what the program takes.

use std::path::{Path, PathBuf};
use std::process::Command;

use concierge_server::config::reference;
use serde_json::Value;

use crate::process::Program;

const BEGIN: &str = "<!-- settings: begin -->\n";
const END: &str = "<!-- settings: end -->";

fn place(name: &str) -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().expect("a workspace").join(name)
}

fn guide() -> String {
    std::fs::read_to_string(place("docs/configuration.md")).expect("the guide")
}

/// Compares a committed file with what it should be; with `CONCIERGE_WRITE=1` it is written anew.
fn compare(name: &str, expected: &str) {
    if std::env::var("CONCIERGE_WRITE").is_ok_and(|value| value == "1") {
        std::fs::write(place(name), expected).expect("the file");
    }
    let found = std::fs::read_to_string(place(name)).expect("the file");
    assert!(
        found == expected,
        "{name} is stale: CONCIERGE_WRITE=1 cargo test -p concierge-server --test it settings"
    );
}

#[test]
fn the_guide_lists_every_setting_as_it_is() {
    let text = guide();
    let (before, rest) = text.split_once(BEGIN).expect("where the table begins");
    let (_, after) = rest.split_once(END).expect("where it ends");
    let expected = format!("{before}{BEGIN}{}{END}{after}", reference::table());
    compare("docs/configuration.md", &expected);
}

#[test]
fn the_schema_is_the_one_that_the_program_prints() {
    let expected = format!("{:#}\n", reference::schema());
    compare("server/config.schema.json", &expected);
}

/// Blocks of TOML in the guides.
fn examples() -> Vec<String> {
    let guides = ["docs/configuration.md", "docs/run-in-production.md"];
    let texts = guides
        .iter()
        .filter_map(|name| std::fs::read_to_string(place(name)).ok());
    let blocks = texts.flat_map(|text| {
        text.split("```toml\n")
            .skip(1)
            .filter_map(|rest| rest.split("```").next().map(str::to_owned))
            .collect::<Vec<_>>()
    });
    blocks.collect()
}

/// What `check-config` says of a file.
fn check(text: &str) -> (bool, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("concierge.toml");
    let secret = folder.path().join("master");
    std::fs::write(&secret, "5a".repeat(32)).expect("a secret");
    let text = text.replace("/etc/concierge/secret", &secret.display().to_string());
    std::fs::write(&file, text).expect("a file");
    let mut command = Command::new(Program::binary());
    command.env_clear().current_dir(folder.path());
    command.arg("check-config").arg("--config").arg(&file);
    let output = command.output().expect("the program runs");
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8(said).expect("text"),
    )
}

#[test]
fn examples_of_the_guides_are_taken_by_the_program_and_by_the_schema() {
    let schema = reference::schema();
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let examples = examples();
    assert!(!examples.is_empty());
    for example in examples {
        let (is_fine, said) = check(&example);
        assert!(is_fine, "{said}");
        assert!(validator.is_valid(&json(&example)), "{example}");
    }
}

/// The program and the schema agree on what is wrong, too.
#[test]
fn the_schema_refuses_what_the_program_refuses() {
    let schema = reference::schema();
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    for (text, is_taken) in [
        ("[storage]\nreaders = 2", true),
        ("[storage]\nreaders = 0", false),
        ("[storage]\nreaders = \"2\"", false),
        ("[storage]\nreader = 2", false),
        ("[store]\nreaders = 2", false),
        ("[limits]\nfactor = 0.5", true),
        ("[limits]\nfactor = 2", true),
        ("[limits]\nfactor = 0", false),
        ("[limits]\nprofile = \"Open\"", false),
        ("[seed]\nat_start = true", true),
        ("[seed]\nat_start = \"true\"", false),
        ("[cors]\norigins = \"https://a.example\"", false),
        ("[cors]\norigins = [\"https://a.example\"]", true),
        ("environment = \"test\"", false),
    ] {
        let (is_fine, said) = check(text);
        assert_eq!(is_fine, is_taken, "{text}: {said}");
        assert_eq!(validator.is_valid(&json(text)), is_taken, "{text}");
    }
}

fn json(text: &str) -> Value {
    let table: toml::Table = text.parse().expect("TOML");
    serde_json::to_value(table).expect("JSON")
}

#[test]
fn a_file_is_checked_without_serving_and_its_secret_stays_hidden() {
    let secret = "5a".repeat(32);
    let (is_fine, said) = check(&format!(
        "environment = \"production\"\n[secrets]\nmaster = \"{secret}\"\n"
    ));
    assert!(is_fine, "{said}");
    assert!(said.contains("environment = production  ("), "{said}");
    assert!(said.contains("secrets.master = (set)  ("), "{said}");
    assert!(!said.contains(&secret), "{said}");
}

/// Lines of the guides that call the program: in blocks, and between backticks.
fn commands() -> Vec<String> {
    let guides = ["configuration.md", "operate.md", "run-in-production.md"];
    let mut commands = Vec::new();
    for name in guides {
        let text = std::fs::read_to_string(place("docs").join(name)).expect("a guide");
        let lines = text.lines().map(str::trim);
        commands.extend(
            lines
                .flat_map(|line| line.split('`'))
                .filter(|piece| piece.starts_with("concierge-server "))
                .map(|piece| {
                    let words = piece.split(" #").next().unwrap_or(piece);
                    words.replace(['[', ']'], "").trim().to_owned()
                }),
        );
    }
    commands
}

/// Every subcommand and every flag of them exists: what stands before `--help` is parsed first.
#[test]
fn the_guides_name_only_commands_and_flags_that_there_are() {
    let commands = commands();
    assert!(commands.len() > 10, "{commands:?}");
    for command in commands {
        // A letter stands for a number.
        let words = command.split_whitespace().skip(1);
        let words = words.map(|word| if matches!(word, "N" | "S") { "1" } else { word });
        let output = Command::new(Program::binary())
            .args(words)
            .arg("--help")
            .output()
            .expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{command}: {said}");
    }
}
