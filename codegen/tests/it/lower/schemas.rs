//! Schemas: what they become.

use super::{clean, lowered_files, with_schemas, with_schemas_31, words};

/// Each case: components of a 3.0 document, and the types that they become.
const CASES: &[(&str, &[&str])] = &[
    ("It: {type: string, minLength: 1, maxLength: 8, pattern: '^a'}", &["It = text 1..8 /^a/"]),
    ("It: {type: string, format: date-time}", &["It = text DateTime"]),
    ("It: {type: string, format: color}", &["It = text"]),
    ("It: {type: integer, format: int32, minimum: 1, maximum: 9}", &["It = int32 1..9"]),
    ("It: {type: integer, minimum: 1, exclusiveMinimum: true, maximum: 9.5}", &["It = int 2..9"]),
    ("It: {type: integer, format: uint8, multipleOf: 5}", &["It = int 0..255 *5"]),
    ("It: {type: number, minimum: 0.10, exclusiveMinimum: true, maximum: 9}", &["It = num >0.10 <=9"]),
    ("It: {type: number, format: decimal, multipleOf: 0.01}", &["It = decimal *0.01"]),
    ("It: {type: boolean}", &["It = bool"]),
    ("It: {}", &["It = any"]),
    ("It: {type: array, minItems: 1, uniqueItems: true, items: {type: integer}}", &["It = [int] 1.. unique"]),
    ("It: {type: object}", &["It = map any"]),
    ("It: {type: object, maxProperties: 3, additionalProperties: {type: integer}}", &["It = map int ..3"]),
    ("It: {type: object, additionalProperties: false}", &["It = {} closed"]),
    ("It: {properties: {a: {type: string}}, additionalProperties: false}", &["It = {a?: text} closed"]),
    ("It: {properties: {a: {type: string}}, additionalProperties: true}", &["It = {a?: text} rest any"]),
    ("It: {properties: {a: {type: string}}, additionalProperties: {type: integer}}", &["It = {a?: text} rest int"]),
    (
        "It: {type: object, required: [a, b], properties: {a: {type: string}, b: {type: string, nullable: true}, c: {type: string}, d: {type: string, nullable: true}}}",
        &["It = {a: text, b!: text|null, c?: text, d?!: text|null}"],
    ),
    (
        "It: {type: object, properties: {type: {type: string}, self: {type: string}, fooBar: {type: string}, foo-bar: {type: string}}}",
        &["It = {r#type?: text, self_?: text, foo_bar?: text, foo_bar_2?: text}"],
    ),
    (
        "It: {type: object, properties: {id: {type: string, readOnly: true}, key: {type: string, writeOnly: true}}}",
        &["It = {id?: text read, key?: text write}"],
    ),
    ("It: {type: string, enum: [price_asc, '+1', '-1', '']}", &["It = enum PriceAsc:price_asc Plus1:+1 Minus1:-1 Empty:"]),
    ("It: {type: integer, enum: [1, 2, -3]}", &["It = numbers Value1:1 Value2:2 Minus3:-3"]),
    ("It: {type: number, enum: [0.5, 2]}", &["It = num"]),
    (
        "It: {type: object, properties: {state: {type: string, enum: [on]}, inner: {type: object, properties: {a: {type: integer}}}}}",
        &["It = {state?: ItState, inner?: ItInner}", "ItState = enum On:on", "ItInner = {a?: int}"],
    ),
    (
        "It: {type: array, items: {type: object, properties: {a: {type: integer}}}}",
        &["It = [ItItem]", "ItItem = {a?: int}"],
    ),
    ("order_line: {type: string}\nBox: {type: object}", &["OrderLine = text", "BoxType = map any"]),
    // recursion
    ("It: {type: object, properties: {more: {type: array, items: {$ref: '#/components/schemas/It'}}}}", &["It = {more?: [It]}"]),
    // a reference with words, or with null, is a use of the type
    (
        "A: {type: object, properties: {a: {allOf: [{$ref: '#/components/schemas/B'}], nullable: true, description: d}}}\nB: {type: object, properties: {b: {type: integer}}}",
        &["A = {a?!: B|null}", "B = {b?: int}"],
    ),
    ("A: {type: array, items: {$ref: '#/components/schemas/B'}}\nB: {type: string, nullable: true}", &["A = [B|null]", "B = text"]),
    ("A: {$ref: '#/components/schemas/B'}\nB: {type: string}", &["A = B", "B = text"]),
    // allOf
    (
        "A: {allOf: [{$ref: '#/components/schemas/B'}, {type: object, required: [b, c], properties: {c: {type: string}}}]}\nB: {type: object, properties: {b: {type: integer, minimum: 1}}}",
        &["A = {b: int 1.., c: text}", "B = {b?: int 1..}"],
    ),
    (
        "A: {properties: {a: {type: string, minLength: 1}}, allOf: [{properties: {a: {maxLength: 9}}}], additionalProperties: false}",
        &["A = {a?: text 1..9} closed"],
    ),
    // oneOf, anyOf
    (
        "A: {type: object, properties: {b: {oneOf: [{type: string}, {type: integer}]}}}",
        &["A = {b?: AB}", "AB = one Text(text) Integer(int)"],
    ),
    (
        "A: {oneOf: [{type: string, enum: [x]}, {type: string, enum: [y, x]}]}",
        &["A = enum X:x Y:y"],
    ),
    (
        "A: {anyOf: [{type: string, format: uuid}, {type: string, enum: [x, y]}]}",
        &["A = any Uuid(text Uuid) Listed(AListed)", "AListed = enum X:x Y:y"],
    ),
    (
        "A: {type: object, properties: {id: {type: string}}, oneOf: [{title: Cat, properties: {meow: {type: boolean}}}, {title: Dog, properties: {bark: {type: boolean}}}]}",
        &["A = one Cat(ACat) Dog(ADog)", "ACat = {id?: text, meow?: bool}", "ADog = {id?: text, bark?: bool}"],
    ),
    // discriminators
    (
        "A: {oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}], discriminator: {propertyName: k, mapping: {b: '#/components/schemas/B', bb: B}}}
B: {type: object, required: [k], properties: {k: {type: string}}}
C: {type: object, required: [k], properties: {k: {type: string}}}",
        &["A = one by k B<b|bb>(B) C<C>(C)", "B = {k: text}", "C = {k: text}"],
    ),
    // a base that lists its heirs
    (
        "A: {type: object, required: [k], properties: {k: {type: string}}, oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}], discriminator: {propertyName: k}}
B: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {b: {type: string}}}]}
C: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {c: {type: string}}}]}",
        &["A = one by k B<B>(B) C<C>(C)", "B = {k: text, b?: text}", "C = {k: text, c?: text}"],
    ),
    // a schema inside another that references lead to
    (
        "A: {type: object, properties: {b: {type: object, properties: {c: {type: string}}}}}\nD: {type: array, items: {$ref: '#/components/schemas/A/properties/b'}}",
        &["A = {b?: AB}", "AB = {c?: text}", "D = [AB]"],
    ),
];

