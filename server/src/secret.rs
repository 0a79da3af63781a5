//! The server's one secret, and the keys derived from it: one per purpose, so that none can stand in for another.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Fewest bytes that a secret must have.
pub const SECRET_BYTES_MIN: usize = 32;

/// The server's secret. Never shown.
#[derive(Clone)]
pub struct MasterSecret {
    mac: Hmac<Sha256>,
}

/// A secret that is too short to be one.
#[derive(Debug, thiserror::Error)]
#[error("take the secret: it has {found} bytes and needs at least {SECRET_BYTES_MIN}")]
pub struct TooShort {
    found: usize,
}

impl MasterSecret {
    /// From random bytes.
    ///
    /// # Errors
    /// [`TooShort`] below [`SECRET_BYTES_MIN`] bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, TooShort> {
        let too_short = TooShort { found: bytes.len() };
        if bytes.len() < SECRET_BYTES_MIN {
            return Err(too_short);
        }
        let mac = Hmac::new_from_slice(bytes).map_err(|_| too_short)?;
        Ok(Self { mac })
    }

    /// The key for a purpose.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        self.hash("derive", purpose.as_bytes())
    }

    /// A keyed hash of a value; `label` says of what kind the value is, so that equal values of two kinds don't hash alike.
    #[must_use]
    pub fn hash(&self, label: &str, value: &[u8]) -> [u8; 32] {
        let mut mac = self.mac.clone();
        mac.update(label.as_bytes());
        mac.update(&[0]);
        mac.update(value);
        mac.finalize().into_bytes().into()
    }

    /// What stands for an order number in events and logs: a keyed hash, with the id of the key that made it.
    #[must_use]
    pub fn order_pseudonym(&self, order_number: &str) -> String {
        self.pseudonym("order", order_number)
    }

    /// What stands for a session in events.
    #[must_use]
    pub fn session_pseudonym(&self, session_id: &str) -> String {
        self.pseudonym("session", session_id)
    }

    fn pseudonym(&self, label: &str, value: &str) -> String {
        format!("k1:{}", hex::encode(self.hash(label, value.as_bytes())))
    }
}

impl fmt::Debug for MasterSecret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("MasterSecret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_has_its_own_key() {
        let secret = MasterSecret::new(&[7; 32]).expect("long enough");
        assert_eq!(secret.derive("cursor"), secret.derive("cursor"));
        assert_ne!(secret.derive("cursor"), secret.derive("runtime"));
        assert_ne!(secret.order_pseudonym("x"), secret.session_pseudonym("x"));
        let other = MasterSecret::new(&[8; 32]).expect("long enough");
        assert_ne!(
            secret.order_pseudonym("GG-1"),
            other.order_pseudonym("GG-1")
        );
    }

    #[test]
    fn short_secrets_are_refused_and_none_is_shown() {
        assert_eq!(
            MasterSecret::new(&[7; 31])
                .expect_err("too short")
                .to_string(),
            "take the secret: it has 31 bytes and needs at least 32"
        );
        assert_eq!(
            format!("{:?}", MasterSecret::new(&[7; 32])),
            "Ok(MasterSecret(..))"
        );
    }
}
