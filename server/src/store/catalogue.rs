//! Rows of the catalogue, and searches of it.

use rusqlite::types::ToSql;
use rusqlite::{Connection, Row, named_params};

use super::fault::Unreadable;
use super::product_query::Query;
use crate::domain::product::{Product, category_key, metal_key, tag_key};
use crate::domain::search::Search;

/// The pieces that a search finds, in its order, at most one more than its page holds.
pub(super) fn search(connection: &Connection, search: &Search) -> rusqlite::Result<Vec<Product>> {
    let query = Query::of(search);
    let mut statement = connection.prepare_cached(&query.sql)?;
    let parameters: Vec<(&str, &dyn ToSql)> = query
        .parameters
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_ref()))
        .collect();
    let rows = statement.query_map(parameters.as_slice(), product)?;
    rows.collect()
}

pub(super) fn insert(connection: &Connection, product: &Product) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO products (id, slug, title, spec_line, price_cents, currency, image, tags, category, category_key, metal, metal_key,
             gemstone, ready_to_ship, stock, shipping_promise, bestseller_permille, limited_drop, created_at_ms)
         VALUES (:id, :slug, :title, :spec_line, :price_cents, :currency, :image, :tags, :category, :category_key, :metal, :metal_key,
             :gemstone, :ready_to_ship, :stock, :shipping_promise, :bestseller_permille, :limited_drop, :created_at_ms)
         ON CONFLICT DO NOTHING",
    )?;
    let tags: Vec<String> = product.tags.iter().filter_map(|tag| tag_key(tag)).collect();
    statement.execute(named_params! {
        ":id": product.id,
        ":slug": product.slug,
        ":title": product.title,
        ":spec_line": product.spec_line,
        ":price_cents": product.price_cents,
        ":currency": product.currency,
        ":image": product.image,
        ":tags": serde_json::json!(tags).to_string(),
        ":category": product.category,
        ":category_key": category_key(&product.category),
        ":metal": product.metal,
        ":metal_key": product.metal.as_deref().map(metal_key),
        ":gemstone": product.gemstone,
        ":ready_to_ship": product.ready_to_ship,
        ":stock": product.stock,
        ":shipping_promise": product.shipping_promise,
        ":bestseller_permille": product.bestseller_permille,
        ":limited_drop": product.limited_drop,
        ":created_at_ms": product.created_at_ms,
    })?;
    Ok(())
}

/// The ids of pieces without a price.
pub(super) fn unpriced(connection: &Connection, limit: u32) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection
        .prepare_cached("SELECT id FROM products WHERE price_cents IS NULL ORDER BY id LIMIT ?1")?;
    let ids = statement.query_map([limit], |row| row.get(0))?;
    ids.collect()
}

fn product(row: &Row<'_>) -> rusqlite::Result<Product> {
    let tags: String = row.get("tags")?;
    Ok(Product {
        id: row.get("id")?,
        slug: row.get("slug")?,
        title: row.get("title")?,
        spec_line: row.get("spec_line")?,
        price_cents: row.get("price_cents")?,
        currency: row.get("currency")?,
        image: row.get("image")?,
        tags: serde_json::from_str(&tags).map_err(|_| Unreadable {
            column: "products.tags",
        })?,
        category: row.get("category")?,
        metal: row.get("metal")?,
        gemstone: row.get("gemstone")?,
        ready_to_ship: row.get("ready_to_ship")?,
        stock: row.get("stock")?,
        shipping_promise: row.get("shipping_promise")?,
        bestseller_permille: row.get("bestseller_permille")?,
        limited_drop: row.get("limited_drop")?,
        created_at_ms: row.get("created_at_ms")?,
    })
}
