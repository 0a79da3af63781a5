//! The command: forms of the report, exit codes, and no secret in any of them.

use std::process::{Command, Output};

use serde_json::Value;

use crate::spec;
use crate::stub::{Flaw, LIBRARIAN, Stub, VISITOR};

async fn command(url: &str, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_contract-tests"));
    command
        .arg("run")
        .arg("--spec")
        .arg(spec())
        .args(["--url", url])
        .args(more);
    command
        .env("LIBRARY_KEY", LIBRARIAN)
        .env("VISITOR_KEY", VISITOR)
        .env_remove("NO_SUCH_KEY");
    tokio::task::spawn_blocking(move || command.output().expect("the command runs"))
        .await
        .expect("it ends")
}

const TOKENS: [&str; 4] = [
    "--token",
    "default=LIBRARY_KEY",
    "--token",
    "unscoped=VISITOR_KEY",
];

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_passed_is_0() {
    let stub = Stub::start(Flaw::None).await;
    let output = command(&stub.url, &TOKENS).await;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert!(
        text(&output.stdout).contains(" 0 failed with 0 findings, "),
        "{}",
        text(&output.stdout)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn findings_are_100_in_every_form() {
    let stub = Stub::start(Flaw::IgnoresScopes).await;
    for form in ["human", "json", "junit"] {
        let output = command(&stub.url, &[&TOKENS[..], &["--report", form]].concat()).await;
        let shown = text(&output.stdout);
        assert_eq!(output.status.code(), Some(100), "{shown}");
        assert!(
            shown.contains("auth-scope") && shown.contains("$VISITOR_KEY"),
            "{shown}"
        );
        assert!(
            !shown.contains(VISITOR) && !shown.contains(LIBRARIAN),
            "a secret is shown"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_json_form_counts_what_it_lists() {
    let stub = Stub::start(Flaw::ForgetsAllow).await;
    let output = command(&stub.url, &[&TOKENS[..], &["--report", "json"]].concat()).await;
    let report: Value = serde_json::from_slice(&output.stdout).expect("json");
    let failed = report["outcomes"]
        .as_array()
        .expect("outcomes")
        .iter()
        .filter(|outcome| outcome["verdict"] == "failed")
        .count();
    assert_eq!(report["totals"]["failed"], failed);
    assert_eq!(
        report["totals"]["findings"],
        report["findings"].as_array().expect("findings").len()
    );
    assert!(
        report["findings"][0]["place"]
            .as_str()
            .expect("a place")
            .contains("openapi.yaml:")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_run_is_1() {
    let output = command("http://127.0.0.1:9", &["--token", "default=NO_SUCH_KEY"]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stderr).contains("NO_SUCH_KEY"),
        "{}",
        text(&output.stderr)
    );
    let output = command("staging.example.com", &TOKENS).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("--url staging.example.com"));
    let stub = Stub::start(Flaw::None).await;
    let stranger = ["--token", "default=PATH", "--operation", "create_loan"];
    let output = command(&stub.url, &stranger).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("answers 401"));
    let output = command("http://127.0.0.1:9", &["--no-such-flag"]).await;
    assert_eq!(output.status.code(), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn given_bodies_take_the_place_of_examples() {
    let stub = Stub::start(Flaw::None).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bodies.json");
    let given = async |bodies: &str| {
        std::fs::write(&path, bodies).expect("a file");
        let words = [&TOKENS[..], &["--bodies", path.to_str().expect("text")]].concat();
        command(&stub.url, &words).await
    };
    let broken = given(r#"{ "create_loan": [{ "memberId": 7 }] }"#).await;
    assert_eq!(broken.status.code(), Some(100));
    assert!(text(&broken.stdout).contains("the example `body 1` satisfies its own schema"));
    let unknown = given(r#"{ "create_lawn": [] }"#).await;
    assert_eq!(unknown.status.code(), Some(1));
    assert!(text(&unknown.stderr).contains("`create_lawn`"));
    let malformed = given("[]").await;
    assert_eq!(malformed.status.code(), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_did_not_run_is_100_on_demand() {
    let stub = Stub::start(Flaw::None).await;
    let one_token = &TOKENS[..2];
    assert_eq!(command(&stub.url, one_token).await.status.code(), Some(0));
    let complete = command(&stub.url, &[one_token, &["--complete"]].concat()).await;
    assert_eq!(complete.status.code(), Some(100));
    let complete = command(&stub.url, &[&TOKENS[..], &["--complete"]].concat()).await;
    assert_eq!(complete.status.code(), Some(0));
}
