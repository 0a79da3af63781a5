//! Bytes into text and tree: encodings, and the choice between YAML and JSON.

use super::flaw::{Flaw, Outcome};
use super::json::read_json;
use super::limits::{FILE_MAX_BYTES, offset_u32};
use super::node::FileId;
use super::source::Text;
use super::yaml::read_yaml;

/// Reads a file: JSON when its name ends in `.json`, else YAML.
pub(super) fn read_bytes(id: FileId, name: &str, bytes: Vec<u8>) -> (Text, Outcome) {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > FILE_MAX_BYTES) {
        return (Text::new(String::new()), Outcome::failed(too_large()));
    }
    match String::from_utf8(bytes) {
        Ok(text) => read_text(id, name, text),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            // Replacement characters only come after the valid head, so the offset holds in both texts.
            (Text::new(text), Outcome::failed(not_utf8(valid)))
        }
    }
}

fn read_text(id: FileId, name: &str, text: String) -> (Text, Outcome) {
    let outcome = if text.starts_with('\u{feff}') {
        Outcome::failed(byte_order_mark())
    } else if text.trim().is_empty() {
        Outcome::failed(empty())
    } else if name.to_ascii_lowercase().ends_with(".json") {
        read_json(id, &text)
    } else {
        read_yaml(id, &text)
    };
    (Text::new(text), outcome)
}

fn too_large() -> Flaw {
    Flaw {
        rule: "size",
        offset: 0,
        message: format!("the file is larger than {FILE_MAX_BYTES} bytes"),
        fix: "split the contract into smaller files",
    }
}

fn not_utf8(offset: usize) -> Flaw {
    Flaw {
        rule: "encoding",
        offset: offset_u32(offset),
        message: "this is not UTF-8".to_owned(),
        fix: "save the file as UTF-8",
    }
}

fn byte_order_mark() -> Flaw {
    Flaw {
        rule: "encoding",
        offset: 0,
        message: "the file begins with a byte order mark".to_owned(),
        fix: "save the file as UTF-8 without a byte order mark",
    }
}

fn empty() -> Flaw {
    Flaw {
        rule: "syntax",
        offset: 0,
        message: "the file is empty".to_owned(),
        fix: "write an OpenAPI document, or remove the reference to this file",
    }
}
