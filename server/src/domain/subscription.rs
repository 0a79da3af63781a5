//! Customers who want to be told how an order gets on.

use std::fmt;

use super::contact::Channel;

/// A subscription as it is kept. Its `Debug` hides whose it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its id.
    pub id: String,
    /// The session that asked for it.
    pub session_id: String,
    /// The order; absent for every order that the session asks about.
    pub order_number: Option<String>,
    /// The way to the customer.
    pub channel: Channel,
    /// A keyed hash of the destination, by which the same one is known.
    pub destination_hash: [u8; 32],
    /// The destination, encrypted.
    pub destination_sealed: Vec<u8>,
    /// When the customer consented, in milliseconds since 1970.
    pub consented_at_ms: i64,
}

impl fmt::Debug for Subscription {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Subscription")
            .field("id", &self.id)
            .field("channel", &self.channel)
            .field("consented_at_ms", &self.consented_at_ms)
            .finish_non_exhaustive()
    }
}

/// What a customer wants to be told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Every order that the session asks about.
    Session,
    /// An order of the shop.
    Order,
    /// An order that the shop doesn't know.
    UnknownOrder,
}

/// Why there is no subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Declined {
    /// The customer did not agree.
    #[error("the customer must have agreed to be written to")]
    Consent,
    /// The order that was named does not exist.
    #[error("no order matches")]
    Order,
}

/// Whether a subscription may be made; `has_consent` is whether the customer agreed.
///
/// # Errors
/// [`Declined`] says why not.
pub fn allow(has_consent: bool, about: About) -> Result<(), Declined> {
    if !has_consent {
        return Err(Declined::Consent);
    }
    match about {
        About::Session | About::Order => Ok(()),
        About::UnknownOrder => Err(Declined::Order),
    }
}

/// What the customer is told; `masked` is the destination, masked.
#[must_use]
pub fn confirmation(masked: &str) -> String {
    let hidden = masked.chars().take(MASKED_MAX).collect::<String>();
    format!("We will write to {hidden} when something happens.")
}

/// So much of a long domain fits into the sentence.
const MASKED_MAX: usize = 120;

/// A subscription's id from 64 bits of chance.
#[must_use]
pub fn subscription_id(chance: u64) -> String {
    format!("sub_{chance:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consent_and_a_known_order_are_needed() {
        for (has_consent, about, expected) in [
            (true, About::Session, Ok(())),
            (true, About::Order, Ok(())),
            (true, About::UnknownOrder, Err(Declined::Order)),
            (false, About::Session, Err(Declined::Consent)),
            (false, About::UnknownOrder, Err(Declined::Consent)),
        ] {
            let allowed = allow(has_consent, about);
            assert_eq!(allowed, expected, "{has_consent} {about:?}");
        }
    }

    #[test]
    fn what_leads_to_a_customer_is_not_shown() {
        let subscription = Subscription {
            id: subscription_id(1),
            session_id: "sess_7f3a91".to_owned(),
            order_number: Some("GG-1".to_owned()),
            channel: Channel::Sms,
            destination_hash: [7; 32],
            destination_sealed: b"olivia".to_vec(),
            consented_at_ms: 0,
        };
        assert_eq!(
            format!("{subscription:?}"),
            r#"Subscription { id: "sub_0000000000000001", channel: Sms, consented_at_ms: 0, .. }"#
        );
    }
}
