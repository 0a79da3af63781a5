//! Holds on what a shortlist names: one at a time for a customer, for two days.

use std::fmt;

use super::HOUR_MS;
use super::shortlist::Shortlist;

/// How far a hold has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldStatus {
    /// The pieces are held.
    Active,
    /// They are held for longer.
    Extended,
    /// Somebody let them go.
    Released,
    /// The time is over.
    Expired,
}

impl HoldStatus {
    /// The stored word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Extended => "extended",
            Self::Released => "released",
            Self::Expired => "expired",
        }
    }

    /// The status that a stored word names.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Active, Self::Extended, Self::Released, Self::Expired]
            .into_iter()
            .find(|status| status.code() == code)
    }

    /// Whether pieces are held under it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Active | Self::Extended)
    }
}

/// A hold. Its `Debug` hides whose it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its id.
    pub id: String,
    /// The session that asked for it.
    pub session_id: String,
    /// The list whose pieces are held.
    pub shortlist_id: String,
    /// How many pieces were on the list then.
    pub pieces: i64,
    /// A keyed hash of the customer's address, by which holds of one customer are known.
    pub customer_hash: [u8; 32],
    /// The customer's address, encrypted.
    pub customer_sealed: Vec<u8>,
    /// How far it has come, as it was last written; ask [`Hold::status_at`].
    pub status: HoldStatus,
    /// When it ends, in milliseconds since 1970.
    pub expires_at_ms: i64,
    /// When it began, in milliseconds since 1970.
    pub created_at_ms: i64,
}

impl fmt::Debug for Hold {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Hold")
            .field("id", &self.id)
            .field("pieces", &self.pieces)
            .field("status", &self.status)
            .field("expires_at_ms", &self.expires_at_ms)
            .finish_non_exhaustive()
    }
}

impl Hold {
    /// How far it has come at a moment: the clock ends a hold, whether or not anybody wrote that down.
    #[must_use]
    pub fn status_at(&self, now_ms: i64) -> HoldStatus {
        if self.status.is_open() && self.expires_at_ms <= now_ms {
            return HoldStatus::Expired;
        }
        self.status
    }
}

/// What the shop knows when it decides.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The session that asks.
    pub session_id: &'a str,
    /// The list that it names; absent when there is none with that id.
    pub shortlist: Option<&'a Shortlist>,
    /// The customer's latest hold that nobody ended.
    pub open: Option<&'a Hold>,
    /// The moment of the decision, in milliseconds since 1970.
    pub now_ms: i64,
}

/// A hold that may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Granted {
    /// How many pieces are held.
    pub pieces: i64,
    /// When it ends, in milliseconds since 1970.
    pub expires_at_ms: i64,
}

/// Why none begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Declined {
    /// There is no such list, or it is another session's; one answer for both, so that it reveals nothing.
    #[error("this session has no such shortlist")]
    Shortlist,
    /// The customer has one.
    #[error("this customer has an active capsule")]
    Active,
}

const HOLD_MS: i64 = 48 * HOUR_MS;

/// Grants a hold where the rules allow it.
///
/// # Errors
/// [`Declined`] says why it can't begin.
pub fn grant(facts: Facts<'_>) -> Result<Granted, Declined> {
    let shortlist = facts
        .shortlist
        .filter(|list| list.session_id == facts.session_id)
        .filter(|list| list.is_kept_at(facts.now_ms))
        .ok_or(Declined::Shortlist)?;
    if facts
        .open
        .is_some_and(|hold| hold.status_at(facts.now_ms).is_open())
    {
        return Err(Declined::Active);
    }
    Ok(Granted {
        pieces: i64::try_from(shortlist.items.len()).unwrap_or(i64::MAX),
        expires_at_ms: facts.now_ms.saturating_add(HOLD_MS),
    })
}

/// A hold's id from 64 bits of chance.
#[must_use]
pub fn capsule_id(chance: u64) -> String {
    format!("cap_{chance:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DAY_MS;
    use crate::domain::shortlist::{Kept, upsert};

    const NOW_MS: i64 = 1_760_000_000_000;
    const SESSION: &str = "sess_7f3a91";

    fn hold() -> Hold {
        Hold {
            id: "cap_1".to_owned(),
            session_id: "sess_7f3a91".to_owned(),
            shortlist_id: "sl_1".to_owned(),
            pieces: 2,
            customer_hash: [7; 32],
            customer_sealed: Vec::new(),
            status: HoldStatus::Active,
            expires_at_ms: NOW_MS + HOLD_MS,
            created_at_ms: NOW_MS,
        }
    }

    fn shortlist() -> Shortlist {
        let kept = |id: &str| Kept {
            product_id: id.to_owned(),
            card: "{}".to_owned(),
        };
        upsert(
            None,
            "sl_1",
            "sess_7f3a91",
            vec![kept("a"), kept("b")],
            NOW_MS,
        )
    }

    fn decide(session_id: &str, open: Option<&Hold>, now_ms: i64) -> Result<Granted, Declined> {
        let shortlist = shortlist();
        grant(Facts {
            session_id,
            shortlist: Some(&shortlist),
            open,
            now_ms,
        })
    }

    #[test]
    fn a_hold_lasts_two_days_and_counts_the_pieces() {
        let granted = decide(SESSION, None, NOW_MS).expect("granted");
        assert_eq!(
            (granted.pieces, granted.expires_at_ms),
            (2, NOW_MS + 2 * DAY_MS)
        );
    }

    #[test]
    fn the_list_must_be_the_sessions_own_and_alive() {
        for (session_id, now_ms) in [("sess_other", NOW_MS), (SESSION, NOW_MS + 30 * DAY_MS)] {
            assert_eq!(decide(session_id, None, now_ms), Err(Declined::Shortlist));
        }
        let nothing = Facts {
            session_id: SESSION,
            shortlist: None,
            open: None,
            now_ms: NOW_MS,
        };
        assert_eq!(grant(nothing), Err(Declined::Shortlist));
    }

    #[test]
    fn a_customer_has_one_hold_until_it_is_over() {
        let end_ms = NOW_MS + HOLD_MS;
        for (status, now_ms, declined) in [
            (HoldStatus::Active, NOW_MS, true),
            (HoldStatus::Active, end_ms - 1, true),
            (HoldStatus::Active, end_ms, false),
            (HoldStatus::Extended, end_ms - 1, true),
            (HoldStatus::Extended, end_ms, false),
            (HoldStatus::Released, NOW_MS, false),
            (HoldStatus::Expired, NOW_MS, false),
        ] {
            let open = Hold { status, ..hold() };
            let expected = declined.then_some(Declined::Active);
            assert_eq!(
                decide(SESSION, Some(&open), now_ms).err(),
                expected,
                "{status:?} {now_ms}"
            );
        }
    }

    #[test]
    fn every_status_survives_its_word_and_nobody_is_shown() {
        use HoldStatus::*;
        for status in [Active, Extended, Released, Expired] {
            assert_eq!(HoldStatus::from_code(status.code()), Some(status));
        }
        assert_eq!(HoldStatus::from_code("gone"), None);
        let shown = format!("{:?}", hold());
        assert!(
            !shown.contains("sess_") && !shown.contains("customer"),
            "{shown}"
        );
    }
}
