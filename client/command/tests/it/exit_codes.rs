//! Each class of error ends with its own code.

use std::net::TcpListener;

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
const REFUSAL: &str = r#"{"code":"some.code","message":"not so","requestId":"r-4711"}"#;

#[test]
fn every_class_of_answer_has_its_code() {
    for (status, code) in [
        (200, 0),
        (400, 6),
        (401, 3),
        (403, 3),
        (404, 4),
        (405, 6),
        (409, 5),
        (413, 6),
        (415, 6),
        (422, 6),
        (429, 7),
        (500, 8),
        (503, 8),
    ] {
        let stub = Stub::start(vec![json(status, REFUSAL)]);
        let ended = Shell::at(&stub.url).run(ASK);
        assert_eq!(ended.code, code, "{status}: {ended:?}");
    }
}

#[test]
fn an_answer_from_elsewhere_has_the_code_of_its_status() {
    let page = "<html>no upstream</html>";
    for (more, out) in [(&[][..], ""), (&["--output", "json"], page)] {
        let stub = Stub::start(vec![(502, "text/html", page)]);
        let ended = Shell::at(&stub.url).run(&[ASK, more].concat());
        assert_eq!((ended.code, ended.out.as_str()), (8, out), "{ended:?}");
    }
}

#[test]
fn a_server_that_is_not_there_is_told() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", free.local_addr().expect("an address"));
    drop(free);
    let ended = Shell::at(&url).run(ASK);
    assert_eq!(ended.code, 9, "{ended:?}");
    assert!(ended.err.starts_with("error: failed to "), "{ended:?}");
}

#[test]
fn a_server_that_keeps_silent_is_given_up() {
    let stub = Stub::silent();
    let search = [
        "search-products",
        "--session-id",
        "sess_7f3a91",
        "--timeout",
        "1",
    ];
    let ended = Shell::at(&stub.url).run(&search);
    assert_eq!(ended.code, 9, "{ended:?}");
}

#[test]
fn what_is_wrong_before_anything_is_sent_is_2() {
    let stub = Stub::start(Vec::new());
    let shell = Shell::at(&stub.url);
    for words in [
        &["no-such-command"][..],
        &["get-order-status", "--no-such-flag"],
        &["get-order-status", "--session-id", "x"],
        &[
            "get-order-status",
            "--url",
            "nowhere",
            "--session-id",
            "sess_7f3a91",
        ],
        &["create-return", "--json", "no-such-file"],
        &["smoke", "--data", "no-such-datum=1"],
    ] {
        let ended = shell.run(words);
        assert_eq!(ended.code, 2, "{words:?}: {ended:?}");
    }
    assert!(stub.seen().is_empty());
    assert_eq!(
        Shell::new().run(ASK).code,
        2,
        "nobody says where the server is"
    );
}

#[test]
fn a_journey_that_fails_is_1() {
    let stub = Stub::start(vec![
        json(200, r#"{"status":"ok","requestId":"r-1"}"#),
        json(500, REFUSAL),
    ]);
    let words = ["smoke", "--journey", "health", "--timeout", "1"];
    let ended = Shell::at(&stub.url).run(&words);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(
        ended
            .out
            .contains("expected a success, seen 500 some.code: not so (request id r-4711)"),
        "{ended:?}"
    );
    assert!(
        ended.out.ends_with("1 passed, 1 failed, 0 skipped\n"),
        "{ended:?}"
    );
}
