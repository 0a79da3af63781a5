//! The part of OpenAPI that progenitor reads, as a document of its own: one success, one error, one media type, types by their Rust path.

use std::collections::BTreeMap;

use openapiv3::OpenAPI;
use serde_json::{Map, Value, json};

use crate::ir::{Api, Location, MediaKind, StatusKey};

use super::{
    lane::Call,
    outcome::{Arm, Carried},
    parameter::Given,
    rust::RustType,
    words::harmless,
};

/// A document for progenitor, and the Rust types that its empty schemas stand for.
#[derive(Clone, Debug)]
pub(super) struct Dialect {
    pub(super) document: OpenAPI,
    /// From the name of a schema to a Rust path.
    pub(super) replacements: BTreeMap<String, String>,
}

/// Writes the document of some operations.
///
/// # Errors
/// When openapiv3 does not take what was written.
pub(super) fn dialect(api: &Api, calls: &[Call<'_>]) -> Result<Dialect, serde_json::Error> {
    let mut stubs = Stubs::default();
    let mut paths: Vec<(&str, Value)> = Vec::new();
    for call in calls {
        let path = call.operation.path.as_str();
        let method = call.operation.http_method.to_lowercase();
        let operation = operation(call, &mut stubs);
        match paths.iter_mut().find(|(known, _)| *known == path) {
            Some((_, item)) => item[method] = operation,
            None => paths.push((path, json!({ method: operation }))),
        }
    }
    let mut document: OpenAPI = serde_json::from_value(json!({
        "openapi": "3.0.3",
        "info": {
            "title": api.title,
            // It becomes a header, though one that is never sent.
            "version": api.version.chars().filter(char::is_ascii_graphic).collect::<String>(),
            "description": api.description.as_deref().map(harmless).unwrap_or_default(),
        },
        "paths": {},
        "components": { "schemas": stubs.schemas() },
    }))?;
    // One by one, because JSON objects have no order and the client follows the contract's.
    for (path, item) in paths {
        document
            .paths
            .paths
            .insert(path.to_owned(), serde_json::from_value(item)?);
    }
    Ok(Dialect {
        document,
        replacements: stubs.replacements(),
    })
}

/// Types that stand in the document as empty schemas with a name.
#[derive(Default)]
struct Stubs {
    types: Vec<String>,
}

impl Stubs {
    fn schema(&mut self, ty: &RustType) -> Value {
        match ty.text().as_str() {
            "String" => json!({ "type": "string" }),
            "i64" => json!({ "type": "integer", "format": "int64" }),
            "i32" => json!({ "type": "integer", "format": "int32" }),
            "f64" => json!({ "type": "number", "format": "double" }),
            "bool" => json!({ "type": "boolean" }),
            other => json!({ "$ref": format!("#/components/schemas/{}", self.name(other)) }),
        }
    }

    /// A name that typify leaves as it is: it looks for a replacement only after it has changed the name's case.
    fn name(&mut self, ty: &str) -> String {
        let index = match self.types.iter().position(|known| known == ty) {
            Some(index) => index,
            None => {
                self.types.push(ty.to_owned());
                self.types.len() - 1
            }
        };
        stub_name(index)
    }

    fn schemas(&self) -> Value {
        let names = (0..self.types.len()).map(|index| (stub_name(index), json!({})));
        Value::Object(names.collect())
    }

    fn replacements(self) -> BTreeMap<String, String> {
        self.types
            .into_iter()
            .enumerate()
            .map(|(index, ty)| (stub_name(index), ty))
            .collect()
    }
}

fn stub_name(index: usize) -> String {
    format!("Stub{index}")
}

fn operation(call: &Call<'_>, stubs: &mut Stubs) -> Value {
    let parameters: Vec<Value> = call
        .parameters
        .iter()
        .map(|given| parameter(given, stubs))
        .collect();
    let mut operation = json!({
        "operationId": call.title.method,
        "summary": call.operation.summary.as_deref().map(harmless).unwrap_or_default(),
        "description": description(call),
        "parameters": parameters,
        "responses": responses(call, stubs),
    });
    if let Some(body) = request_body(call, stubs) {
        operation["requestBody"] = body;
    }
    operation
}

fn description(call: &Call<'_>) -> String {
    let words = call
        .operation
        .description
        .as_deref()
        .map(harmless)
        .unwrap_or_default();
    match call.operation.deprecated {
        true => format!("Deprecated: it will go away.\n\n{words}"),
        false => words,
    }
}

fn parameter(given: &Given, stubs: &mut Stubs) -> Value {
    let place = match given.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header | Location::Cookie => "header",
    };
    let words = given
        .description
        .as_deref()
        .map(harmless)
        .unwrap_or_default();
    json!({
        "name": given.wire,
        "in": place,
        "required": given.required || given.location == Location::Path,
        "description": words.split_whitespace().collect::<Vec<_>>().join(" "),
        "schema": stubs.schema(&given.ty),
    })
}

fn request_body(call: &Call<'_>, stubs: &mut Stubs) -> Option<Value> {
    let body = call.body?;
    let schema = match (body.kind, &call.body_type) {
        (MediaKind::Text, _) | (_, None) => json!({ "type": "string" }),
        (_, Some(ty)) => stubs.schema(ty),
    };
    let content = Map::from_iter([(body.media_type.clone(), json!({ "schema": schema }))]);
    Some(json!({ "required": true, "content": content }))
}

fn responses(call: &Call<'_>, stubs: &mut Stubs) -> Value {
    let mut responses = Map::new();
    for arm in &call.outcome.successes {
        let key = match arm.status {
            StatusKey::Code(code) => code.to_string(),
            StatusKey::Range(_) | StatusKey::Default => "2XX".to_owned(),
        };
        responses.insert(key, response(arm, stubs));
    }
    // All errors carry the same, so that an error that is not declared yet is read as one that is.
    if let Some(arm) = call.outcome.errors.first() {
        for key in ["4XX", "5XX"] {
            responses.insert(key.to_owned(), response(arm, stubs));
        }
    }
    Value::Object(responses)
}

fn response(arm: &Arm, stubs: &mut Stubs) -> Value {
    let mut response = json!({ "description": arm.description });
    match &arm.carried {
        Carried::Nothing => {}
        Carried::Json(ty) => {
            response["content"] = json!({ "application/json": { "schema": stubs.schema(ty) } })
        }
        Carried::Text | Carried::Bytes => {
            response["content"] = json!({ "application/octet-stream": {} })
        }
    }
    response
}
