//! How long things are kept, and by which moment that is counted.

use concierge_runtime::Retention;

use super::DAY_MS;

/// What is forgotten by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A return, counted from when it began.
    Return,
    /// A capsule, counted from its end.
    Capsule,
    /// A stylist's ticket, counted from when it was opened.
    Ticket,
    /// A rating, counted from when it was given.
    Rating,
    /// The comment of a rating, counted from when it was given; the rating stays.
    Comment,
    /// A shortlist, counted from when it was last written.
    Shortlist,
    /// A shared picture, counted from when it came.
    Picture,
    /// A subscription, counted from the order's delivery, or from the consent where that came later, where it names no order of the shop, and
    /// where the order will never be delivered.
    Subscription,
    /// An event of the outbox, counted from when it happened.
    Event,
    /// The claim of an idempotency key, which bears its own end.
    Claim,
}

/// How long one kind is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// What is forgotten.
    pub kind: Kind,
    /// After how many milliseconds.
    pub keep_ms: i64,
}

/// The contract keeps something for a time, and nothing here knows how to forget it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "forget {resource} after {after}: nothing here knows how; add it to domain::retention and to store::retention"
)]
pub struct Unknown {
    resource: &'static str,
    after: &'static str,
}

/// What the contract calls them, and the moment that it counts from.
const RESOURCES: &[(&str, &str, Kind)] = &[
    ("Return", "created", Kind::Return),
    ("Capsule", "expired", Kind::Capsule),
    ("StylistTicket", "created", Kind::Ticket),
    ("CsatFeedback", "created", Kind::Rating),
    ("CsatComment", "created", Kind::Comment),
    ("Shortlist", "updated", Kind::Shortlist),
    ("Inspiration", "created", Kind::Picture),
    ("OrderUpdatesSubscription", "delivered", Kind::Subscription),
];

/// What the shop keeps that no caller of the contract sees.
const OWN: &[Term] = &[
    Term {
        kind: Kind::Event,
        keep_ms: 180 * DAY_MS,
    },
    Term {
        kind: Kind::Claim,
        keep_ms: 0,
    },
];

/// After so many milliseconds a row of the audit moves into the archive.
pub const AUDIT_KEPT_MS: i64 = 90 * DAY_MS;

/// Everything that is forgotten by itself.
///
/// # Errors
/// [`Unknown`] for something that the contract keeps for a time and that has no kind.
pub fn terms(contract: &[Retention]) -> Result<Vec<Term>, Unknown> {
    let stated = contract.iter().map(|stated| {
        let known = RESOURCES
            .iter()
            .find(|(resource, after, _)| (*resource, *after) == (stated.resource, stated.after));
        let (_, _, kind) = known.ok_or(Unknown {
            resource: stated.resource,
            after: stated.after,
        })?;
        let keep_ms = i64::try_from(stated.keep_s).unwrap_or(i64::MAX);
        Ok(Term {
            kind: *kind,
            keep_ms: keep_ms.saturating_mul(1000),
        })
    });
    stated.chain(OWN.iter().copied().map(Ok)).collect()
}

#[cfg(test)]
mod tests {
    use concierge_spec::retention::RETENTION;

    use super::*;
    use crate::domain::shortlist;

    #[test]
    fn everything_that_the_contract_keeps_for_a_time_is_forgotten() {
        let terms = terms(RETENTION).expect("a kind for each");
        assert_eq!(terms.len(), RESOURCES.len() + OWN.len());
        for (_, _, kind) in RESOURCES {
            let found = terms.iter().filter(|term| term.kind == *kind).count();
            assert_eq!(found, 1, "{kind:?}");
        }
    }

    #[test]
    fn a_kind_or_a_moment_that_is_not_known_is_reported() {
        for (resource, after) in [("Wish", "created"), ("Return", "delivered")] {
            let stated = Retention {
                resource,
                keep_s: 1,
                after,
            };
            assert_eq!(terms(&[stated]), Err(Unknown { resource, after }));
        }
    }

    #[test]
    fn a_shortlist_counts_as_long_as_it_is_kept() {
        let terms = terms(RETENTION).expect("a kind for each");
        let term = terms.iter().find(|term| term.kind == Kind::Shortlist);
        assert_eq!(term.map(|term| term.keep_ms), Some(shortlist::KEPT_MS));
    }
}
