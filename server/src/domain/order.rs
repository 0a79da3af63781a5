//! Orders, as far as a conversation needs them.

use std::fmt;

/// An order and what lies in it. Its `Debug` shows nothing that leads to the customer.
#[derive(Clone, PartialEq, Eq)]
pub struct Order {
    /// The number that the customer knows, in upper case.
    pub number: String,
    /// How far it has come.
    pub status: OrderStatus,
    /// When it was placed, in milliseconds since 1970.
    pub created_at_ms: i64,
    /// When it arrived, in milliseconds since 1970, where that is known.
    pub delivered_at_ms: Option<i64>,
    /// The customer's address.
    pub email: String,
    /// The customer's postcode.
    pub postal_code: String,
    /// What was bought; never empty for a placed order.
    pub items: Vec<OrderItem>,
}

impl fmt::Debug for Order {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Order")
            .field("status", &self.status)
            .field("items", &self.items)
            .finish_non_exhaustive()
    }
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderItem {
    /// The piece's stock number.
    pub sku: String,
    /// The piece's name when it was bought.
    pub title: String,
    /// What the line cost, in hundredths of the currency's unit.
    pub price_cents: i64,
    /// What keeps the piece from being taken back.
    pub bars: Vec<Bar>,
}

/// Why a piece can't come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// Made for one customer.
    Custom,
    /// Carries an engraving.
    Engraved,
    /// Sold as final.
    FinalSale,
}

impl Bar {
    /// The stored word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Custom => "custom",
            Self::Engraved => "engraved",
            Self::FinalSale => "final_sale",
        }
    }

    /// The bar that a stored word names; other words bar nothing.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "custom" => Some(Self::Custom),
            "engraved" => Some(Self::Engraved),
            "final_sale" => Some(Self::FinalSale),
            _ => None,
        }
    }
}

/// How far an order has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderStatus {
    /// Placed.
    Created,
    /// Paid.
    PaymentCaptured,
    /// Being made or packed.
    Processing,
    /// Handed to the carrier.
    Shipped,
    /// On the last leg.
    OutForDelivery,
    /// Arrived.
    Delivered,
    /// Late.
    Delayed,
    /// Something went wrong on the way.
    Exception,
    /// Called off.
    Cancelled,
    /// The payment was taken back.
    Chargeback,
}

impl OrderStatus {
    /// The stored word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::PaymentCaptured => "payment_captured",
            Self::Processing => "processing",
            Self::Shipped => "shipped",
            Self::OutForDelivery => "out_for_delivery",
            Self::Delivered => "delivered",
            Self::Delayed => "delayed",
            Self::Exception => "exception",
            Self::Cancelled => "cancelled",
            Self::Chargeback => "chargeback",
        }
    }

    /// The status behind a word of the shop's systems, older words included; an unknown word is an exception that somebody must look at.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        match code {
            "created" | "pending" => Self::Created,
            "payment_captured" | "paid" | "captured" => Self::PaymentCaptured,
            "processing" | "quality_check" | "confirmed" => Self::Processing,
            "shipped" => Self::Shipped,
            "out_for_delivery" => Self::OutForDelivery,
            "delivered" => Self::Delivered,
            "delayed" => Self::Delayed,
            "cancelled" => Self::Cancelled,
            "chargeback" => Self::Chargeback,
            _ => Self::Exception,
        }
    }
}

/// An order number as it is stored: without blanks around it, in upper case.
#[must_use]
pub fn order_number(text: &str) -> String {
    text.trim().to_ascii_uppercase()
}

/// What a customer shows to see an order; all of it must be right. Its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Lookup {
    /// As [`order_number`] has it.
    pub number: Option<String>,
    /// As [`email_key`] has it.
    pub email: Option<String>,
    /// As [`postal_key`] has it.
    pub postal_code: Option<String>,
}

impl fmt::Debug for Lookup {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Lookup(..)")
    }
}

/// Neither a number, nor an e-mail address with a postcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("send an order number, or an e-mail and a postcode")]
pub struct NoLookup;

/// What to look an order up by.
///
/// # Errors
/// [`NoLookup`] unless there is a number, or an address with a postcode.
pub fn lookup(
    number: Option<&str>,
    email: Option<&str>,
    postal_code: Option<&str>,
) -> Result<Lookup, NoLookup> {
    if number.is_none() && (email.is_none() || postal_code.is_none()) {
        return Err(NoLookup);
    }
    Ok(Lookup {
        number: number.map(order_number),
        email: email.map(email_key),
        postal_code: postal_code.map(postal_key),
    })
}

/// An e-mail address as it is compared: without blanks around it, in lower case.
#[must_use]
pub fn email_key(email: &str) -> String {
    email.trim().to_ascii_lowercase()
}

/// A postcode as it is compared: without blanks, in upper case.
#[must_use]
pub fn postal_key(postal_code: &str) -> String {
    postal_code.replace(' ', "").to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_words_mean_what_they_meant() {
        for (word, status) in [
            ("pending", OrderStatus::Created),
            ("paid", OrderStatus::PaymentCaptured),
            ("captured", OrderStatus::PaymentCaptured),
            ("quality_check", OrderStatus::Processing),
            ("confirmed", OrderStatus::Processing),
            ("lost_at_sea", OrderStatus::Exception),
        ] {
            assert_eq!(OrderStatus::from_code(word), status, "{word}");
        }
    }

    #[test]
    fn every_status_survives_its_word() {
        use OrderStatus::*;
        for status in [
            Created,
            PaymentCaptured,
            Processing,
            Shipped,
            OutForDelivery,
            Delivered,
            Delayed,
            Exception,
            Cancelled,
            Chargeback,
        ] {
            assert_eq!(OrderStatus::from_code(status.code()), status);
        }
    }

    #[test]
    fn every_bar_survives_its_word() {
        for bar in [Bar::Custom, Bar::Engraved, Bar::FinalSale] {
            assert_eq!(Bar::from_code(bar.code()), Some(bar));
        }
        assert_eq!(Bar::from_code("ring"), None);
    }

    #[test]
    fn numbers_are_compared_in_upper_case() {
        assert_eq!(order_number(" gg-12001 "), "GG-12001");
    }

    #[test]
    fn a_lookup_is_a_number_or_an_address_with_its_postcode() {
        let (number, email, postcode) =
            (Some(" gg-1"), Some(" Olivia@Example.com"), Some("sw1a 1aa"));
        for (given, enough) in [
            ((number, None, None), true),
            ((None, email, postcode), true),
            ((number, email, None), true),
            ((number, None, postcode), true),
            ((number, email, postcode), true),
            ((None, None, None), false),
            ((None, email, None), false),
            ((None, None, postcode), false),
        ] {
            let (number, email, postal_code) = given;
            let expected = enough.then(|| Lookup {
                number: number.map(|_| "GG-1".to_owned()),
                email: email.map(|_| "olivia@example.com".to_owned()),
                postal_code: postal_code.map(|_| "SW1A1AA".to_owned()),
            });
            let found = lookup(number, email, postal_code);
            assert_eq!(found, expected.ok_or(NoLookup), "{given:?}");
            assert!(found.is_err() || format!("{found:?}") == "Ok(Lookup(..))");
        }
    }
}
