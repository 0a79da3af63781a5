//! What a search of the catalogue asks for, and in which order it answers.

use super::cursor::{Cursor, Position};
use super::product::{Product, category_key, metal_key};

/// How many pieces a page holds when nobody says.
pub const LIMIT_DEFAULT: u32 = 6;
/// How many pieces a page holds at most.
pub const LIMIT_MAX: u32 = 25;

/// A search that makes sense. Filters are in the form in which they are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// What must hold of a piece.
    pub filters: Filters,
    /// The order.
    pub sort: Sort,
    /// How many pieces a page holds.
    pub limit: u32,
    /// The piece after which the page begins; the first page has none.
    pub after: Option<Position>,
}

/// What must hold of a piece; an absent filter holds of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// The kind of piece, as [`category_key`] has it.
    pub category: Option<String>,
    /// Lowest price in hundredths, inclusive.
    pub price_min_cents: Option<i64>,
    /// Highest price in hundredths, inclusive.
    pub price_max_cents: Option<i64>,
    /// Whether it is made already.
    pub ready_to_ship: Option<bool>,
    /// What it is made of, as [`metal_key`] has it.
    pub metal: Option<String>,
    /// Words that must all stand on it; sorted.
    pub tags: Vec<String>,
}

/// The order of a result. Pieces that are equal in it are ordered by id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By bestseller score, the highest first; then the newest.
    #[default]
    Featured,
    /// The newest first.
    Newest,
    /// The cheapest first.
    PriceAscending,
    /// The dearest first.
    PriceDescending,
}

impl Sort {
    /// The word that stands for it in a cursor's signature.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Featured => "featured",
            Self::Newest => "newest",
            Self::PriceAscending => "price_asc",
            Self::PriceDescending => "price_desc",
        }
    }

    /// Where a piece stands in this order.
    #[must_use]
    pub fn position(self, product: &Product) -> Position {
        let price = product.price_cents.unwrap_or_default();
        let (first, second) = match self {
            Self::Featured => (product.bestseller_permille, product.created_at_ms),
            Self::Newest => (product.created_at_ms, 0),
            Self::PriceAscending | Self::PriceDescending => (price, 0),
        };
        Position {
            first,
            second,
            id: product.id.clone(),
        }
    }
}

/// What a caller asks for, as it came.
#[derive(Clone, Debug, Default)]
pub struct Question<'a> {
    /// The kind of piece, in any case, singular or plural.
    pub category: Option<&'a str>,
    /// Bounds of the price.
    pub price: PriceRange,
    /// Whether it is made already.
    pub ready_to_ship: Option<bool>,
    /// What it is made of, in any case.
    pub metal: Option<&'a str>,
    /// Words that must all stand on it.
    pub tags: &'a [String],
    /// The order.
    pub sort: Sort,
    /// How many pieces a page holds.
    pub limit: Option<u32>,
    /// Where the page begins.
    pub cursor: Option<&'a str>,
}

/// Bounds of a price, in hundredths, both inclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PriceRange {
    /// Lowest price, rounded up.
    pub min_cents: Option<i64>,
    /// Highest price, rounded down.
    pub max_cents: Option<i64>,
    /// Whether the highest price as written is below the lowest as written.
    pub reversed: bool,
}

/// Why a search makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswerable {
    /// The highest price is below the lowest.
    #[error("priceMax must not be below priceMin")]
    Range,
    /// The cursor was not made here, or for another search.
    #[error("the cursor does not belong to this search; begin again without one")]
    Cursor,
}

/// The search behind a question.
///
/// # Errors
/// [`Unanswerable`] when the price range is reversed, or the cursor does not belong to these filters and this order.
pub fn search(question: &Question<'_>, cursors: &Cursor) -> Result<Search, Unanswerable> {
    if question.price.reversed {
        return Err(Unanswerable::Range);
    }
    let filters = filters(question);
    let after = match question.cursor {
        None => None,
        Some(text) => Some(
            cursors
                .open(text, &filters, question.sort)
                .ok_or(Unanswerable::Cursor)?,
        ),
    };
    let limit = question.limit.unwrap_or(LIMIT_DEFAULT).clamp(1, LIMIT_MAX);
    Ok(Search {
        filters,
        sort: question.sort,
        limit,
        after,
    })
}

fn filters(question: &Question<'_>) -> Filters {
    let mut tags: Vec<String> = question.tags.to_vec();
    tags.sort_unstable();
    tags.dedup();
    Filters {
        category: question.category.map(category_key),
        price_min_cents: question.price.min_cents,
        price_max_cents: question.price.max_cents,
        ready_to_ship: question.ready_to_ship,
        metal: question.metal.map(metal_key),
        tags,
    }
}

/// A page: at most `search.limit` of the pieces found, and the position of its last one when more follow. Expects the pieces in order, one
/// more than the page holds where there are more.
#[must_use]
pub fn page(search: &Search, mut found: Vec<Product>) -> (Vec<Product>, Option<Position>) {
    let limit = usize::try_from(search.limit).unwrap_or(usize::MAX);
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found
        .last()
        .filter(|_| more)
        .map(|product| search.sort.position(product));
    (found, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursors() -> Cursor {
        Cursor::new(&[7; 32])
    }

    #[test]
    fn filters_are_brought_into_one_form() {
        let tags = ["gold", "bridal", "gold"].map(str::to_owned);
        let question = Question {
            category: Some("Rings"),
            metal: Some("14K Yellow"),
            tags: &tags,
            ..Question::default()
        };
        let found = search(&question, &cursors()).expect("a search");
        assert_eq!(found.filters.category.as_deref(), Some("ring"));
        assert_eq!(found.filters.metal.as_deref(), Some("14k_yellow"));
        assert_eq!(found.filters.tags, ["bridal", "gold"]);
        assert_eq!(found.sort, Sort::Featured);
    }

    #[test]
    fn a_page_holds_six_unless_told_and_never_more_than_25() {
        for (asked, limit) in [
            (None, 6),
            (Some(1), 1),
            (Some(25), 25),
            (Some(26), 25),
            (Some(0), 1),
        ] {
            let question = Question {
                limit: asked,
                ..Question::default()
            };
            assert_eq!(
                search(&question, &cursors()).expect("a search").limit,
                limit
            );
        }
    }

    #[test]
    fn a_reversed_range_is_refused() {
        let price = PriceRange {
            reversed: true,
            ..PriceRange::default()
        };
        assert_eq!(
            search(
                &Question {
                    price,
                    ..Question::default()
                },
                &cursors()
            ),
            Err(Unanswerable::Range)
        );
    }

    #[test]
    fn a_cursor_opens_only_its_own_search() {
        let cursors = cursors();
        let position = Position {
            first: 1,
            second: 2,
            id: "x".to_owned(),
        };
        let rings = Question {
            category: Some("ring"),
            ..Question::default()
        };
        let first = search(&rings, &cursors).expect("a search");
        let text = cursors.seal(&position, &first.filters, first.sort);

        let next = Question {
            cursor: Some(&text),
            category: Some("RINGS"),
            limit: Some(2),
            ..Question::default()
        };
        assert_eq!(
            search(&next, &cursors).expect("the same filters").after,
            Some(position)
        );

        let other_filter = Question {
            category: Some("necklace"),
            ..next.clone()
        };
        let other_order = Question {
            sort: Sort::Newest,
            ..next.clone()
        };
        for question in [other_filter, other_order] {
            assert_eq!(search(&question, &cursors), Err(Unanswerable::Cursor));
        }
    }
}
