//! Writes `multipart/form-data`.

use concierge_codegen::ir::Part;
use serde_json::Value;

use super::style::scalar;
use crate::values::{file_bytes, is_binary};

/// The body: the parts of `value` in contract order, and a file for every binary part that is required or named in it.
pub(super) fn write(parts: &[Part], value: &Value, boundary: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for part in parts {
        match value.get(&part.wire) {
            None => {}
            Some(_) if is_binary(part) => write_file(&mut out, part, boundary),
            Some(Value::Array(items)) => items
                .iter()
                .for_each(|item| write_field(&mut out, part, item, boundary)),
            Some(value) => write_field(&mut out, part, value, boundary),
        }
    }
    out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    out
}

fn write_file(out: &mut Vec<u8>, part: &Part, boundary: &str) {
    let media_type = part
        .media_types
        .first()
        .map_or("application/octet-stream", String::as_str);
    let name = &part.wire;
    let head = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\ncontent-type: {media_type}\r\n\r\n"
    );
    out.extend_from_slice(head.as_bytes());
    out.extend_from_slice(&file_bytes(media_type));
    out.extend_from_slice(b"\r\n");
}

fn write_field(out: &mut Vec<u8>, part: &Part, value: &Value, boundary: &str) {
    let media_type = if value.is_object() {
        "content-type: application/json\r\n"
    } else {
        ""
    };
    let head = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"{}\"\r\n{media_type}\r\n",
        part.wire
    );
    out.extend_from_slice(head.as_bytes());
    out.extend_from_slice(scalar(value).as_bytes());
    out.extend_from_slice(b"\r\n");
}
