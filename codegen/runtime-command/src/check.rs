//! Rules that values are held to before they are sent.

use concierge_runtime::{At, Model, Place, Schema, Violation, Violations, decode};

/// What a value must be.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Anything; the server judges.
    Free,
    /// What a schema's table says.
    Table(&'static Schema),
    /// What a model says of itself; [`model`] gives the function.
    Model(fn(&[u8]) -> Result<(), decode::Refused>),
}

/// Reads JSON as a model and holds it to the model's own rules.
///
/// # Errors
/// Every violation, or where the text stops being JSON.
pub fn model<T: Model>(json: &[u8]) -> Result<(), decode::Refused> {
    decode::strict::<T>(json).map(|_| ())
}

impl Check {
    /// Every rule that a value breaks.
    pub(crate) fn violations(self, place: Place, json: &str) -> Vec<Violation> {
        match self {
            Self::Free => Vec::new(),
            Self::Table(schema) => {
                let mut found = Violations::new();
                match serde_json::from_str(json) {
                    Ok(value) => {
                        concierge_runtime::inspect(schema, &value, &At::root(place), &mut found);
                    }
                    Err(error) => found.report(&At::root(place), "json", error.to_string()),
                }
                found.into_vec()
            }
            Self::Model(check) => match check(json.as_bytes()) {
                Ok(()) => Vec::new(),
                Err(decode::Refused::Invalid(found)) => found.into_vec(),
                Err(refused @ decode::Refused::Malformed { .. }) => vec![Violation {
                    pointer: String::new(),
                    place,
                    rule: "json",
                    message: format!("is {refused}"),
                }],
            },
        }
    }
}
