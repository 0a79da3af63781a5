//! Orders in every state that a conversation meets, and how they got there.

use crate::domain::DAY_MS;
use crate::domain::journey::{Journey, Milestone, Shipment};
use crate::domain::order::{Bar, Order, OrderItem, OrderStatus};

/// Orders in every state that a conversation meets.
#[must_use]
pub fn orders(now_ms: i64) -> Vec<Order> {
    let named = PURCHASES.iter().map(|purchase| purchase.order(now_ms));
    let returnable = (1..=RETURNABLE).map(|at| Order {
        number: format!("GG-13{at:03}"),
        ..DELIVERED.order(now_ms)
    });
    named.chain(returnable).collect()
}

/// How many delivered orders, from GG-13001 on, wait to be returned.
const RETURNABLE: u32 = 40;

struct Purchase {
    number: &'static str,
    status: OrderStatus,
    created_days: i64,
    delivered_days: Option<i64>,
    customer: (&'static str, &'static str),
    item: (&'static str, &'static str, i64),
    bar: Option<Bar>,
}

const DELIVERED: Purchase = Purchase {
    number: "GG-11982",
    status: OrderStatus::Delivered,
    created_days: 18,
    delivered_days: Some(10),
    customer: ("olivia@example.com", "10012"),
    item: ("RING-HERO-001", "Hero Solitaire", 129_900),
    bar: None,
};

const PURCHASES: &[Purchase] = &[
    DELIVERED,
    Purchase {
        number: "GG-12001",
        status: OrderStatus::Processing,
        created_days: 7,
        delivered_days: None,
        customer: ("test@example.com", "90001"),
        item: ("RING-READY-001", "Solaris Halo Ring", 129_900),
        ..DELIVERED
    },
    Purchase {
        number: "GG-12002",
        status: OrderStatus::Shipped,
        created_days: 8,
        delivered_days: None,
        customer: ("shipped@example.com", "94102"),
        item: ("RING-READY-002", "Lumen Pavé Ring", 149_900),
        ..DELIVERED
    },
    Purchase {
        number: "GG-12003",
        status: OrderStatus::Processing,
        created_days: 3,
        delivered_days: None,
        customer: ("custom@example.com", "97201"),
        item: ("RING-MADE-TO-ORDER-004", "Nebula Custom Ring", 99_900),
        bar: Some(Bar::Custom),
    },
    // Too late for a return, in time for a resize.
    Purchase {
        number: "GG-11900",
        created_days: 60,
        delivered_days: Some(45),
        ..DELIVERED
    },
    // Too late for both; care is always possible.
    Purchase {
        number: "GG-11800",
        created_days: 100,
        delivered_days: Some(90),
        ..DELIVERED
    },
    Purchase {
        number: "GG-11950",
        bar: Some(Bar::Engraved),
        ..DELIVERED
    },
    Purchase {
        number: "GG-11960",
        bar: Some(Bar::FinalSale),
        ..DELIVERED
    },
    Purchase {
        number: "GG-12004",
        status: OrderStatus::Cancelled,
        delivered_days: None,
        ..DELIVERED
    },
    Purchase {
        number: "GG-12005",
        status: OrderStatus::Chargeback,
        ..DELIVERED
    },
    Purchase {
        number: "GG-12006",
        status: OrderStatus::Delayed,
        created_days: 12,
        delivered_days: None,
        customer: ("delayed@example.com", "60601"),
        ..DELIVERED
    },
    Purchase {
        number: "GG-12007",
        status: OrderStatus::Exception,
        created_days: 12,
        delivered_days: None,
        customer: ("exception@example.com", "60602"),
        ..DELIVERED
    },
    Purchase {
        number: "GG-12008",
        status: OrderStatus::OutForDelivery,
        created_days: 9,
        delivered_days: None,
        customer: ("soon@example.com", "60603"),
        ..DELIVERED
    },
];

impl Purchase {
    fn order(&self, now_ms: i64) -> Order {
        let (email, postal_code) = self.customer;
        let (sku, title, price_cents) = self.item;
        Order {
            number: self.number.to_owned(),
            status: self.status,
            created_at_ms: now_ms - self.created_days * DAY_MS,
            delivered_at_ms: self.delivered_days.map(|days| now_ms - days * DAY_MS),
            email: email.to_owned(),
            postal_code: postal_code.to_owned(),
            items: vec![OrderItem {
                sku: sku.to_owned(),
                title: title.to_owned(),
                price_cents,
                bars: self.bar.into_iter().collect(),
            }],
        }
    }
}

/// How an order of [`orders`] got there; an order that nobody kept a history of has an empty one.
#[must_use]
pub fn journey(number: &str, now_ms: i64) -> Journey {
    let found = ROUTES.iter().find(|route| route.number == number);
    found.map(|route| route.journey(now_ms)).unwrap_or_default()
}

struct Route {
    number: &'static str,
    /// The shop's own words, older ones among them, with how many days ago.
    history: &'static [(&'static str, i64)],
    parcel: Option<Parcel>,
}

struct Parcel {
    carrier: &'static str,
    service: &'static str,
    number: &'static str,
    shipped_days: i64,
    /// Negative for days to come.
    estimated_days: i64,
}

