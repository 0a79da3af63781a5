//! Which examples of the contract are meant to succeed, and which to fail.

use concierge_codegen::ir::{Content, Example, Operation, StatusKey};

/// The examples of a body that are meant to succeed, in contract order.
pub(crate) fn positive_examples<'a>(
    operation: &Operation,
    content: &'a Content,
) -> Vec<&'a Example> {
    content
        .examples
        .iter()
        .filter(|example| !is_invalid(example) && error_status(operation, example).is_none())
        .collect()
}

/// The examples of a body that are named like an error of the operation, with the status that this error has.
///
/// The name is an error's when it equals the name of an error answer's example, or the `code` in it, letters and digits compared.
pub(crate) fn negative_examples<'a>(
    operation: &Operation,
    content: &'a Content,
) -> Vec<(&'a Example, u16)> {
    content
        .examples
        .iter()
        .filter_map(|example| Some((example, error_status(operation, example)?)))
        .collect()
}

fn is_invalid(example: &Example) -> bool {
    plain(&example.name).starts_with("invalid")
}

fn error_status(operation: &Operation, example: &Example) -> Option<u16> {
    let name = plain(&example.name);
    if name == "default" || is_success_name(operation, &name) {
        return None;
    }
    operation
        .responses
        .iter()
        .find_map(|response| match response.status {
            StatusKey::Code(status) if status >= 400 => response
                .contents
                .iter()
                .flat_map(|content| &content.examples)
                .any(|error| is_named(error, &name))
                .then_some(status),
            _ => None,
        })
}

fn is_success_name(operation: &Operation, name: &str) -> bool {
    let successes = operation
        .responses
        .iter()
        .filter(|response| matches!(response.status, StatusKey::Code(status) if status < 400));
    successes
        .flat_map(|response| &response.contents)
        .flat_map(|content| &content.examples)
        .any(|example| plain(&example.name) == name)
}

fn is_named(error: &Example, name: &str) -> bool {
    let code = error.value.get("code").and_then(serde_json::Value::as_str);
    plain(&error.name) == name || code.is_some_and(|code| plain(code) == name)
}

fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
