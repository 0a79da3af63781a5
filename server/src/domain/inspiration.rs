//! Pictures that customers share. Nobody sees one before it is approved.

use std::fmt;

use super::DAY_MS;
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
    /// SHA-256 of its content, in hexadecimal; also its file's name.
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

const KEPT_MS: i64 = 30 * DAY_MS;

impl Inspiration {
    /// When it is to be forgotten, in milliseconds since 1970.
    #[must_use]
    pub fn expires_at_ms(&self) -> i64 {
        self.created_at_ms.saturating_add(KEPT_MS)
    }
}

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
    fn ids_are_hexadecimal() {
        assert_eq!(
            inspiration_id(0x9f2c_4e6a_8b0d_1357),
            "ins_9f2c4e6a8b0d1357"
        );
        assert_eq!(inspiration_id(1), "ins_0000000000000001");
    }
}
