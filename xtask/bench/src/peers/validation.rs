//! Decoding and checking a body against the `jsonschema` crate: from text on both sides, from values on both sides, and text against a parsed value.

use std::hint::black_box;

use anyhow::Context as _;
use concierge_fixtures::models as shapes;
use concierge_runtime::{Model, decode};
use serde_json::{Value, json};

use crate::{measure, report::Report};

/// How many items a page holds.
const PAGE: usize = 50;

/// Bodies of the fixture contract, by schema; small ones, then pages.
pub(crate) fn run(report: &mut Report) -> anyhow::Result<()> {
    body::<shapes::NewBox>(
        report,
        "NewBox",
        r#"{"code":"B-200","size":9,"price":1249.90,"packedAt":"2026-03-01T10:00:00+01:00","note":null,"tags":["fragile","tall"],"owner":{"email":"ada@example.org","phone":"+44 20 7946 0000"}}"#,
    )?;
    body::<shapes::Item>(
        report,
        "Item",
        r#"{"kind":"tool","name":"saw","price":12.50}"#,
    )?;
    body::<shapes::ItemQuery>(
        report,
        "ItemQuery",
        r#"{"words":"saw","ids":[1,"a-1",7],"since":"2024-02-29"}"#,
    )?;
    body::<shapes::Shelf>(
        report,
        "Shelf",
        r#"{"name":"a","inner":[{"name":"b","inner":[]},{"name":"c","inner":[{"name":"d","inner":[]}]}]}"#,
    )?;
    body::<shapes::Trouble>(
        report,
        "Trouble",
        r#"{"code":"validation.failed","message":"the request breaks its contract","requestId":"r-1","details":[{"pointer":"/a","in":"body","rule":"type","message":"must be a string"},{"pointer":"/b","in":"body","rule":"minLength","message":"must be longer"}]}"#,
    )?;
    pages(report)
}

/// Bodies of the size that an interface answers with.
fn pages(report: &mut Report) -> anyhow::Result<()> {
    let boxes: Vec<Value> = (0..PAGE)
        .map(|index| {
            json!({
                "id": format!("b-{index}"), "code": format!("B-{index}"), "size": 1 + index % 9, "state": "open",
                "note": "stands behind the door, to the left", "packedAt": "2026-03-01T10:00:00+01:00",
            })
        })
        .collect();
    let page = json!({"boxes": boxes, "next": "cursor-2", "asked": {"size": "1"}});
    body::<shapes::BoxPage>(report, "BoxPage", &page.to_string())?;
    let details: Vec<Value> = (0..PAGE)
        .map(|index| {
            json!({"pointer": format!("/boxes/{index}/code"), "in": "body", "rule": "minLength", "message": "must be longer"})
        })
        .collect();
    let trouble = json!({
        "code": "validation.failed", "message": "the request breaks its contract", "requestId": "r-1", "details": details,
    });
    body::<shapes::Trouble>(report, "Trouble", &trouble.to_string())
}

/// Only values on both sides do the same work from the same start; the aim speaks of our whole work against theirs on a value that somebody else parsed.
fn body<T: Model>(report: &mut Report, schema: &str, text: &str) -> anyhow::Result<()> {
    let value: Value = serde_json::from_str(text)?;
    let contract: Value = serde_json::from_str(shapes::CONTRACT)?;
    let judge = judge(&contract, schema)?;
    anyhow::ensure!(judge.is_valid(&value), "{schema} is valid for jsonschema");
    let typed = decode::strict::<T>(text.as_bytes());
    let typed = typed.map_err(|refused| anyhow::anyhow!("{schema} is refused: {refused:?}"))?;
    let strict = || drop(black_box(decode::strict::<T>(black_box(text.as_bytes()))));
    let valid = || {
        black_box(judge.is_valid(black_box(&value)));
    };
    let parsed_and_valid = || {
        let value = serde_json::from_slice::<Value>(black_box(text.as_bytes()));
        black_box(value.is_ok_and(|value| judge.is_valid(&value)));
    };
    let name = |what: &str| format!("{what}, {schema}, {} bytes", text.len());
    report.ratio(
        &name("decode+check over parse+jsonschema, text on both sides"),
        &measure::compare(strict, parsed_and_valid),
        "",
    );
    let checked = || {
        let _ = black_box(black_box(&typed).check());
    };
    report.ratio(
        &name("check over jsonschema, values on both sides"),
        &measure::compare(checked, valid),
        "",
    );
    report.ratio(
        &name("decode+check of text over jsonschema on a parsed value"),
        &measure::compare(strict, valid),
        "0.1 or less",
    );
    Ok(())
}

/// A validator of one schema, formats checked, nullability as OpenAPI 3.0 means it.
fn judge(contract: &Value, schema: &str) -> anyhow::Result<jsonschema::Validator> {
    let mut components = contract["components"]["schemas"].clone();
    allow_null(&mut components);
    let root = json!({"$ref": format!("#/components/schemas/{schema}"), "components": {"schemas": components}});
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(&root)
        .map_err(|error| anyhow::anyhow!("{error}"))
        .context("failed to build the validator")
}

fn allow_null(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if object.remove("nullable") == Some(Value::Bool(true))
                && let Some(Value::String(ty)) = object.get("type").cloned()
            {
                object.insert("type".to_owned(), json!([ty, "null"]));
            }
            object.values_mut().for_each(allow_null);
        }
        Value::Array(items) => items.iter_mut().for_each(allow_null),
        _ => {}
    }
}
