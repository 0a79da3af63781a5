//! Who is turned away, in which order, and how.

use concierge_runtime_server::{Body, Profile};
use http::StatusCode;
use serde_json::json;

use crate::shop::{Counted, Shop, TOKEN, WEAK_TOKEN, empty, request, with_token};

/// A request to make a return, with one thing or another wrong.
struct Attempt {
    method: &'static str,
    path: &'static str,
    token: &'static str,
    accept: &'static str,
    media: &'static str,
    body: String,
}

impl Attempt {
    /// Everything is wrong at once.
    fn new() -> Self {
        Self {
            method: "PATCH",
            path: "/nowhere",
            token: "unknown",
            accept: "text/html",
            media: "text/html",
            body: "x".repeat(2000),
        }
    }

    fn request(&self) -> http::Request<Body> {
        let builder = request(self.method, self.path)
            .header("authorization", format!("Bearer {}", self.token))
            .header("accept", self.accept)
            .header("content-type", self.media);
        builder
            .body(Body::from(self.body.clone()))
            .expect("a request")
    }
}

#[tokio::test]
async fn each_refusal_hides_the_ones_behind_it() {
    type Step = (u16, &'static str, fn(&mut Attempt));
    // What is answered, and what is put right after it.
    const STEPS: [Step; 10] = [
        (404, "route.not_found", |it| it.path = "/orders/returns"),
        (405, "method.not_allowed", |it| it.method = "POST"),
        (401, "auth.invalid", |it| it.token = WEAK_TOKEN),
        (403, "auth.forbidden", |it| it.token = TOKEN),
        (406, "accept.unsupported", |it| it.accept = "*/*"),
        (415, "media.unsupported", |it| it.media = "application/json"),
        (413, "body.too_large", |it| it.body = "{".to_owned()),
        (400, "request.malformed", |it| it.body = "{}".to_owned()),
        (400, "validation.failed", |it| {
            it.body = json!({"sessionId": "s1"}).to_string();
        }),
        (400, "validation.idempotency_required", |_| {}),
    ];
    let shop = Shop::open();
    let mut attempt = Attempt::new();
    for (status, code, put_right) in STEPS {
        let heard = shop.ask(attempt.request()).await;
        assert_eq!(
            (heard.status.as_u16(), heard.code().as_str()),
            (status, code)
        );
        assert_eq!(heard.header("content-type"), "application/json");
        assert_eq!(heard.header("x-request-id"), heard.json()["requestId"]);
        put_right(&mut attempt);
    }
}

#[tokio::test]
async fn parameters_are_judged_before_the_body() {
    let shop = Shop::open();
    let heard = shop
        .ask(empty(
            with_token("GET", "/orders/x?limit=99").header("x-api-version", "1"),
        ))
        .await;
    assert_eq!(heard.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        heard.details(),
        [
            "path /orderId minLength",
            "header /x-api-version pattern",
            "query /limit maximum"
        ]
    );
}

#[tokio::test]
async fn an_unknown_version_is_refused_only_when_all_else_is_fine() {
    let shop = Shop::open();
    let heard = shop
        .ask(empty(
            with_token("GET", "/orders/o-1").header("x-api-version", "v2"),
        ))
        .await;
    assert_eq!(
        (heard.status.as_u16(), heard.code().as_str()),
        (400, "version.unsupported")
    );
    let heard = shop
        .ask(empty(
            with_token("GET", "/orders/o-1").header("x-api-version", "v1"),
        ))
        .await;
    assert_eq!(
        (heard.status.as_u16(), heard.json()["version"].as_str()),
        (200, Some("v1"))
    );
}

#[tokio::test]
async fn what_is_allowed_is_said() {
    let shop = Shop::open();
    for method in ["DELETE", "OPTIONS", "BREW"] {
        let heard = shop.ask(empty(request(method, "/orders/latest"))).await;
        assert_eq!(
            (heard.status.as_u16(), heard.header("allow")),
            (405, "GET, HEAD"),
            "{method}"
        );
    }
}

#[tokio::test]
async fn literals_and_variables_live_side_by_side() {
    let shop = Shop::open();
    let heard = shop.ask(empty(request("GET", "/orders/latest"))).await;
    assert_eq!(heard.json()["operation"], "latest_order");
    let heard = shop
        .ask(empty(request("POST", "/orders/a%2Fb:archive")))
        .await;
    assert_eq!(heard.json()["variables"], json!(["a/b", null, null]));
    let heard = shop
        .ask(empty(request("GET", "/orders/latest/lines/%C3%A4")))
        .await;
    assert_eq!(heard.json()["variables"], json!([null, "latest", "ä"]));
    let heard = shop.ask(empty(request("GET", "/orders/latest/"))).await;
    assert_eq!(heard.code(), "route.not_found");
    let heard = shop
        .ask(empty(request("GET", "/orders/latest/lines/%ff")))
        .await;
    assert_eq!(heard.details(), ["path /line format"]);
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let shop = Shop::open();
    let get = shop.ask(empty(request("GET", "/orders/latest"))).await;
    let head = shop.ask(empty(request("HEAD", "/orders/latest"))).await;
    assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0));
    assert_eq!(head.header("content-length"), get.bytes.len().to_string());
    assert_eq!(head.header("content-type"), "application/json");
}

