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
            "payment_captured" | "paid" => Self::PaymentCaptured,
            "processing" | "quality_check" => Self::Processing,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_words_mean_what_they_meant() {
        for (word, status) in [
            ("pending", OrderStatus::Created),
            ("paid", OrderStatus::PaymentCaptured),
            ("quality_check", OrderStatus::Processing),
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
}
