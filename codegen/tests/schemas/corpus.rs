//! Real documents: valid values and values with one change get the same verdict from generated models and from the independent judge.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use concierge_codegen::ir::{Api, Place, Schema, Shape, Type, TypeId};
use concierge_codegen::load::load_document;
use concierge_codegen::lower::lower_document;
use concierge_codegen::values::{Seed, valid_value};
use serde_json::Value;

use crate::binary::{Binary, Question};
use crate::exceptions;
use crate::faults::with_one_change;
use crate::oracle::Oracle;

/// Those that the default run takes.
const SAMPLE: &[&str] = &["burgershop.yaml", "tempo.yaml"];

/// Documents beyond this many bytes are left to the table of the corpus.
const BYTES_MAX: u64 = 300_000;

const KNOWN: &str = include_str!("corpus.txt");

#[test]
fn verdicts_over_real_documents_are_those_of_the_oracle() {
    let Some(folder) = crate::shared("corpus") else {
        return;
    };
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("the corpus")
        .filter_map(|entry| entry.expect("an entry").file_name().into_string().ok())
        .filter(|name| name.ends_with(".json") || name.ends_with(".yaml"))
        .collect();
    names.sort_unstable();
    let mut covered = BTreeSet::new();
    let mut found = BTreeSet::new();
    for name in names {
        let path = folder.join(&name);
        let is_small = fs::metadata(&path).expect("a file").len() <= BYTES_MAX;
        if is_small && (crate::is_whole() || SAMPLE.contains(&name.as_str())) {
            found.extend(differences(&name, &path));
            covered.insert(name);
        }
    }
    let covers = |line: &str| {
        line.split(" | ")
            .next()
            .is_some_and(|name| covered.contains(name))
    };
    if let Err(told) = exceptions::compare(KNOWN, &found, covers) {
        panic!("{told}");
    }
}

/// Components of a document that some value tells apart from their schema.
fn differences(name: &str, path: &Path) -> BTreeSet<String> {
    let lowered = load_document(path).and_then(|document| lower_document(&document));
    let Ok(lowered) = lowered else {
        eprintln!("{name}: has faults, so nothing is generated");
        return BTreeSet::new();
    };
    let (questions, expected) = questions_of(&lowered.api);
    if questions.is_empty() {
        eprintln!("{name}: has no component");
        return BTreeSet::new();
    }
    let verdicts =
        Binary::of("schemas-of-corpus", std::slice::from_ref(&lowered.api)).verdicts(&questions);
    let mut found = BTreeSet::new();
    for ((question, verdict), expected) in questions.iter().zip(verdicts).zip(expected) {
        if verdict != expected {
            let component = &lowered.api.types[question.type_index].component;
            let line = format!("{name} | {component}");
            if found.insert(line.clone()) && std::env::var_os("CODEGEN_SHOW").is_some() {
                eprintln!("{line}: {expected} was expected of {}", question.value);
            }
        }
    }
    eprintln!(
        "{name}: {} values, {} components differ",
        questions.len(),
        found.len()
    );
    found
}

/// Values of every component, and what the oracle says of them.
fn questions_of(api: &Api) -> (Vec<Question>, Vec<bool>) {
    let [plain, sent, answered] =
        [None, Some("readOnly"), Some("writeOnly")].map(|hidden| Oracle::of(&api.bundled, hidden));
    let mut questions = Vec::new();
    let mut expected = Vec::new();
    for (type_index, def) in api.types.iter().enumerate() {
        let oracle = match (def.usage.request, def.usage.response) {
            (true, false) => &sent,
            (false, true) => &answered,
            _ => &plain,
        };
        let Some(judge) = oracle.judge(&def.component) else {
            continue;
        };
        let schema = use_of(TypeId(type_index));
        let Some(valid) = valid_value(api, &schema, &mut Seed::new(7)) else {
            continue;
        };
        let mut values = with_one_change(&valid);
        if let Some(full) = filled(api, &def.shape, &valid) {
            values.extend(with_one_change(&full));
        }
        // Whether a named type may be null is said where it is used.
        for value in values.into_iter().filter(|value| !value.is_null()) {
            expected.push(judge.is_valid(&value));
            questions.push(Question {
                document: 0,
                type_index,
                value: value.to_string(),
            });
        }
    }
    (questions, expected)
}

/// The value with every optional property.
fn filled(api: &Api, shape: &Shape, valid: &Value) -> Option<Value> {
    let Shape::Struct(shape) = shape else {
        return None;
    };
    let mut full = valid.as_object()?.clone();
    for field in &shape.fields {
        if let (false, Some(value)) = (
            full.contains_key(&field.wire),
            valid_value(api, &field.schema, &mut Seed::new(11)),
        ) {
            full.insert(field.wire.clone(), value);
        }
    }
    Some(Value::Object(full))
}

fn use_of(id: TypeId) -> Schema {
    Schema {
        ty: Type::Named(id),
        nullable: false,
        description: None,
        deprecated: false,
        default: None::<Value>,
        pii: None,
        place: Place::default(),
    }
}
