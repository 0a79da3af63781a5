//! The emitted server: its files, what a trait method sees, and names that would collide.

use std::fs;
use std::path::Path;

use concierge_codegen::emit::{EmittedFile, Names, emit_server};
use concierge_codegen::load::{Document, load_document, load_text};
use concierge_codegen::lower::lower_document;

struct Emitted(Vec<EmittedFile>);

impl Emitted {
    fn text(&self, path: &str) -> &str {
        let file = self.0.iter().find(|file| file.path == path);
        file.map_or("", |file| &file.text)
    }

    /// An item of a file, from its first line to the closing brace.
    fn item(&self, path: &str, start: &str) -> &str {
        let text = self.text(path);
        let from = text
            .find(start)
            .unwrap_or_else(|| panic!("{start} is not in {path}:\n{text}"));
        let rest = &text[from..];
        rest.split_inclusive("\n}\n").next().unwrap_or(rest)
    }
}

fn emit(document: &Document) -> Emitted {
    let names = Names {
        command: "cargo xtask gen".to_owned(),
        models: "crate::models".to_owned(),
        client: None,
    };
    let lowered = lower_document(document)
        .unwrap_or_else(|findings| panic!("{}", findings.render(Some(document))));
    Emitted(emit_server(&lowered.api, &names))
}

fn fixtures() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn shapes() -> Emitted {
    let document = load_document(&fixtures().join("shapes/openapi.yaml"))
        .unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    emit(&document)
}

/// A contract with these paths and components.
fn contract(paths: &str, components: &str) -> Emitted {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: 1.0.0}}\npaths:\n{paths}components:\n  schemas:\n    Thing: {{type: object, properties: {{name: {{type: string}}}}}}\n{components}"
    );
    let document = load_text("contract.yaml", &text)
        .unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    emit(&document)
}

#[test]
fn the_committed_files_are_the_ones_that_are_emitted() {
    let emitted = shapes();
    let folder = fixtures().join("src/server/generated");
    let committed = fs::read_dir(&folder).expect("the folder").count();
    assert_eq!(committed, emitted.0.len());
    for file in &emitted.0 {
        let text = fs::read_to_string(folder.join(&file.path)).expect("a committed file");
        assert!(
            text == file.text,
            "{} is stale: run `cargo xtask gen`",
            file.path
        );
    }
}

#[test]
fn there_is_a_file_per_tag_and_one_for_the_service() {
    let paths: Vec<String> = shapes().0.into_iter().map(|file| file.path).collect();
    let expected = [
        "mod.rs",
        "boxes.rs",
        "labels.rs",
        "stock_items.rs",
        "shelves.rs",
        "cards.rs",
        "wire.rs",
        "default.rs",
        "service.rs",
    ];
    assert_eq!(paths, expected);
}

#[test]
fn what_the_runtime_owns_is_out_of_sight() {
    let emitted = shapes();
    let request = emitted.item("labels.rs", "pub struct AddLabelRequest");
    assert!(
        request.contains("pub id: String") && !request.contains("idempotency"),
        "{request}"
    );
    let errors = emitted.item("boxes.rs", "pub enum CreateBoxError");
    for (name, is_given) in [
        ("Conflict", true),
        ("ServiceUnavailable", true),
        ("Unauthorized", false),
        ("UnsupportedMediaType", false),
    ] {
        assert_eq!(
            errors.contains(&format!("    {name}(")),
            is_given,
            "{name}: {errors}"
        );
    }
    // What bytes are, only the method can tell.
    assert!(
        emitted
            .item("shelves.rs", "pub enum UploadSheetError")
            .contains("UnsupportedMediaType(")
    );
    let answers = emitted.item("boxes.rs", "pub enum CreateBoxResponse");
    assert!(
        answers.contains("location: String") && !answers.contains("replayed"),
        "{answers}"
    );
}

#[test]
fn an_error_body_of_its_own_is_a_model_and_the_common_one_a_refusal() {
    let emitted = shapes();
    let errors = emitted.item("labels.rs", "pub enum AddLabelError");
    assert!(errors.contains("Conflict(wire::LabelConflict)"), "{errors}");
    assert!(errors.contains("NotFound(rts::Refusal)"), "{errors}");
}

