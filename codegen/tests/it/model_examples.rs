//! A model shows a value that the contract gives as an example, where it keeps the contract's rules.

use concierge_codegen::emit::{Names, emit_models};
use concierge_codegen::load::load_text;
use concierge_codegen::lower::lower_document;

const SHOP: &str = r##"
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /parcels:
    post:
      operationId: send_parcel
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Parcel'}
            examples:
              wrong: {value: {weight: -1}}
              right: {value: {weight: 3, "to": "here"}}
      responses:
        '200':
          description: Sent.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Receipt'}
              example: {number: 2}
        '400':
          description: Not sent.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Refusal'}, example: {code: none}}
        '404':
          description: Too much.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Listing'}}
        '409':
          description: What no type says.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Ruled'}, example: {code: other}}
        '422':
          description: What ends the text.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Note'}, example: {'#': '"#', code: "a\u202eb"}}
components:
  schemas:
    Parcel:
      type: object
      required: [weight]
      properties: {weight: {type: integer, minimum: 1}, to: {type: string}}
    Receipt:
      type: object
      required: [number]
      properties: {number: {type: integer}}
      example: {number: 1}
    Refusal:
      type: object
      properties: {code: {type: string, enum: [weight]}}
    Listing:
      type: object
      properties: {items: {type: array, items: {type: integer}}}
      examples: [{items: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]}]
    Ruled:
      type: object
      properties: {code: {type: string}}
      not: {properties: {code: {const: other}}}
    Note:
      type: object
      properties: {code: {type: string}}
"##;

/// The documentation and the fields of a type, as the models for these paths have it.
fn model(models: &str, client: Option<&str>, name: &str) -> String {
    let document = load_text("shop.yaml", SHOP).expect("the contract loads");
    let lowered = lower_document(&document).expect("the contract lowers");
    let names = Names {
        command: "a test".to_owned(),
        models: models.to_owned(),
        client: client.map(str::to_owned),
    };
    let files = emit_models(&lowered.api, &names);
    let text: String = files.into_iter().map(|file| file.text).collect();
    let (before, _) = text
        .split_once(&format!("pub struct {name} {{"))
        .unwrap_or_else(|| panic!("no {name}"));
    let start = before.rfind("\n}\n").unwrap_or_default();
    before[start..].to_owned()
}

#[test]
fn a_model_shows_the_first_example_that_keeps_the_rules() {
    let parcel = model("crate::models", Some("shop::client"), "Parcel");
    let expected = "/// # Example
///
/// ```
/// use shop::models::Parcel;
///
/// let json = r#\"{
///   \"to\": \"here\",
///   \"weight\": 3
/// }\"#;
/// let value: Parcel = concierge_runtime::decode::strict(json.as_bytes())?;
/// # Ok::<(), concierge_runtime::decode::Refused>(())
/// ```
";
    assert!(parcel.contains(expected), "{parcel}");
}

#[test]
fn what_the_schema_itself_shows_comes_first() {
    let receipt = model("shop", Some("shop_client"), "Receipt");
    assert!(receipt.contains("/// use shop::Receipt;"), "{receipt}");
    assert!(receipt.contains("///   \"number\": 1\n"), "{receipt}");
}

#[test]
fn an_example_that_is_wrong_long_or_unfit_for_a_comment_is_left_out() {
    for name in ["Refusal", "Listing", "Ruled", "Note"] {
        let text = model("shop", Some("shop_client"), name);
        assert!(!text.contains("# Example"), "{text}");
    }
}

#[test]
fn nobody_guesses_the_path_of_the_models() {
    assert!(!model("shop", None, "Parcel").contains("# Example"));
}
