//! The stylists' queue: what a ticket holds and how soon it is worked on.

use std::fmt;

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

/// What is decided when a ticket joins the queue.
#[derive(Clone, Copy)]
pub struct Placed<'a> {
    /// How soon it is worked on.
    pub priority: Priority,
    /// The pieces that it is about, as JSON: those that were sent, else those that the session had saved.
    pub shortlist: Option<&'a str>,
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
    fn unhappy_customers_come_first() {
        assert_eq!(Priority::of(true), Priority::High);
        assert_eq!(Priority::of(false), Priority::Normal);
    }

    #[test]
    fn what_leads_to_a_customer_is_not_shown() {
        let ticket = Ticket {
            id: ticket_id(1),
            session_id: "sess_7f3a91".to_owned(),
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
