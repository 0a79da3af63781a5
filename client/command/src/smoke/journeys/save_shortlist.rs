//! A customer keeps pieces for later.

use concierge_spec::{ProductCard, ProductSearch, Shortlist, ShortlistRequest};

use crate::smoke::{
    Journey,
    expect::{Broken, same},
    journey::{Stop, Walk},
};

pub(super) const JOURNEY: Journey = Journey {
    name: "save-shortlist",
    about: "a session has one list, which is replaced",
    writes: true,
    steps: |walk| Box::pin(steps(walk)),
};

async fn steps(walk: &Walk<'_>) -> Result<(), Stop> {
    let pieces = walk.step("pieces are found", pieces(walk)).await?;
    let first = walk
        .step("one piece is kept", save(walk, pieces[..1].to_vec()))
        .await?;
    walk.step("two pieces take its place", async {
        let second = save(walk, pieces[..2].to_vec()).await?;
        same("the list", &first.shortlist_id, &second.shortlist_id)?;
        same("how many pieces", &2, &second.total_items)
    })
    .await
}

/// The first two pieces of the catalogue.
pub(super) async fn pieces(walk: &Walk<'_>) -> Result<Vec<ProductCard>, Broken> {
    let search = ProductSearch::new(walk.session());
    let page = walk.client.search_products().body(search).send().await?;
    let pieces: Vec<ProductCard> = page.data.iter().take(2).cloned().collect();
    same("how many pieces", &2, &pieces.len())?;
    Ok(pieces)
}

/// Saves the session's list.
pub(super) async fn save(walk: &Walk<'_>, pieces: Vec<ProductCard>) -> Result<Shortlist, Broken> {
    let count = pieces.len();
    let request = ShortlistRequest::new(walk.session(), pieces);
    let saved = walk.client.save_shortlist().body(request).send().await?;
    same(
        "how many pieces",
        &count.to_string(),
        &saved.total_items.to_string(),
    )?;
    Ok(saved.into_inner())
}
