//! Whether an order can be returned, resized or cared for, and what begins when it can.

use std::fmt;

use super::DAY_MS;
use super::order::{Order, OrderStatus};

/// What should happen to the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Send it back.
    Return,
    /// Change the ring's size.
    Resize,
    /// Have it cared for.
    Care,
}

impl Choice {
    /// The stored word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Return => "return",
            Self::Resize => "resize",
            Self::Care => "care",
        }
    }

    /// For how long after delivery it is possible; `None` means always.
    fn window_ms(self) -> Option<i64> {
        match self {
            Self::Return => Some(30 * DAY_MS),
            Self::Resize => Some(60 * DAY_MS),
            Self::Care => None,
        }
    }

    fn needs_email(self) -> bool {
        matches!(self, Self::Return | Self::Resize)
    }
}

/// What a customer asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What should happen.
    pub choice: Choice,
    /// Whether an e-mail address came with it.
    pub has_email: bool,
}

/// What the shop knows when it decides.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The order; absent when there is none with that number.
    pub order: Option<&'a Order>,
    /// Whether the order has a return that is not finished.
    pub has_active_return: bool,
    /// The moment of the decision, in milliseconds since 1970.
    pub now_ms: i64,
}

/// A return that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Its number.
    pub rma_id: String,
    /// Where the shipping label is.
    pub label_url: String,
    /// Until when the label can be used, in milliseconds since 1970.
    pub expires_at_ms: i64,
}

/// A return as it is kept: what was asked for and what began. Its `Debug` hides the customer's words, order and session.
#[derive(Clone, PartialEq, Eq)]
pub struct NewReturn {
    /// What began.
    pub begun: Begun,
    /// The order's number.
    pub order_number: String,
    /// What should happen to the order.
    pub choice: Choice,
    /// The session that asked.
    pub session_id: String,
    /// How to reach the customer.
    pub contact: Contact,
    /// Where to fetch the piece, when not at the order's address.
    pub pickup: Option<Pickup>,
    /// Why, in the customer's words.
    pub reason: Option<String>,
    /// Anything else.
    pub notes: Option<String>,
    /// When it began, in milliseconds since 1970.
    pub created_at_ms: i64,
}

impl fmt::Debug for NewReturn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("NewReturn")
            .field("begun", &self.begun)
            .field("choice", &self.choice)
            .finish_non_exhaustive()
    }
}

/// How to reach a customer.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// An e-mail address.
    pub email: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
}

impl fmt::Debug for Contact {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Contact(..)")
    }
}

/// Where to fetch a piece.
#[derive(Clone, PartialEq, Eq)]
pub struct Pickup {
    /// Street and number.
    pub line1: String,
    /// What else the street needs.
    pub line2: Option<String>,
    /// Town.
    pub city: String,
    /// State or province.
    pub region: Option<String>,
    /// Postcode.
    pub postal_code: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

impl fmt::Debug for Pickup {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Pickup(..)")
    }
}

/// Why nothing begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Declined {
    /// Nobody could be reached.
    #[error("contact.email is needed for this option")]
    ContactEmail,
    /// There is no such order, or it can't be returned; one answer for both, so that it reveals nothing.
    #[error("this order can't be returned")]
    Ineligible,
    /// One is under way.
    #[error("this order has an active return")]
    Duplicate,
}

const LABEL_MS: i64 = 14 * DAY_MS;

/// Begins a return where the rules allow it; `rma_id` is the number it gets.
///
/// # Errors
/// [`Declined`] says why it can't begin.
pub fn begin(wish: Wish, facts: Facts<'_>, rma_id: &str) -> Result<Begun, Declined> {
    if wish.choice.needs_email() && !wish.has_email {
        return Err(Declined::ContactEmail);
    }
    let order = facts.order.ok_or(Declined::Ineligible)?;
    if is_barred(order) || !is_within_window(wish.choice, order, facts.now_ms) {
        return Err(Declined::Ineligible);
    }
    if facts.has_active_return {
        return Err(Declined::Duplicate);
    }
    Ok(Begun {
        rma_id: rma_id.to_owned(),
        label_url: format!("https://cdn.glowglitch.com/rma/{rma_id}.pdf"),
        expires_at_ms: facts.now_ms.saturating_add(LABEL_MS),
    })
}

fn is_barred(order: &Order) -> bool {
    matches!(
        order.status,
        OrderStatus::Cancelled | OrderStatus::Chargeback
    ) || order.items.iter().any(|item| !item.bars.is_empty())
}

fn is_within_window(choice: Choice, order: &Order, now_ms: i64) -> bool {
    let since_ms = now_ms.saturating_sub(order.delivered_at_ms.unwrap_or(order.created_at_ms));
    choice
        .window_ms()
        .is_none_or(|window_ms| since_ms <= window_ms)
}

const RMA_LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RMA_CHARS: usize = 12;

