//! Two types of one schema, and choices that say by a property which branch is meant.

use concierge_codegen::ir::{Api, Shape};

use super::{clean, with_paths, with_schemas, words};

/// What is said of operations that send and answer components.
fn said(api: &Api) -> Vec<String> {
    let side = |def: &concierge_codegen::ir::TypeDef| match (def.usage.request, def.usage.response)
    {
        (true, true) => "both",
        (true, false) => "sent",
        (false, true) => "answered",
        (false, false) => "unused",
    };
    let words = words::types(api).into_iter();
    words
        .zip(&api.types)
        .map(|(words, def)| format!("{} {words}", side(def)))
        .collect()
}

#[test]
fn only_types_that_differ_are_split() {
    let api = clean(&(with_paths(
        "/orders:
  put:
    tags: [o]
    operationId: put_order
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
    responses:
      '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      '404': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Trouble'}}}}
  post:
    tags: [o]
    operationId: post_draft
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Draft'}}}}
    responses: {'204': {description: d}}
",
    ) + "components:
  schemas:
    Order:
      type: object
      required: [id, lines, key]
      properties:
        id: {type: string, readOnly: true}
        key: {type: string, writeOnly: true}
        lines: {type: array, items: {$ref: '#/components/schemas/Line'}}
        by: {readOnly: true, allOf: [{$ref: '#/components/schemas/Clerk'}]}
    OrderInput: {type: string}
    Line: {type: object, properties: {sku: {type: string}, at: {$ref: '#/components/schemas/Spot'}}}
    Spot: {type: object, required: [seen], properties: {seen: {type: integer, readOnly: true}}}
    Clerk: {type: object, properties: {name: {type: string}}}
    Draft: {type: object, required: [id, text], properties: {id: {type: string, readOnly: true}, text: {type: string}}}
    Trouble: {type: object, properties: {code: {type: string, writeOnly: true}}}
"));
    assert_eq!(
        said(&api),
        [
            "answered Order = {id: text read, lines: [Line], by?: Clerk read}",
            "sent OrderInput2 = {key: text write, lines: [LineInput]}",
            "unused OrderInput = text",
            "answered Line = {sku?: text, at?: Spot}",
            "sent LineInput = {sku?: text, at?: SpotInput}",
            "answered Spot = {seen: int read}",
            "sent SpotInput = {}",
            "answered Clerk = {name?: text}",
            "sent Draft = {text: text}",
            "answered Trouble = {}",
        ]
    );
    let twins: Vec<Option<usize>> = api
        .types
        .iter()
        .map(|def| def.twin.map(|id| id.0))
        .collect();
    assert_eq!(twins[..3], [Some(1), Some(0), None]);
}

/// The tags of the first type's branches.
fn tags(schemas: &str) -> Vec<String> {
    let api = clean(&with_schemas(schemas));
    let Shape::Union(union) = &api.types[0].shape else {
        panic!("no choice");
    };
    let property = union.tag_property().unwrap_or("-");
    let tags = union.variants.iter().map(|one| one.tags.join("|"));
    std::iter::once(property.to_owned()).chain(tags).collect()
}

#[test]
fn a_property_that_tells_the_branches_apart_is_found() {
    let branch = |values: &str, required: &str| {
        format!(
            "{{type: object, required: [{required}], properties: {{a: {{type: string, enum: [x]}}, kind: {{type: string, enum: [{values}]}}}}}}"
        )
    };
    let choice = |branches: &[String]| format!("It: {{oneOf: [{}]}}", branches.join(", "));
    assert_eq!(
        tags(&choice(&[
            branch("p, q", "a, kind"),
            branch("r", "a, kind")
        ])),
        ["kind", "p|q", "r"]
    );
    // Shared, not required, and only some of the branches.
    let untold = ["-", "", ""];
    assert_eq!(
        tags(&choice(&[branch("p, q", "kind"), branch("q", "kind")])),
        untold
    );
    assert_eq!(
        tags(&choice(&[branch("p", "kind"), branch("q", "a")])),
        untold
    );
    assert_eq!(
        tags(&choice(&[branch("p", "kind"), "{type: string}".to_owned()])),
        untold
    );
    // A branch may itself be a choice.
    let nested = format!(
        "It: {{anyOf: [{}, {{$ref: '#/components/schemas/In'}}]}}\nIn: {{oneOf: [{}, {}]}}",
        branch("p", "kind"),
        branch("q", "kind"),
        branch("r", "kind")
    );
    assert_eq!(tags(&nested), ["kind", "p", "q|r"]);
}
