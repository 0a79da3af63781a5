//! Operations: parameters, bodies, answers, security, extensions.

use concierge_codegen::ir::{
    Api, Format, Idempotency, Limit, LimitKey, MediaKind, SchemeKind, StatusKey, Style, Type,
};

use super::{clean, lowered, with_paths, words};

const DESK: &str = r"
openapi: 3.0.3
info: {title: Desk, version: '1.2', description: About.}
servers: [{url: 'https://a.example'}, {url: 'https://b.example'}]
tags: [{name: Unused}, {name: Order desk, description: Orders.}]
security: [{bearer: []}]
paths:
  /orders/recent:
    get:
      operationId: get_recent_order
      tags: [Order desk]
      security: []
      responses: {'200': {description: d}, 4XX: {description: d}, default: {description: d}}
  /orders/{orderId}:
    parameters:
      - {name: orderId, in: path, required: true, schema: {type: string}}
      - {name: view, in: query, schema: {type: string}}
    get:
      operationId: getOrder
      tags: [Order desk, Other]
      summary: s
      description: d
      deprecated: true
      security: [{}, {bearer: [], station: []}, {oauth: [a, b]}]
      parameters:
        - {name: view, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: string, enum: [full]}}}
        - {name: X-Api-Version, in: header, schema: {type: string}}
        - {name: view, in: cookie, schema: {type: boolean}}
        - {name: body, in: query, style: deepObject, schema: {type: object, properties: {a: {type: string}}}}
      responses:
        '404': {$ref: '#/components/responses/Missing'}
        '200':
          description: The order.
          headers:
            X-Total: {required: true, description: t, schema: {type: integer}}
            Content-Type: {schema: {type: string}}
          content:
            application/json: {schema: {type: object, properties: {id: {type: string}}}, examples: {one: {value: {id: '1'}}}}
            image/png: {schema: {type: string, format: binary}}
        '201': {description: d, content: {application/json: {schema: {type: object, properties: {n: {type: integer}}}}}}
  /orders/{id}/notes:
    post:
      tags: [Order desk]
      operationId: add_note
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      x-idempotency: {required: true, ttl: 24h}
      x-rate-limit:
        - {by: address, requests: 120, per: 1m, account: everything}
        - {by: session, pointer: /sessionId, requests: 3, per: 1h}
      x-slo: {p95Ms: 300, availability: 99.9}
      x-scopes: [notes:write]
      x-events: [note.added]
      x-body-limit: 10MiB
      x-owner: {team: desk}
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: {type: object, required: [file, sessionId], properties: {file: {type: string, format: binary, maxLength: 9}, sessionId: {type: string}, kind: {type: string, enum: [a]}}}
            encoding: {file: {contentType: 'image/png, image/JPEG'}}
      responses: {'204': {description: d}, '422': {$ref: '#/components/responses/Missing'}}
components:
  responses:
    Missing:
      description: m
      content:
        application/problem+json: {schema: {$ref: '#/components/schemas/Trouble'}}
  schemas:
    Trouble: {type: object, properties: {code: {type: string}}}
  securitySchemes:
    bearer: {type: http, scheme: Bearer}
    station: {type: apiKey, in: header, name: X-Station}
    oauth: {type: oauth2, flows: {}}
    basic: {type: http, scheme: basic}
    crumb: {type: apiKey, in: cookie, name: crumb}
    q: {type: apiKey, in: query, name: key}
";

fn desk() -> Api {
    clean(DESK)
}

#[test]
fn the_document_as_a_whole() {
    let api = desk();
    assert_eq!(
        (
            api.title.as_str(),
            api.version.as_str(),
            api.description.as_deref()
        ),
        ("Desk", "1.2", Some("About."))
    );
    assert_eq!(api.servers, ["https://a.example", "https://b.example"]);
    let tags: Vec<String> = api
        .tags
        .iter()
        .map(|tag| format!("{} {} {:?}", tag.module, tag.stem, tag.description))
        .collect();
    assert_eq!(tags, ["order_desk OrderDesk Some(\"Orders.\")"]);
    let operations: Vec<String> = api
        .operations
        .iter()
        .map(|it| {
            format!(
                "{} {} {} {} {}",
                it.http_method, it.path, it.id, it.method_name, it.stem
            )
        })
        .collect();
    assert_eq!(
        operations,
        [
            "GET /orders/recent get_recent_order get_recent_order GetRecentOrder",
            "GET /orders/{orderId} getOrder get_order GetOrder",
            "POST /orders/{id}/notes add_note add_note AddNote",
        ]
    );
    assert_eq!(
        words::types(&api),
        [
            "GetOrderViewItem = enum Full:full",
            "GetOrderBody = {a?: text}",
            "GetOrderOk = {id?: text}",
            "GetOrderCreated = {n?: int}",
            "AddNoteBodyKind = enum A:a",
            "Trouble = {code?: text}",
        ]
    );
    let usage: Vec<(bool, bool)> = api
        .types
        .iter()
        .map(|def| (def.usage.request, def.usage.response))
        .collect();
    assert_eq!(
        usage,
        [
            (true, false),
            (true, false),
            (false, true),
            (false, true),
            (true, false),
            (false, true)
        ]
    );
    assert_eq!(
        api.problem.map(|id| api.type_def(id).name.as_str()),
        Some("Trouble")
    );
    assert!(api.bundled.starts_with("{\n  \"openapi\": \"3.0.3\""));
}

