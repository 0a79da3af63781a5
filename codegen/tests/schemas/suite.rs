//! The JSON-Schema-Test-Suite: draft 2020-12 as OpenAPI 3.1, draft 4 as 3.0.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use concierge_codegen::ir::Api;
use concierge_codegen::load::load_text;
use concierge_codegen::lower::lower_document_allowing;
use concierge_codegen::unsupported::Allowed;
use serde_json::{Map, Value, json};

use crate::binary::{Binary, Question};
use crate::exceptions;

/// A group of files that one edition of OpenAPI can say.
struct Edition {
    folder: &'static str,
    version: &'static str,
    files: &'static [&'static str],
    /// Those that the default run takes.
    sample: &'static [&'static str],
    /// Keywords that OpenAPI does not have in this edition, or that speak of documents and not of values.
    foreign: &'static [&'static str],
    exceptions: &'static str,
}

const V31: Edition = Edition {
    folder: "draft2020-12",
    version: "3.1.0",
    files: &[
        "additionalProperties",
        "allOf",
        "anchor",
        "anyOf",
        "boolean_schema",
        "const",
        "contains",
        "default",
        "dependentRequired",
        "dependentSchemas",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "if-then-else",
        "infinite-loop-detection",
        "items",
        "maxContains",
        "maximum",
        "maxItems",
        "maxLength",
        "maxProperties",
        "minContains",
        "minimum",
        "minItems",
        "minLength",
        "minProperties",
        "multipleOf",
        "not",
        "oneOf",
        "pattern",
        "patternProperties",
        "prefixItems",
        "properties",
        "propertyNames",
        "ref",
        "required",
        "type",
        "unevaluatedItems",
        "unevaluatedProperties",
        "uniqueItems",
        "optional/bignum",
        "optional/dependencies-compatibility",
        "optional/ecmascript-regex",
        "optional/float-overflow",
        "optional/non-bmp-regex",
        "optional/format/date",
        "optional/format/date-time",
        "optional/format/duration",
        "optional/format/email",
        "optional/format/hostname",
        "optional/format/ipv4",
        "optional/format/ipv6",
        "optional/format/iri",
        "optional/format/iri-reference",
        "optional/format/json-pointer",
        "optional/format/regex",
        "optional/format/relative-json-pointer",
        "optional/format/time",
        "optional/format/uri",
        "optional/format/uri-reference",
        "optional/format/uuid",
    ],
    sample: &[
        "anchor",
        "contains",
        "enum",
        "multipleOf",
        "not",
        "unevaluatedProperties",
    ],
    foreign: &[
        "$dynamicRef",
        "$dynamicAnchor",
        "$recursiveRef",
        "$vocabulary",
    ],
    exceptions: include_str!("suite-3.1.txt"),
};

const V30: Edition = Edition {
    folder: "draft4",
    version: "3.0.3",
    files: &[
        "additionalProperties",
        "allOf",
        "anyOf",
        "default",
        "enum",
        "infinite-loop-detection",
        "items",
        "maximum",
        "maxItems",
        "maxLength",
        "maxProperties",
        "minimum",
        "minItems",
        "minLength",
        "minProperties",
        "multipleOf",
        "not",
        "oneOf",
        "pattern",
        "properties",
        "ref",
        "required",
        "type",
        "uniqueItems",
    ],
    sample: &["enum", "maximum", "oneOf"],
    foreign: &[
        "id",
        "$id",
        "patternProperties",
        "dependencies",
        "additionalItems",
    ],
    exceptions: include_str!("suite-3.0.txt"),
};

/// A test of the suite.
struct Test {
    name: String,
    component: String,
    value: Value,
    valid: bool,
}

/// A file of the suite as a document.
struct Made {
    api: Api,
    tests: Vec<Test>,
}

#[test]
fn draft_2020_12_as_openapi_3_1() {
    judge(&V31, "suite-v31");
}

#[test]
fn draft_4_as_openapi_3_0() {
    judge(&V30, "suite-v30");
}

fn judge(edition: &Edition, program: &str) {
    let Some(folder) = crate::shared("json-schema-tests/tests") else {
        return;
    };
    let files = if crate::is_whole() {
        edition.files
    } else {
        edition.sample
    };
    let mut found = BTreeSet::new();
    let mut foreign = 0;
    let mut documents = Vec::new();
    for file in files {
        let path = folder.join(edition.folder).join(format!("{file}.json"));
        documents.push(document_of(edition, file, &path, &mut found, &mut foreign));
    }
    let tests: usize = documents.iter().map(|made| made.tests.len()).sum();
    found.extend(differences(program, documents));
    eprintln!(
        "{}: {tests} tests judged, {} differ, {foreign} speak of keywords that OpenAPI lacks",
        edition.folder,
        found.len()
    );
    let covered = |line: &str| {
        files
            .iter()
            .any(|file| line.starts_with(&format!("{file} | ")))
    };
    if let Err(told) = exceptions::compare(edition.exceptions, &found, covered) {
        panic!("{told}");
    }
}

/// Tests whose verdict is not the suite's.
fn differences(program: &str, documents: Vec<Made>) -> Vec<String> {
    let mut questions = Vec::new();
    let mut tests = Vec::new();
    let mut apis = Vec::new();
    for (document, made) in documents.into_iter().enumerate() {
        for test in made.tests {
            let position = made
                .api
                .types
                .iter()
                .position(|def| def.component == test.component);
            questions.push(Question {
                document,
                type_index: position.expect("the component is a type"),
                value: json!({ "value": test.value }).to_string(),
            });
            tests.push(test);
        }
        apis.push(made.api);
    }
    let verdicts = Binary::of(program, &apis).verdicts(&questions);
    let different = tests
        .into_iter()
        .zip(verdicts)
        .filter(|(test, verdict)| test.valid != *verdict);
    different.map(|(test, _)| test.name).collect()
}

