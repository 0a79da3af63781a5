//! Error answers, in the contract's own schema or as RFC 9457.

use std::sync::Arc;

use http::StatusCode;
use http::header::HeaderValue;
use serde::Serialize;

use crate::{Answer, Problem, Refusal, Render};

/// How one request wants its error answers written.
#[derive(Clone, Copy)]
pub(crate) struct Renderer {
    render: Render,
    shape: Shape,
}

/// The two ways of writing a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// The contract's own error schema, as `application/json`.
    Contract,
    /// RFC 9457, as `application/problem+json`.
    ProblemJson,
}

impl Renderer {
    pub(crate) fn new(render: Render, shape: Shape) -> Self {
        Self { render, shape }
    }

    pub(crate) fn answer(&self, status: u16, refusal: Refusal, request_id: &Arc<str>) -> Answer {
        let mut refusal = refusal;
        let headers = std::mem::take(&mut refusal.headers);
        let problem = Problem::new(status, refusal, Arc::clone(request_id));
        let (media_type, body) = match self.shape {
            Shape::Contract => ("application/json", (self.render)(&problem)),
            Shape::ProblemJson => ("application/problem+json", problem_json(&problem)),
        };
        Answer {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers,
            content_type: Some(HeaderValue::from_static(media_type)),
            body: body.into(),
        }
    }
}

#[derive(Serialize)]
struct Rfc9457<'a> {
    r#type: &'static str,
    title: &'a str,
    status: u16,
    detail: &'a str,
    instance: String,
    code: &'a str,
    #[serde(rename = "requestId")]
    request_id: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    details: &'a [concierge_runtime::Violation],
}

fn problem_json(problem: &Problem) -> Vec<u8> {
    let title = StatusCode::from_u16(problem.status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("Error");
    let body = Rfc9457 {
        r#type: "about:blank",
        title,
        status: problem.status,
        detail: &problem.message,
        instance: format!("urn:uuid:{}", problem.request_id),
        code: &problem.code,
        request_id: &problem.request_id,
        details: &problem.details,
    };
    // Plain strings and numbers always encode; an empty body is better than a second error.
    serde_json::to_vec(&body).unwrap_or_default()
}
