//! The contract's own runner against the real program.

use std::path::Path;

use contract_tests::{Contract, Options, Report, Target, run};

use crate::process::{Program, create_key};

/// Bodies for the data that `seed` writes, so that more than one run finds something to hold.
const BODIES: &str = include_str!("../../bodies.json");

#[tokio::test]
async fn the_program_keeps_its_contract_run_after_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let all = create_key(folder.path(), "all", "*");
    let unscoped = create_key(folder.path(), "unscoped", "");
    let program = Program::serve(folder.path(), &["--seed"]);
    let target = Target::new(&program.url)
        .with_token("default", &all)
        .with_token("unscoped", &unscoped);
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/concierge/openapi.yaml");
    let contract = Contract::load(&spec).expect("the contract");

    let first = run(&contract, &target, &Options::default()).await;
    assert_clean_and_complete(&first.expect("a run"));
    let bodies = serde_json::from_str(BODIES).expect("bodies by operation");
    let options = Options {
        bodies,
        ..Options::default()
    };
    let second = run(&contract, &target, &options).await;
    assert_clean_and_complete(&second.expect("a second run on the same data"));
}

#[track_caller]
fn assert_clean_and_complete(report: &Report) {
    assert!(report.is_clean(), "{:#?}", report.findings);
    let not_run: Vec<String> = report
        .not_run()
        .map(|(outcome, why)| format!("{:?} {}: {why}", outcome.operation, outcome.check.id()))
        .collect();
    assert_eq!(not_run, Vec::<String>::new());
}
