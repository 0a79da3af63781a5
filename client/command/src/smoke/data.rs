//! What journeys expect a server to have: by default what `concierge-server` seeds.

use std::collections::BTreeMap;

use concierge_runtime_command::columns;

/// A name, what the seed has, and what it is.
const SEEDED: &[(&str, &str, &str)] = &[
    ("category", "ring", "a category with at least two pieces"),
    ("tracked-order", "GG-12001", "an order that can be followed"),
    (
        "tracked-email",
        "shipped@example.com",
        "a customer's e-mail, with the postcode below",
    ),
    (
        "tracked-postal-code",
        "94102",
        "the postcode that goes with it",
    ),
    (
        "delayed-order",
        "GG-12006",
        "an order that its carrier delays",
    ),
    (
        "troubled-order",
        "GG-12007",
        "an order that something happened to",
    ),
    ("cancelled-order", "GG-12004", "an order that was cancelled"),
    (
        "charged-back-order",
        "GG-12005",
        "an order whose payment was taken back",
    ),
    (
        "late-order",
        "GG-11800",
        "an order that was delivered more than 60 days ago",
    ),
    (
        "engraved-order",
        "GG-11950",
        "an order of a piece that was engraved",
    ),
    (
        "custom-order",
        "GG-12003",
        "an order of a piece that is made to measure",
    ),
    (
        "returnable-orders",
        "GG-13001..GG-13040",
        "delivered orders; each run spends one of them",
    ),
];

/// What a server has.
#[derive(Clone, Debug)]
pub struct Data(BTreeMap<&'static str, String>);

/// Nothing of this name is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownDatum(String);

impl std::fmt::Display for UnknownDatum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = SEEDED.iter().map(|(name, _, _)| *name).collect();
        write!(
            f,
            "take `{}` as data: there are: {}",
            self.0,
            names.join(", ")
        )
    }
}

impl std::error::Error for UnknownDatum {}

impl Data {
    /// What the seed has.
    #[must_use]
    pub fn seeded() -> Self {
        let pairs = SEEDED
            .iter()
            .map(|(name, value, _)| (*name, (*value).to_owned()));
        Self(pairs.collect())
    }

    /// Says what another server has; an empty value says that it has none.
    ///
    /// # Errors
    /// When nothing is called so.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), UnknownDatum> {
        let known = SEEDED.iter().find(|(known, _, _)| *known == name);
        let (known, _, _) = known.ok_or_else(|| UnknownDatum(name.to_owned()))?;
        self.0.insert(known, value.to_owned());
        Ok(())
    }

    /// What is called so; nothing where the server has none.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name).map(String::as_str);
        value.filter(|value| !value.is_empty())
    }

    /// A list, in which `A-01..A-03` stands for the numbers between.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let texts = self.get(name).into_iter().flat_map(|text| text.split(','));
        texts.flat_map(|text| range(text.trim())).collect()
    }
}

fn range(text: &str) -> Vec<String> {
    let ends = text.split_once("..").and_then(|(first, last)| {
        let digits = first.len() - first.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (stem, low) = first.split_at(first.len() - digits);
        let high = last.strip_prefix(stem)?;
        Some((
            stem,
            digits,
            low.parse::<u32>().ok()?,
            high.parse::<u32>().ok()?,
        ))
    });
    match ends {
        Some((stem, digits, low, high)) => (low..=high)
            .map(|number| format!("{stem}{number:0digits$}"))
            .collect(),
        None => vec![text.to_owned()],
    }
}

/// The table that the help ends with.
pub(super) fn guide() -> String {
    let rows: Vec<[String; 3]> = SEEDED
        .iter()
        .map(|(name, value, about)| {
            [
                format!("  {name}"),
                (*value).to_owned(),
                (*about).to_owned(),
            ]
        })
        .collect();
    format!("Data, with what the seed has:\n{}", columns(&rows))
}

#[cfg(test)]
mod tests {
    use super::{Data, range};

    #[test]
    fn ranges_count_and_names_are_known() {
        assert_eq!(range("GG-008..GG-010"), ["GG-008", "GG-009", "GG-010"]);
        assert_eq!(range("GG-1"), ["GG-1"]);
        let mut data = Data::seeded();
        assert_eq!(data.list("returnable-orders").len(), 40);
        assert!(data.set("returnable-orders", "").is_ok());
        assert_eq!(data.get("returnable-orders"), None);
        assert!(data.set("returnable-order", "x").is_err());
    }
}
