//! The service behind dropshot, over real sockets.

use std::net::SocketAddr;
use std::time::Duration;

use concierge_runtime_server::{Profile, Service, mount};
use dropshot::{ApiDescription, ConfigDropshot, HttpServer, ServerBuilder};
use serde_json::{Map, Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::shop::{Shop, TOKEN};

/// Opens a server at a port of the system's choice.
pub(crate) fn serve(api: ApiDescription<Service>, service: Service) -> HttpServer<Service> {
    let config = ConfigDropshot {
        bind_address: SocketAddr::from(([127, 0, 0, 1], 0)),
        ..ConfigDropshot::default()
    };
    ServerBuilder::new(api, service, slog::Logger::root(slog::Discard, slog::o!()))
        .config(config)
        .start()
        .expect("a server")
}

/// An answer as it came over the wire.
pub(crate) struct Wire {
    head: String,
    body: Vec<u8>,
}

impl Wire {
    pub(crate) fn status(&self) -> u16 {
        self.head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .expect("a status line")
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let lines = self
            .head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(':'));
        lines
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .next()
            .unwrap_or("")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a body of JSON")
    }
}

/// Reads an answer until the server closes the connection, gently or not: what it left unread turns the end into a reset.
pub(crate) async fn read_answer(stream: &mut TcpStream) -> Wire {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    let end = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .expect("a head");
    Wire {
        head: String::from_utf8(bytes[..end].to_vec()).expect("a text"),
        body: bytes[end + 4..].to_vec(),
    }
}

