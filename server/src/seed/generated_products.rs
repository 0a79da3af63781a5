//! Pieces made up by number, as many as somebody wants.

use super::chance::Chance;
use crate::domain::DAY_MS;
use crate::domain::product::Product;

const KIND: u64 = 1;

const CATEGORIES: &[(&str, &str); 8] = &[
    ("ring", "Ring"),
    ("ring", "Band"),
    ("ring", "Signet"),
    ("earring", "Studs"),
    ("earring", "Hoops"),
    ("necklace", "Pendant"),
    ("necklace", "Lariat"),
    ("bracelet", "Bracelet"),
];
const ADJECTIVES: &[&str; 12] = &[
    "Quiet", "Northern", "Amber", "Velvet", "Morning", "Halo", "Tidal", "Gilded", "Lunar", "Wild",
    "Silken", "First",
];
const NOUNS: &[&str; 12] = &[
    "Orbit", "Meadow", "Comet", "Harbour", "Ember", "Willow", "Aurora", "Canyon", "Nova",
    "Cascade", "Lantern", "Dune",
];
const METALS: &[&str; 5] = &["14k_yellow", "14k_white", "14k_rose", "platinum", "silver"];
const GEMSTONES: &[Option<&str>; 6] = &[
    None,
    None,
    Some("diamond"),
    Some("sapphire"),
    Some("emerald"),
    Some("moonstone"),
];
const STYLES: &[&str; 8] = &[
    "halo",
    "vintage",
    "gift",
    "stack",
    "solitaire",
    "pave",
    "minimal",
    "statement",
];

/// The piece with that place. The same numbers and the same moment give the same piece.
pub(super) fn product(seed_number: u64, at: u32, now_ms: i64) -> Product {
    let mut chance = Chance::of(seed_number, KIND, at);
    let (category, noun) = chance.pick(CATEGORIES);
    let title = format!("{} {} {noun}", chance.pick(ADJECTIVES), chance.pick(NOUNS));
    let id = id(seed_number, at);
    let slug = format!(
        "{}-{}",
        title.to_lowercase().replace(' ', "-"),
        id.to_lowercase()
    );
    let ready_to_ship = chance.percent(70);
    let first_style = chance.pick(STYLES);
    let tags = [category, first_style, chance.pick(STYLES)];
    Product {
        image: chance
            .percent(97)
            .then(|| format!("https://cdn.glowglitch.com/products/{slug}.jpg")),
        id,
        slug,
        title,
        spec_line: None,
        // From 90 to 5,490, mostly below 1,500; one in two hundred on request.
        price_cents: Some(if at % 200 == 199 {
            0
        } else {
            price_cents(&mut chance)
        }),
        currency: "USD".to_owned(),
        tags: tags.map(str::to_owned).to_vec(),
        category: category.to_owned(),
        metal: Some(chance.pick(METALS).to_owned()),
        gemstone: chance.pick(GEMSTONES).map(str::to_owned),
        ready_to_ship,
        stock: chance.between(0, 12),
        shipping_promise: (ready_to_ship && chance.percent(50))
            .then(|| "Ships this week".to_owned()),
        bestseller_permille: chance.between(0, 1000),
        limited_drop: chance.percent(4),
        created_at_ms: now_ms - chance.between(0, 900) * DAY_MS,
    }
}

fn price_cents(chance: &mut Chance) -> i64 {
    let tens = if chance.percent(75) {
        chance.between(9, 149)
    } else {
        chance.between(150, 549)
    };
    tens * 1000
}

fn id(seed_number: u64, at: u32) -> String {
    format!("GEN-{seed_number}-{:07}", u64::from(at) + 1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::product::card;

    const NOW_MS: i64 = 1_760_000_000_000;

    #[test]
    fn pieces_are_shown_and_differ() {
        let products: Vec<Product> = (0..500).map(|at| product(7, at, NOW_MS)).collect();
        assert!(
            products
                .iter()
                .all(|product| card(product, NOW_MS).is_some())
        );
        let count =
            |of: fn(&Product) -> &str| products.iter().map(of).collect::<BTreeSet<&str>>().len();
        assert_eq!(
            (count(|piece| &piece.id), count(|piece| &piece.slug)),
            (500, 500)
        );
        assert_eq!(count(|piece| &piece.category), 4);
        assert_eq!(products[3], product(7, 3, NOW_MS));
        assert_ne!(products[3].title, product(8, 3, NOW_MS).title);
    }
}
