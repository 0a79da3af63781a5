//! The emitted command: which flags an operation has, what they are called, how they become values.

use std::fs;
use std::path::Path;

use concierge_codegen::emit::{EmittedFile, Names, emit_command};
use concierge_codegen::load::{Document, load_document, load_text};
use concierge_codegen::lower::lower_document;

fn emit(document: &Document) -> Vec<EmittedFile> {
    let names = Names {
        command: "cargo xtask gen".to_owned(),
        models: "crate::models".to_owned(),
        client: None,
    };
    let lowered = lower_document(document)
        .unwrap_or_else(|findings| panic!("{}", findings.render(Some(document))));
    emit_command(&lowered.api, &names, "crate::client")
}

/// A flag as `name kind target`, with `*` for a repeated and `!` for a required one.
fn flags(rest: &str) -> Vec<String> {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: 1.0.0}}\npaths:\n  /things/{{id}}:\n    post:\n      operationId: make_thing\n{rest}"
    );
    let document = load_text("contract.yaml", &text)
        .unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    let files = emit(&document);
    let file = files.iter().find(|file| file.path == "default.rs");
    let text: String = file
        .expect("the tag's file")
        .text
        .split_whitespace()
        .collect();
    let mut flags = Vec::new();
    for flag in text.split("rtcmd::Flag{").skip(1) {
        let field = |name: &str| {
            let (_, after) = flag.split_once(&format!("{name}:")).expect("the field");
            after
        };
        let upto = |text: &str, end: &str| text.split(end).next().unwrap_or_default().to_owned();
        let kind = upto(field("kind"), ",is_repeated").replace("rtcmd::Kind::", "");
        let target = match field("target") {
            target if target.starts_with("rtcmd::Target::Parameter") => {
                upto(field("place"), ",").replace("rtcmd::Place::", "")
            }
            target => upto(target, ",}").replace("rtcmd::Target::", ""),
        };
        let mark = |name: &str, mark: &str| match field(name).starts_with("true") {
            true => mark.to_owned(),
            false => String::new(),
        };
        flags.push(format!(
            "{}{}{} {kind} {target}",
            upto(field("name"), ",").trim_matches('"'),
            mark("is_repeated", "*"),
            mark("is_required", "!")
        ));
    }
    flags
}

const ANSWER: &str = "      responses:\n        '204': {description: Made.}\n";
const ID: &str = "        - {name: id, in: path, required: true, schema: {type: integer}}\n";

fn body(schema: &str) -> String {
    format!(
        "      parameters:\n{ID}      requestBody:\n        required: true\n        content: {{application/json: {{schema: {schema}}}}}\n{ANSWER}"
    )
}

#[test]
fn the_committed_files_are_the_ones_that_are_emitted() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let document = load_document(&fixtures.join("shapes/openapi.yaml"))
        .unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    for file in emit(&document) {
        let committed = fixtures.join("src/command/generated").join(&file.path);
        let text = fs::read_to_string(committed).expect("a committed file");
        assert!(
            text == file.text,
            "{} is stale: run `cargo xtask gen`",
            file.path
        );
    }
}

#[test]
fn objects_inside_a_body_are_flags_until_it_does_not_help() {
    let found = flags(&body(
        "{type: object, required: [who], properties: {\
            who: {type: object, required: [eMail], properties: {eMail: {type: string}, old: {type: boolean}}}, \
            deep: {type: object, properties: {a: {type: object, properties: {b: {type: object, properties: {c: {type: string}}}}}}}, \
            seen: {type: string, readOnly: true}, \
            sizes: {type: array, items: {type: integer}}, \
            rows: {type: array, items: {type: object, properties: {x: {type: number}}}}, \
            more: {type: object, additionalProperties: {type: string}}}}",
    ));
    assert_eq!(
        found,
        [
            "id! Integer Path",
            "who-e-mail! Text Property(&[\"who\",\"eMail\"])",
            "who-old Boolean Property(&[\"who\",\"old\"])",
            "deep-a-b Json Property(&[\"deep\",\"a\",\"b\"])",
            "sizes* Integer Property(&[\"sizes\"])",
            "rows* Json Property(&[\"rows\"])",
            "more Json Property(&[\"more\"])",
        ]
    );
}

#[test]
fn branches_of_a_union_share_their_flags() {
    let found = flags(&body(
        "{oneOf: [\
            {type: object, required: [by, mail], properties: {by: {type: string, enum: [mail]}, mail: {type: string}, n: {type: integer}}}, \
            {type: object, required: [by, phone], properties: {by: {type: string, enum: [phone]}, phone: {type: string}, n: {type: string}}}]}",
    ));
    assert_eq!(
        found,
        [
            "id! Integer Path",
            "by! Choice(&[\"mail\",\"phone\"]) Property(&[\"by\"])",
            "mail Text Property(&[\"mail\"])",
            "n Json Property(&[\"n\"])",
            "phone Text Property(&[\"phone\"])",
        ]
    );
}

#[test]
fn what_holds_itself_is_given_as_json() {
    let text = format!(
        "{}components:\n  schemas:\n    Node: {{type: object, properties: {{name: {{type: string}}, next: {{$ref: '#/components/schemas/Node'}}}}}}\n",
        body("{$ref: '#/components/schemas/Node'}")
    );
    assert_eq!(
        flags(&text),
        [
            "id! Integer Path",
            "name Text Property(&[\"name\"])",
            "next Json Property(&[\"next\"])",
        ]
    );
}

#[test]
fn names_that_are_taken_say_where_they_belong() {
    let parameters = "        - {name: url, in: query, schema: {type: string}}\n\
        \x20       - {name: x-size, in: header, schema: {type: integer}}\n\
        \x20       - {name: size, in: query, schema: {type: integer}}\n";
    let found = flags(&format!(
        "      parameters:\n{ID}{parameters}      requestBody:\n        content: {{application/json: {{schema: {{type: object, properties: {{size: {{type: integer}}, id: {{type: string}}}}}}}}}}\n{ANSWER}"
    ));
    assert_eq!(
        found,
        [
            "id! Integer Path",
            "query-url Text Query",
            "size Integer Header",
            "query-size Integer Query",
            "body-size Integer Property(&[\"size\"])",
            "body-id Text Property(&[\"id\"])",
        ]
    );
}