/// GG-11900, GG-11800 and the like have none, so that their timelines are inferred.
const ROUTES: &[Route] = &[
    Route {
        number: "GG-11982",
        history: &[
            ("pending", 18),
            ("paid", 18),
            ("processing", 16),
            ("shipped", 13),
            ("out_for_delivery", 10),
            ("delivered", 10),
        ],
        parcel: Some(Parcel {
            carrier: "UPS",
            service: "Ground",
            number: "1Z999AA10123456784",
            shipped_days: 13,
            estimated_days: 10,
        }),
    },
    Route {
        number: "GG-12001",
        history: &[("pending", 7), ("processing", 3)],
        parcel: None,
    },
    Route {
        number: "GG-12002",
        history: &[
            ("pending", 8),
            ("processing", 6),
            ("quality_check", 4),
            ("shipped", 3),
        ],
        parcel: Some(Parcel {
            carrier: "USPS",
            service: "Priority",
            number: "USPS-1234567890",
            shipped_days: 3,
            estimated_days: -1,
        }),
    },
    Route {
        number: "GG-12003",
        history: &[("pending", 3), ("processing", 0)],
        parcel: None,
    },
    Route {
        number: "GG-12004",
        history: &[("pending", 18), ("cancelled", 17)],
        parcel: None,
    },
    Route {
        number: "GG-12006",
        history: &[("created", 12), ("shipped", 6), ("delayed", 1)],
        parcel: Some(Parcel {
            carrier: "FedEx",
            service: "2Day",
            number: "770000000001",
            shipped_days: 6,
            estimated_days: 2,
        }),
    },
    Route {
        number: "GG-12007",
        history: &[("created", 12), ("shipped", 6), ("lost_at_sea", 1)],
        parcel: None,
    },
    Route {
        number: "GG-12008",
        history: &[("created", 9), ("shipped", 3), ("out_for_delivery", 0)],
        parcel: None,
    },
];

impl Route {
    fn journey(&self, now_ms: i64) -> Journey {
        let at_ms = |days_ago: i64| now_ms - days_ago * DAY_MS;
        let milestone = |(code, days): &(&str, i64)| Milestone {
            code: (*code).to_owned(),
            label: None,
            at_ms: at_ms(*days),
        };
        Journey {
            history: self.history.iter().map(milestone).collect(),
            payment_status: Some("paid".to_owned()),
            shipment: self
                .parcel
                .as_ref()
                .map_or_else(Shipment::default, |parcel| Shipment {
                    carrier: Some(parcel.carrier.to_owned()),
                    service: Some(parcel.service.to_owned()),
                    tracking_number: Some(parcel.number.to_owned()),
                    shipped_at_ms: Some(at_ms(parcel.shipped_days)),
                    estimated_at_ms: Some(at_ms(parcel.estimated_days)),
                }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::return_request::{Choice, Declined, Facts, Wish, begin};
    use crate::domain::timeline::timeline;

    const NOW_MS: i64 = 1_760_000_000_000;

    #[test]
    fn the_same_moment_gives_the_same_data() {
        assert_eq!(orders(NOW_MS), orders(NOW_MS));
    }

    #[test]
    fn every_route_leads_to_its_order() {
        let orders = orders(NOW_MS);
        for route in ROUTES {
            let order = orders.iter().find(|order| order.number == route.number);
            let order = order.unwrap_or_else(|| panic!("{} exists", route.number));
            let journey = journey(route.number, NOW_MS);
            let steps = timeline(order, &journey);
            let last = steps.last().map(|step| step.status);
            assert_eq!(last, Some(order.status), "{}", route.number);
        }
    }

    #[test]
    fn numbers_are_unique() {
        let orders = orders(NOW_MS);
        let numbers: BTreeSet<&str> = orders.iter().map(|order| order.number.as_str()).collect();
        assert_eq!(numbers.len(), orders.len());
    }

    #[test]
    fn every_answer_to_a_return_can_be_tried() {
        let orders = orders(NOW_MS);
        for (number, choice, declined) in [
            ("GG-11982", Choice::Return, None),
            ("GG-13001", Choice::Return, None),
            ("GG-11900", Choice::Return, Some(Declined::Ineligible)),
            ("GG-11900", Choice::Resize, None),
            ("GG-11800", Choice::Resize, Some(Declined::Ineligible)),
            ("GG-11800", Choice::Care, None),
            ("GG-11950", Choice::Care, Some(Declined::Ineligible)),
            ("GG-11960", Choice::Return, Some(Declined::Ineligible)),
            ("GG-12003", Choice::Return, Some(Declined::Ineligible)),
            ("GG-12004", Choice::Return, Some(Declined::Ineligible)),
            ("GG-12005", Choice::Return, Some(Declined::Ineligible)),
        ] {
            let order = orders.iter().find(|order| order.number == number);
            assert!(order.is_some(), "{number} exists");
            let facts = Facts {
                order,
                has_active_return: false,
                now_ms: NOW_MS,
            };
            assert_eq!(
                begin(
                    Wish {
                        choice,
                        has_email: true
                    },
                    facts,
                    "RMA-1"
                )
                .err(),
                declined,
                "{number} {choice:?}"
            );
        }
    }
}
