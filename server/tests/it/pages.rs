//! Pages beside the contract, over a socket and through both mounts.

use concierge_spec::CONTRACT;
use serde_json::{Value, json};

use crate::house::PRODUCTS;
use crate::process::{Program, create_key};

async fn get(program: &Program, path: &str) -> reqwest::Response {
    let url = format!("{}{path}", program.url);
    reqwest::get(url).await.expect("an answer")
}

fn header<'a>(answer: &'a reqwest::Response, name: &str) -> &'a str {
    let value = answer.headers().get(name);
    value.map_or("", |value| value.to_str().expect("text"))
}

#[tokio::test]
async fn the_contract_is_shown_through_both_mounts() {
    for mount in ["whole", "native"] {
        let folder = tempfile::tempdir().expect("a folder");
        let program = Program::serve(folder.path(), &["--mount", mount]);
        let json = get(&program, "/openapi.json").await;
        assert_eq!(json.status(), 200, "{mount}");
        assert!(!header(&json, "x-request-id").is_empty());
        let json: Value = json.json().await.expect("JSON");
        assert_eq!(json, serde_json::from_str::<Value>(CONTRACT).expect("JSON"));

        let docs = get(&program, "/docs").await;
        assert_eq!(header(&docs, "content-type"), "text/html; charset=utf-8");
        assert!(header(&docs, "content-security-policy").starts_with("default-src 'none'"));
        let docs = docs.text().await.expect("text");
        for operation in concierge_spec::operations::OPERATIONS.iter() {
            assert!(docs.contains(&format!("<h2 id=\"{}\">", operation.id)));
        }
        for foreign in ["<script", "src=", "url(", "@import", "href=\"http"] {
            assert!(!docs.contains(foreign), "{foreign}");
        }

        let posted = reqwest::Client::new()
            .head(format!("{}/docs", program.url))
            .send();
        let head = posted.await.expect("an answer");
        assert_eq!(
            (head.status().as_u16(), head.text().await.expect("text")),
            (200, String::new())
        );
    }
}

#[tokio::test]
async fn a_page_knows_no_other_method_and_can_be_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = Program::serve(folder.path(), &["--docs=false"]);
    for path in ["/docs", "/openapi.json", "/openapi.yaml"] {
        assert_eq!(get(&program, path).await.status(), 404, "{path}");
    }
    let posted = reqwest::Client::new().post(format!("{}/metrics", program.url));
    let posted = posted.send().await.expect("an answer");
    assert_eq!(
        (posted.status().as_u16(), header(&posted, "allow")),
        (405, "GET, HEAD")
    );
    let body: Value = posted.json().await.expect("JSON");
    assert_eq!(body["code"], "method.not_allowed");
}

/// The whole text is read again by the compiler's own reader, and means what the contract means.
#[tokio::test]
async fn the_yaml_says_what_the_json_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = Program::serve(folder.path(), &[]);
    let yaml = get(&program, "/openapi.yaml").await;
    assert_eq!(header(&yaml, "content-type"), "application/yaml");
    let path = folder.path().join("openapi.yaml");
    std::fs::write(&path, yaml.text().await.expect("text")).expect("a file");
    let read = contract_tests::Contract::load(&path).expect("a contract");
    let read: Value = serde_json::from_str(&read.api().bundled).expect("JSON");
    assert_eq!(read, serde_json::from_str::<Value>(CONTRACT).expect("JSON"));
}

#[tokio::test]
async fn what_is_counted_is_told_to_some_and_names_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let token = create_key(folder.path(), "zzwidget", "*");
    let program = Program::serve(folder.path(), &["--seed", "--trusted-proxies", "127.0.0.1"]);
    let client = reqwest::Client::new();
    for body in [
        json!({ "sessionId": "sess_zzmarkzz" }),
        json!({ "sessionId": "sess_zzmarkzz" }),
        json!({}),
    ] {
        let call = client.post(format!("{}{PRODUCTS}?q=zzmarkzz", program.url));
        call.bearer_auth(&token)
            .json(&body)
            .send()
            .await
            .expect("an answer");
    }
    get(&program, "/zzmarkzz").await;
    let answer = get(&program, "/metrics").await;
    assert_eq!(
        header(&answer, "content-type"),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    let text = answer.text().await.expect("text");
    for line in [
        "concierge_requests_total{operation=\"search_products\",status=\"200\"} 2",
        "concierge_requests_total{operation=\"search_products\",status=\"400\"} 1",
        "concierge_requests_total{operation=\"none\",status=\"404\"} 1",
        "concierge_request_duration_seconds_count{operation=\"search_products\"} 3",
        "concierge_request_duration_seconds_bucket{operation=\"search_products\",le=\"+Inf\"} 3",
        "concierge_writes_waiting 0",
        "concierge_events_waiting 0",
        "concierge_events_dead 0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in {text}");
    }
    for personal in ["zzmarkzz", "zzwidget", "127.0.0.1"] {
        assert!(!text.contains(personal), "{personal}");
    }
    well_formed(&text);

    let outside = client
        .get(format!("{}/metrics", program.url))
        .header("x-forwarded-for", "203.0.113.9");
    let outside = outside.send().await.expect("an answer");
    assert_eq!(outside.status(), 404);
    let body: Value = outside.json().await.expect("JSON");
    assert_eq!(body["code"], "route.not_found");
}

/// Every sample follows the type of its family, and buckets only grow.
fn well_formed(text: &str) {
    let (mut family, mut last) = (String::new(), (String::new(), 0.0));
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            family = rest.split(' ').next().expect("a name").to_owned();
            continue;
        }
        if line.starts_with("# HELP ") {
            continue;
        }
        let (name, value) = line.rsplit_once(' ').expect("a name and a value");
        let value: f64 = value.parse().expect("a number");
        assert!(name.starts_with(&family), "{line} under {family}");
        if let Some((series, _)) = name.split_once(",le=") {
            assert!(last.0 != series || last.1 <= value, "{line}");
            last = (series.to_owned(), value);
        }
    }
}
