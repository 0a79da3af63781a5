//! From words to requests.

use crate::{
    shell::{Shell, TOKEN, write},
    stub::{Stub, json},
};

const RETURN: &str = r#"{"rmaId":"RMA-88342","status":"initiated","requestId":"r-1"}"#;

fn body(request: &str) -> &str {
    request.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

#[test]
fn flags_override_what_the_file_says() {
    let stub = Stub::start(vec![json(201, RETURN), json(201, RETURN)]);
    let shell = Shell::at(&stub.url);
    let path = shell.home.path().join("return.json");
    let text = r#"{"sessionId":"sess_7f3a91","orderNumber":"GG-1","option":"return","contact":{"phone":"+1 202 555 0143"}}"#;
    write(&path, text, 0o644);
    let words = [
        "create-return",
        "--json",
        path.to_str().expect("UTF-8"),
        "--order-number",
        "GG-11982",
        "--contact-email",
        "olivia@example.com",
        "--idempotency-key",
        "mine-1234",
        "--correlation-id",
        "chat-4711",
    ];
    assert_eq!(shell.run(&words).code, 0);
    let mut from_input = words;
    from_input[2] = "-";
    assert_eq!(shell.run_with(&from_input, text).code, 0);
    let seen = stub.seen();
    assert_eq!(
        body(&seen[0]),
        r#"{"sessionId":"sess_7f3a91","orderNumber":"GG-11982","option":"return","contact":{"phone":"+1 202 555 0143","email":"olivia@example.com"}}"#
    );
    assert_eq!(seen[0], seen[1]);
    for header in [
        "x-idempotency-key: mine-1234",
        "x-correlation-id: chat-4711",
        &format!("authorization: Bearer {TOKEN}"),
    ] {
        assert!(seen[0].contains(&format!("\r\n{header}\r\n")), "{header}");
    }
}

#[test]
fn a_picture_is_uploaded_from_a_file() {
    let stub = Stub::start(vec![json(201, "{}")]);
    let shell = Shell::at(&stub.url);
    let path = shell.home.path().join("ring.png");
    write(&path, "PNG", 0o644);
    let words = [
        "upload-inspiration",
        "--session-id",
        "sess_7f3a91",
        "--caption",
        "like this",
        "--file",
        path.to_str().expect("UTF-8"),
    ];
    assert_eq!(shell.run(&words).code, 0);
    let seen = &stub.seen()[0];
    assert!(
        seen.contains(
            "name=\"file\"; filename=\"ring.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n"
        ),
        "{seen}"
    );
    assert!(
        seen.contains("name=\"caption\"\r\n\r\nlike this\r\n"),
        "{seen}"
    );
}

#[test]
fn filters_lists_and_exact_numbers_travel() {
    let stub = Stub::start(vec![json(200, r#"{"data":[],"requestId":"r-1"}"#)]);
    let words = [
        "search-products",
        "--session-id",
        "sess_7f3a91",
        "--tags",
        "gold",
        "--tags",
        "halo",
        "--price-min",
        "100.10",
        "--ready-to-ship",
        "--sort",
        "price_asc",
        "--limit",
        "3",
    ];
    let ended = Shell::at(&stub.url).run(&words);
    assert_eq!(
        (ended.code, ended.out.contains("(none)")),
        (0, true),
        "{ended:?}"
    );
    assert_eq!(
        body(&stub.seen()[0]),
        r#"{"sessionId":"sess_7f3a91","priceMin":100.10,"readyToShip":true,"tags":["gold","halo"],"sort":"price_asc","limit":3}"#
    );
}

#[test]
fn violations_name_their_flags_and_nothing_is_sent() {
    let stub = Stub::start(Vec::new());
    let words = [
        "create-return",
        "--session-id",
        "x",
        "--option",
        "refund",
        "--contact-email",
        "olivia",
        "--shipping-address-country",
        "Germany",
    ];
    let ended = Shell::at(&stub.url).run(&words);
    assert_eq!((ended.code, ended.out.as_str()), (2, ""));
    for line in [
        "  --session-id: must be at least 6 characters\n",
        "  --order-number: is required\n",
        "  --option: must be one of: return, resize, care\n",
        "  --contact-email: must be an e-mail address\n",
        "  --shipping-address-country: must match ^[A-Z]{2}$\n",
        "  --shipping-address-city: is required\n",
    ] {
        assert!(ended.err.contains(line), "{line:?} in {}", ended.err);
    }
    assert!(!ended.err.contains("olivia"), "values are not repeated");
    assert!(stub.seen().is_empty());
}

#[test]
fn a_form_without_its_parts_names_their_flags() {
    let stub = Stub::start(Vec::new());
    let ended = Shell::at(&stub.url).run(&["upload-inspiration", "--session-id", "x"]);
    assert_eq!(ended.code, 2);
    assert!(
        ended.err.contains("  --file: is required\n"),
        "{}",
        ended.err
    );
    assert!(
        ended
            .err
            .contains("  --session-id: must be at least 6 characters\n"),
        "{}",
        ended.err
    );
}

#[test]
fn unchecked_values_are_sent_as_they_are() {
    let refusal = r#"{"code":"validation.failed","message":"no","requestId":"r-1"}"#;
    let stub = Stub::start(vec![json(400, refusal)]);
    let words = [
        "search-products",
        "--no-check",
        "--session-id",
        "x",
        "--limit",
        "many",
        "--sort",
        "odd",
    ];
    let ended = Shell::at(&stub.url).run(&words);
    assert_eq!(ended.code, 6, "{ended:?}");
    assert_eq!(
        body(&stub.seen()[0]),
        r#"{"sessionId":"x","sort":"odd","limit":"many"}"#
    );
}
