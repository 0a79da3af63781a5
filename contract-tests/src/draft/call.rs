//! A call in the making: an operation, its values, and everything that travels beside them.

use std::collections::BTreeMap;

use concierge_codegen::ir::{Content, Location, MediaKind, Operation};
use serde_json::Value;

use super::{multipart, style};
use crate::exchange::{Credential, Request};

/// A call in the making. Checks copy it and change one thing.
#[derive(Clone)]
pub(crate) struct Draft<'a> {
    pub(crate) operation: &'a Operation,
    /// Values by index into the operation's parameters.
    pub(crate) parameters: BTreeMap<usize, Value>,
    /// The media type that is sent; absent without a body.
    pub(crate) content: Option<&'a Content>,
    pub(crate) body: Value,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) correlation_id: String,
    pub(crate) boundary: String,
}

/// Request headers that the runner sets itself, so that they are never taken from the contract's examples.
pub(crate) fn runtime_owned(header: &str) -> bool {
    const OWNED: [&str; 9] = [
        "authorization",
        "x-idempotency-key",
        "idempotency-key",
        "x-correlation-id",
        "x-request-id",
        "traceparent",
        "tracestate",
        "accept",
        "content-type",
    ];
    OWNED.contains(&header)
}

impl Draft<'_> {
    /// The name of the header that carries the idempotency key.
    pub(crate) fn idempotency_header(&self) -> &str {
        let declared = self.operation.parameters.iter().find(|parameter| {
            parameter.location == Location::Header
                && matches!(
                    parameter.wire.as_str(),
                    "idempotency-key" | "x-idempotency-key"
                )
        });
        declared.map_or("x-idempotency-key", |parameter| &parameter.wire)
    }

    /// The request as it goes over the wire.
    pub(crate) fn request(&self) -> Request {
        let mut headers = vec![
            ("accept".to_owned(), self.accepted()),
            ("x-correlation-id".to_owned(), self.correlation_id.clone()),
        ];
        if let Some(key) = &self.idempotency_key {
            headers.push((self.idempotency_header().to_owned(), key.clone()));
        }
        headers.extend(self.header_parameters());
        if let Some(content) = self.content {
            headers.push(("content-type".to_owned(), self.content_type(content)));
        }
        Request {
            method: self.operation.http_method.clone(),
            path: self.path(),
            headers,
            body: self.content.map(|content| self.body_bytes(content)),
            credentials: self.credentials.clone(),
        }
    }

    fn located(
        &self,
        location: Location,
    ) -> impl Iterator<Item = (&concierge_codegen::ir::Parameter, &Value)> {
        let with_values = self
            .parameters
            .iter()
            .filter_map(|(index, value)| Some((self.operation.parameters.get(*index)?, value)));
        with_values.filter(move |(parameter, _)| parameter.location == location)
    }

    fn path(&self) -> String {
        let mut path = self.operation.path.clone();
        for (parameter, value) in self.located(Location::Path) {
            let text = style::encoded(&style::single(parameter, value), ",;=:@");
            path = path.replace(&format!("{{{}}}", parameter.wire), &text);
        }
        let pairs = self
            .located(Location::Query)
            .flat_map(|(parameter, value)| style::pairs(parameter, value));
        let query: Vec<String> = pairs
            .map(|(name, value)| {
                format!(
                    "{}={}",
                    style::encoded(&name, "[]"),
                    style::encoded(&value, ",:")
                )
            })
            .collect();
        if query.is_empty() {
            path
        } else {
            format!("{path}?{}", query.join("&"))
        }
    }

    fn header_parameters(&self) -> Vec<(String, String)> {
        let mut headers: Vec<(String, String)> = self
            .located(Location::Header)
            .filter(|(parameter, _)| !runtime_owned(&parameter.wire))
            .map(|(parameter, value)| (parameter.wire.clone(), style::single(parameter, value)))
            .collect();
        let cookies: Vec<String> = self
            .located(Location::Cookie)
            .map(|(parameter, value)| {
                format!(
                    "{}={}",
                    parameter.wire,
                    style::encoded(&style::single(parameter, value), ",")
                )
            })
            .collect();
        if !cookies.is_empty() {
            headers.push(("cookie".to_owned(), cookies.join("; ")));
        }
        headers
    }

    /// The success's media types; an error's too where it shares none with them.
    fn accepted(&self) -> String {
        let mut accepted: Vec<String> = Vec::new();
        let mut fallback: Vec<String> = Vec::new();
        for response in &self.operation.responses {
            let list = if is_success(response.status) {
                &mut accepted
            } else {
                &mut fallback
            };
            list.extend(
                response
                    .contents
                    .iter()
                    .map(|content| content.media_type.clone()),
            );
        }
        accepted.dedup();
        let shares = fallback
            .iter()
            .any(|media_type| accepted.contains(media_type));
        match fallback.first() {
            Some(error) if accepted.is_empty() => error.clone(),
            Some(error) if !shares => format!("{}, {error};q=0.5", accepted.join(", ")),
            _ if accepted.is_empty() => "application/json".to_owned(),
            _ => accepted.join(", "),
        }
    }

    fn content_type(&self, content: &Content) -> String {
        match content.kind {
            MediaKind::Multipart => format!("{}; boundary={}", content.media_type, self.boundary),
            _ => content.media_type.replace('*', "plain"),
        }
    }

    fn body_bytes(&self, content: &Content) -> Vec<u8> {
        match content.kind {
            MediaKind::Json => self.body.to_string().into_bytes(),
            MediaKind::Multipart => multipart::write(&content.parts, &self.body, &self.boundary),
            MediaKind::Form => form(&self.body).into_bytes(),
            MediaKind::Text => style::scalar(&self.body).into_bytes(),
            MediaKind::Bytes | MediaKind::Events => crate::values::file_bytes(&content.media_type),
        }
    }
}

fn is_success(status: concierge_codegen::ir::StatusKey) -> bool {
    use concierge_codegen::ir::StatusKey::{Code, Range};
    matches!(status, Code(200..400) | Range(2 | 3))
}

fn form(body: &Value) -> String {
    let Value::Object(map) = body else {
        return String::new();
    };
    let pairs = map.iter().flat_map(|(name, value)| match value {
        Value::Array(items) => items.iter().map(|item| (name, item)).collect(),
        other => vec![(name, other)],
    });
    let written: Vec<String> = pairs
        .map(|(name, value)| {
            format!(
                "{}={}",
                style::encoded(name, ""),
                style::encoded(&style::scalar(value), "")
            )
        })
        .collect();
    written.join("&")
}
