//! Reading bodies: strict for what a server takes in, tolerant for what a client gets back.

use std::fmt;

use serde::de::{DeserializeOwned, IgnoredAny};

use crate::inspect::Inspector;
use crate::watch::{self, Session};
use crate::{At, Model, Place, Schema, Violation, Violations, json};

/// Why a body was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is not JSON, nests deeper than 128 levels, or names a property twice. Lines and columns count from 1.
    #[expect(missing_docs, reason = "said above")]
    Malformed { line: usize, column: usize },
    /// It is JSON, but breaks these rules.
    Invalid(Violations),
}

/// Reads a body and holds it to every rule of its schema.
///
/// # Errors
///
/// Every violation in the body, in the order of the schema, or the place where it stops being JSON.
pub fn strict<T: Model>(bytes: &[u8]) -> Result<T, Refused> {
    strict_by(bytes, T::schema(), T::check_at)
}

/// [`strict`] for a type that is no model itself, such as a list of models.
///
/// # Errors
///
/// As [`strict`].
pub fn strict_by<T: DeserializeOwned>(
    bytes: &[u8],
    schema: &'static Schema,
    check: impl FnOnce(&T, &At<'_>, &mut Violations),
) -> Result<T, Refused> {
    let (decoded, has_ignored) = decode_strictly::<T>(bytes);
    let value = match decoded {
        Ok(value) => value,
        Err(error) => return reread(bytes, schema, check, &error),
    };
    // The document may say more than the value that is left of it.
    let found = if has_ignored || schema.asks_for_text() {
        examine(bytes, schema)?.violations
    } else {
        let mut found = Violations::new();
        check(&value, &At::root(Place::Body), &mut found);
        found
    };
    if found.is_empty() {
        Ok(value)
    } else {
        Err(Refused::Invalid(found))
    }
}

/// Reads a body as far as its type needs it: unknown properties are dropped, unknown enum values kept, no rule is checked.
///
/// # Errors
///
/// When the body is not JSON or does not fit the type; then one violation says where it stopped.
pub fn tolerant<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refused> {
    let _session = Session::tolerant();
    watch::decode(serde_json::Deserializer::from_slice(bytes)).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        if !error.is_data() {
            return Refused::Malformed { line, column };
        }
        let mut found = Violations::new();
        let message = format!("does not fit its schema at line {line} column {column}");
        found.push(Violation {
            pointer: String::new(),
            place: Place::Body,
            rule: "type",
            message,
        });
        Refused::Invalid(found)
    })
}

fn decode_strictly<T: DeserializeOwned>(bytes: &[u8]) -> (Result<T, serde_json::Error>, bool) {
    let session = Session::strict();
    let decoded = watch::decode(serde_json::Deserializer::from_slice(bytes));
    let has_ignored = session.has_ignored();
    (decoded, has_ignored)
}

/// Finds out why a body did not decode. One that breaks no rule writes integers as `1.0`, which its schema allows and serde does
/// not; it is reworded and read again.
#[cold]
fn reread<T: DeserializeOwned>(
    bytes: &[u8],
    schema: &'static Schema,
    check: impl FnOnce(&T, &At<'_>, &mut Violations),
    error: &serde_json::Error,
) -> Result<T, Refused> {
    let refused = Refused::Malformed {
        line: error.line(),
        column: error.column(),
    };
    if !error.is_data() {
        return Err(refused);
    }
    let examined = examine(bytes, schema)?;
    if !examined.violations.is_empty() {
        return Err(Refused::Invalid(examined.violations));
    }
    let Some(plain) = examined.reworded else {
        return Err(refused);
    };
    let (decoded, _) = decode_strictly::<T>(plain.as_bytes());
    let value = decoded.map_err(|_| refused)?;
    let mut found = Violations::new();
    check(&value, &At::root(Place::Body), &mut found);
    if found.is_empty() {
        Ok(value)
    } else {
        Err(Refused::Invalid(found))
    }
}

struct Examined {
    violations: Violations,
    /// The body with every integer in plain digits, when some were not.
    reworded: Option<String>,
}

fn examine(bytes: &[u8], schema: &'static Schema) -> Result<Examined, Refused> {
    serde_json::from_slice::<IgnoredAny>(bytes).map_err(|error| Refused::Malformed {
        line: error.line(),
        column: error.column(),
    })?;
    let text =
        std::str::from_utf8(bytes).map_err(|error| malformed_at(bytes, error.valid_up_to()))?;
    let node = json::read(text).map_err(|fault| malformed_at(bytes, fault.offset))?;
    let mut violations = Violations::new();
    let mut inspector = Inspector::new(text);
    inspector.walk(schema, &node, &At::root(Place::Body), &mut violations);
    Ok(Examined {
        violations,
        reworded: reword(text, inspector.rewordings),
    })
}

fn reword(text: &str, mut rewordings: Vec<(usize, usize, i128)>) -> Option<String> {
    if rewordings.is_empty() {
        return None;
    }
    // Branches of a union look at the same number more than once.
    rewordings.sort_unstable();
    rewordings.dedup();
    let mut plain = String::with_capacity(text.len());
    let mut end = 0;
    for (offset, length, value) in rewordings {
        plain.push_str(&text[end..offset]);
        plain.push_str(&value.to_string());
        end = offset + length;
    }
    plain.push_str(&text[end..]);
    Some(plain)
}

fn malformed_at(bytes: &[u8], offset: usize) -> Refused {
    let before = &bytes[..offset.min(bytes.len())];
    let line_start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |index| index + 1);
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    Refused::Malformed {
        line,
        column: before.len() - line_start + 1,
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { line, column } => {
                write!(f, "no readable JSON at line {line} column {column}")
            }
            Self::Invalid(violations) => {
                f.write_str("not what the schema asks for:")?;
                for Violation {
                    pointer, message, ..
                } in violations
                {
                    write!(
                        f,
                        " {} {message};",
                        if pointer.is_empty() {
                            "the body"
                        } else {
                            pointer
                        }
                    )?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for Refused {}
