//! The bundled document as JSON: finds the schemas and examples that the resolved model leaves out.

use concierge_codegen::ir::{Location, Operation, Parameter, StatusKey};
use serde_json::Value;

use crate::exchange::essence;

/// How many references may lead to each other.
const HOPS_MAX: usize = 32;

/// The bundled document.
pub(crate) struct Bundle(Value);

impl Bundle {
    pub(crate) fn new(document: Value) -> Self {
        Self(document)
    }

    pub(crate) fn document(&self) -> &Value {
        &self.0
    }

    /// The schema of a request body.
    pub(crate) fn request_schema(&self, operation: &Operation, media_type: &str) -> Option<&Value> {
        let body = self.follow(self.operation(operation)?.get("requestBody")?)?;
        content_schema(body, media_type)
    }

    /// The schema of an answer's body.
    pub(crate) fn response_schema(
        &self,
        operation: &Operation,
        status: StatusKey,
        media_type: &str,
    ) -> Option<&Value> {
        content_schema(self.response(operation, status)?, media_type)
    }

    /// The schema of an answer's header; `name` in lower case.
    pub(crate) fn header_schema(
        &self,
        operation: &Operation,
        status: StatusKey,
        name: &str,
    ) -> Option<&Value> {
        let headers = self
            .response(operation, status)?
            .get("headers")?
            .as_object()?;
        let header = headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, header)| header)?;
        self.follow(header)?.get("schema")
    }

    /// The schema of a parameter.
    pub(crate) fn parameter_schema(
        &self,
        operation: &Operation,
        parameter: &Parameter,
    ) -> Option<&Value> {
        self.parameter(operation, parameter)?.get("schema")
    }

    /// The first example that the contract gives for a parameter, or its default.
    pub(crate) fn parameter_example(
        &self,
        operation: &Operation,
        parameter: &Parameter,
    ) -> Option<Value> {
        let stated = self.parameter(operation, parameter)?;
        let named = || {
            self.follow(stated.get("examples")?.as_object()?.values().next()?)?
                .get("value")
                .cloned()
        };
        let of_schema = || {
            let schema = self.follow(stated.get("schema")?)?;
            schema
                .get("example")
                .or_else(|| schema.pointer("/examples/0"))
                .or_else(|| schema.get("default"))
                .cloned()
        };
        stated
            .get("example")
            .cloned()
            .or_else(named)
            .or_else(of_schema)
    }

    fn parameter(&self, operation: &Operation, parameter: &Parameter) -> Option<&Value> {
        let own = self.operation(operation)?.get("parameters");
        let inherited = self.path_item(operation)?.get("parameters");
        let lists = [own, inherited]
            .into_iter()
            .flatten()
            .filter_map(Value::as_array)
            .flatten();
        lists
            .filter_map(|entry| self.follow(entry))
            .find(|entry| is_parameter(entry, parameter))
    }

    fn response(&self, operation: &Operation, status: StatusKey) -> Option<&Value> {
        let responses = self.operation(operation)?.get("responses")?.as_object()?;
        let wanted = status.to_string();
        let found = responses
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(&wanted))
            .map(|(_, response)| response)?;
        self.follow(found)
    }

    fn operation(&self, operation: &Operation) -> Option<&Value> {
        self.path_item(operation)?
            .get(operation.http_method.to_lowercase())
    }

    fn path_item(&self, operation: &Operation) -> Option<&Value> {
        self.follow(self.0.get("paths")?.get(&operation.path)?)
    }

    /// The node itself, or what its `$ref` leads to.
    fn follow<'a>(&'a self, node: &'a Value) -> Option<&'a Value> {
        let mut node = node;
        for _ in 0..HOPS_MAX {
            match node.get("$ref").and_then(Value::as_str) {
                Some(target) => {
                    node = self
                        .0
                        .pointer(&percent_decoded(target.strip_prefix('#')?))?
                }
                None => return Some(node),
            }
        }
        None
    }
}

fn content_schema<'a>(holder: &'a Value, media_type: &str) -> Option<&'a Value> {
    let content = holder.get("content")?.as_object()?;
    let found = content
        .iter()
        .find(|(key, _)| essence(key) == essence(media_type))
        .map(|(_, entry)| entry)?;
    found.get("schema")
}

fn is_parameter(entry: &Value, parameter: &Parameter) -> bool {
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    let named = entry
        .get("name")
        .and_then(Value::as_str)
        .is_some_and(|name| match parameter.location {
            Location::Header => name.eq_ignore_ascii_case(&parameter.wire),
            _ => name == parameter.wire,
        });
    named && entry.get("in").and_then(Value::as_str) == Some(place)
}

/// References are URI fragments, in which `{` and others may be written as `%7B`.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = (first == b'%').then(|| after.get(..2)).flatten();
        let byte =
            code.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