#[tokio::test]
async fn credentials_are_read_strictly() {
    let shop = Shop::open_with(|options| options.limits = Profile::Open);
    let cases = [
        (None, "auth.missing", "Bearer realm=\"api\""),
        (Some("Basic YTpi"), "auth.missing", "Bearer realm=\"api\""),
        (
            Some("Bearer"),
            "auth.invalid",
            "Bearer realm=\"api\", error=\"invalid_token\"",
        ),
        (
            Some("Bearer  good-token"),
            "auth.invalid",
            "Bearer realm=\"api\", error=\"invalid_token\"",
        ),
        (
            Some("Bearer good-token, x"),
            "auth.invalid",
            "Bearer realm=\"api\", error=\"invalid_token\"",
        ),
        (
            Some("Bearer unknown"),
            "auth.invalid",
            "Bearer realm=\"api\", error=\"invalid_token\"",
        ),
    ];
    for (authorization, code, challenge) in cases {
        let mut builder = request("GET", "/orders/o-1?access_token=good-token");
        if let Some(value) = authorization {
            builder = builder.header("authorization", value);
        }
        let heard = shop.ask(empty(builder)).await;
        assert_eq!(
            (
                heard.status.as_u16(),
                heard.code().as_str(),
                heard.header("www-authenticate")
            ),
            (401, code, challenge),
            "{authorization:?}"
        );
    }
    let twice = with_token("GET", "/orders/o-1").header("authorization", "Bearer good-token");
    assert_eq!(shop.ask(empty(twice)).await.code(), "auth.invalid");
    let lower = request("GET", "/orders/o-1").header("authorization", "bearer good-token");
    assert_eq!(shop.ask(empty(lower)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn requirements_are_alternatives_of_conjunctions() {
    let shop = Shop::open();
    let ask = async |headers: &[(&str, &str)]| {
        let mut builder = request("GET", "/either");
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        let heard = shop.ask(empty(builder)).await;
        if heard.status == StatusCode::OK {
            heard.json()["caller"]
                .as_str()
                .expect("a caller")
                .to_owned()
        } else {
            heard.code()
        }
    };
    assert_eq!(ask(&[]).await, "auth.missing");
    assert_eq!(ask(&[("x-key", "k1")]).await, "auth.invalid");
    assert_eq!(
        ask(&[("x-key", "k1"), ("authorization", "Bearer good-token")]).await,
        "keyed"
    );
    assert_eq!(
        ask(&[("x-key", "k2"), ("authorization", "Bearer good-token")]).await,
        "auth.invalid"
    );
    assert_eq!(
        ask(&[("authorization", "Basic YW5uOnBhc3M6d29yZA==")]).await,
        "ann"
    );
    assert_eq!(
        ask(&[("authorization", "Basic YW5u")]).await,
        "auth.invalid"
    );
}

#[tokio::test]
async fn credentials_may_be_optional_but_not_wrong() {
    let shop = Shop::open();
    let heard = shop.ask(empty(request("GET", "/optional"))).await;
    assert_eq!(heard.json()["caller"], json!(null));
    let heard = shop.ask(empty(with_token("GET", "/optional"))).await;
    assert_eq!(heard.json()["caller"], "shop");
    let heard = shop
        .ask(empty(
            request("GET", "/optional").header("authorization", "Bearer unknown"),
        ))
        .await;
    assert_eq!(heard.code(), "auth.invalid");
}

#[tokio::test]
async fn what_breaks_inside_stays_inside() {
    let shop = Shop::open();
    let heard = shop.ask(empty(request("GET", "/panic"))).await;
    assert_eq!(
        (heard.status.as_u16(), heard.code().as_str()),
        (500, "server.error")
    );
    assert!(!String::from_utf8_lossy(&heard.bytes).contains("secret"));
    let heard = shop.ask(empty(request("GET", "/down"))).await;
    assert_eq!(
        (
            heard.status.as_u16(),
            heard.code().as_str(),
            heard.header("retry-after")
        ),
        (503, "server.unavailable", "7")
    );
    assert!(!String::from_utf8_lossy(&heard.bytes).contains("secret"));
    let heard = shop
        .ask(empty(
            request("GET", "/orders/o-1").header("authorization", "Bearer broken"),
        ))
        .await;
    assert_eq!(
        (heard.status.as_u16(), heard.code().as_str()),
        (500, "server.error")
    );
}

#[tokio::test]
async fn errors_come_as_problem_documents_where_preferred() {
    let shop = Shop::open();
    let heard = shop
        .ask(empty(with_token("GET", "/orders/x").header(
            "accept",
            "application/problem+json, application/json;q=0.9",
        )))
        .await;
    assert_eq!(heard.header("content-type"), "application/problem+json");
    let body = heard.json();
    assert_eq!(body["title"], "Bad Request");
    assert_eq!(body["status"], 400);
    assert_eq!(body["code"], "validation.failed");
    assert_eq!(
        body["instance"],
        format!("urn:uuid:{}", heard.header("x-request-id"))
    );
    assert_eq!(heard.details(), ["path /orderId minLength"]);
}

#[tokio::test]
async fn the_callers_own_ids_are_kept_apart() {
    let shop = Shop::open();
    let heard = shop
        .ask(empty(
            request("GET", "/orders/latest").header("x-correlation-id", "client-1"),
        ))
        .await;
    assert_eq!(heard.header("x-correlation-id"), "client-1");
    let heard = shop
        .ask(empty(
            request("GET", "/orders/latest").header("x-request-id", "client-2"),
        ))
        .await;
    assert_eq!(heard.header("x-correlation-id"), "client-2");
    assert_ne!(heard.header("x-request-id"), "client-2");
    let heard = shop
        .ask(empty(
            request("GET", "/nowhere").header("x-correlation-id", "not well formed"),
        ))
        .await;
    assert!(!heard.headers.contains_key("x-correlation-id"));
}

#[tokio::test]
async fn a_strangers_body_is_not_touched() {
    let shop = Shop::open();
    for uri in ["/orders/returns", "/pictures", "/nowhere", "/orders/latest"] {
        let taken = std::sync::Arc::default();
        let body = Counted {
            left: 10 << 20,
            taken: std::sync::Arc::clone(&taken),
        };
        let request = request("POST", uri)
            .header("content-type", "multipart/form-data; boundary=x")
            .body(Body::wrap(body))
            .expect("a request");
        let heard = shop.ask(request).await;
        assert!(heard.status.is_client_error(), "{uri}");
        assert_eq!(heard.header("connection"), "close", "{uri}");
        assert_eq!(*taken.lock().expect("a count"), 0, "{uri}");
    }
}

#[tokio::test]
async fn deprecation_is_said() {
    let shop = Shop::open();
    let heard = shop.ask(empty(with_token("GET", "/orders/o-1"))).await;
    assert_eq!(heard.header("deprecation"), "true");
    assert_eq!(heard.header("sunset"), "Sun, 28 Feb 2027 00:00:00 GMT");
}