/// Sends one request and reads the answer.
async fn ask(
    server: &HttpServer<Service>,
    line: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Wire {
    let mut stream = TcpStream::connect(server.local_addr())
        .await
        .expect("a connection");
    let mut request = format!(
        "{line} HTTP/1.1\r\nhost: shop\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    request.push_str(body);
    stream
        .write_all(request.as_bytes())
        .await
        .expect("a sent request");
    read_answer(&mut stream).await
}

/// A document that knows every operation of the shop, and one of them well.
fn contract(shop: &Shop) -> String {
    let mut paths = Map::new();
    for spec in shop.service.specs() {
        let item = paths.entry(spec.path).or_insert_with(|| json!({}));
        item[spec.method.to_lowercase()] =
            json!({"operationId": spec.id, "responses": {"200": {"description": "fine"}}});
    }
    paths["/orders/{orderId}"]["parameters"] = json!([{"$ref": "#/components/parameters/OrderId"}]);
    paths["/orders/{orderId}"]["get"] = json!({
        "operationId": "get_order", "summary": "An order", "tags": ["orders"],
        "parameters": [
            {"name": "limit", "in": "query", "description": "how many", "schema": {"type": "integer", "minimum": 0, "exclusiveMinimum": true, "maximum": 25}},
            {"name": "tags", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
            {"name": "x-api-version", "in": "header", "required": true, "schema": {"pattern": "^v[0-9]+$"}}
        ],
        "responses": {"200": {"description": "the order", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}}}
    });
    paths["/orders/returns"]["post"]["requestBody"] = json!({"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}});
    paths["/form"]["post"]["requestBody"] = json!({"content": {"application/x-www-form-urlencoded": {"schema": {"properties": {"a": {"maxLength": 3}}}}}});
    let components = json!({
        "parameters": {"OrderId": {"name": "orderId", "in": "path", "required": true, "schema": {"type": "string", "maxLength": 8}}},
        "schemas": {
            "Order": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "next": {"$ref": "#/components/schemas/Line"}}},
            "Line": {"type": "object", "properties": {"order": {"$ref": "#/components/schemas/Order"}}}, "Unused": {"type": "string"}
        }
    });
    json!({"openapi": "3.0.3", "info": {"title": "shop", "version": "1"}, "paths": paths, "components": components}).to_string()
}

fn native(shop: &Shop) -> ApiDescription<Service> {
    mount::native(shop.service.clone(), &contract(shop)).expect("a description")
}

/// What both mounts answer alike.
async fn check_core(shop: &Shop, server: &HttpServer<Service>) {
    let token = format!("Bearer {TOKEN}");
    let heard = ask(
        server,
        "GET /orders/o-1?limit=3",
        &[("authorization", &token)],
        "",
    )
    .await;
    assert_eq!(
        (
            heard.status(),
            &heard.json()["limit"],
            &heard.json()["address"]
        ),
        (200, &json!(3), &json!("127.0.0.1"))
    );
    assert_eq!(heard.header("x-ratelimit-limit"), "3");
    let heard = ask(server, "GET /orders/x", &[("authorization", &token)], "").await;
    assert_eq!(
        (heard.status(), &heard.json()["code"]),
        (400, &json!("validation.failed"))
    );
    assert_eq!(heard.json()["requestId"], heard.header("x-request-id"));
    let heard = ask(
        server,
        "GET /orders/latest",
        &[("x-request-id", "mine")],
        "",
    )
    .await;
    assert_eq!(
        (&heard.json()["operation"], heard.header("x-correlation-id")),
        (&json!("latest_order"), "mine")
    );
    assert_ne!(heard.header("x-request-id"), "mine");
    let heard = ask(server, "POST /orders/a%2Fb:archive", &[], "").await;
    assert_eq!(heard.json()["variables"], json!(["a/b", null, null]));
    let heard = ask(server, "GET /orders/latest/lines/2", &[], "").await;
    assert_eq!(heard.json()["variables"], json!([null, "latest", "2"]));
    let heard = ask(server, "HEAD /orders/latest", &[], "").await;
    assert_eq!((heard.status(), heard.body.len()), (200, 0));
    assert_ne!(heard.header("content-length"), "0");
    let heard = ask(server, "OPTIONS /products", &[], "").await;
    assert_eq!(
        (heard.status(), heard.header("allow"), &heard.json()["code"]),
        (405, "GET, HEAD", &json!("method.not_allowed"))
    );
    let heard = ask(server, "GET /panic", &[], "").await;
    assert_eq!(
        (heard.status(), &heard.json()["code"]),
        (500, &json!("server.error"))
    );
    check_bodies(shop, server, &token).await;
}

/// What both mounts make of bodies.
async fn check_bodies(shop: &Shop, server: &HttpServer<Service>, token: &str) {
    let headers = [
        ("authorization", token),
        ("content-type", "application/json"),
        ("x-idempotency-key", "key-0001"),
    ];
    let first = ask(
        server,
        "POST /orders/returns",
        &headers,
        r#"{"sessionId":"s"}"#,
    )
    .await;
    let again = ask(
        server,
        "POST /orders/returns",
        &headers,
        r#"{"sessionId":"s"}"#,
    )
    .await;
    assert_eq!(
        (
            first.status(),
            &first.body,
            again.header("idempotent-replayed")
        ),
        (201, &again.body, "true")
    );
    assert_eq!(shop.memory.read(|state| state.returns.len()), 1);
    let heard = ask(server, "POST /echo", &headers[1..2], &"x".repeat(1025)).await;
    assert_eq!(
        (heard.status(), &heard.json()["code"]),
        (413, &json!("body.too_large"))
    );
    let heard = ask(server, "POST /echo", &[("content-type", "text/html")], "x").await;
    assert_eq!(
        (heard.status(), &heard.json()["code"]),
        (415, &json!("media.unsupported"))
    );
}

#[tokio::test]
async fn the_whole_mount_answers_everything_itself() {
    let shop = Shop::open_with(|options| options.limits = Profile::Scaled(1.0));
    let server = serve(mount::whole(shop.service.clone()), shop.service.clone());
    check_core(&shop, &server).await;
    let cases = [
        ("GET /nowhere", 404, "route.not_found"),
        ("GET /", 404, "route.not_found"),
        ("GET /orders/latest/", 404, "route.not_found"),
    ];
    for (line, status, code) in cases {
        let heard = ask(&server, line, &[], "").await;
        assert_eq!(
            (heard.status(), &heard.json()["code"]),
            (status, &json!(code)),
            "{line}"
        );
    }
    for method in ["DELETE", "OPTIONS", "PATCH", "PUT", "POST"] {
        let heard = ask(&server, &format!("{method} /orders/latest"), &[], "").await;
        assert_eq!(
            (heard.status(), heard.header("allow")),
            (405, "GET, HEAD"),
            "{method}"
        );
        assert_eq!(heard.json()["code"], "method.not_allowed");
    }
    server.close().await.expect("a quiet end");
}

/// The named exceptions below dropshot: hyper answers these with nothing but a status.
#[tokio::test]
async fn what_hyper_answers_itself() {
    let shop = Shop::open();
    let server = serve(mount::whole(shop.service.clone()), shop.service.clone());
    let many: String = (0..150).map(|at| format!("x-{at}: y\r\n")).collect();
    let cases = [
        ("no HTTP at all\r\n\r\n".to_owned(), "HTTP/1.1 400 "),
        (
            format!("GET /orders/latest HTTP/1.1\r\nhost: a\r\n{many}\r\n"),
            "HTTP/1.1 431 ",
        ),
    ];
    for (sent, status) in cases {
        let mut stream = TcpStream::connect(server.local_addr())
            .await
            .expect("a connection");
        stream.write_all(sent.as_bytes()).await.expect("it is sent");
        let mut heard = String::new();
        stream.read_to_string(&mut heard).await.expect("an answer");
        assert!(heard.starts_with(status), "{heard}");
        assert!(
            heard.to_lowercase().contains("content-length: 0\r\n"),
            "{heard}"
        );
    }
    server.close().await.expect("a quiet end");
}

/// The named exceptions: dropshot answers these before any handler, in its own words.
#[tokio::test]
async fn what_dropshot_answers_itself() {
    let shop = Shop::open();
    let server = serve(mount::whole(shop.service.clone()), shop.service.clone());
    for (line, status) in [("BREW /orders/latest", 405), ("GET /orders/%ff", 400)] {
        let heard = ask(&server, line, &[], "").await;
        assert_eq!(
            (heard.status(), heard.json().get("code")),
            (status, None),
            "{line}"
        );
        assert_eq!(heard.json()["request_id"], heard.header("x-request-id"));
    }
    server.close().await.expect("a quiet end");
}

#[tokio::test]
async fn the_native_mount_answers_what_it_knows() {
    let shop = Shop::open();
    let server = serve(native(&shop), shop.service.clone());
    check_core(&shop, &server).await;
    // The named limits: unknown paths and methods get dropshot's body; under a shared variable the service knows better.
    let heard = ask(&server, "GET /nowhere", &[], "").await;
    assert_eq!((heard.status(), heard.json().get("code")), (404, None));
    let heard = ask(&server, "PUT /products", &[], "").await;
    assert_eq!((heard.status(), heard.json().get("code")), (405, None));
    let heard = ask(&server, "POST /orders/latest", &[], "").await;
    assert_eq!(
        (heard.status(), heard.header("allow"), &heard.json()["code"]),
        (405, "GET, HEAD", &json!("method.not_allowed"))
    );
    server.close().await.expect("a quiet end");
}

#[tokio::test]
async fn the_native_mount_publishes_what_the_contract_says() {
    let shop = Shop::open();
    let published = native(&shop)
        .openapi("shop", dropshot::semver::Version::new(1, 0, 0))
        .json()
        .expect("a document");
    let operation = &published["paths"]["/orders/{orderId}"]["get"];
    assert_eq!(
        (
            &operation["operationId"],
            &operation["summary"],
            &operation["tags"]
        ),
        (&json!("get_order"), &json!("An order"), &json!(["orders"]))
    );
    assert_eq!(operation["deprecated"], true);
    let expected = json!([
        {"in": "path", "name": "orderId", "required": true, "schema": {"type": "string", "maxLength": 8}},
        {"in": "query", "name": "limit", "description": "how many", "schema": {"type": "integer", "minimum": 0, "exclusiveMinimum": true, "maximum": 25}},
        {"in": "header", "name": "x-api-version", "required": true, "schema": {"type": "string", "pattern": "^v[0-9]+$"}}
    ]);
    let mut parameters = operation["parameters"].clone();
    for parameter in parameters.as_array_mut().expect("a list") {
        parameter
            .as_object_mut()
            .expect("an object")
            .remove("style");
    }
    assert_eq!(parameters, expected);
    let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
    assert_eq!(schema, &json!({"$ref": "#/components/schemas/Order"}));
    let names: Vec<_> = published["components"]["schemas"]
        .as_object()
        .expect("components")
        .keys()
        .cloned()
        .collect();
    assert_eq!(names, ["Line", "Order"]);
    let form = &published["paths"]["/form"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
        ["schema"];
    assert_eq!(
        form,
        &json!({"type": "object", "properties": {"a": {"type": "string", "maxLength": 3}}})
    );
}

#[tokio::test]
async fn shared_routes_are_told() {
    let shop = Shop::open();
    let mut api: ApiDescription<()> = ApiDescription::new();
    let merged =
        mount::add_native(&mut api, shop.service.clone(), &contract(&shop)).expect("a description");
    let told: Vec<_> = merged
        .iter()
        .map(|merged| format!("{} under {}", merged.path, merged.under))
        .collect();
    let expected = [
        "/orders/latest under /orders/{orderId}",
        "/orders/{id}:archive under /orders/{orderId}",
        "/orders/{order_id}/lines/{line} under /orders/{orderId}/lines/{line}",
        "/orders/returns under /orders/{orderId}",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_foreign_document_is_refused() {
    let shop = Shop::open();
    let refused = mount::native(shop.service.clone(), r#"{"paths":{}}"#)
        .err()
        .map(|error| error.to_string());
    assert_eq!(
        refused.as_deref(),
        Some(
            "find GET /orders/{orderId} in the contract: pass the document that the service was generated from"
        )
    );
    assert!(matches!(
        mount::native(shop.service, "{"),
        Err(mount::NativeError::Document(_))
    ));
}

#[tokio::test]
async fn closing_has_a_deadline() {
    let shop = Shop::open();
    let server = serve(mount::whole(shop.service.clone()), shop.service.clone());
    assert_eq!(mount::close(server, Duration::from_secs(30)).await, Ok(()));
    let server = serve(mount::whole(shop.service.clone()), shop.service.clone());
    let mut stream = TcpStream::connect(server.local_addr())
        .await
        .expect("a connection");
    let head = format!(
        "POST /orders/returns HTTP/1.1\r\nhost: shop\r\nauthorization: Bearer {TOKEN}\r\ncontent-type: application/json\r\ncontent-length: 9\r\nexpect: 100-continue\r\n\r\n"
    );
    stream
        .write_all(head.as_bytes())
        .await
        .expect("a sent head");
    // The server asks for the body, so the handler runs; the body never comes.
    let mut going_on = [0; 25];
    stream
        .read_exact(&mut going_on)
        .await
        .expect("100 Continue");
    let deadline = Duration::from_millis(1);
    assert_eq!(
        mount::close(server, deadline).await,
        Err(mount::CloseError::Deadline(deadline))
    );
}
