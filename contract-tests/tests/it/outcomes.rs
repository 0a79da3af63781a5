//! What does not run is said, and nothing passes silently.

use contract_tests::{Check, Contract, Options, RunError, Target, Verdict, run};

use crate::stub::{Flaw, LIBRARIAN, Stub};
use crate::{contract, report_of, target};

fn verdict<'a>(report: &'a contract_tests::Report, operation: &str, check: Check) -> &'a Verdict {
    let found = report
        .outcomes
        .iter()
        .find(|outcome| outcome.operation.as_deref() == Some(operation) && outcome.check == check);
    &found.expect("the outcome").verdict
}

#[tokio::test]
async fn a_missing_token_is_told_and_not_passed() {
    let stub = Stub::start(Flaw::None).await;
    let target = Target::new(&stub.url).with_token("default", LIBRARIAN);
    let report = run(&contract(), &target, &Options::default())
        .await
        .expect("a report");
    let reason = "no token named `unscoped` was given".to_owned();
    assert_eq!(
        verdict(&report, "list_books", Check::AuthScope),
        &Verdict::NotRun { reason }
    );
    assert!(matches!(
        verdict(&report, "list_books", Check::AuthMissing),
        Verdict::Passed { answers: 1 }
    ));
}

#[tokio::test]
async fn used_up_examples_are_told_and_not_passed() {
    let report = report_of(Flaw::AlwaysConflicts).await;
    assert!(matches!(
        verdict(&report, "create_loan", Check::ValidCall),
        Verdict::Failed { findings: 1 }
    ));
    let replay = verdict(&report, "create_loan", Check::IdempotencyReplay);
    assert!(
        matches!(replay, Verdict::NotRun { reason } if reason.starts_with("examples exhausted")),
        "{replay:?}"
    );
}

#[tokio::test]
async fn a_limited_run_is_told_and_not_passed() {
    let report = report_of(Flaw::Limits).await;
    let fault = verdict(&report, "create_loan", Check::BodyFault);
    assert!(
        matches!(fault, Verdict::NotRun { reason } if reason.contains("429")),
        "{fault:?}"
    );
}

#[tokio::test]
async fn nobody_at_the_url_is_an_error() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let ended = run(
        &contract(),
        &Target::new(&url).with_token("default", "x"),
        &Options::default(),
    )
    .await;
    assert!(
        matches!(ended, Err(RunError::Unreachable { .. })),
        "{ended:?}"
    );
}

#[tokio::test]
async fn filters_choose_operations() {
    let stub = Stub::start(Flaw::None).await;
    let by = |tags: &[&str], operations: &[&str]| Options {
        tags: tags.iter().map(ToString::to_string).collect(),
        operations: operations.iter().map(ToString::to_string).collect(),
        ..Options::default()
    };
    let chosen = async |options: Options| -> Vec<String> {
        let report = run(&contract(), &target(&stub), &options)
            .await
            .expect("a report");
        let mut ids: Vec<String> = report
            .outcomes
            .into_iter()
            .filter_map(|outcome| outcome.operation)
            .collect();
        ids.dedup();
        ids
    };
    assert_eq!(chosen(by(&["Loans"], &[])).await, ["create_loan"]);
    assert_eq!(chosen(by(&[], &["get_book"])).await, ["get_book"]);
    let none = run(&contract(), &target(&stub), &by(&["Loans"], &["get_book"])).await;
    assert!(matches!(none, Err(RunError::NothingChosen(_))), "{none:?}");
}

#[tokio::test]
async fn a_finding_tells_place_and_reproduction_without_the_token() {
    let report = report_of(Flaw::SkipsMaximum).await;
    let finding = report
        .findings_of(Check::BodyFault)
        .next()
        .expect("a finding");
    assert!(
        finding.expected.contains("`maximum` broken at `/days`"),
        "{}",
        finding.expected
    );
    assert_eq!(finding.seen, "409");
    assert!(
        finding.place.file.ends_with("tests/library/openapi.yaml"),
        "{}",
        finding.place.file
    );
    let text = std::fs::read_to_string(&finding.place.file).expect("the contract");
    let line = text
        .lines()
        .nth(finding.place.line as usize - 1)
        .expect("the line");
    assert!(line.contains("days:"), "{line}");
    assert!(
        finding.curl.contains("$TOKEN_DEFAULT") && finding.curl.contains("\"days\":31"),
        "{}",
        finding.curl
    );
    assert!(!format!("{report:?}").contains(LIBRARIAN));
}

#[test]
fn a_contract_that_does_not_compile_is_an_error_with_its_findings() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("openapi.yaml");
    std::fs::write(&path, "openapi: 3.0.3\npaths:\n  /a: {$ref: '#/nowhere'}\n").expect("a file");
    let Err(error) = Contract::load(&path) else {
        panic!("it must not load")
    };
    assert!(error.to_string().contains("openapi.yaml:3"), "{error}");
}
