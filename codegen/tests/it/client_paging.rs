//! Which operations a client pages through, and how.

use concierge_codegen::{
    emit::{Names, emit_client},
    load::load_text,
    lower::lower_document,
};

/// The client of one operation, `find`.
fn emit(operation: &str) -> String {
    let text = format!(
        r"
openapi: 3.0.3
info: {{title: One, version: 1.0.0}}
paths:
  /find:
{operation}
      responses:
        '200': {{description: A page., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Page'}}}}}}}}
components:
  schemas:
    Page:
      type: object
      required: [things]
      properties:
        things: {{type: array, items: {{type: string}}}}
        next_cursor: {{type: string, nullable: true}}
    Query:
      type: object
      properties: {{word: {{type: string}}, after: {{type: string}}}}
"
    );
    let document =
        load_text("one.yaml", &text).unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    let api = lower_document(&document)
        .unwrap_or_else(|findings| panic!("{}", findings.render(Some(&document))))
        .api;
    let names = Names {
        command: "cargo xtask gen".to_owned(),
        models: "crate::models".to_owned(),
        client: None,
    };
    let (files, _) = emit_client(&api, &names)
        .unwrap_or_else(|findings| panic!("{}", findings.render(Some(&document))));
    { files.into_iter() }.map(|file| file.text).collect()
}

#[test]
fn a_cursor_travels_in_the_query_or_the_body() {
    let query = emit(
        "    get:\n      operationId: find\n      parameters: [{name: cursor, in: query, schema: {type: string}}]",
    );
    assert!(query.contains("call.cursor.set(cursor);"), "{query}");
    assert!(
        query.contains("pub fn items(self) -> rtc::Pages<'a, String,"),
        "{query}"
    );
    let body = emit(
        "    post:\n      operationId: find\n      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Query'}}}}",
    );
    assert!(
        body.contains("call.body.change(|body| body.after = Some(cursor));"),
        "{body}"
    );
}

#[test]
fn what_takes_no_cursor_has_no_pages() {
    let none = emit("    get:\n      operationId: find");
    assert!(!none.contains("fn pages"), "{none}");
    let number = emit(
        "    get:\n      operationId: find\n      parameters: [{name: cursor, in: query, schema: {type: integer}}]",
    );
    assert!(!number.contains("fn pages"), "{number}");
    let keyed = emit(
        "    post:\n      operationId: find\n      x-idempotency: {required: true, ttl: 24h}\n      parameters: [{name: cursor, in: query, schema: {type: string}}]",
    );
    assert!(!keyed.contains("fn pages"), "a key stands for one request");
}

#[test]
fn a_parameter_may_be_called_like_a_method() {
    let text = emit(
        "    get:\n      operationId: find\n      parameters: [{name: cursor, in: query, schema: {type: string}}, {name: items, in: query, schema: {type: integer}}, {name: send_raw, in: query, schema: {type: integer}}]",
    );
    assert_eq!(text.matches("pub fn items(").count(), 1, "{text}");
    assert_eq!(text.matches("fn send_raw(").count(), 1, "{text}");
    assert!(text.contains("pub fn pages("), "{text}");
}
