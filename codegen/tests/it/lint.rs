//! Conventions: what the linter says, and what it leaves alone.

use concierge_codegen::load::load_text;
use concierge_codegen::lower::lower_document;
use concierge_codegen::review::lint;

const REFUSAL: &str =
    "4XX: {description: d, content: {application/json: {schema: {type: object}}}}";

/// What is said of an operation of `/a`, one line each.
fn said(operation: &str) -> Vec<String> {
    said_of(&format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    {operation}\n"
    ))
}

fn said_of(text: &str) -> Vec<String> {
    let doc = load_text("openapi.yaml", text)
        .unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    let lowered =
        lower_document(&doc).unwrap_or_else(|findings| panic!("{}", findings.render(Some(&doc))));
    let findings = lint(&lowered.api, &doc);
    assert!(!findings.has_errors());
    let line = |finding: &concierge_codegen::finding::Finding| {
        let place = &finding.place;
        format!(
            "[{}] {}:{} {}; {}",
            finding.rule, place.line, place.column, finding.message, finding.fix
        )
    };
    findings.iter().map(line).collect()
}

#[test]
fn good_operations_are_left_alone() {
    for id in ["get_order", "list_orders_2024", "search_products"] {
        assert_eq!(
            said(&format!(
                "get: {{operationId: {id}, responses: {{{REFUSAL}}}}}"
            )),
            Vec::<String>::new(),
            "{id}"
        );
    }
}

#[test]
fn ids_are_a_verb_and_a_noun() {
    for (id, expected) in [
        (
            "getOrder",
            "[operation-id-style] 5:10 `getOrder` is not a verb and a noun in snake_case; call it `get_order`, or what it does",
        ),
        (
            "ping",
            "[operation-id-style] 5:10 `ping` is not a verb and a noun in snake_case; begin with a verb and add a noun, for example `get_order`",
        ),
        (
            "get__order",
            "[operation-id-style] 5:10 `get__order` is not a verb and a noun in snake_case; call it `get_order`, or what it does",
        ),
    ] {
        assert_eq!(
            said(&format!(
                "get: {{operationId: {id}, responses: {{{REFUSAL}}}}}"
            )),
            [expected],
            "{id}"
        );
    }
}

#[test]
fn refusals_have_a_body() {
    let expected = "[error-schema-missing] 5:10 `get_a` declares no 4xx answer with a schema; declare at least `4XX` with the contract's error schema as application/json";
    for responses in [
        "'200': {description: d}",
        "'404': {description: d}",
        "'500': {description: d, content: {application/json: {schema: {}}}}",
    ] {
        assert_eq!(
            said(&format!(
                "get: {{operationId: get_a, responses: {{{responses}}}}}"
            )),
            [expected],
            "{responses}"
        );
    }
}

#[test]
fn keyed_operations_declare_their_header() {
    let header = |required: bool| {
        format!(
            "parameters: [{{name: X-Idempotency-Key, in: header, required: {required}, schema: {{type: string}}}}], "
        )
    };
    let rule = "x-idempotency: {required: true, ttl: 24h}, ";
    for (words, expected) in [
        (
            rule.to_owned(),
            "[idempotency-header] 5:11 `add_a` has `x-idempotency` but does not declare the header `x-idempotency-key`; add `- {name: x-idempotency-key, in: header, required: true, schema: {type: string}}` to `parameters`",
        ),
        (
            header(false),
            "[idempotency-header] 5:11 `add_a` declares the header `x-idempotency-key` but has no `x-idempotency`, so the key is ignored; add `x-idempotency: {required: false, ttl: 24h}`, or leave the header out",
        ),
        (
            format!("{rule}{}", header(false)),
            "[idempotency-header] 5:11 `x-idempotency` of `add_a` and its header `x-idempotency-key` do not agree on whether a key is required; let both say the same",
        ),
    ] {
        assert_eq!(
            said(&format!(
                "post: {{operationId: add_a, {words}responses: {{{REFUSAL}}}}}"
            )),
            [expected]
        );
    }
    assert_eq!(
        said(&format!(
            "post: {{operationId: add_a, {rule}{}responses: {{{REFUSAL}}}}}",
            header(true)
        )),
        Vec::<String>::new()
    );
}

#[test]
fn an_echo_of_the_request_id_is_not_promised() {
    assert_eq!(
        said(&format!(
            "get: {{operationId: get_a, parameters: [{{name: X-Request-Id, in: header, schema: {{type: string}}}}], responses: {{{REFUSAL}}}}}"
        )),
        [
            "[request-id-echo] 5:44 `get_a` takes `x-request-id` from the caller, but the server always answers an id of its own under that name; take the caller's id in `x-correlation-id`, which is echoed"
        ]
    );
}

#[test]
fn deprecated_operations_say_until_when_they_are_answered() {
    let sunset = |schema: &str| {
        format!(
            "get: {{operationId: get_a, deprecated: true, responses: {{'200': {{description: d, headers: {{Sunset: {{schema: {schema}}}}}}}, {REFUSAL}}}}}"
        )
    };
    let expected = "[deprecation-sunset] 5:10 `get_a` is deprecated, but does not say until when it is answered; declare the answer header `sunset` with the one date as its `enum`, for example `Sun, 28 Feb 2027 00:00:00 GMT`";
    for schema in [
        "{type: string}",
        "{type: string, enum: [next year]}",
        "{type: string, enum: [a, b]}",
    ] {
        assert_eq!(said(&sunset(schema)), [expected], "{schema}");
    }
    let dated = sunset("{type: string, enum: ['Sun, 28 Feb 2027 00:00:00 GMT']}");
    assert_eq!(said(&dated), Vec::<String>::new());
}

#[test]
fn extensions_stand_where_they_mean_something() {
    let text = format!(
        "openapi: 3.0.3
info: {{title: T, version: '1', x-logo: {{}}}}
x-scopes: [a]
paths:
  /a:
    get: {{operationId: get_a, x-pii: email, x-anything: 1, responses: {{{REFUSAL}}}}}
components:
  headers:
    x-ratelimit: {{schema: {{type: string}}}}
  schemas:
    A:
      type: object
      x-retentoin: 30d
      example: {{x-pii2: a}}
      properties:
        x-scope: {{type: string, x-pi: email}}
        y: {{type: string, x-piis: email, x-lifecycles: {{}}}}
"
    );
    assert_eq!(
        said_of(&text),
        [
            "[extension-misplaced] 3:1 `x-scopes` means nothing here; put it on an operation",
            "[extension-misplaced] 6:31 `x-pii` means nothing here; put it on a schema",
            "[extension-typo] 13:7 `x-retentoin` means nothing here; did you mean `x-retention`?",
            "[extension-typo] 17:42 `x-lifecycles` means nothing here; did you mean `x-lifecycle`?",
        ]
    );
}
