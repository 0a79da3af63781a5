//! What is printed where.

use crate::{
    shell::Shell,
    stub::{Stub, json},
};

const ASK: &[&str] = &[
    "get-order-status",
    "--session-id",
    "sess_7f3a91",
    "--order-number",
    "GG-12001",
];
const ORDER: &str = r#"{ "orderNumber":"GG-12001",  "total": 1.50,
"timeline":[{"label":"Order placed","isCurrent":true}] }"#;
const REFUSAL: &str =
    r#"{"code":"order.not_found","message":"there is no such order","requestId":"r-4711"}"#;

fn asked(answer: crate::stub::Answer, more: &[&str]) -> crate::shell::Ended {
    let stub = Stub::start(vec![answer]);
    Shell::at(&stub.url).run(&[ASK, more].concat())
}

#[test]
fn people_get_names_and_values_and_tables() {
    let ended = asked(json(200, ORDER), &[]);
    assert_eq!(
        ended.out,
        "orderNumber  GG-12001\ntotal        1.50\n\ntimeline\n  label         isCurrent\n  Order placed  true\n"
    );
    assert_eq!(ended.err, "");
}

#[test]
fn programs_get_the_body_as_it_came() {
    let ended = asked(json(200, ORDER), &["--output", "json"]);
    assert_eq!(ended.out, format!("{ORDER}\n"));
    let refused = asked(json(404, REFUSAL), &["--output", "json"]);
    assert_eq!((refused.out, refused.code), (format!("{REFUSAL}\n"), 4));
}

#[test]
fn refusals_and_what_is_told_aside_go_to_the_standard_error() {
    let ended = asked(json(404, REFUSAL), &[]);
    assert_eq!(ended.out, "");
    assert_eq!(
        ended.err,
        "error: the server answered 404 Not Found\n  code       order.not_found\n  \
        message    there is no such order\n  requestId  r-4711\n"
    );
    let ended = asked(json(200, ORDER), &["--verbose", "--output", "json"]);
    assert_eq!(ended.err, "status: 200 OK\nrequest id: r-4711\n");
    assert_eq!(ended.out, format!("{ORDER}\n"));
}
