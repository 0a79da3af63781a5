//! Pages of other origins, over a socket and through both mounts.

use std::collections::BTreeSet;

use concierge_spec::operations::OPERATIONS;
use reqwest::{Method, Response};
use serde_json::json;

use crate::house::PRODUCTS;
use crate::process::{Program, create_key};

const SHOP: &str = "https://www.glowglitch.com";

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    let value = answer.headers().get(name);
    value.map_or("", |value| value.to_str().expect("text"))
}

async fn preflight(program: &Program, path: &str, origin: &str) -> Response {
    let url = format!("{}{path}", program.url);
    let call = reqwest::Client::new()
        .request(Method::OPTIONS, url)
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "authorization,content-type",
        );
    call.send().await.expect("an answer")
}

#[tokio::test]
async fn a_preflight_of_the_shop_is_answered_on_every_path() {
    for mount in ["whole", "native"] {
        let folder = tempfile::tempdir().expect("a folder");
        let words = [
            "--mount",
            mount,
            "--origins",
            SHOP,
            "--cors-max-age-s",
            "60",
        ];
        let program = Program::serve(folder.path(), &words);
        let paths: BTreeSet<&str> = OPERATIONS.iter().map(|operation| operation.path).collect();
        for path in paths.into_iter().chain(["/openapi.json", "/metrics"]) {
            let answer = preflight(&program, path, SHOP).await;
            assert_eq!(answer.status(), 204, "{mount} {path}");
            assert_eq!(header(&answer, "access-control-allow-origin"), SHOP);
            assert_eq!(header(&answer, "vary"), "origin");
            assert_eq!(header(&answer, "access-control-max-age"), "60");
            assert!(!header(&answer, "access-control-allow-methods").is_empty());
            let allowed = header(&answer, "access-control-allow-headers");
            for name in ["authorization", "content-type", "x-idempotency-key"] {
                assert!(allowed.split(", ").any(|known| known == name), "{allowed}");
            }
            assert_eq!(header(&answer, "access-control-allow-credentials"), "");
        }
    }
}

#[tokio::test]
async fn nobody_else_is_told_anything() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = Program::serve(folder.path(), &["--origins", SHOP]);
    for origin in [
        "null",
        "https://evil.example",
        "http://www.glowglitch.com",
        "https://www.glowglitch.com:444",
        "https://www.glowglitch.com.evil.example",
        "https://WWW.glowglitch.com",
    ] {
        let answer = preflight(&program, PRODUCTS, origin).await;
        assert_eq!(answer.status(), 405, "{origin}");
        let called = reqwest::Client::new()
            .post(format!("{}{PRODUCTS}", program.url))
            .header("origin", origin);
        for answer in [answer, called.send().await.expect("an answer")] {
            assert_eq!(
                header(&answer, "access-control-allow-origin"),
                "",
                "{origin}"
            );
            assert_eq!(header(&answer, "vary"), "origin", "{origin}");
        }
    }
}

#[tokio::test]
async fn the_shop_reads_answers_and_errors() {
    let folder = tempfile::tempdir().expect("a folder");
    let token = create_key(folder.path(), "widget", "*");
    let program = Program::serve(folder.path(), &["--origins", SHOP]);
    let client = reqwest::Client::new();
    let search = json!({ "sessionId": "sess_7f3a91" });
    for (path, token, body, status) in [
        (PRODUCTS, token.as_str(), search.clone(), 200),
        (PRODUCTS, &token, json!({}), 400),
        (PRODUCTS, "wrong", search.clone(), 401),
        ("/nowhere", &token, search, 404),
        (PRODUCTS, &token, json!("x".repeat(20_000)), 413),
    ] {
        let call = client.post(format!("{}{path}", program.url));
        let call = call.header("origin", SHOP).bearer_auth(token).json(&body);
        let answer = call.send().await.expect("an answer");
        assert_eq!(answer.status(), status, "{path}");
        assert_eq!(
            header(&answer, "access-control-allow-origin"),
            SHOP,
            "{status}"
        );
        let exposed = header(&answer, "access-control-expose-headers");
        for name in [
            "x-request-id",
            "retry-after",
            "x-ratelimit-remaining",
            "idempotent-replayed",
        ] {
            assert!(exposed.split(", ").any(|known| known == name), "{exposed}");
        }
    }
}

#[tokio::test]
async fn without_configured_origins_no_page_is_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = Program::serve(folder.path(), &[]);
    let answer = preflight(&program, PRODUCTS, SHOP).await;
    assert_eq!(answer.status(), 405);
    assert_eq!(header(&answer, "access-control-allow-origin"), "");
}
