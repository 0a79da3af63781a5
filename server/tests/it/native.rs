//! The native mount: the same contract through one endpoint per operation, and the document that dropshot publishes of it.

use std::path::Path;

use concierge_runtime_server::mount::{self, equivalence};
use concierge_spec::CONTRACT;
use contract_tests::{Contract, Options, Target, run};
use serde_json::Value;

use crate::house::House;
use crate::process::{Program, create_key};

/// Counts and patterns of differences. May only shrink.
const KNOWN: &str = include_str!("equivalence.txt");
/// Checks that only the whole mount can pass, since dropshot answers them itself. May only shrink.
const BY_DROPSHOT: &[&str] = &["unknown-route", "wrong-method"];

#[tokio::test]
async fn the_published_document_equals_the_contract_but_for_known_differences() {
    let house = House::new().await;
    let contract: Value = serde_json::from_str(CONTRACT).expect("the bundled document is JSON");
    let api = mount::native(house.service.clone(), CONTRACT).expect("a native mount");
    let published = api
        .openapi("Concierge", "1.0.0".parse().expect("a version"))
        .json()
        .expect("a document");
    let found = equivalence::differences(&contract, &published);
    if let Err(drift) = equivalence::hold(&found, KNOWN) {
        panic!("{drift}");
    }
}

#[tokio::test]
async fn the_contract_holds_but_for_what_dropshot_answers_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let all = create_key(folder.path(), "all", "*");
    let unscoped = create_key(folder.path(), "unscoped", "");
    let program = Program::serve(folder.path(), &["--seed", "--mount", "native"]);
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/concierge/openapi.yaml");
    let contract = Contract::load(&spec).expect("the contract");
    let target = Target::new(&program.url)
        .with_token("default", &all)
        .with_token("unscoped", &unscoped);
    let report = run(&contract, &target, &Options::default())
        .await
        .expect("a run");
    let mut failed: Vec<String> = report
        .findings
        .iter()
        .map(|finding| finding.check.id().to_owned())
        .collect();
    failed.sort_unstable();
    failed.dedup();
    assert_eq!(failed, BY_DROPSHOT, "{:#?}", report.findings);
}