#[test]
fn parameters_keep_their_style() {
    let api = desk();
    let listed: Vec<String> = api.operations[1]
        .parameters
        .iter()
        .map(|it| {
            format!(
                "{} {} {:?} {:?} {} {} {}",
                it.wire,
                it.name,
                it.location,
                it.style,
                it.explode,
                it.required,
                words::used(&api, &it.schema)
            )
        })
        .collect();
    assert_eq!(
        listed,
        [
            "orderId order_id Path Simple false true text",
            "view view Query PipeDelimited false false [GetOrderViewItem]",
            "x-api-version api_version Header Simple false false text",
            "view view_2 Cookie Form true false bool",
            "body body_2 Query DeepObject true false GetOrderBody",
        ]
    );
    assert_eq!(api.operations[1].parameters[1].style, Style::PipeDelimited);
}

#[test]
fn answers_are_ordered_and_named() {
    let api = desk();
    let listed: Vec<String> = api.operations[0]
        .responses
        .iter()
        .map(|it| format!("{:?} {}", it.status, it.name))
        .collect();
    assert_eq!(
        listed,
        ["Code(200) Ok", "Range(4) ClientError", "Default Default"]
    );
    let [ok, created, missing] = api.operations[1].responses.as_slice() else {
        panic!("{:?}", api.operations[1].responses)
    };
    assert_eq!(
        (ok.status, created.name.as_str(), missing.status),
        (StatusKey::Code(200), "Created", StatusKey::Code(404))
    );
    let headers: Vec<String> = ok
        .headers
        .iter()
        .map(|it| {
            format!(
                "{} {} {} {}",
                it.wire,
                it.name,
                it.required,
                words::used(&api, &it.schema)
            )
        })
        .collect();
    assert_eq!(headers, ["x-total total true int"]);
    let [json, png] = ok.contents.as_slice() else {
        panic!("{:?}", ok.contents)
    };
    assert_eq!(
        (json.kind, json.examples[0].name.as_str()),
        (MediaKind::Json, "one")
    );
    assert_eq!((png.kind, png.schema.is_none()), (MediaKind::Bytes, true));
    assert_eq!(missing.contents[0].kind, MediaKind::Json);
}

#[test]
fn multipart_bodies_have_parts() {
    let api = desk();
    let body = &api.operations[2].body[0];
    assert_eq!(
        (body.kind, body.schema.is_none()),
        (MediaKind::Multipart, true)
    );
    let listed: Vec<String> = body
        .parts
        .iter()
        .map(|it| {
            format!(
                "{} {} {}",
                it.wire,
                it.required,
                words::used(&api, &it.schema)
            )
        })
        .collect();
    assert_eq!(
        listed,
        [
            "file true text Binary ..9",
            "sessionId true text",
            "kind false AddNoteBodyKind"
        ]
    );
    assert_eq!(body.parts[0].media_types, ["image/png", "image/jpeg"]);
    assert!(matches!(&body.parts[0].schema.ty, Type::Text(text) if text.format == Format::Binary));
}

#[test]
fn security_is_or_of_ands() {
    let api = desk();
    let kinds: Vec<(&str, &str, &SchemeKind)> = api
        .security_schemes
        .iter()
        .map(|it| (it.name.as_str(), it.constant.as_str(), &it.kind))
        .collect();
    assert_eq!(
        kinds,
        [
            ("bearer", "BEARER", &SchemeKind::Bearer),
            (
                "station",
                "STATION",
                &SchemeKind::HeaderKey("x-station".to_owned())
            ),
            ("oauth", "OAUTH", &SchemeKind::Bearer),
            ("basic", "BASIC", &SchemeKind::Basic),
            ("crumb", "CRUMB", &SchemeKind::CookieKey("crumb".to_owned())),
            ("q", "Q", &SchemeKind::QueryKey("key".to_owned())),
        ]
    );
    let named = |index: usize| -> Vec<Vec<&str>> {
        let requirements = api.operations[index].security.iter();
        requirements
            .map(|it| it.schemes.iter().map(|(name, _)| name.as_str()).collect())
            .collect()
    };
    assert_eq!(named(0), Vec::<Vec<&str>>::new());
    assert_eq!(
        named(1),
        [Vec::new(), vec!["bearer", "station"], vec!["oauth"]]
    );
    assert_eq!(named(2), [["bearer"]]);
    assert_eq!(api.operations[1].scopes, ["a", "b"]);
}

