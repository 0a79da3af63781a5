//! A contract that is wrong in every way: one run tells all of it, whatever could not be read.

use concierge_codegen::compile::compile;

const ROOT: &str = "openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a/{id}:
    get:
      operationId: get_a
      operationId: get_b
      parameters: [{$ref: '#/components/parameters/Id'}]
      security: [{lost: []}, {unknown: []}]
      responses:
        '200': {$ref: missing.yaml}
        '404': {$ref: broken.yaml#/Gone}
        '600': {description: d}
  /b/{id}:
    get:
      operationId: get_c
      parameters: [{name: day, in: query, schema: {type: string, format: date, default: today}}]
      responses:
        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Lost'}}}}
  /c: {$ref: '#/paths/~1d'}
components:
  schemas:
    Order:
      type: object
      properties:
        there: {$ref: '#/components/schemas/Nowhere'}
        unknown: {type: strng}
        remote: {$ref: 'https://example.com/a.yaml'}
    Round: {$ref: '#/components/schemas/About'}
    About: {$ref: '#/components/schemas/Round'}
    Uses: {type: array, items: {$ref: '#/components/schemas/Round'}}
    Pick:
      oneOf: [{$ref: '#/components/schemas/Order'}]
      discriminator: {propertyName: kind, mapping: {a: '#/components/schemas/Order', b: '#/components/schemas/Lost'}}
  securitySchemes:
    lost: {$ref: '#/components/nothing'}
";

#[test]
fn a_fault_of_reading_hides_none_of_meaning() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path
    };
    file("broken.yaml", "Gone: {description: d\n");
    let failed = compile(&file("openapi.yaml", ROOT)).expect_err("much is wrong");
    insta::assert_snapshot!(failed.render());
}
