//! Decoding and checking a body, against the `jsonschema` crate on a value that is parsed already.

use std::hint::black_box;

use anyhow::Context as _;
use concierge_fixtures::models as shapes;
use concierge_runtime::{Model, decode};
use serde_json::{Value, json};

use crate::{measure, report::Report};

/// Bodies of the fixture contract, by schema.
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
    )
}

fn body<T: Model>(report: &mut Report, schema: &str, text: &str) -> anyhow::Result<()> {
    let value: Value = serde_json::from_str(text)?;
    let contract: Value = serde_json::from_str(shapes::CONTRACT)?;
    let judge = judge(&contract, schema)?;
    anyhow::ensure!(judge.is_valid(&value), "{schema} is valid for jsonschema");
    anyhow::ensure!(
        decode::strict::<T>(text.as_bytes()).is_ok(),
        "{schema} is valid for us"
    );
    let comparison = measure::compare(
        || drop(black_box(decode::strict::<T>(black_box(text.as_bytes())))),
        || {
            black_box(judge.is_valid(black_box(&value)));
        },
    );
    report.ratio(
        &format!("decode+check over jsonschema on a parsed value, {schema}"),
        &comparison,
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
