//! Requests that look for a way around: over a raw socket, through both mounts.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::house::PRODUCTS;
use crate::process::{Program, create_key};

/// What a server answers to bytes: the status, or 0 when it only hangs up.
fn raw(program: &Program, bytes: &str) -> u16 {
    let address = program.url.strip_prefix("http://").expect("a URL");
    let mut socket = TcpStream::connect(address).expect("a socket");
    let patience = Some(Duration::from_secs(60));
    socket.set_read_timeout(patience).expect("a timeout");
    // A server that has heard enough may hang up before all is sent.
    let _ = socket.write_all(bytes.as_bytes());
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer);
    let text = String::from_utf8_lossy(&answer);
    let status = text
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3));
    status.map_or(0, |status| status.parse().expect("a status"))
}

fn call(method: &str, target: &str, headers: &str, body: &str) -> String {
    format!(
        "{method} {target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
}

const SEARCH: &str = r#"{"sessionId":"sess_7f3a91"}"#;

#[test]
fn no_spelling_of_a_path_gets_in_without_a_key() {
    for mount in ["whole", "native"] {
        let folder = tempfile::tempdir().expect("a folder");
        let program = Program::serve(folder.path(), &["--mount", mount]);
        for target in [
            PRODUCTS,
            "//api/concierge/products",
            "/api//concierge/products",
            "/api/concierge/products/",
            "/api/./concierge/products",
            "/api/x/../concierge/products",
            "/health/live/../../api/concierge/products",
            "/api/concierge/%70roducts",
            "/api%2fconcierge%2fproducts",
            "/api/concierge/products;a=b",
            "/api/concierge/products%00",
            "/API/concierge/products",
            "http://a/api/concierge/products",
            "http://health/api/concierge/products",
        ] {
            let status = raw(&program, &call("POST", target, "", SEARCH));
            assert!(
                matches!(status, 400 | 401 | 404),
                "{mount} {target}: {status}"
            );
        }
        for (method, target) in [
            ("GET", PRODUCTS),
            ("HEAD", PRODUCTS),
            ("PATCH", PRODUCTS),
            ("OPTIONS", "*"),
            ("CONNECT", "a:80"),
            ("TRACE", PRODUCTS),
        ] {
            let status = raw(&program, &call(method, target, "", ""));
            assert!(
                matches!(status, 400 | 404 | 405),
                "{mount} {method} {target}: {status}"
            );
        }
        for header in [
            "x-http-method-override: POST",
            "x-method-override: POST",
            "x-original-url: /health/live",
        ] {
            let status = raw(
                &program,
                &call("GET", PRODUCTS, &format!("{header}\r\n"), SEARCH),
            );
            assert_eq!(status, 405, "{mount} {header}");
            let status = raw(
                &program,
                &call("POST", PRODUCTS, &format!("{header}\r\n"), SEARCH),
            );
            assert_eq!(status, 401, "{mount} {header}");
        }
    }
}

#[test]
fn what_is_too_much_is_refused_and_the_next_request_is_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let token = create_key(folder.path(), "widget", "*");
    let program = Program::serve(folder.path(), &["--body-timeout-ms", "100"]);
    let bearer = format!("authorization: Bearer {token}\r\n");
    let many_headers: String = (0..150).map(|at| format!("x-{at}: 1\r\n")).collect();
    let long_header = format!("x-long: {}\r\n", "a".repeat(500_000));
    let many_parameters: String = (0..10_000).map(|at| format!("&p{at}=1")).collect();
    let deep = "[".repeat(8_000);
    for (what, bytes, statuses) in [
        (
            "many headers",
            call("POST", PRODUCTS, &many_headers, ""),
            &[431][..],
        ),
        (
            "a long header",
            call("POST", PRODUCTS, &long_header, ""),
            &[431, 0],
        ),
        (
            "a long target",
            call(
                "POST",
                &format!("{PRODUCTS}?{}", "a".repeat(100_000)),
                &bearer,
                SEARCH,
            ),
            &[400, 414, 431, 0],
        ),
        (
            "many parameters",
            call(
                "POST",
                &format!("{PRODUCTS}?{}", &many_parameters[1..40_000]),
                &bearer,
                SEARCH,
            ),
            &[200, 400],
        ),
        ("deep JSON", call("POST", PRODUCTS, &bearer, &deep), &[400]),
        (
            "two keys",
            call(
                "POST",
                PRODUCTS,
                &format!("{bearer}authorization: Bearer x\r\n"),
                SEARCH,
            ),
            &[400, 401],
        ),
        (
            "two lengths",
            call(
                "POST",
                PRODUCTS,
                &format!("{bearer}content-length: 1\r\n"),
                SEARCH,
            ),
            &[400],
        ),
        (
            "a length that is a lie, and then nothing",
            call("POST", PRODUCTS, &bearer, SEARCH)
                .replace("content-length: 27", "content-length: 500"),
            &[408],
        ),
        (
            "a body piece by piece that never ends",
            format!(
                "POST {PRODUCTS} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n{bearer}transfer-encoding: chunked\r\n\r\n1\r\n{{\r\n"
            ),
            &[408],
        ),
    ] {
        let status = raw(&program, &bytes);
        assert!(statuses.contains(&status), "{what}: {status}");
        let after = raw(&program, &call("GET", "/health/live", "", ""));
        assert_eq!(after, 200, "after {what}");
    }
}
