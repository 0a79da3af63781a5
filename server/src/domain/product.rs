//! Pieces of the catalogue, and how one becomes a card in the conversation.

use super::DAY_MS;

/// A piece as the catalogue holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: String,
    /// Its name in links.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// Metal and stone in one line, where somebody wrote one.
    pub spec_line: Option<String>,
    /// What it costs, in hundredths of the currency's unit; a piece without a price is not shown. 0 means on request.
    pub price_cents: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// Its first picture.
    pub image: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What kind of piece it is.
    pub category: String,
    /// What it is made of, for example `14k_yellow`.
    pub metal: Option<String>,
    /// Its main stone.
    pub gemstone: Option<String>,
    /// Whether it is made already.
    pub ready_to_ship: bool,
    /// How many lie in stock.
    pub stock: i64,
    /// When it leaves, where somebody wrote that.
    pub shipping_promise: Option<String>,
    /// How well it sells, in thousandths.
    pub bestseller_permille: i64,
    /// Whether only few are made.
    pub limited_drop: bool,
    /// When it entered the catalogue, in milliseconds since 1970.
    pub created_at_ms: i64,
}

/// A piece as a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The piece's id.
    pub id: String,
    /// Its name in links.
    pub slug: String,
    /// Its name, cut at 80 characters.
    pub title: String,
    /// Metal and stone in one line, cut at 120 characters.
    pub spec_line: String,
    /// What it costs, in hundredths of the currency's unit.
    pub price_cents: i64,
    /// ISO 4217.
    pub currency: String,
    /// A picture; a placeholder where the piece has none.
    pub image: String,
    /// At most 4 words.
    pub tags: Vec<String>,
    /// Whether it is made already.
    pub ready_to_ship: bool,
    /// What it is made of, as people write it.
    pub metal: String,
    /// When it leaves.
    pub shipping_promise: String,
    /// At most 3.
    pub badges: Vec<Badge>,
}

/// What to point out on a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Badge {
    /// Ready to ship by its kind, but none left.
    Backordered,
    /// Sells well.
    Bestseller,
    /// Only few are made.
    LimitedDrop,
    /// Entered the catalogue within 30 days.
    New,
    /// Has no picture yet.
    Preview,
}

const TITLE_MAX: usize = 80;
const SPEC_LINE_MAX: usize = 120;
const PROMISE_MAX: usize = 60;
const TAGS_MAX: usize = 4;
const BADGES_MAX: usize = 3;
const BESTSELLER_PERMILLE: i64 = 800;
const NEW_MS: i64 = 30 * DAY_MS;
const PLACEHOLDER: &str = "https://cdn.glowglitch.com/placeholder.jpg";

/// The card of a piece at a moment; `None` for a piece without a price.
#[must_use]
pub fn card(product: &Product, now_ms: i64) -> Option<Card> {
    let price_cents = product.price_cents.filter(|price| *price >= 0)?;
    let metal = metal_name(product.metal.as_deref());
    Some(Card {
        id: product.id.clone(),
        slug: product.slug.clone(),
        title: title(&product.title),
        spec_line: spec_line(product, &metal),
        price_cents,
        currency: product.currency.to_ascii_uppercase(),
        image: product
            .image
            .clone()
            .unwrap_or_else(|| PLACEHOLDER.to_owned()),
        tags: product
            .tags
            .iter()
            .filter_map(|tag| tag_key(tag))
            .take(TAGS_MAX)
            .collect(),
        ready_to_ship: product.ready_to_ship,
        shipping_promise: shipping_promise(product),
        badges: badges(product, now_ms),
        metal,
    })
}

fn title(text: &str) -> String {
    match text.trim() {
        "" => "GlowGlitch Product".to_owned(),
        text => cut(text, TITLE_MAX),
    }
}

fn spec_line(product: &Product, metal: &str) -> String {
    let written = product
        .spec_line
        .as_deref()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    match (written, product.gemstone.as_deref()) {
        (Some(line), _) => cut(line, SPEC_LINE_MAX),
        (None, Some(stone)) => cut(&format!("{metal} · {}", title_case(stone)), SPEC_LINE_MAX),
        (None, None) => cut(metal, SPEC_LINE_MAX),
    }
}

