//! The contract's own runner against the real program.

use std::path::Path;

use contract_tests::{Contract, Options, Target, run};

use crate::process::{Program, create_key};

#[tokio::test]
async fn the_program_keeps_its_contract() {
    let folder = tempfile::tempdir().expect("a folder");
    let all = create_key(folder.path(), "all", "*");
    let unscoped = create_key(folder.path(), "unscoped", "");
    let program = Program::serve(folder.path(), &["--seed"]);
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/concierge/openapi.yaml");
    let contract = Contract::load(&spec).expect("the contract");
    let target = Target::new(&program.url)
        .with_token("default", &all)
        .with_token("unscoped", &unscoped);
    let report = run(&contract, &target, &Options::default())
        .await
        .expect("a run");
    assert!(report.is_clean(), "{:#?}", report.findings);
    let not_run: Vec<String> = report
        .not_run()
        .map(|(outcome, why)| format!("{:?} {}: {why}", outcome.operation, outcome.check.id()))
        .collect();
    assert_eq!(not_run, Vec::<String>::new());
}
