//! Decoding and checking a body against decoding alone, with plain serde into the same model.

use std::hint::black_box;

use concierge_runtime::{Model, decode};
use concierge_spec::{ProductPage, ProductSearch, ReturnRequest};

use crate::{measure, report::Report};

/// Runs every body.
pub(crate) fn run(report: &mut Report) {
    body::<ProductSearch>(report, "search, 82 bytes", SEARCH);
    body::<ReturnRequest>(report, "return, 420 bytes", RETURN);
    let page = page();
    body::<ProductPage>(report, "page of 25 cards", &page);
}

const SEARCH: &str =
    r#"{"sessionId":"sess_7f3a91","category":"rings","readyToShip":true,"limit":3}"#;
const RETURN: &str = r#"{"sessionId":"sess_7f3a91","orderNumber":"GG-11982","option":"return","reason":"The ring is lovely, but it is not what I had in mind for this summer","contact":{"email":"olivia@example.com","phone":"+1 555 010 7890"},"shippingAddress":{"line1":"12 Long Acre","city":"Springfield","region":"Oregon","postalCode":"97477","country":"US"},"notes":"Please ring twice; the courier may come on any day of the week after four"}"#;

fn page() -> String {
    let card = r#"{"productId":"aurora-ring-solaris","slug":"solaris-aura-ring","name":"Solaris Aura Ring","specLine":"14k Yellow · Diamond","price":3850.00,"currency":"USD","heroImage":"https://cdn.glowglitch.com/products/solaris.jpg","tags":["ring","gold"],"readyToShip":true,"metal":"14k Yellow","shippingPromise":"Ships this week","badges":["Bestseller","New"]}"#;
    format!(
        r#"{{"data":[{}],"requestId":"0f6a3c1e-5a0b-4a58-8f39-6c7b2f1d9e10"}}"#,
        vec![card; 25].join(",")
    )
}

fn body<T: Model>(report: &mut Report, name: &str, text: &str) {
    let bytes = text.as_bytes();
    assert!(
        decode::strict::<T>(bytes).is_ok(),
        "the body of `{name}` is valid"
    );
    let comparison = measure::compare(
        || drop(black_box(decode::strict::<T>(black_box(bytes)))),
        || drop(black_box(serde_json::from_slice::<T>(black_box(bytes)))),
    );
    report.ratio(
        &format!("decode+check over plain serde, {name}"),
        &comparison,
        "1.3 or less",
    );
}
