//! Personal data in what a trait method is asked.

use concierge_codegen::{
    emit::{Names, emit_server},
    load::load_text,
    lower::lower_document,
};

const CONTRACT: &str = r##"
openapi: 3.0.3
info: {title: One, version: 1.0.0}
paths:
  /share/{number}:
    post:
      operationId: share_note
      tags: [Notes]
      parameters:
        - {name: number, in: path, required: true, schema: {type: string, x-pii: order}}
        - {name: reply, in: query, schema: {$ref: "#/components/schemas/Reply"}}
        - {name: limit, in: query, schema: {type: integer}}
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              required: [words]
              properties:
                words: {type: string, x-pii: freetext}
                caption: {type: string, x-pii: freetext}
                size: {type: integer}
      responses:
        "204": {description: Kept.}
components:
  schemas:
    Reply: {type: string, x-pii: email}
"##;

#[test]
fn parameters_and_parts_are_masked_as_properties_are() {
    let document = load_text("one.yaml", CONTRACT)
        .unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    let api = lower_document(&document)
        .unwrap_or_else(|findings| panic!("{}", findings.render(Some(&document))))
        .api;
    let names = Names {
        command: "cargo xtask gen".to_owned(),
        models: "crate::models".to_owned(),
        client: None,
    };
    let files = emit_server(&api, &names);
    let text: String = files.iter().map(|file| file.text.as_str()).collect();
    for line in [
        r#".field("number", &rt::mask(&self.number, rt::Pii::Order))"#,
        r#"&self.reply.as_ref().map(|value| rt::mask(value, rt::Pii::Email))"#,
        r#".field("limit", &self.limit)"#,
        r#".field("body", &self.body)"#,
        r#".field("words", &rt::mask(&self.words, rt::Pii::Freetext))"#,
        r#"&self.caption.as_ref().map(|value| rt::mask(value, rt::Pii::Freetext))"#,
        r#".field("size", &self.size)"#,
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    for name in ["ShareNoteRequest", "ShareNoteParts"] {
        let derived = format!("#[derive(Debug)]\npub struct {name}");
        assert!(!text.contains(&derived), "{text}");
    }
}