#[test]
fn a_status_that_is_not_fixed_travels_with_its_answer() {
    let emitted = contract(
        "  /go:\n    get:\n      operationId: go\n      responses:\n        2XX: {description: Any., content: {text/csv: {schema: {type: string}}}}\n        default: {description: Other.}\n",
        "",
    );
    assert!(
        emitted
            .item("default.rs", "pub enum GoResponse")
            .contains("status: u16")
    );
    assert!(
        emitted
            .item("default.rs", "impl rts::Reply for GoResponse")
            .contains("rts::Answer::text(rts::status_in(2, status)?, \"text/csv\", body)")
    );
    assert!(
        emitted
            .item("default.rs", "impl rts::Refuse for GoError")
            .contains("rts::Refused::encoded(rts::Answer::empty(status))")
    );
}

#[test]
fn default_alone_is_a_success() {
    let emitted = contract(
        "  /go:\n    get:\n      operationId: go\n      responses:\n        default: {description: Done.}\n",
        "",
    );
    assert!(
        emitted
            .item("default.rs", "pub enum GoResponse")
            .contains("Default")
    );
    assert!(
        !emitted
            .item("default.rs", "pub enum GoError")
            .contains("Default")
    );
}

#[test]
fn a_contract_without_security_asks_for_no_authenticator() {
    let emitted = contract(
        "  /go:\n    get:\n      operationId: go\n      responses: {'204': {description: Done.}}\n",
        "",
    );
    assert!(!emitted.text("service.rs").contains("authenticator"));
    assert!(emitted.text("service.rs").contains("rts::Nobody"));
    assert!(shapes().text("service.rs").contains("pub authenticator: A"));
}

#[test]
fn stems_that_lead_to_one_name_step_aside() {
    let operation = |id: &str| {
        format!(
            "  /{id}:\n    get:\n      operationId: {id}\n      tags: [authenticator]\n      responses: {{'204': {{description: Done.}}}}\n"
        )
    };
    let emitted = contract(
        &(operation("get_thing") + &operation("get_thing_request") + &operation("parts")),
        "",
    );
    let text = emitted.text("authenticator_api.rs");
    for name in [
        "GetThingRequest {}",
        "GetThingRequestOperation;",
        "PartsOperation;",
    ] {
        assert!(
            text.contains(&format!("pub struct {name}")),
            "{name}: {text}"
        );
    }
}

#[test]
fn several_media_types_are_a_choice() {
    let body = "{content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}, text/plain: {schema: {type: string}}, image/png: {schema: {type: string, format: binary}}, image/gif: {schema: {type: string, format: binary}}}}";
    let emitted = contract(
        &format!(
            "  /go:\n    post:\n      operationId: go\n      requestBody: {body}\n      responses: {{'204': {{description: Done.}}}}\n"
        ),
        "",
    );
    let choice = emitted.item("default.rs", "pub enum GoBody");
    for variant in [
        "Json(wire::Thing)",
        "Text(String)",
        "ImagePng(rts::ByteStream)",
        "ImageGif(rts::ByteStream)",
    ] {
        assert!(choice.contains(variant), "{variant}: {choice}");
    }
    let way = emitted.item("default.rs", "async fn serve_go");
    assert!(
        way.contains("None => None"),
        "the body may be absent: {way}"
    );
}

#[test]
fn a_session_is_counted_where_it_stands() {
    let operation = |required: &str| {
        format!(
            "  /go:\n    post:\n      operationId: go\n      x-rate-limit: [{{by: session, pointer: /session, requests: 1, per: 1m}}]\n      requestBody: {{required: true, content: {{application/json: {{schema: {{type: object, {required}properties: {{session: {{type: string}}}}}}}}}}}}\n      responses: {{'204': {{description: Done.}}}}\n"
        )
    };
    let always = contract(&operation("required: [session], "), "");
    assert!(
        always
            .text("default.rs")
            .contains("call.session(&body.session)?;")
    );
    let sometimes = contract(&operation(""), "");
    assert!(
        sometimes
            .text("default.rs")
            .contains("if let Some(session) = &body.session")
    );
}

