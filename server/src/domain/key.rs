//! Keys of callers. Nobody but the caller has the key itself; the shop has a keyed hash of it.

/// What the shop knows of a caller's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Stable and not secret; what logs and audit rows name.
    pub id: String,
    /// Who uses it; several keys may bear one name while one replaces the other.
    pub name: String,
    /// HMAC-SHA-256 of the key.
    pub hash: [u8; 32],
    /// What it opens; `*` is everything.
    pub scopes: Vec<String>,
    /// Roles that ride on it.
    pub roles: Vec<String>,
    /// When it was made, in milliseconds since 1970.
    pub created_at_ms: i64,
    /// When it ends by itself, in milliseconds since 1970; absent for never.
    pub expires_at_ms: Option<i64>,
    /// When somebody ended it, in milliseconds since 1970.
    pub revoked_at_ms: Option<i64>,
}

/// The roles that there are, the mightiest first.
pub const ROLES: &[&str] = &["admin", "support_lead", "concierge_agent", "viewer"];

/// The scope that stands for all of them.
pub const EVERY_SCOPE: &str = "*";

impl Key {
    /// How it stands with it at a moment, in a word.
    #[must_use]
    pub fn state_at(&self, now_ms: i64) -> &'static str {
        match self.revoked_at_ms {
            Some(_) => "revoked",
            None if self.is_valid_at(now_ms) => "valid",
            None => "expired",
        }
    }

    /// Whether it opens anything at a moment. A revocation holds whatever the clock says.
    #[must_use]
    pub fn is_valid_at(&self, now_ms: i64) -> bool {
        self.revoked_at_ms.is_none()
            && self
                .expires_at_ms
                .is_none_or(|expires_at_ms| now_ms < expires_at_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_ends_by_its_date_or_by_hand() {
        let key = |expires_at_ms, revoked_at_ms| Key {
            id: "key_1".to_owned(),
            name: "widget".to_owned(),
            hash: [0; 32],
            scopes: Vec::new(),
            roles: Vec::new(),
            created_at_ms: 0,
            expires_at_ms,
            revoked_at_ms,
        };
        for (key, state) in [
            (key(None, None), "valid"),
            (key(Some(10), None), "expired"),
            (key(Some(100), Some(50)), "revoked"),
        ] {
            assert_eq!(key.state_at(20), state);
        }
        assert!(key(None, None).is_valid_at(i64::MAX));
        assert!(key(Some(10), None).is_valid_at(9));
        assert!(!key(Some(10), None).is_valid_at(10));
        assert!(
            !key(None, Some(50)).is_valid_at(20),
            "even if the clock went back"
        );
    }
}
