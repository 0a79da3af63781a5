//! Orders and pieces to try the concierge with. The same moment gives the same data; what is there already stays.

use concierge_runtime_server::EngineError;

use crate::domain::DAY_MS;
use crate::domain::order::{Bar, Order, OrderItem, OrderStatus};
use crate::domain::product::Product;
use crate::store::Store;

/// Fills a store; times are relative to `now_ms`.
///
/// # Errors
/// When the store fails; nothing was kept then.
pub async fn fill(store: &Store, now_ms: i64) -> Result<(), EngineError> {
    let (products, orders) = (products(now_ms), orders(now_ms));
    store
        .write(move |tx| {
            for product in &products {
                tx.insert_product(product)?;
            }
            for order in &orders {
                tx.insert_order(order)?;
            }
            Ok(())
        })
        .await
}

/// The catalogue.
#[must_use]
pub fn products(now_ms: i64) -> Vec<Product> {
    PIECES.iter().map(|piece| piece.product(now_ms)).collect()
}

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

struct Piece {
    id: &'static str,
    title: &'static str,
    price_cents: Option<i64>,
    category: &'static str,
    metal: &'static str,
    gemstone: Option<&'static str>,
    tags: &'static [&'static str],
    promise: Option<&'static str>,
    ready: Ready,
    score_permille: i64,
    age_days: i64,
    rarity: Rarity,
    picture: Picture,
}

#[derive(Clone, Copy)]
enum Ready {
    /// Made already; so many lie in stock.
    Stock(i64),
    /// Made on order; material for so many is there.
    ToOrder(i64),
}

#[derive(Clone, Copy, PartialEq)]
enum Rarity {
    Steady,
    Limited,
}

#[derive(Clone, Copy, PartialEq)]
enum Picture {
    Taken,
    Missing,
}

const PLAIN: Piece = Piece {
    id: "",
    title: "",
    price_cents: None,
    category: "ring",
    metal: "14k_yellow",
    gemstone: None,
    tags: &[],
    promise: None,
    ready: Ready::Stock(5),
    score_permille: 500,
    age_days: 120,
    rarity: Rarity::Steady,
    picture: Picture::Taken,
};