fn shipping_promise(product: &Product) -> String {
    let out_of_stock = product.stock <= 0;
    match (product.ready_to_ship, out_of_stock) {
        (true, true) => "Ships in 4–6 weeks".to_owned(),
        (false, true) => "Made on demand".to_owned(),
        (ready, false) => {
            let written = product
                .shipping_promise
                .as_deref()
                .map(str::trim)
                .filter(|promise| !promise.is_empty());
            let fallback = if ready {
                "Ships this week"
            } else {
                "Made to order"
            };
            cut(written.unwrap_or(fallback), PROMISE_MAX)
        }
    }
}

/// In the order of what a customer must not miss, so that cutting the list never hides that a piece is out of stock.
fn badges(product: &Product, now_ms: i64) -> Vec<Badge> {
    let age_ms = now_ms.saturating_sub(product.created_at_ms);
    [
        (
            Badge::Backordered,
            product.ready_to_ship && product.stock <= 0,
        ),
        (
            Badge::Bestseller,
            product.bestseller_permille >= BESTSELLER_PERMILLE,
        ),
        (Badge::LimitedDrop, product.limited_drop),
        (Badge::New, age_ms < NEW_MS),
        (Badge::Preview, product.image.is_none()),
    ]
    .into_iter()
    .filter_map(|(badge, holds)| holds.then_some(badge))
    .take(BADGES_MAX)
    .collect()
}

/// A tag as it is stored and shown: lower-case letters, digits and underscores; `None` when nothing is left of it.
#[must_use]
pub fn tag_key(tag: &str) -> Option<String> {
    let key: String = tag
        .trim()
        .to_lowercase()
        .chars()
        .map(|letter| {
            if letter == ' ' || letter == '-' {
                '_'
            } else {
                letter
            }
        })
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_')
        .take(20)
        .collect();
    (!key.is_empty()).then_some(key)
}

/// A metal as it is compared: `14k Yellow` and `14K_YELLOW` are one.
#[must_use]
pub fn metal_key(metal: &str) -> String {
    metal.trim().to_lowercase().replace([' ', '-'], "_")
}

/// A category as it is compared: in lower case and singular, so that `Rings` and `ring` are one.
#[must_use]
pub fn category_key(category: &str) -> String {
    let key = category.trim().to_lowercase();
    match key.strip_suffix('s') {
        Some(singular) if !singular.is_empty() && !singular.ends_with('s') => singular.to_owned(),
        _ => key,
    }
}

fn metal_name(metal: Option<&str>) -> String {
    match metal.map(str::trim).filter(|metal| !metal.is_empty()) {
        Some(metal) => cut(&title_case(metal), 40),
        None => "Mixed metal".to_owned(),
    }
}

