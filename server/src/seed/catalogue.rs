//! Pieces in every state that a search meets.

use crate::domain::DAY_MS;
use crate::domain::product::Product;

/// The catalogue.
#[must_use]
pub fn products(now_ms: i64) -> Vec<Product> {
    PIECES.iter().map(|piece| piece.product(now_ms)).collect()
}

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
        price_cents: Some(29_900),
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const NOW_MS: i64 = 1_760_000_000_000;

    #[test]
    fn the_same_moment_gives_the_same_data() {
        assert_eq!(products(NOW_MS), products(NOW_MS));
    }

    #[test]
    fn ids_are_unique() {
        let products = products(NOW_MS);
        let ids: BTreeSet<&str> = products.iter().map(|product| product.id.as_str()).collect();
        assert_eq!(ids.len(), products.len());
    }
}