const PIECES: &[Piece] = &[
    Piece {
        id: "aurora-ring-solaris",
        title: "Solaris Aura Ring",
        price_cents: Some(385_000),
        gemstone: Some("diamond"),
        tags: &["ring", "gold", "halo"],
        promise: Some("Ships this week"),
        score_permille: 960,
        ..PLAIN
    },
    Piece {
        id: "aurora-ear-constellation",
        title: "Constellation Ear Stack",
        price_cents: Some(148_000),
        category: "earring",
        metal: "14k_white",
        tags: &["earring", "stack", "gold"],
        promise: Some("Arrives in 5 days"),
        score_permille: 870,
        ..PLAIN
    },
    Piece {
        id: "aurora-necklace-lumina",
        title: "Lumina Pendant Necklace",
        price_cents: Some(242_000),
        category: "necklace",
        metal: "silver",
        gemstone: Some("moonstone"),
        tags: &["necklace", "pendant"],
        promise: Some("Ships next week"),
        score_permille: 800,
        ..PLAIN
    },
    Piece {
        id: "aurora-rose-band",
        title: "Rose Glow Band",
        price_cents: Some(42_000),
        metal: "14k_rose",
        tags: &["ring", "band", "gold"],
        promise: Some("Ships tomorrow"),
        score_permille: 640,
        age_days: 12,
        ..PLAIN
    },
    Piece {
        id: "aurora-rose-lariat",
        title: "Blush Lariat Necklace",
        price_cents: Some(32_500),
        category: "necklace",
        metal: "14k_rose",
        tags: &["necklace", "lariat", "gold"],
        promise: Some("Ships this week"),
        score_permille: 610,
        ..PLAIN
    },
    Piece {
        id: "RING-HERO-001",
        title: "Hero Solitaire",
        price_cents: Some(129_900),
        gemstone: Some("diamond"),
        tags: &["ring", "solitaire"],
        score_permille: 910,
        ..PLAIN
    },
    Piece {
        id: "RING-READY-001",
        title: "Solaris Halo Ring",
        price_cents: Some(129_900),
        gemstone: Some("diamond"),
        tags: &["ring", "halo"],
        score_permille: 840,
        ..PLAIN
    },
    Piece {
        id: "RING-READY-002",
        title: "Lumen Pavé Ring",
        price_cents: Some(149_900),
        metal: "platinum",
        gemstone: Some("diamond"),
        tags: &["ring", "pave"],
        score_permille: 790,
        ..PLAIN
    },
    Piece {
        id: "RING-WIDGET-003",
        title: "Orbit Signet",
        price_cents: Some(149_900),
        tags: &["ring", "signet", "gold"],
        ready: Ready::Stock(0),
        score_permille: 720,
        ..PLAIN
    },
    Piece {
        id: "RING-SPOT-002",
        title: "Northern Light Ring",
        price_cents: Some(249_900),
        metal: "platinum",
        gemstone: Some("sapphire"),
        tags: &["ring"],
        score_permille: 880,
        rarity: Rarity::Limited,
        age_days: 3,
        ..PLAIN
    },
    Piece {
        id: "RING-MADE-TO-ORDER-004",
        title: "Nebula Custom Ring",
        price_cents: Some(99_900),
        tags: &["ring", "custom"],
        ready: Ready::ToOrder(0),
        score_permille: 450,
        ..PLAIN
    },
    Piece {
        id: "GIFT-SPOT-001",
        title: "First Light Studs",
        price_cents: Some(29_900),
        category: "earring",
        metal: "silver",
        tags: &["earring", "gift"],
        score_permille: 700,
        ..PLAIN
    },
    Piece {
        id: "GIFT-UNDER-300-001",
        title: "Morning Star Charm",
        price_cents: Some(19_950),
        category: "bracelet",
        metal: "silver",
        tags: &["bracelet", "gift", "charm"],
        score_permille: 560,
        age_days: 20,
        ..PLAIN
    },
    Piece {
        id: "BRACELET-TENNIS-001",
        title: "Comet Tennis Bracelet",
        price_cents: Some(289_900),
        category: "bracelet",
        metal: "14k_white",
        gemstone: Some("diamond"),
        tags: &["bracelet", "tennis"],
        ready: Ready::ToOrder(4),
        score_permille: 660,
        ..PLAIN
    },
    Piece {
        id: "NECKLACE-ATELIER-001",
        title: "Atelier Collar",
        price_cents: Some(0),
        category: "necklace",
        metal: "platinum",
        gemstone: Some("emerald"),
        tags: &["necklace", "atelier"],
        ready: Ready::ToOrder(1),
        score_permille: 300,
        picture: Picture::Missing,
        ..PLAIN
    },
    Piece {
        id: "EAR-DRAFT-001",
        title: "Unpriced Hoops",
        price_cents: None,
        category: "earring",
        tags: &["earring", "hoops"],
        score_permille: 990,
        ..PLAIN
    },
];

impl Piece {
    fn product(&self, now_ms: i64) -> Product {
        let (ready_to_ship, stock) = match self.ready {
            Ready::Stock(stock) => (true, stock),
            Ready::ToOrder(stock) => (false, stock),
        };
        let slug = slug(self.title);
        Product {
            id: self.id.to_owned(),
            image: (self.picture == Picture::Taken)
                .then(|| format!("https://cdn.glowglitch.com/products/{slug}.jpg")),
            slug,
            title: self.title.to_owned(),
            spec_line: None,
            price_cents: self.price_cents,
            currency: "USD".to_owned(),
            tags: self.tags.iter().map(|tag| (*tag).to_owned()).collect(),
            category: self.category.to_owned(),
            metal: Some(self.metal.to_owned()),
            gemstone: self.gemstone.map(str::to_owned),
            ready_to_ship,
            stock,
            shipping_promise: self.promise.map(str::to_owned),
            bestseller_permille: self.score_permille,
            limited_drop: self.rarity == Rarity::Limited,
            created_at_ms: now_ms - self.age_days * DAY_MS,
        }
    }
}

fn slug(title: &str) -> String {
    let letters = title.to_lowercase();
    letters
        .chars()
        .map(|letter| match letter {
            'é' => 'e',
            letter if letter.is_ascii_alphanumeric() => letter,
            _ => '-',
        })
        .collect()
}

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::return_request::{Choice, Declined, Facts, Wish, begin};

    const NOW_MS: i64 = 1_760_000_000_000;

    #[test]
    fn the_same_moment_gives_the_same_data() {
        assert_eq!(products(NOW_MS), products(NOW_MS));
        assert_eq!(orders(NOW_MS), orders(NOW_MS));
    }

    #[test]
    fn ids_are_unique() {
        let products = products(NOW_MS);
        let ids: BTreeSet<&str> = products.iter().map(|product| product.id.as_str()).collect();
        assert_eq!(ids.len(), products.len());
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
