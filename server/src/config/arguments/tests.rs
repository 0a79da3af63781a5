//! Precedence, demands, and faults that come together.

use clap::Parser;
use std::fs;

use super::*;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    arguments: Arguments,
}

struct Case {
    folder: tempfile::TempDir,
    variables: Vec<(&'static str, String)>,
}

const SECRET: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

impl Case {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            variables: Vec::new(),
        }
    }

    fn variable(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    fn file(self, text: &str) -> Self {
        let path = self.folder.path().join("concierge.toml");
        fs::write(&path, text).expect("a file");
        let path = path.display().to_string();
        self.variable("CONCIERGE_CONFIG", &path)
    }

    fn read(&self, words: &[&str]) -> Result<Config, Faults> {
        let data_dir = self.folder.path().display().to_string();
        let words = ["test", "--data-dir", &data_dir]
            .into_iter()
            .chain(words.iter().copied());
        let line = Line::try_parse_from(words).expect("words");
        line.arguments.read_with(&|name| {
            let found = self.variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.clone())
        })
    }

    #[track_caller]
    fn faults(&self, words: &[&str]) -> String {
        self.read(words).expect_err("faults").to_string()
    }
}

fn shown<'a>(config: &'a Config, name: &str) -> (&'a str, String) {
    let shown = config.shown.iter().find(|shown| shown.name == name);
    let shown = shown.expect("a setting");
    (shown.value.as_str(), shown.origin.to_string())
}

#[test]
fn a_fresh_folder_is_enough() {
    let config = Case::new()
        .read(&["--listen", "127.0.0.1:0"])
        .expect("a configuration");
    assert_eq!(config.listen.address.port(), 0);
    assert_eq!(config.keep.environment, Environment::Development);
    assert_eq!(
        config.keep.storage.spool_dir.parent(),
        config.keep.storage.uploads_dir.parent()
    );
}

#[test]
fn flags_win_over_variables_over_the_file_over_defaults() {
    let case = Case::new()
        .file("[listen]\ndrain_ms = 1\nbody_timeout_ms = 2\nshutdown_ms = 3\n")
        .variable("CONCIERGE_DRAIN_MS", "10")
        .variable("CONCIERGE_BODY_TIMEOUT_MS", "20")
        .variable("CONCIERGE_READERS", "");
    let config = case.read(&["--drain-ms", "100"]).expect("a configuration");
    let path = case.folder.path().join("concierge.toml");
    for (name, value, origin) in [
        ("listen.drain_ms", "100", "--drain-ms".to_owned()),
        (
            "listen.body_timeout_ms",
            "20",
            "CONCIERGE_BODY_TIMEOUT_MS".to_owned(),
        ),
        ("listen.shutdown_ms", "3", format!("{}:4", path.display())),
        ("storage.readers", "4", "default".to_owned()),
    ] {
        assert_eq!(shown(&config, name), (value, origin), "{name}");
    }
    assert_eq!(config.listen.drain.as_millis(), 100);
    assert_eq!(config.listen.body_timeout_ms, 20);
}

#[test]
fn a_list_is_a_list_everywhere() {
    let origins = [
        "https://a.example".to_owned(),
        "https://b.example".to_owned(),
    ];
    let both = "https://a.example, https://b.example";
    let by_file =
        Case::new().file("[cors]\norigins = [\"https://a.example\", \"https://b.example\"]\n");
    let by_variable = Case::new().variable("CONCIERGE_ORIGINS", both);
    let flags = ["--origins", &origins[0], "--origins", &origins[1]];
    for config in [
        by_file.read(&[]),
        by_variable.read(&[]),
        Case::new().read(&["--origins", both]),
        Case::new().read(&flags),
    ] {
        let cors = config.expect("a configuration").cors.expect("origins");
        assert_eq!(cors.origins, origins);
    }
}