/// The same for 3.1.
const CASES_31: &[(&str, &[&str])] = &[
    (
        "It: {type: object, properties: {a: {type: [string, 'null'], maxLength: 3}}}",
        &["It = {a?!: text ..3|null}"],
    ),
    (
        "It: {type: object, properties: {a: {const: x}}}",
        &["It = {a?: ItA}", "ItA = enum X:x"],
    ),
    (
        "It: {type: [string, integer], minLength: 1, minimum: 3}",
        &["It = any Text(text 1..) Integer(int 3..)"],
    ),
    (
        "It: {type: integer, exclusiveMinimum: 1, exclusiveMaximum: 9}",
        &["It = int 2..8"],
    ),
    (
        "It: {type: number, minimum: 1, exclusiveMinimum: 1}",
        &["It = num >1"],
    ),
    (
        "A: {type: object, properties: {b: {anyOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}}}\nB: {type: string}",
        &["A = {b?!: B|null}", "B = text"],
    ),
    (
        "A: {type: object, properties: {b: {$ref: '#/components/schemas/B', description: d}}}\nB: {type: string}",
        &["A = {b?: B}", "B = text"],
    ),
    (
        "A: {type: object, properties: {b: {$ref: '#/components/schemas/B', maxLength: 3}}}\nB: {type: string, minLength: 1}",
        &["A = {b?: text 1..3}", "B = text 1.."],
    ),
    (
        "It: {oneOf: [{const: a, title: First}, {const: b}]}",
        &["It = enum A:a B:b"],
    ),
    (
        "It: {type: string, contentEncoding: base64}",
        &["It = text Byte"],
    ),
    (
        "A: {type: object, properties: {b: {oneOf: [{type: string}, {type: integer}, {type: 'null'}]}}}",
        &["A = {b?!: AB|null}", "AB = one Text(text) Integer(int)"],
    ),
    (
        "A: {$ref: '#/components/schemas/B/$defs/C'}\nB: {type: object, properties: {c: {$ref: '#/components/schemas/B/$defs/C'}}, $defs: {C: {type: string, enum: [x]}}}",
        &["A = BC", "B = {c?: BC}", "BC = enum X:x"],
    ),
];

