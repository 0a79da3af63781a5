//! How satisfied a customer was.

use std::fmt;

/// What a customer says of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rating {
    /// The best.
    Great,
    /// Fine.
    Good,
    /// Neither good nor bad.
    Okay,
    /// Somebody should get in touch.
    NeedsFollowUp,
    /// The worst.
    Poor,
}

impl Rating {
    /// The stored word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Great => "great",
            Self::Good => "good",
            Self::Okay => "okay",
            Self::NeedsFollowUp => "needs_follow_up",
            Self::Poor => "poor",
        }
    }

    /// The rating that a stored word names.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        use Rating::*;
        [Great, Good, Okay, NeedsFollowUp, Poor]
            .into_iter()
            .find(|rating| rating.code() == code)
    }

    /// 5 for the best, 1 for the worst.
    #[must_use]
    pub fn score(self) -> i32 {
        match self {
            Self::Great => 5,
            Self::Good => 4,
            Self::Okay => 3,
            Self::NeedsFollowUp => 2,
            Self::Poor => 1,
        }
    }

    /// Whether somebody should look after the customer.
    #[must_use]
    pub fn is_negative(self) -> bool {
        matches!(self, Self::NeedsFollowUp | Self::Poor)
    }
}

/// A rating as it is kept. Its `Debug` hides the customer's words and session.
#[derive(Clone, PartialEq, Eq)]
pub struct Feedback {
    /// Its id.
    pub id: String,
    /// The session that it is about.
    pub session_id: String,
    /// What the customer wanted, where the widget says; one rating is kept per session and intent.
    pub intent: Option<String>,
    /// What the customer says.
    pub rating: Rating,
    /// The order that it is about.
    pub order_number: Option<String>,
    /// In the customer's words.
    pub comment: Option<String>,
    /// What the widget wants to hand on, as JSON.
    pub metadata: Option<String>,
    /// When, in milliseconds since 1970.
    pub created_at_ms: i64,
}

impl fmt::Debug for Feedback {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Feedback")
            .field("id", &self.id)
            .field("intent", &self.intent)
            .field("rating", &self.rating)
            .finish_non_exhaustive()
    }
}

/// A rating's id from 64 bits of chance.
#[must_use]
pub fn feedback_id(chance: u64) -> String {
    format!("csat_{chance:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_fall_from_five_to_one_and_the_last_two_are_negative() {
        for (rating, code, score, negative) in [
            (Rating::Great, "great", 5, false),
            (Rating::Good, "good", 4, false),
            (Rating::Okay, "okay", 3, false),
            (Rating::NeedsFollowUp, "needs_follow_up", 2, true),
            (Rating::Poor, "poor", 1, true),
        ] {
            assert_eq!(rating.code(), code);
            assert_eq!(Rating::from_code(code), Some(rating));
            assert_eq!(rating.score(), score, "{code}");
            assert_eq!(rating.is_negative(), negative, "{code}");
        }
    }

    #[test]
    fn words_and_sessions_are_not_shown() {
        let feedback = Feedback {
            id: "csat_1".to_owned(),
            session_id: "sess_7f3a91".to_owned(),
            intent: None,
            rating: Rating::Poor,
            order_number: Some("GG-1".to_owned()),
            comment: Some("call Olivia".to_owned()),
            metadata: Some("{\"name\":\"Olivia\"}".to_owned()),
            created_at_ms: 0,
        };
        let shown = format!("{feedback:?}");
        for hidden in ["sess_", "livia", "GG-1"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
    }
}
