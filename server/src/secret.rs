//! The server's one secret, and the keys derived from it: one per purpose, so that none can stand in for another.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Fewest bytes that a secret must have.
pub const SECRET_BYTES_MIN: usize = 32;

/// The server's secret. Never shown.
#[derive(Clone)]
pub struct MasterSecret {
    mac: Hmac<Sha256>,
}

/// The form of what is sealed; a later one gets another name.
const SEAL: &[u8] = b"contact-1";

/// A contact that can't be encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("encrypt a contact: the cipher refuses")]
pub struct Unsealed;

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

    /// What stands for a customer's address or number in events.
    #[must_use]
    pub fn contact_pseudonym(&self, contact: &str) -> String {
        self.pseudonym("contact", contact)
    }

    /// By which the shop knows a customer's address or number again, without having it.
    #[must_use]
    pub fn contact_hash(&self, contact: &str) -> [u8; 32] {
        self.hash("contact", contact.as_bytes())
    }

    /// Encrypts a customer's address or number. `nonce` is to be random; one that comes twice shows no more than that two texts are equal.
    ///
    /// # Errors
    /// [`Unsealed`] when the cipher refuses.
    pub fn seal_contact(&self, contact: &str, nonce: [u8; NONCE_LEN]) -> Result<Vec<u8>, Unsealed> {
        let mut text = contact.as_bytes().to_vec();
        let sealing = Nonce::assume_unique_for_key(nonce);
        self.contact_key()?
            .seal_in_place_append_tag(sealing, Aad::from(SEAL), &mut text)
            .map_err(|_| Unsealed)?;
        Ok([nonce.as_slice(), &text].concat())
    }

    fn contact_key(&self) -> Result<LessSafeKey, Unsealed> {
        let key = UnboundKey::new(&AES_256_GCM_SIV, &self.derive("contact-seal"));
        key.map(LessSafeKey::new).map_err(|_| Unsealed)
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

    /// What [`MasterSecret::seal_contact`] encrypted; `None` when it was sealed under another secret, or changed since.
    fn open_contact(secret: &MasterSecret, sealed: &[u8]) -> Option<String> {
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let key = secret.contact_key().ok()?;
        let opened = key.open_in_place(nonce, Aad::from(SEAL), &mut text).ok()?;
        String::from_utf8(opened.to_vec()).ok()
    }

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
    fn a_contact_is_opened_only_by_its_secret_and_only_unchanged() {
        let secret = MasterSecret::new(&[7; 32]).expect("long enough");
        let other = MasterSecret::new(&[8; 32]).expect("long enough");
        let sealed = secret
            .seal_contact("olivia@example.com", [1; NONCE_LEN])
            .expect("sealed");
        let shown = String::from_utf8_lossy(&sealed);
        assert!(!shown.contains("olivia"));
        assert_eq!(
            open_contact(&secret, &sealed).as_deref(),
            Some("olivia@example.com")
        );
        assert_eq!(open_contact(&other, &sealed), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open_contact(&secret, &changed), None, "byte {at}");
        }
        assert_eq!(open_contact(&secret, b"short"), None);
        let again = secret.seal_contact("olivia@example.com", [2; NONCE_LEN]);
        assert_ne!(again.as_deref(), Ok(sealed.as_slice()));
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