#[test]
fn a_rule_that_two_operations_share_stands_once() {
    let emitted = shapes();
    let text = emitted.text("boxes.rs");
    assert_eq!(text.matches("static BOX_ID:").count(), 1);
    assert!(text.matches("decoder::text(&BOX_ID)").count() > 4);
}

#[test]
fn problems_are_written_as_the_contract_has_them() {
    let operation = "  /go:\n    get:\n      operationId: go\n      responses:\n        '204': {description: Done.}\n        '400': {description: No., content: {application/json: {schema: {$ref: '#/components/schemas/Fault'}}}}\n";
    let fault = |shape: &str| contract(operation, &format!("    Fault: {shape}\n"));
    let render = |shape: &str| fault(shape).item("service.rs", "fn render(").to_owned();
    let known = render(
        "{type: object, required: [code, message], properties: {code: {type: integer}, message: {type: string}}}",
    );
    assert!(
        known.contains("code: problem.status.into()")
            && known.contains("message: problem.message.to_string()"),
        "{known}"
    );
    let nested = render(
        "{type: object, required: [error], properties: {error: {type: object, required: [message], properties: {message: {type: string}}}}}",
    );
    assert!(nested.contains("error: wire::FaultError"), "{nested}");
    let unknown =
        render("{type: object, required: [weight], properties: {weight: {type: boolean}}}");
    assert!(unknown.contains("serde_json::json!"), "{unknown}");
}

/// What the contract states once is one type, also where the operations answer it under other statuses.
#[test]
fn a_shared_answer_is_one_struct_in_every_operation() {
    let answers = |first: &str, second: &str| {
        format!(
            "  /a:
    get: {{operationId: get_a, tags: [t], responses: {{'200': {{description: d}}, '404': {{$ref: '#/components/responses/{first}'}}}}}}
  /b:
    get: {{operationId: get_b, tags: [u], responses: {{'202': {{$ref: '#/components/responses/{second}'}}}}}}
"
        )
    };
    let components = "  responses:
    Later:
      description: It is under way.
      headers: {x-wait: {required: true, schema: {type: integer}}}
      content:
        application/json: {schema: {$ref: '#/components/schemas/Thing'}}
        text/plain: {schema: {type: string}}
    Bare: {description: Nothing more., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
";
    let emitted = contract(&answers("Later", "Later"), components);
    let service = emitted.text("service.rs");
    let of_json = emitted.item("service.rs", "pub struct LaterAnswerJson");
    assert!(of_json.contains("pub body: wire::Thing"), "{of_json}");
    assert!(of_json.contains("pub wait: i64"), "{of_json}");
    assert_eq!(service.matches("pub struct LaterAnswer").count(), 2);
    for (file, variant) in [
        ("t.rs", "NotFoundJson(super::LaterAnswerJson)"),
        ("u.rs", "AcceptedText(super::LaterAnswerText)"),
    ] {
        let text = emitted.text(file);
        assert!(text.contains(variant), "{text}");
    }
    // A body alone is a type that the models share already.
    let emitted = contract(&answers("Bare", "Bare"), components);
    assert!(!emitted.text("service.rs").contains("Answer {"));
    assert!(emitted.text("u.rs").contains("Accepted(wire::Thing)"));
}

/// An operation that keeps its answer holds bytes, another one a stream: the two have no type in common.
#[test]
fn a_shared_answer_that_differs_by_operation_stays_with_each() {
    let emitted = contract(
        "  /a:
    get: {operationId: get_a, tags: [t], responses: {'200': {$ref: '#/components/responses/Picture'}}}
  /b:
    post: {operationId: post_b, tags: [t], x-idempotency: {required: true, ttl: 24h}, responses: {'200': {$ref: '#/components/responses/Picture'}}}
",
        "  responses:
    Picture: {description: d, headers: {x-size: {schema: {type: integer}}}, content: {image/png: {}}}
",
    );
    let text = emitted.text("t.rs");
    assert!(text.contains("body: rts::ByteStream"), "{text}");
    assert!(text.contains("body: rts::Bytes"), "{text}");
    assert!(!emitted.text("service.rs").contains("PictureAnswer"));
}
