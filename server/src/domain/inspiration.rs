//! Pictures that customers share. Nobody sees one before it is approved.

use std::fmt;

use super::HOUR_MS;
use super::image::ImageKind;

/// A picture that was taken in and waits to be looked at. Its `Debug` hides who shared it and what they say of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Inspiration {
    /// Its id.
    pub id: String,
    /// The session that shared it.
    pub session_id: String,
    /// What the customer says of it.
    pub caption: Option<String>,
    /// What it is.
    pub kind: ImageKind,
    /// Its size.
    pub size_bytes: i64,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// When it came, in milliseconds since 1970.
    pub created_at_ms: i64,
}

impl fmt::Debug for Inspiration {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Inspiration")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("size_bytes", &self.size_bytes)
            .finish_non_exhaustive()
    }
}

impl Inspiration {
    /// The name of its file, which no other picture has, not even one of the same content.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.id
    }
}

/// A file that no row names is taken away after so many milliseconds: the request that left it is long over by then.
pub const STRAY_FILE_KEPT_MS: i64 = HOUR_MS;

/// A picture that no scanner has looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unscanned {
    /// Its id.
    pub id: String,
    /// The name of its file.
    pub file: String,
    /// How often a scanner was asked in vain.
    pub tries: u32,
}

/// What comes of asking a scanner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Nothing bad. It still waits for a person.
    Clean,
    /// Something bad: it is rejected, and its file goes.
    Infected,
    /// No answer.
    Unknown {
        /// When to ask again, in milliseconds since 1970.
        again_at_ms: i64,
    },
}

impl Unscanned {
    /// When to ask again after an attempt in vain: half a minute later, then twice as long each time, at most an hour.
    #[must_use]
    pub fn again_at_ms(&self, now_ms: i64) -> i64 {
        let wait_ms = RETRY_MS << self.tries.min(16);
        now_ms.saturating_add(wait_ms.min(HOUR_MS))
    }
}

const RETRY_MS: i64 = 30_000;

/// A picture's id from 64 bits of chance.
#[must_use]
pub fn inspiration_id(chance: u64) -> String {
    format!("ins_{chance:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_and_sessions_are_not_shown() {
        let picture = Inspiration {
            id: "ins_1".to_owned(),
            session_id: "sess_7f3a91".to_owned(),
            caption: Some("for Olivia".to_owned()),
            kind: ImageKind::Png,
            size_bytes: 1,
            sha256: String::new(),
            created_at_ms: 0,
        };
        assert_eq!(
            format!("{picture:?}"),
            r#"Inspiration { id: "ins_1", kind: Png, size_bytes: 1, .. }"#
        );
    }

    #[test]
    fn a_scanner_is_asked_again_later_and_later() {
        for (tries, seconds) in [(0, 30), (1, 60), (6, 1920), (7, 3600), (u32::MAX, 3600)] {
            let picture = Unscanned {
                id: "ins_1".to_owned(),
                file: "ins_1".to_owned(),
                tries,
            };
            assert_eq!(picture.again_at_ms(5), 5 + seconds * 1000, "{tries}");
        }
    }

    #[test]
    fn ids_are_hexadecimal() {
        assert_eq!(
            inspiration_id(0x9f2c_4e6a_8b0d_1357),
            "ins_9f2c4e6a8b0d1357"
        );
        assert_eq!(inspiration_id(1), "ins_0000000000000001");
    }
}