#[test]
fn extensions_are_read() {
    let api = desk();
    let note = &api.operations[2];
    assert_eq!(
        note.idempotency,
        Some(Idempotency {
            required: true,
            ttl_s: 86_400
        })
    );
    assert_eq!(
        note.limits,
        [
            Limit {
                key: LimitKey::Address,
                requests: 120,
                window_s: 60,
                account: Some("everything".to_owned()),
            },
            Limit {
                key: LimitKey::Session("/sessionId".to_owned()),
                requests: 3,
                window_s: 3_600,
                account: None,
            },
        ]
    );
    assert_eq!(
        note.slo
            .as_ref()
            .map(|slo| (slo.p95_ms, slo.availability_ppm)),
        Some((300, 999_000))
    );
    assert_eq!(
        (note.scopes.as_slice(), note.events.as_slice()),
        (
            ["notes:write".to_owned()].as_slice(),
            ["note.added".to_owned()].as_slice()
        )
    );
    assert_eq!((note.body_max_bytes, note.body_required), (10 << 20, true));
    assert_eq!(
        note.extensions.get("x-owner"),
        Some(&serde_json::json!({"team": "desk"}))
    );
}

#[test]
fn bodies_have_a_limit_without_being_told() {
    let json = clean(&with_paths(
        "/a: {post: {operationId: a_b, requestBody: {content: {application/json: {schema: {}}}}, responses: {'200': {description: d}}}}",
    ));
    assert_eq!(
        (
            json.operations[0].body_max_bytes,
            json.operations[0].body_required
        ),
        (1 << 20, false)
    );
    let parts = clean(&with_paths(
        "/a: {post: {operationId: a_b, requestBody: {content: {multipart/form-data: {schema: {properties: {f: {type: string}}}}}}, responses: {'200': {description: d}}}}",
    ));
    assert_eq!(parts.operations[0].body_max_bytes, 16 << 20);
}

#[test]
fn the_only_success_is_the_response() {
    let api = clean(&with_paths(
        r"
/a:
  get:
    operationId: get_a
    responses:
      '200': {description: d, content: {application/json: {schema: {properties: {a: {type: string}}}}}}
      '409': {description: d, content: {application/json: {schema: {properties: {b: {type: string}}}}}}
",
    ));
    assert_eq!(
        words::types(&api),
        ["GetAResponse = {a?: text}", "GetAConflict = {b?: text}"]
    );
    assert_eq!(
        (
            api.tags[0].module.as_str(),
            api.tags[0].stem.as_str(),
            api.operations[0].tag.as_str()
        ),
        ("default", "Default", "default")
    );
}

#[test]
fn what_components_declare_on_the_spot_is_called_after_them() {
    let api = clean(
        r"
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a/{kind}: {get: {operationId: get_a, parameters: [{$ref: '#/components/parameters/Kind'}], responses: {'200': {$ref: '#/components/responses/Page'}}}}
  /b/{kind}: {get: {operationId: get_b, parameters: [{$ref: '#/components/parameters/Kind'}], responses: {'200': {$ref: '#/components/responses/Page'}}}}
components:
  parameters: {Kind: {name: kind, in: path, required: true, schema: {type: string, enum: [x]}}}
  responses: {Page: {description: d, content: {application/json: {schema: {type: object, properties: {n: {type: integer}}}}}}}
",
    );
    assert_eq!(words::types(&api), ["Kind = enum X:x", "Page = {n?: int}"]);
}

#[test]
fn names_that_meet_are_numbered() {
    let lowered = lowered(&with_paths(
        "/a: {get: {operationId: getA, responses: {'200': {description: d}}}, put: {operationId: get_a, responses: {'200': {description: d}}}}",
    ));
    let names: Vec<&str> = lowered
        .api
        .operations
        .iter()
        .map(|it| it.method_name.as_str())
        .collect();
    assert_eq!(names, ["get_a", "get_a_2"]);
    assert_eq!(lowered.api.operations[1].stem, "GetA2");
    assert_eq!(lowered.warnings.len(), 1);
}

#[test]
fn text_that_is_binary_is_passed_as_bytes() {
    let api = clean(&with_paths(
        r"
  /dump:
    post:
      operationId: restore_dump
      requestBody: {content: {text/plain: {schema: {type: string, format: binary}}}}
      responses: {'200': {description: d, content: {text/plain: {schema: {type: string}}}}}
",
    ));
    let operation = &api.operations[0];
    let body = &operation.body[0];
    assert_eq!((body.kind, body.schema.is_none()), (MediaKind::Bytes, true));
    assert_eq!(operation.responses[0].contents[0].kind, MediaKind::Text);
}