#[test]
fn schemas_of_3_0() {
    for (schemas, expected) in CASES {
        let api = clean(&with_schemas(schemas));
        assert_eq!(words::types(&api), *expected, "{schemas}");
    }
}

#[test]
fn schemas_of_3_1() {
    for (schemas, expected) in CASES_31 {
        let api = clean(&with_schemas_31(schemas));
        assert_eq!(words::types(&api), *expected, "{schemas}");
    }
}

#[test]
fn words_stay_with_their_place() {
    let api = clean(&with_schemas(
        r"
A:
  title: The title
  description: The type.
  type: object
  x-retention: 30d
  properties:
    mail: {type: string, description: The use., deprecated: true, default: x, x-pii: email}
    state: {$ref: '#/components/schemas/S'}
S: {type: string, enum: [open, closed], x-lifecycle: {open: [closed], closed: []}, x-pii: freetext}
",
    ));
    let [a, s] = api.types.as_slice() else {
        panic!("{:?}", api.types)
    };
    assert_eq!(a.description.as_deref(), Some("The title\n\nThe type."));
    let kept = a
        .retention
        .as_ref()
        .map(|kept| (kept.keep_s, kept.after.as_str()));
    assert_eq!(kept, Some((30 * 86_400, "created")));
    assert_eq!(
        s.lifecycle,
        [
            ("open".to_owned(), vec!["closed".to_owned()]),
            ("closed".to_owned(), Vec::new())
        ]
    );
    let concierge_codegen::ir::Shape::Struct(object) = &a.shape else {
        panic!("{a:?}")
    };
    let [mail, state] = object.fields.as_slice() else {
        panic!("{object:?}")
    };
    assert_eq!(mail.schema.description.as_deref(), Some("The use."));
    assert!(mail.schema.deprecated);
    assert_eq!(mail.schema.default, Some(serde_json::json!("x")));
    assert_eq!(mail.schema.pii, Some(concierge_codegen::ir::Pii::Email));
    assert_eq!(
        state.schema.pii,
        Some(concierge_codegen::ir::Pii::Freetext),
        "a mark on the type holds at its uses"
    );
    assert_eq!(
        (mail.schema.place.line, mail.schema.place.pointer.as_str()),
        (12, "/components/schemas/A/properties/mail")
    );
}

#[test]
fn files_become_modules() {
    let root = "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /orders:
    get:
      operationId: list_orders
      tags: [Order desk]
      responses:
        '200':
          description: d
          content: {application/json: {schema: {type: object, properties: {orders: {type: array, items: {$ref: 'schemas/return.yaml#/order'}}}}}}
components:
  schemas:
    Own: {type: string}
    Adopted: {$ref: 'schemas/return.yaml#/Other'}
";
    let file =
        "order: {type: object, properties: {other: {$ref: '#/Other'}}}\nOther: {type: string}\n";
    let api = lowered_files(&[("openapi.yaml", root), ("schemas/return.yaml", file)]).api;
    let listed: Vec<String> = api
        .types
        .iter()
        .map(|def| format!("{} {} {}", def.module, def.name, def.component))
        .collect();
    assert_eq!(
        listed,
        [
            "order_desk ListOrdersResponse ListOrdersResponse",
            "models Own Own",
            "return_ Order order",
            "return_ Adopted Adopted",
        ]
    );
}

#[test]
fn a_single_file_is_one_module() {
    let api = clean(&with_schemas(
        "A: {type: object, properties: {b: {type: string, enum: [x]}}}",
    ));
    assert!(api.types.iter().all(|def| def.module == "models"));
}

#[test]
fn a_tuple_is_a_list_of_what_its_items_may_be() {
    let api = clean(&with_schemas_31(
        "Pair: {type: array, prefixItems: [{type: number}, {type: number}], items: false}
Mixed: {type: array, maxItems: 2, prefixItems: [{type: string}, {type: boolean}]}
Open: {type: array, prefixItems: [{type: string}], items: {type: string}}",
    ));
    let words = words::types(&api);
    assert!(words.contains(&"Pair = [num]".to_owned()), "{words:?}");
    assert!(words.contains(&"Open = [text]".to_owned()), "{words:?}");
    assert!(
        words.contains(&"Mixed = [MixedItem] ..2".to_owned()),
        "{words:?}"
    );
    assert!(api.types.iter().filter(|def| def.rule.is_some()).count() == 3);
}