/// A return's number from 60 bits of chance, in letters that nobody mistakes for each other.
#[must_use]
pub fn rma_id(chance: u64) -> String {
    let letters = (0..RMA_CHARS).map(|at| {
        let five_bits = (chance >> (5 * at)) & 31;
        char::from(RMA_LETTERS[usize::try_from(five_bits).unwrap_or_default()])
    });
    "RMA-".chars().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::order::{Bar, OrderItem};

    const NOW_MS: i64 = 1_760_000_000_000;

    fn order() -> Order {
        Order {
            number: "GG-1".to_owned(),
            status: OrderStatus::Delivered,
            created_at_ms: NOW_MS - 100 * DAY_MS,
            delivered_at_ms: Some(NOW_MS - 10 * DAY_MS),
            email: "olivia@example.com".to_owned(),
            postal_code: "10012".to_owned(),
            items: vec![OrderItem {
                sku: "R".to_owned(),
                title: "Ring".to_owned(),
                price_cents: 1,
                bars: Vec::new(),
            }],
        }
    }

    fn decide(choice: Choice, order: &Order) -> Result<Begun, Declined> {
        begin(
            Wish {
                choice,
                has_email: true,
            },
            Facts {
                order: Some(order),
                has_active_return: false,
                now_ms: NOW_MS,
            },
            "RMA-1",
        )
    }

    #[test]
    fn windows_run_from_delivery_else_from_creation() {
        use Choice::*;
        let day = DAY_MS;
        for (choice, delivered_ms, created_ms, allowed) in [
            (Return, Some(30 * day), 90 * day, true),
            (Return, Some(30 * day + 1), 90 * day, false),
            (Return, None, 30 * day, true),
            (Return, None, 30 * day + 1, false),
            (Resize, Some(60 * day), 90 * day, true),
            (Resize, Some(60 * day + 1), 90 * day, false),
            (Resize, None, 61 * day, false),
            (Care, Some(4_000 * day), 4_000 * day, true),
            (Return, Some(-day), day, true),
        ] {
            let order = Order {
                delivered_at_ms: delivered_ms.map(|ago| NOW_MS - ago),
                created_at_ms: NOW_MS - created_ms,
                ..order()
            };
            let expected = if allowed {
                None
            } else {
                Some(Declined::Ineligible)
            };
            assert_eq!(
                decide(choice, &order).err(),
                expected,
                "{choice:?} {delivered_ms:?} {created_ms}"
            );
        }
    }

    #[test]
    fn some_pieces_and_some_orders_never_come_back() {
        for bar in [Bar::Custom, Bar::Engraved, Bar::FinalSale] {
            let mut barred = order();
            barred.items[0].bars = vec![bar];
            for choice in [Choice::Return, Choice::Resize, Choice::Care] {
                assert_eq!(
                    decide(choice, &barred),
                    Err(Declined::Ineligible),
                    "{bar:?} {choice:?}"
                );
            }
        }
        for status in [OrderStatus::Cancelled, OrderStatus::Chargeback] {
            assert_eq!(
                decide(Choice::Care, &Order { status, ..order() }),
                Err(Declined::Ineligible),
                "{status:?}"
            );
        }
    }

    #[test]
    fn an_unknown_order_answers_as_an_ineligible_one() {
        let facts = Facts {
            order: None,
            has_active_return: false,
            now_ms: NOW_MS,
        };
        assert_eq!(
            begin(
                Wish {
                    choice: Choice::Care,
                    has_email: false
                },
                facts,
                "RMA-1"
            ),
            Err(Declined::Ineligible)
        );
    }

    #[test]
    fn return_and_resize_need_an_address_before_anything_is_looked_up() {
        let facts = Facts {
            order: None,
            has_active_return: false,
            now_ms: NOW_MS,
        };
        for choice in [Choice::Return, Choice::Resize] {
            assert_eq!(
                begin(
                    Wish {
                        choice,
                        has_email: false
                    },
                    facts,
                    "RMA-1"
                ),
                Err(Declined::ContactEmail)
            );
        }
    }

    #[test]
    fn what_leads_to_a_customer_is_not_shown() {
        let order = order();
        let begun = decide(Choice::Care, &order).expect("always possible");
        let new = NewReturn {
            begun,
            order_number: order.number.clone(),
            choice: Choice::Care,
            session_id: "sess_7f3a91".to_owned(),
            contact: Contact {
                email: Some(order.email.clone()),
                phone: None,
            },
            pickup: None,
            reason: Some("it hurts Olivia".to_owned()),
            notes: Some("call Olivia".to_owned()),
            created_at_ms: NOW_MS,
        };
        let shown = format!("{new:?} {order:?}");
        for hidden in ["GG-1", "10012", "sess_", "livia"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
        assert!(shown.contains("RMA-1") && shown.contains("Delivered"));
    }

    #[test]
    fn one_return_at_a_time() {
        let order = order();
        let facts = Facts {
            order: Some(&order),
            has_active_return: true,
            now_ms: NOW_MS,
        };
        assert_eq!(
            begin(
                Wish {
                    choice: Choice::Care,
                    has_email: false
                },
                facts,
                "RMA-1"
            ),
            Err(Declined::Duplicate)
        );
    }

    #[test]
    fn what_begins_has_a_label_for_14_days() {
        let begun = decide(Choice::Return, &order()).expect("eligible");
        assert_eq!(begun.label_url, "https://cdn.glowglitch.com/rma/RMA-1.pdf");
        assert_eq!(begun.expires_at_ms, NOW_MS + 14 * DAY_MS);
    }

    #[test]
    fn numbers_are_digits_and_upper_case() {
        assert_eq!(rma_id(0), "RMA-000000000000");
        assert_eq!(rma_id(u64::MAX), "RMA-ZZZZZZZZZZZZ");
        assert_ne!(rma_id(1), rma_id(1 << 55));
    }
}
