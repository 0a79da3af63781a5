//! Declared answers.

use super::bodies::{contents_of, headers_of};
use super::casing::{self, Scope};
use super::context::Context;
use super::media::Way;
use super::parameters::{Home, named_part};
use crate::ir::{Response, StatusKey};
use crate::load::{Key, Node};

/// The answers of an operation, in order of status.
pub(super) fn responses_of<'d>(
    cx: &mut Context<'d>,
    operation: &'d Node,
    home: &Home<'_>,
) -> Vec<Response> {
    let entries = cx.entries(operation, "responses");
    let mut keyed: Vec<(StatusKey, &'d Node)> = Vec::new();
    for (key, entry) in entries
        .iter()
        .filter(|(key, _)| !key.text.starts_with("x-"))
    {
        match status_of(&key.text) {
            Some(status) => keyed.push((status, entry)),
            None => unknown_status(cx, key),
        }
    }
    if keyed.is_empty() {
        cx.warn(
            "response-missing",
            operation,
            "an operation declares no answer",
            "add `responses` with at least one status",
        );
    }
    keyed.sort_by_key(|(status, _)| *status);
    let successes = keyed
        .iter()
        .filter(|(status, _)| is_success(*status))
        .count();
    let mut scope = Scope::default();
    let mut responses = Vec::new();
    for (status, entry) in keyed {
        let Some(node) = cx.object(entry) else {
            continue;
        };
        warn_unserved(cx, node);
        let name = scope.claim(&name_of(status));
        let suffix = if is_success(status) && successes == 1 {
            "Response".to_owned()
        } else {
            name.clone()
        };
        let hint = named_part(cx, entry, "Response").unwrap_or_else(|| home.hint(&suffix));
        let component = entry
            .reference()
            .and_then(|_| cx.bundle.response_name(node));
        responses.push(Response {
            status,
            component: component.map(casing::type_name),
            description: cx.description_of(entry, node).unwrap_or_default(),
            headers: headers_of(cx, node, &hint),
            contents: contents_of(cx, node, &hint, Way::Out),
            name,
        });
    }
    responses
}

fn warn_unserved(cx: &mut Context<'_>, response: &Node) {
    if let Some(links) = response
        .get("links")
        .filter(|links| !links.entries().is_empty())
    {
        cx.warn(
            "unsupported-links",
            links,
            "links are not generated",
            "describe them in the answer's description",
        );
    }
}

fn unknown_status(cx: &mut Context<'_>, key: &Key) {
    let place = cx.doc.place_of_key(key);
    cx.error_at(
        "response-status",
        place,
        format!("`{}` is no status", key.text),
        "write a status such as `200`, a range such as `4XX`, or `default`",
    );
}

fn status_of(text: &str) -> Option<StatusKey> {
    if text == "default" {
        return Some(StatusKey::Default);
    }
    if let Some(digit) = text.strip_suffix("XX").or_else(|| text.strip_suffix("xx")) {
        return digit
            .parse()
            .ok()
            .filter(|digit| (1..=5).contains(digit))
            .map(StatusKey::Range);
    }
    text.parse()
        .ok()
        .filter(|code| (100..=599).contains(code))
        .map(StatusKey::Code)
}

fn is_success(status: StatusKey) -> bool {
    matches!(status, StatusKey::Code(200..=299) | StatusKey::Range(2))
}

/// The variant of a status.
fn name_of(status: StatusKey) -> String {
    let name = match status {
        StatusKey::Default => "Default",
        StatusKey::Range(1) => "Informational",
        StatusKey::Range(2) => "Success",
        StatusKey::Range(3) => "Redirection",
        StatusKey::Range(4) => "ClientError",
        StatusKey::Range(_) => "ServerError",
        StatusKey::Code(code) => return name_of_code(code),
    };
    name.to_owned()
}

/// The names of statuses as the registry of IANA has them.
const STATUS_NAMES: &[(u16, &str)] = &[
    (100, "Continue"),
    (101, "SwitchingProtocols"),
    (102, "Processing"),
    (103, "EarlyHints"),
    (200, "Ok"),
    (201, "Created"),
    (202, "Accepted"),
    (203, "NonAuthoritativeInformation"),
    (204, "NoContent"),
    (205, "ResetContent"),
    (206, "PartialContent"),
    (207, "MultiStatus"),
    (208, "AlreadyReported"),
    (226, "ImUsed"),
    (300, "MultipleChoices"),
    (301, "MovedPermanently"),
    (302, "Found"),
    (303, "SeeOther"),
    (304, "NotModified"),
    (305, "UseProxy"),
    (307, "TemporaryRedirect"),
    (308, "PermanentRedirect"),
    (400, "BadRequest"),
    (401, "Unauthorized"),
    (402, "PaymentRequired"),
    (403, "Forbidden"),
    (404, "NotFound"),
    (405, "MethodNotAllowed"),
    (406, "NotAcceptable"),
    (407, "ProxyAuthenticationRequired"),
    (408, "RequestTimeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "LengthRequired"),
    (412, "PreconditionFailed"),
    (413, "PayloadTooLarge"),
    (414, "UriTooLong"),
    (415, "UnsupportedMediaType"),
    (416, "RangeNotSatisfiable"),
    (417, "ExpectationFailed"),
    (418, "ImATeapot"),
    (421, "MisdirectedRequest"),
    (422, "UnprocessableEntity"),
    (423, "Locked"),
    (424, "FailedDependency"),
    (425, "TooEarly"),
    (426, "UpgradeRequired"),
    (428, "PreconditionRequired"),
    (429, "TooManyRequests"),
    (431, "RequestHeaderFieldsTooLarge"),
    (451, "UnavailableForLegalReasons"),
    (500, "InternalServerError"),
    (501, "NotImplemented"),
    (502, "BadGateway"),
    (503, "ServiceUnavailable"),
    (504, "GatewayTimeout"),
    (505, "HttpVersionNotSupported"),
    (507, "InsufficientStorage"),
    (508, "LoopDetected"),
    (511, "NetworkAuthenticationRequired"),
];

fn name_of_code(code: u16) -> String {
    match STATUS_NAMES.iter().find(|(known, _)| *known == code) {
        Some((_, name)) => (*name).to_owned(),
        None => format!("Status{code}"),
    }
}
