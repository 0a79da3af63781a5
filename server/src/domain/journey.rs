//! What the shop and the carrier wrote down while an order travelled, and where its parcel is.

use std::fmt;

/// The way of an order, as it was written down. Its `Debug` hides the parcel's number, which leads to the customer.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Journey {
    /// What the shop wrote down, in any order; empty for orders that nobody kept a history of.
    pub history: Vec<Milestone>,
    /// The payment's status in the shop's own word.
    pub payment_status: Option<String>,
    /// The parcel.
    pub shipment: Shipment,
}

impl fmt::Debug for Journey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Journey")
            .field("history", &self.history)
            .field("payment_status", &self.payment_status)
            .finish_non_exhaustive()
    }
}

/// Something that was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// The shop's own word for it.
    pub code: String,
    /// How to say it to the customer, where somebody wrote that.
    pub label: Option<String>,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
}

/// A parcel, as far as the carrier told.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Shipment {
    /// Who carries it.
    pub carrier: Option<String>,
    /// In which way.
    pub service: Option<String>,
    /// The carrier's number.
    pub tracking_number: Option<String>,
    /// When it left, in milliseconds since 1970.
    pub shipped_at_ms: Option<i64>,
    /// When it should arrive, in milliseconds since 1970.
    pub estimated_at_ms: Option<i64>,
}

/// Where carriers show a parcel; the number follows.
const TRACKING_PAGES: &[(&str, &str)] = &[
    ("dhl", "https://www.dhl.com/track?tracking-id="),
    ("fedex", "https://www.fedex.com/fedextrack/?trknbr="),
    ("ups", "https://www.ups.com/track?tracknum="),
    (
        "usps",
        "https://tools.usps.com/go/TrackConfirmAction?tLabels=",
    ),
];

impl Shipment {
    /// Whether nothing is known of a parcel.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }

    /// Where the carrier shows the parcel; `None` for a carrier whose page is not known, or a number that no link may hold.
    #[must_use]
    pub fn tracking_url(&self) -> Option<String> {
        let number = self.tracking_number.as_deref()?;
        let carrier = self.carrier.as_deref()?.trim().to_ascii_lowercase();
        let fits = !number.is_empty()
            && number
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let (_, page) = TRACKING_PAGES.iter().find(|(name, _)| *name == carrier)?;
        fits.then(|| format!("{page}{number}"))
    }
}

impl fmt::Debug for Shipment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Shipment(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_needs_a_known_carrier_and_a_number_that_fits() {
        for (carrier, number, expected) in [
            (
                Some(" USPS "),
                Some("USPS-1234567890"),
                Some("https://tools.usps.com/go/TrackConfirmAction?tLabels=USPS-1234567890"),
            ),
            (
                Some("ups"),
                Some("1Z999"),
                Some("https://www.ups.com/track?tracknum=1Z999"),
            ),
            (Some("pigeon"), Some("1Z999"), None),
            (None, Some("1Z999"), None),
            (Some("ups"), None, None),
            (Some("ups"), Some(""), None),
            (Some("ups"), Some("1Z&next=x"), None),
        ] {
            let shipment = Shipment {
                carrier: carrier.map(str::to_owned),
                tracking_number: number.map(str::to_owned),
                ..Shipment::default()
            };
            assert_eq!(shipment.tracking_url().as_deref(), expected);
        }
    }

    #[test]
    fn a_parcels_number_is_not_shown() {
        let shipment = Shipment {
            tracking_number: Some("1Z999".to_owned()),
            ..Shipment::default()
        };
        assert!(!shipment.is_unknown() && Shipment::default().is_unknown());
        let journey = Journey {
            shipment: shipment.clone(),
            ..Journey::default()
        };
        let shown = format!("{shipment:?} {journey:?}");
        assert!(!shown.contains("1Z999"), "{shown}");
    }
}