/// Every case becomes a component, and another one that holds it, so that null and references to the root mean what they say.
fn document_of(
    edition: &Edition,
    file: &str,
    path: &Path,
    found: &mut BTreeSet<String>,
    foreign: &mut usize,
) -> Made {
    let text = fs::read_to_string(path).expect("a file of the suite");
    let cases: Value = serde_json::from_str(&text).expect("JSON");
    let mut schemas = Map::new();
    let mut tests = Vec::new();
    for (index, case) in cases.as_array().expect("cases").iter().enumerate() {
        let of_case = case["tests"].as_array().expect("tests");
        if is_foreign(edition, &case["schema"]) {
            *foreign += of_case.len();
            continue;
        }
        let component = format!("Case{index}");
        let schema = placed(&case["schema"], &component);
        let name = |test: &Value| {
            let words = [&case["description"], &test["description"]];
            let [case, test] = words.map(|word| word.as_str().unwrap_or_default());
            format!("{file} | {case} | {test}")
        };
        if let Err(rule) = lowered(edition, &with_holder(&component, &schema)) {
            if matches!(rule.as_str(), "ref-remote" | "file-missing") {
                *foreign += of_case.len();
                continue;
            }
            found.extend(
                of_case
                    .iter()
                    .map(|test| format!("{} | {rule}", name(test))),
            );
            continue;
        }
        schemas.extend(with_holder(&component, &schema));
        tests.extend(of_case.iter().map(|test| Test {
            name: name(test),
            component: format!("{component}Holder"),
            value: test["data"].clone(),
            valid: test["valid"].as_bool().expect("a verdict"),
        }));
    }
    let api = lowered(edition, &schemas).unwrap_or_else(|rule| panic!("{file}: {rule}"));
    Made { api, tests }
}

fn with_holder(component: &str, schema: &Value) -> Map<String, Value> {
    let reference = format!("#/components/schemas/{component}");
    let holder = json!({
        "type": "object",
        "required": ["value"],
        "properties": { "value": { "$ref": reference } },
    });
    Map::from_iter([
        (component.to_owned(), schema.clone()),
        (format!("{component}Holder"), holder),
    ])
}

fn lowered(edition: &Edition, schemas: &Map<String, Value>) -> Result<Api, String> {
    let document = json!({
        "openapi": edition.version,
        "info": { "title": "Suite", "version": "1" },
        "paths": {},
        "components": { "schemas": schemas },
    });
    let first = |findings: concierge_codegen::finding::Findings| {
        let error = findings
            .iter()
            .find(|finding| finding.severity == concierge_codegen::finding::Severity::Error);
        error.map_or("no error", |error| error.rule).to_owned()
    };
    let document = load_text("openapi.json", &document.to_string()).map_err(first)?;
    let ids = [
        "unsupported-keyword",
        "unsupported-multiple",
        "unsupported-pattern",
    ];
    let allowed = Allowed::of(ids).map_err(|error| error.to_string())?;
    Ok(lower_document_allowing(&document, &allowed)
        .map_err(first)?
        .api)
}

/// References to the root of the case lead to its component; those inside a schema with a URI of its own stay as they are.
fn placed(schema: &Value, component: &str) -> Value {
    match schema {
        Value::Object(entries) if entries.get("$id").is_some_and(Value::is_string) => {
            schema.clone()
        }
        Value::Object(entries) => {
            let entries = entries.iter().filter(|(key, _)| *key != "$schema");
            entries
                .map(|(key, value)| {
                    let value = match (key.as_str(), value) {
                        ("enum" | "const" | "default", _) => value.clone(),
                        ("$ref", Value::String(target))
                            if target == "#" || target.starts_with("#/") =>
                        {
                            let rest = &target[1..];
                            json!(format!("#/components/schemas/{component}{rest}"))
                        }
                        _ => placed(value, component),
                    };
                    (key.clone(), value)
                })
                .collect()
        }
        Value::Array(items) => items.iter().map(|item| placed(item, component)).collect(),
        other => other.clone(),
    }
}

/// True when a schema uses what this edition of OpenAPI lacks, or refers beyond its own document.
fn is_foreign(edition: &Edition, schema: &Value) -> bool {
    let is_30 = edition.version.starts_with("3.0");
    match schema {
        Value::Bool(_) => is_30,
        Value::Object(entries) => entries.iter().any(|(key, value)| match key.as_str() {
            "enum" | "const" | "default" => false,
            "$ref" if is_30 => value
                .as_str()
                .is_some_and(|target| !target.starts_with('#')),
            "type" if is_30 => value.is_array() || value == "null",
            "items" if is_30 && value.is_array() => true,
            "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas"
                if value.is_object() =>
            {
                (is_30 && key == "patternProperties")
                    || value
                        .as_object()
                        .is_some_and(|inner| inner.values().any(|one| is_foreign(edition, one)))
            }
            key if edition.foreign.contains(&key) => true,
            "not" | "additionalProperties" | "items" => {
                value.is_object() && is_foreign(edition, value)
            }
            _ => match value {
                Value::Object(_) => is_foreign(edition, value),
                Value::Array(items) => items
                    .iter()
                    .any(|item| item.is_object() && is_foreign(edition, item)),
                _ => false,
            },
        }),
        _ => false,
    }
}
