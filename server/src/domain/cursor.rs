//! Where the next page begins: a position that only this service can write, and that opens only the search it was made for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::search::{Filters, Sort};

/// A piece's place in an order: two numbers that the order compares first, then the id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// What the order compares first.
    pub first: i64,
    /// What it compares next; 0 where it has no second.
    pub second: i64,
    /// What it compares last.
    pub id: String,
}

/// Writes and reads cursors.
#[derive(Clone)]
pub struct Cursor {
    mac: Hmac<Sha256>,
}

/// Bytes of the signature that a cursor carries.
const TAG_BYTES: usize = 16;
const NUMBERS_BYTES: usize = 16;

impl Cursor {
    /// With the key that signs.
    ///
    /// # Panics
    /// Never: a key of any length makes a signature.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        let mac = Hmac::new_from_slice(key).expect("hmac takes a key of any length");
        Self { mac }
    }

    /// The text of a position in a search.
    #[must_use]
    pub fn seal(&self, position: &Position, filters: &Filters, sort: Sort) -> String {
        let mut bytes = Vec::with_capacity(NUMBERS_BYTES + position.id.len() + TAG_BYTES);
        bytes.extend_from_slice(&position.first.to_be_bytes());
        bytes.extend_from_slice(&position.second.to_be_bytes());
        bytes.extend_from_slice(position.id.as_bytes());
        let tag = self.signed(&bytes, filters, sort).finalize().into_bytes();
        bytes.extend_from_slice(&tag[..TAG_BYTES]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The position behind a text; `None` unless it was sealed with this key for these filters and this order.
    #[must_use]
    pub fn open(&self, text: &str, filters: &Filters, sort: Sort) -> Option<Position> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (content, tag) = bytes.split_at_checked(bytes.len().checked_sub(TAG_BYTES)?)?;
        self.signed(content, filters, sort)
            .verify_truncated_left(tag)
            .ok()?;
        let (first, rest) = content.split_first_chunk()?;
        let (second, id) = rest.split_first_chunk()?;
        let id = String::from_utf8(id.to_vec()).ok()?;
        Some(Position {
            first: i64::from_be_bytes(*first),
            second: i64::from_be_bytes(*second),
            id,
        })
    }

    fn signed(&self, content: &[u8], filters: &Filters, sort: Sort) -> Hmac<Sha256> {
        let mut mac = self.mac.clone();
        for field in fields(filters, sort) {
            // The length in front keeps two fields from passing for two others.
            mac.update(&u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(field.as_bytes());
        }
        mac.update(content);
        mac
    }
}

fn fields(filters: &Filters, sort: Sort) -> Vec<String> {
    let Filters {
        category,
        price_min_cents,
        price_max_cents,
        ready_to_ship,
        metal,
        tags,
    } = filters;
    vec![
        "v1".to_owned(),
        sort.code().to_owned(),
        presence(category.as_deref()),
        presence(price_min_cents.as_ref()),
        presence(price_max_cents.as_ref()),
        presence(ready_to_ship.as_ref()),
        presence(metal.as_deref()),
        tags.join(" "),
    ]
}

fn presence<T: ToString + ?Sized>(value: Option<&T>) -> String {
    value.map_or_else(String::new, |value| format!("={}", value.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position() -> Position {
        Position {
            first: 930,
            second: 1_760_000_000_000,
            id: "aurora-ring-solaris".to_owned(),
        }
    }

    #[test]
    fn what_is_sealed_opens() {
        let cursor = Cursor::new(&[1; 32]);
        let text = cursor.seal(&position(), &Filters::default(), Sort::Featured);
        assert!((10..=512).contains(&text.len()));
        assert_eq!(
            cursor.open(&text, &Filters::default(), Sort::Featured),
            Some(position())
        );
    }

    #[test]
    fn the_longest_id_stays_within_the_contract() {
        let long = Position {
            id: "x".repeat(80),
            ..position()
        };
        assert!(
            Cursor::new(&[1; 32])
                .seal(&long, &Filters::default(), Sort::Featured)
                .len()
                <= 512
        );
    }

    #[test]
    fn every_changed_character_is_noticed() {
        let cursor = Cursor::new(&[1; 32]);
        let text = cursor.seal(&position(), &Filters::default(), Sort::Featured);
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).expect("ascii");
            assert_eq!(
                cursor.open(&changed, &Filters::default(), Sort::Featured),
                None,
                "at {at}"
            );
        }
    }

    #[test]
    fn another_key_and_other_texts_open_nothing() {
        let text = Cursor::new(&[2; 32]).seal(&position(), &Filters::default(), Sort::Featured);
        let cursor = Cursor::new(&[1; 32]);
        for text in [
            text.as_str(),
            "",
            "AAAAAAAAAA",
            "eyJ2IjoxfQ-0a1b2c3d",
            "no/base64url+",
        ] {
            assert_eq!(cursor.open(text, &Filters::default(), Sort::Featured), None);
        }
    }

    #[test]
    fn each_filter_is_bound() {
        let cursor = Cursor::new(&[1; 32]);
        let text = cursor.seal(&position(), &Filters::default(), Sort::Featured);
        let one = |change: fn(&mut Filters)| {
            let mut filters = Filters::default();
            change(&mut filters);
            filters
        };
        for filters in [
            one(|filters| filters.category = Some(String::new())),
            one(|filters| filters.price_min_cents = Some(0)),
            one(|filters| filters.price_max_cents = Some(0)),
            one(|filters| filters.ready_to_ship = Some(false)),
            one(|filters| filters.metal = Some("gold".to_owned())),
            one(|filters| filters.tags = vec!["gold".to_owned()]),
        ] {
            assert_eq!(
                cursor.open(&text, &filters, Sort::Featured),
                None,
                "{filters:?}"
            );
        }
    }
}