#[test]
fn everything_wrong_is_reported_at_once_with_its_place() {
    let case = Case::new()
        .file("[limits]\nprofile = \"some\"\n[log]\nlevel = 3\n")
        .variable("CONCIERGE_READERS", "0")
        .variable("CONCIERGE_SECRET", "hunter2");
    let text = case.faults(&[
        "--listen",
        "here",
        "--mount",
        "half",
        "--trusted-proxies",
        "10/8",
        "--origins",
        "https://shop.example/",
        "--limits-factor",
        "-1",
    ]);
    for part in [
        "listen.address (--listen): write an address and a port",
        "listen.mount (--mount): write whole or native",
        "listen.trusted_proxies (--trusted-proxies): write networks",
        "cors.origins (--origins): write scheme, host and port",
        "limits.factor (--limits-factor): write a number above 0",
        "concierge.toml:2): write contract, scaled or open",
        "concierge.toml:4): write error, warning or info",
        "storage.readers (CONCIERGE_READERS): write a whole number from 1 to 256",
        "secrets.master (CONCIERGE_SECRET): the secret must be hexadecimal",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("hunter2"), "{text}");
    assert_eq!(text.lines().count(), 10, "{text}");
}

#[test]
fn a_file_that_is_missing_is_told() {
    let text = Case::new().faults(&["--config", "nowhere.toml"]);
    assert!(
        text.contains("nowhere.toml: the file can't be read"),
        "{text}"
    );
}

#[test]
fn production_refuses_what_only_tests_need() {
    let case = Case::new()
        .variable("CONCIERGE_ENVIRONMENT", "production")
        .variable("CONCIERGE_SECRET", SECRET);
    let text = case.faults(&[
        "--limits",
        "open",
        "--seed",
        "--listen",
        "0.0.0.0:80",
        "--origins",
        "http://shop.example",
    ]);
    for part in [
        "limits.profile (--limits): production does not open the limits",
        "seed.at_start (--seed): production takes no made-up orders",
        "listen.address (--listen): production speaks plain HTTP only to a proxy",
        "cors.origins (--origins): production takes calls only from pages that came over https",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let everybody = case.faults(&["--listen", "0.0.0.0:80", "--trusted-proxies", "0.0.0.0/0"]);
    assert!(everybody.contains("a network of everybody"), "{everybody}");
    for words in [
        &["--listen", "0.0.0.0:80", "--trusted-proxies", "10.0.0.0/8"][..],
        &[
            "--listen",
            "127.0.0.1:80",
            "--origins",
            "https://shop.example",
        ],
    ] {
        case.read(words).expect("a configuration for production");
    }
    let staging = Case::new()
        .variable("CONCIERGE_SECRET", SECRET)
        .variable("CONCIERGE_ENVIRONMENT", "staging");
    staging
        .read(&["--limits", "open", "--seed", "--listen", "0.0.0.0:80"])
        .expect("a configuration for staging");
}

#[test]
fn beyond_development_a_secret_is_demanded_that_was_not_made_for_it() {
    let case = Case::new();
    case.read(&[]).expect("development makes one");
    let made = case.folder.path().join("secret").display().to_string();
    for environment in ["staging", "production"] {
        let words = ["--environment", environment];
        let text = case.faults(&words);
        assert!(
            text.contains("secrets.master_file (default): name a file"),
            "{text}"
        );
        let text = case.faults(&[&words[..], &["--secret-file", &made]].concat());
        assert!(text.contains("was made for development"), "{text}");
    }
}

#[test]
fn a_secret_stands_in_one_place_and_is_shown_in_none() {
    let case = Case::new().file(&format!("[secrets]\nmaster = \"{SECRET}\"\n"));
    let config = case.read(&["--environment", "production"]);
    let config = config.expect("a configuration");
    assert_eq!(shown(&config, "secrets.master").0, "(set)");
    assert!(!format!("{config:?}").contains(SECRET));
    let file = case.folder.path().join("other");
    fs::write(&file, SECRET).expect("a file");
    let text = case.faults(&["--secret-file", &file.display().to_string()]);
    assert!(
        text.contains("secrets.master_file (--secret-file): secrets.master ("),
        "{text}"
    );
    assert!(!text.contains(SECRET));
    let by_file = Case::new();
    by_file
        .read(&[
            "--environment",
            "staging",
            "--secret-file",
            &file.display().to_string(),
        ])
        .expect("a configuration");
}
