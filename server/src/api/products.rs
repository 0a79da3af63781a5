//! Searches of the catalogue.

use concierge_runtime::Decimal;
use concierge_runtime_server::{Context, Refusal};
use concierge_spec as wire;

use crate::app::App;
use crate::domain::money::{Rounding, cents};
use crate::domain::product::{Badge, Card, card};
use crate::domain::search::{PriceRange, Question, Sort, Unanswerable, page, search};
use crate::generated::{
    ProductsApi, SearchProductsError, SearchProductsRequest, SearchProductsResponse,
};

impl ProductsApi for App {
    async fn search_products(
        &self,
        cx: Context,
        request: SearchProductsRequest,
    ) -> Result<SearchProductsResponse, SearchProductsError> {
        let search = search(&question(&request.body), &self.cursors).map_err(refused)?;
        let read =
            move |reads: &crate::store::Reads<'_>| Ok((reads.search_products(&search)?, search));
        let (found, search) = self.means.store.read(read).await?;
        let (products, last) = page(&search, found);
        let now_ms = self.means.clock.unix_ms();
        Ok(SearchProductsResponse::Ok(wire::ProductPage {
            data: products
                .iter()
                .filter_map(|product| card(product, now_ms))
                .map(card_to_wire)
                .collect(),
            next_cursor: last
                .map(|position| self.cursors.seal(&position, &search.filters, search.sort)),
            request_id: cx.request_id.to_string(),
        }))
    }
}

fn question(body: &wire::ProductSearch) -> Question<'_> {
    Question {
        category: body.category.as_deref(),
        price: price_from_wire(body.price_min.as_ref(), body.price_max.as_ref()),
        ready_to_ship: body.ready_to_ship,
        metal: body.metal.as_deref(),
        tags: body.tags.as_deref().unwrap_or_default(),
        sort: body.sort.as_ref().map(sort_from_wire).unwrap_or_default(),
        limit: body.limit.and_then(|limit| u32::try_from(limit).ok()),
        cursor: body.cursor.as_deref(),
    }
}

/// Prices are whole hundredths, so the exact bounds are the nearest hundredths inside of what was written.
fn price_from_wire(min: Option<&Decimal>, max: Option<&Decimal>) -> PriceRange {
    PriceRange {
        min_cents: min.and_then(|min| cents(min.as_str(), Rounding::Up)),
        max_cents: max.and_then(|max| cents(max.as_str(), Rounding::Down)),
        reversed: min.zip(max).is_some_and(|(min, max)| max < min),
    }
}

fn sort_from_wire(sort: &wire::ProductSort) -> Sort {
    match sort {
        wire::ProductSort::Featured => Sort::Featured,
        wire::ProductSort::Newest => Sort::Newest,
        wire::ProductSort::PriceAsc => Sort::PriceAscending,
        wire::ProductSort::PriceDesc => Sort::PriceDescending,
    }
}

fn refused(why: Unanswerable) -> SearchProductsError {
    let code = match why {
        Unanswerable::Range => "validation.range",
        Unanswerable::Cursor => "validation.cursor",
    };
    SearchProductsError::BadRequest(Refusal::new(code, why.to_string()))
}

fn card_to_wire(card: Card) -> wire::ProductCard {
    wire::ProductCard {
        product_id: card.id,
        slug: Some(card.slug),
        name: card.title,
        spec_line: Some(card.spec_line),
        price: Decimal::from_units(card.price_cents, 2),
        currency: card.currency,
        hero_image: Some(card.image),
        tags: Some(card.tags),
        ready_to_ship: Some(card.ready_to_ship),
        metal: Some(card.metal),
        shipping_promise: Some(card.shipping_promise),
        badges: Some(card.badges.into_iter().map(badge_to_wire).collect()),
    }
}

fn badge_to_wire(badge: Badge) -> wire::ProductBadge {
    match badge {
        Badge::Backordered => wire::ProductBadge::Backordered,
        Badge::Bestseller => wire::ProductBadge::Bestseller,
        Badge::LimitedDrop => wire::ProductBadge::LimitedDrop,
        Badge::New => wire::ProductBadge::New,
        Badge::Preview => wire::ProductBadge::Preview,
    }
}
