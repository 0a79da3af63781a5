//! A customer looks for a piece.

use std::collections::BTreeSet;

use concierge_runtime::Decimal;
use concierge_spec::{ProductPage, ProductSearch, ProductSort};

use crate::smoke::{
    Journey,
    expect::{Broken, ensure, refused},
    journey::{Stop, Walk},
};

pub(super) const JOURNEY: Journey = Journey {
    name: "find-product",
    about: "a search gives cards, narrows, pages, sorts and refuses nonsense",
    writes: false,
    steps: |walk| Box::pin(steps(walk)),
};

/// No catalogue is followed further than this.
const PAGES_MAX: usize = 4;

async fn steps(walk: &Walk<'_>) -> Result<(), Stop> {
    walk.step_with(
        "a category gives at least two cards",
        "category",
        async |category| {
            let mut search = ProductSearch::new(walk.session());
            search.category = Some(category.to_owned());
            let page = find(walk, search).await?;
            ensure(page.data.len() >= 2, "two cards or more", page.data.len())
        },
    )
    .await?;
    walk.step("a filter narrows", async {
        let mut search = ProductSearch::new(walk.session());
        search.ready_to_ship = Some(true);
        let page = find(walk, search).await?;
        let other = page
            .data
            .iter()
            .find(|card| card.ready_to_ship != Some(true));
        ensure(
            other.is_none(),
            "only pieces that are ready to ship",
            other.map_or("", |card| card.product_id.as_str()),
        )
    })
    .await?;
    walk.step("prices rise when they are asked to", async {
        let mut search = ProductSearch::new(walk.session());
        (search.sort, search.limit) = (Some(ProductSort::PriceAsc), Some(25));
        let page = find(walk, search).await?;
        let prices: Vec<&Decimal> = page.data.iter().map(|card| &card.price).collect();
        ensure(prices.is_sorted(), "rising prices", format!("{prices:?}"))
    })
    .await?;
    walk.step("no piece stands on two pages", no_piece_twice(walk))
        .await?;
    walk.step("a reversed range is refused", async {
        let mut search = ProductSearch::new(walk.session());
        search.price_min = Some(Decimal::from_units(300, 0));
        search.price_max = Some(Decimal::from_units(200, 0));
        let outcome = walk.client.search_products().body(search).send().await;
        refused(outcome, 400, "validation.range")
    })
    .await
}

async fn find(walk: &Walk<'_>, search: ProductSearch) -> Result<ProductPage, Broken> {
    let page = walk.client.search_products().body(search).send().await?;
    Ok(page.into_inner())
}

async fn no_piece_twice(walk: &Walk<'_>) -> Result<(), Broken> {
    let mut search = ProductSearch::new(walk.session());
    search.limit = Some(4);
    let mut seen = BTreeSet::new();
    for _ in 0..PAGES_MAX {
        let page = find(walk, search.clone()).await?;
        for card in page.data {
            let id = card.product_id;
            ensure(
                seen.insert(id.clone()),
                "each piece once",
                format!("{id} again"),
            )?;
        }
        search.cursor = page.next_cursor;
        if search.cursor.is_none() {
            break;
        }
    }
    Ok(())
}