fn title_case(text: &str) -> String {
    let words = text.split(['_', ' ']).filter(|word| !word.is_empty());
    let cased: Vec<String> = words.map(capitalised).collect();
    cased.join(" ")
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn cut(text: &str, chars_max: usize) -> String {
    text.chars()
        .take(chars_max)
        .collect::<String>()
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: i64 = 1_760_000_000_000;

    fn ring() -> Product {
        Product {
            id: "ring".to_owned(),
            slug: "ring".to_owned(),
            title: "Ring".to_owned(),
            spec_line: None,
            price_cents: Some(42_000),
            currency: "usd".to_owned(),
            image: Some("https://cdn.glowglitch.com/ring.jpg".to_owned()),
            tags: vec!["gold".to_owned()],
            category: "ring".to_owned(),
            metal: Some("14k_yellow".to_owned()),
            gemstone: Some("diamond".to_owned()),
            ready_to_ship: true,
            stock: 3,
            shipping_promise: None,
            bestseller_permille: 0,
            limited_drop: false,
            created_at_ms: NOW_MS - 400 * DAY_MS,
        }
    }

    fn card_of(product: &Product) -> Card {
        card(product, NOW_MS).expect("a price")
    }

    #[test]
    fn badges_follow_score_drop_age_and_stock() {
        use Badge::*;
        type Case = (i64, bool, i64, i64, bool, &'static [Badge]);
        let cases: &[Case] = &[
            (799, false, 400, 3, true, &[]),
            (800, false, 400, 3, true, &[Bestseller]),
            (0, true, 400, 3, true, &[LimitedDrop]),
            (0, false, 29, 3, true, &[New]),
            (0, false, 30, 3, true, &[]),
            (900, true, 1, 3, true, &[Bestseller, LimitedDrop, New]),
            (0, false, 400, 0, true, &[Backordered]),
            (
                900,
                true,
                1,
                0,
                true,
                &[Backordered, Bestseller, LimitedDrop],
            ),
            (0, false, 400, 3, false, &[Preview]),
            (900, true, 1, 3, false, &[Bestseller, LimitedDrop, New]),
        ];
        for (score, drop, age_days, stock, picture, expected) in cases {
            let product = Product {
                bestseller_permille: *score,
                limited_drop: *drop,
                created_at_ms: NOW_MS - age_days * DAY_MS,
                stock: *stock,
                image: picture.then(|| "https://cdn.glowglitch.com/ring.jpg".to_owned()),
                ..ring()
            };
            assert_eq!(
                card_of(&product).badges,
                *expected,
                "{score} {drop} {age_days} {stock} {picture}"
            );
        }
    }

    #[test]
    fn the_promise_follows_stock() {
        for (ready, stock, written, expected) in [
            (true, 3, None, "Ships this week"),
            (true, 3, Some("Ships tomorrow"), "Ships tomorrow"),
            (true, 3, Some("  "), "Ships this week"),
            (true, 0, Some("Ships tomorrow"), "Ships in 4–6 weeks"),
            (false, 3, None, "Made to order"),
            (false, 0, None, "Made on demand"),
        ] {
            let product = Product {
                ready_to_ship: ready,
                stock,
                shipping_promise: written.map(str::to_owned),
                ..ring()
            };
            let card = card_of(&product);
            assert_eq!(card.shipping_promise, expected);
            assert_eq!(card.ready_to_ship, ready);
        }
    }

    #[test]
    fn texts_are_trimmed_and_cut() {
        let long = "é".repeat(81);
        assert_eq!(
            card_of(&Product {
                title: format!("  {long} "),
                ..ring()
            })
            .title
            .chars()
            .count(),
            80
        );
        assert_eq!(
            card_of(&Product {
                title: "  ".to_owned(),
                ..ring()
            })
            .title,
            "GlowGlitch Product"
        );
        assert_eq!(
            card_of(&Product {
                spec_line: Some("x".repeat(130)),
                ..ring()
            })
            .spec_line
            .len(),
            120
        );
        assert_eq!(
            card_of(&Product {
                shipping_promise: Some("x".repeat(70)),
                ..ring()
            })
            .shipping_promise
            .len(),
            60
        );
    }

    #[test]
    fn the_spec_line_falls_back_to_metal_and_stone() {
        assert_eq!(card_of(&ring()).spec_line, "14k Yellow · Diamond");
        assert_eq!(
            card_of(&Product {
                gemstone: None,
                ..ring()
            })
            .spec_line,
            "14k Yellow"
        );
        assert_eq!(
            card_of(&Product {
                metal: None,
                ..ring()
            })
            .metal,
            "Mixed metal"
        );
    }

    #[test]
    fn tags_are_words_and_at_most_four() {
        let tags = ["Rose Gold", "ring", "!!", "a", "b", "c"]
            .map(str::to_owned)
            .to_vec();
        assert_eq!(
            card_of(&Product { tags, ..ring() }).tags,
            ["rose_gold", "ring", "a", "b"]
        );
    }

    #[test]
    fn a_piece_without_a_price_has_no_card() {
        assert_eq!(
            card(
                &Product {
                    price_cents: None,
                    ..ring()
                },
                NOW_MS
            ),
            None
        );
        assert_eq!(
            card(
                &Product {
                    price_cents: Some(-1),
                    ..ring()
                },
                NOW_MS
            ),
            None
        );
        assert!(
            card(
                &Product {
                    price_cents: Some(0),
                    ..ring()
                },
                NOW_MS
            )
            .is_some(),
            "0 is on request"
        );
    }

    #[test]
    fn categories_and_metals_have_one_key() {
        for (written, key) in [
            ("Rings", "ring"),
            ("RING", "ring"),
            (" Necklaces", "necklace"),
            ("earring", "earring"),
            ("glass", "glass"),
            ("s", "s"),
        ] {
            assert_eq!(category_key(written), key);
        }
        assert_eq!(metal_key("14K Yellow"), "14k_yellow");
    }
}
