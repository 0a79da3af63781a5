//! The emitted stub: which answer an operation gives, and what is said where there is none.

use std::fs;
use std::path::Path;

use concierge_codegen::emit::{EmittedFile, Names, emit_stub};
use concierge_codegen::finding::Findings;
use concierge_codegen::load::{Document, load_document, load_text};
use concierge_codegen::lower::lower_document;

fn emit(document: &Document) -> (Vec<EmittedFile>, Findings) {
    let names = Names {
        command: "cargo xtask gen".to_owned(),
        models: "crate::models".to_owned(),
        client: None,
    };
    let lowered = lower_document(document)
        .unwrap_or_else(|findings| panic!("{}", findings.render(Some(document))));
    emit_stub(&lowered.api, &names, "crate::server")
}

/// The stub of one operation whose answer is declared by these lines, and the warnings.
fn answering(responses: &str) -> (String, String) {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: 1.0.0}}\npaths:\n  /things:\n    get:\n      operationId: get_things\n      responses:\n{responses}"
    );
    let document = load_text("contract.yaml", &text)
        .unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    let (files, findings) = emit(&document);
    let file = files.iter().find(|file| file.path == "default.rs");
    (
        file.map(|file| file.text.clone()).unwrap_or_default(),
        findings.render(Some(&document)),
    )
}

fn json(schema_and_more: &str) -> String {
    format!(
        "        '200': {{description: Things., content: {{application/json: {{{schema_and_more}}}}}}}\n"
    )
}

#[test]
fn the_committed_files_are_the_ones_that_are_emitted() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let document = load_document(&fixtures.join("shapes/openapi.yaml"))
        .unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    let (files, findings) = emit(&document);
    assert!(findings.is_empty(), "{}", findings.render(Some(&document)));
    for file in files {
        let committed = fixtures.join("src/stub/generated").join(&file.path);
        let text = fs::read_to_string(committed).expect("a committed file");
        assert!(
            text == file.text,
            "{} is stale: run `cargo xtask gen`",
            file.path
        );
    }
}

#[test]
fn an_example_is_answered_when_it_fits() {
    let schema = "schema: {type: array, items: {type: integer, minimum: 5}}";
    let (text, told) = answering(&json(&format!("{schema}, example: [7]")));
    assert!(text.contains(r#"example("[7]")?"#), "{text}");
    assert_eq!(told, "");
    let (text, _) = answering(&json(&format!("{schema}, example: [4]")));
    assert!(
        !text.contains("[4]"),
        "an example that does not fit: {text}"
    );
}

#[test]
fn without_an_example_the_smallest_valid_value_is_answered() {
    let (text, told) = answering(&json(
        "schema: {type: array, minItems: 2, uniqueItems: true, items: {type: string, pattern: '^a{2,3}$'}}",
    ));
    assert!(
        text.contains(r#"["aa","aaa"]"#) || text.contains(r#"["aaa","aa"]"#),
        "{text}"
    );
    assert_eq!(told, "");
}

#[test]
fn look_around_that_forbids_odd_texts_leaves_a_value() {
    let (text, told) = answering(&json(
        "schema: {type: string, minLength: 1, pattern: '^(?!\\s*SYSTEM\\$).*$'}",
    ));
    assert!(text.contains("GetThingsResponse::Ok(example("), "{text}");
    assert_eq!(told, "");
}

#[test]
fn where_no_value_is_found_the_stub_answers_501_and_says_so() {
    let (text, told) = answering(&json("schema: {type: string, pattern: '^(?=a)b$'}"));
    assert!(text.contains("rts::Failure::not_implemented("), "{text}");
    assert!(
        told.contains("the stub answers `get_things` with 501"),
        "{told}"
    );
    assert!(told.contains("contract.yaml:6:"), "{told}");
    assert!(
        told.contains("give the answer an example that fits its schema"),
        "{told}"
    );
}

#[test]
fn success_comes_before_redirection_and_json_before_text() {
    let (text, _) = answering(
        "        '302': {description: Elsewhere.}\n        '200':\n          description: Things.\n          content:\n            text/plain: {schema: {type: string}}\n            application/json: {schema: {type: boolean}}\n",
    );
    assert!(
        text.contains("GetThingsResponse::OkJson(example("),
        "{text}"
    );
}
