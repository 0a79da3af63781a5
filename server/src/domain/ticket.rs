//! The stylists' queue: what a ticket holds, where it stands, how it moves.

use std::fmt;

/// How far a ticket has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketStatus {
    /// Waits.
    Queued,
    /// Somebody has seen it.
    Acknowledged,
    /// Somebody works on it.
    InProgress,
    /// Done.
    Resolved,
    /// Handed to the lead.
    Escalated,
}

impl TicketStatus {
    /// The stored word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Acknowledged => "acknowledged",
            Self::InProgress => "in_progress",
            Self::Resolved => "resolved",
            Self::Escalated => "escalated",
        }
    }

    /// Whether somebody still has to do something.
    #[must_use]
    pub fn is_open(self) -> bool {
        self != Self::Resolved
    }

    /// Whether a ticket may move on like this.
    #[must_use]
    pub fn can_become(self, next: Self) -> bool {
        use TicketStatus::*;
        match next {
            Queued => false,
            Acknowledged => self == Queued,
            InProgress => matches!(self, Acknowledged | Escalated),
            Resolved => matches!(self, InProgress | Escalated),
            Escalated => self.is_open() && self != Escalated,
        }
    }
}

/// How soon a ticket is worked on; the higher first, then the older.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// In its turn.
    Normal,
    /// Before the others.
    High,
}

impl Priority {
    /// The stored word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::High => "high",
        }
    }

    /// The priority that a stored word names.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Normal, Self::High]
            .into_iter()
            .find(|priority| priority.code() == code)
    }

    /// A session that left a negative rating comes first.
    #[must_use]
    pub fn of(has_negative_rating: bool) -> Self {
        if has_negative_rating {
            Self::High
        } else {
            Self::Normal
        }
    }
}

/// How many tickets are open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    /// Those of normal priority.
    pub normal: i64,
    /// Those of high priority.
    pub high: i64,
}

impl Queue {
    /// Where a new ticket stands, counted from 1: behind all that are as urgent as itself.
    #[must_use]
    pub fn position(self, priority: Priority) -> i64 {
        let before = match priority {
            Priority::High => self.high,
            Priority::Normal => self.high.saturating_add(self.normal),
        };
        before.saturating_add(1)
    }
}

/// Within how many minutes a customer hears from a stylist.
pub const ETA_MINUTES: i32 = 60;

/// A ticket as it is kept. Its `Debug` hides the customer.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Its id.
    pub id: String,
    /// The session that it came from.
    pub session_id: String,
    /// How soon it is worked on.
    pub priority: Priority,
    /// How to reach the customer.
    pub contact: Contact,
    /// What it is about.
    pub summary: String,
    /// When the customer would like to be reached.
    pub time_preference: Option<String>,
    /// What goes along.
    pub attachments: Attachments,
    /// When it was opened, in milliseconds since 1970.
    pub created_at_ms: i64,
}

impl fmt::Debug for Ticket {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Ticket")
            .field("id", &self.id)
            .field("priority", &self.priority)
            .finish_non_exhaustive()
    }
}

/// How to reach a customer.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    /// An e-mail address.
    pub email: String,
    /// How to address the customer.
    pub name: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
    /// The customer's time zone by its IANA name.
    pub timezone: Option<String>,
}

impl fmt::Debug for Contact {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Contact(..)")
    }
}

/// What goes along with a ticket, each as the JSON that was sent; absent where nothing was.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Attachments {
    /// What was said.
    pub transcript: Option<String>,
    /// The pieces that it is about.
    pub shortlist: Option<String>,
    /// The pictures that it is about.
    pub inspiration: Option<String>,
    /// What the widget wants to hand on.
    pub metadata: Option<String>,
}

impl fmt::Debug for Attachments {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Attachments(..)")
    }
}

/// A ticket's id from 64 bits of chance.
#[must_use]
pub fn ticket_id(chance: u64) -> String {
    format!("sty_{chance:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urgent_tickets_stand_before_the_others() {
        for (normal, high, priority, position) in [
            (0, 0, Priority::Normal, 1),
            (0, 0, Priority::High, 1),
            (3, 2, Priority::Normal, 6),
            (3, 2, Priority::High, 3),
        ] {
            let queue = Queue { normal, high };
            assert_eq!(queue.position(priority), position, "{queue:?} {priority:?}");
        }
        for priority in [Priority::Normal, Priority::High] {
            assert_eq!(Priority::from_code(priority.code()), Some(priority));
        }
        assert_eq!(Priority::of(true), Priority::High);
        assert_eq!(Priority::of(false), Priority::Normal);
    }

    #[test]
    fn every_move_that_the_lifecycle_allows_and_no_other() {
        use TicketStatus::*;
        let all = [Queued, Acknowledged, InProgress, Resolved, Escalated];
        let allowed = [
            (Queued, Acknowledged),
            (Queued, Escalated),
            (Acknowledged, InProgress),
            (Acknowledged, Escalated),
            (InProgress, Resolved),
            (InProgress, Escalated),
            (Escalated, InProgress),
            (Escalated, Resolved),
        ];
        for from in all {
            for to in all {
                let expected = allowed.contains(&(from, to));
                assert_eq!(from.can_become(to), expected, "{from:?} {to:?}");
            }
        }
        assert!(
            all.into_iter()
                .all(|status| status.is_open() != (status == Resolved))
        );
    }

    #[test]
    fn what_leads_to_a_customer_is_not_shown() {
        let ticket = Ticket {
            id: ticket_id(1),
            session_id: "sess_7f3a91".to_owned(),
            priority: Priority::Normal,
            contact: Contact {
                email: "olivia@example.com".to_owned(),
                name: Some("Olivia".to_owned()),
                phone: None,
                timezone: None,
            },
            summary: "Olivia wants a ring".to_owned(),
            time_preference: None,
            attachments: Attachments {
                transcript: Some("[\"Olivia\"]".to_owned()),
                ..Attachments::default()
            },
            created_at_ms: 0,
        };
        let shown = format!("{ticket:?} {:?} {:?}", ticket.contact, ticket.attachments);
        assert!(
            !shown.contains("livia") && !shown.contains("sess_"),
            "{shown}"
        );
    }
}
