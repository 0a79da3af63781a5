//! The runner against a small contract and a stub server that behaves well, or badly in one known way.

mod command;
mod entries;
mod flaws;
mod library;
mod outcomes;
mod plan;
mod stub;
mod table;

use std::path::PathBuf;

use contract_tests::{Contract, Options, Report, Target, run};

use crate::stub::{Flaw, LIBRARIAN, Stub, VISITOR};

fn spec() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/library/openapi.yaml"
    ))
}

fn contract() -> Contract {
    Contract::load(&spec()).unwrap_or_else(|error| panic!("{error}"))
}

fn target(stub: &Stub) -> Target {
    Target::new(&stub.url)
        .with_token("default", LIBRARIAN)
        .with_token("unscoped", VISITOR)
}

async fn report_of(flaw: Flaw) -> Report {
    let stub = Stub::start(flaw).await;
    run(&contract(), &target(&stub), &Options::default())
        .await
        .expect("a report")
}
