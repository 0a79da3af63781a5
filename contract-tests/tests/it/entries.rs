//! No `x-` entry of the concierge's contract is dead: without it, what is generated or what the runner does is another.

use std::path::Path;

use concierge_codegen::emit::{Names, emit_client, emit_models, emit_server};
use concierge_codegen::ir::Api;
use concierge_codegen::load::load_text;
use concierge_codegen::lower::lower_document;
use contract_tests::plan::plan;
use serde_json::{Value, json};

/// One file per stage, without comments and without the document itself, which tell of an entry that nothing reads.
type Made = Vec<String>;

const STAGES: [fn(&Api) -> Made; 4] = [planned, models, server, client];

#[test]
fn every_entry_changes_what_is_made() {
    let contract = concierge();
    let entries = entries_of(&contract);
    assert!(entries.len() > 90, "only {} entries", entries.len());
    assert_eq!(dead_among(&contract, &entries), Vec::<String>::new());
}

#[test]
fn an_entry_that_nobody_reads_is_dead() {
    let mut contract = concierge();
    contract["paths"]["/health/live"]["get"]["x-mood"] = json!("calm");
    let entries = ["/paths/~1health~1live/get/x-mood".to_owned()];
    assert_eq!(dead_among(&contract, &entries), entries);
}

fn concierge() -> Value {
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/src/generated/contract.json");
    let text = std::fs::read_to_string(bundle).expect("the bundled contract");
    serde_json::from_str(&text).expect("it is JSON")
}

/// JSON Pointers of all `x-` entries; a header of such a name is no entry.
fn entries_of(contract: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(contract, "", &mut found);
    found
}

fn walk(node: &Value, pointer: &str, found: &mut Vec<String>) {
    match node {
        Value::Object(entries) => {
            for (key, value) in entries {
                let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                let is_named_by_us = ["/headers/", "/examples/"]
                    .iter()
                    .any(|holder| pointer.contains(holder));
                if key.starts_with("x-") && !is_named_by_us {
                    found.push(pointer);
                } else {
                    walk(value, &pointer, found);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// The entries without which everything is as before.
fn dead_among(contract: &Value, entries: &[String]) -> Vec<String> {
    let whole = api_of(contract);
    let before: Vec<Made> = STAGES.iter().map(|stage| stage(&whole)).collect();
    let is_dead = |entry: &&String| {
        let mut rest = contract.clone();
        remove(&mut rest, entry);
        let rest = api_of(&rest);
        STAGES
            .iter()
            .zip(&before)
            .all(|(stage, before)| stage(&rest) == *before)
    };
    entries.iter().filter(is_dead).cloned().collect()
}

fn remove(contract: &mut Value, pointer: &str) {
    let (holder, key) = pointer.rsplit_once('/').expect("a pointer");
    let holder = contract.pointer_mut(holder).and_then(Value::as_object_mut);
    let removed = holder.and_then(|entries| entries.remove(key));
    assert!(removed.is_some(), "{pointer} is not there");
}

fn api_of(contract: &Value) -> Api {
    let document = load_text("contract.json", &contract.to_string())
        .unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    let lowered = lower_document(&document)
        .unwrap_or_else(|findings| panic!("{}", findings.render(Some(&document))));
    lowered.api
}

fn planned(api: &Api) -> Made {
    plan(api, |_| true)
        .iter()
        .map(|planned| format!("{planned:?}"))
        .collect()
}

fn models(api: &Api) -> Made {
    code_of(emit_models(api, &names()))
}

fn server(api: &Api) -> Made {
    code_of(emit_server(api, &names()))
}

fn client(api: &Api) -> Made {
    let (files, _) =
        emit_client(api, &names()).unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    code_of(files)
}

fn names() -> Names {
    Names {
        command: "test".to_owned(),
        models: "models".to_owned(),
        client: None,
    }
}

fn code_of(files: Vec<concierge_codegen::emit::EmittedFile>) -> Made {
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    files
        .into_iter()
        .filter(|file| !file.path.starts_with("contract."))
        .map(|file| file.text.lines().filter(is_code).collect())
        .collect()
}
