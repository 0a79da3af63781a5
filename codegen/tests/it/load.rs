//! Reading contracts: places, references over files, bundling, and the exact words of every finding.

use concierge_codegen::load::{self, Document, Value, bundle, load_text, load_texts};

const EMPTY: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n";

fn loaded(files: &[(&str, &str)]) -> Document {
    load_texts(files).unwrap_or_else(|findings| panic!("{}", findings.render(None)))
}

/// The findings of a contract as a person sees them.
fn refused(files: &[(&str, &str)]) -> String {
    match load_texts(files) {
        Ok(_) => panic!("nothing was found in {files:?}"),
        Err(findings) => findings.render(None),
    }
}

/// A contract whose one schema is `body`, in flow style.
fn with_schema(body: &str) -> String {
    format!("{EMPTY}components:\n  schemas:\n    It: {body}\n")
}

fn bundled(files: &[(&str, &str)]) -> String {
    bundle(&loaded(files)).unwrap_or_else(|findings| panic!("{}", findings.render(None)))
}

mod findings {
    use super::{EMPTY, refused, with_schema};
    use concierge_codegen::load::load_document;

    #[test]
    fn syntax_of_yaml() {
        insta::assert_snapshot!(refused(&[(
            "openapi.yaml",
            "openapi: 3.0.3\ninfo: [unclosed\npaths: {}\n"
        )]));
    }

    #[test]
    fn syntax_of_json() {
        let cases = [
            r#"{"openapi": "3.0.3", "paths": {},}"#,
            r#"{"openapi": "3.0.3" "paths": {}}"#,
            r#"{"openapi": "3.0.3", "paths": {}} {}"#,
            r#"{"openapi": "3.0.3", "limit": 012}"#,
            r#"{"openapi": "3.0"#,
            r#"{"openapi": "\x"}"#,
            r#"{"openapi": "\ud800 alone"}"#,
            "{\"openapi\":\n \"a\tb\"}",
            r#"{"openapi" "3.0.3"}"#,
            r#"{openapi: "3.0.3"}"#,
            r#"["a" "b"]"#,
            r#"{"a": tru}"#,
            r#"{"a": ?}"#,
            r#"{"a":"#,
            r#"{"a": "\u00g0"}"#,
        ];
        let all: Vec<String> = cases
            .iter()
            .map(|text| refused(&[("openapi.json", text)]))
            .collect();
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn tab_indents_a_line() {
        insta::assert_snapshot!(refused(&[(
            "openapi.yaml",
            "openapi: 3.0.3\ninfo:\n\ttitle: T\n"
        )]));
    }

    #[test]
    fn empty_file() {
        insta::assert_snapshot!(refused(&[("openapi.yaml", " \n")]));
    }

    #[test]
    fn not_utf8_and_byte_order_mark() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("openapi.yaml");
        let text = "openapi: 3.0.3\ncomponents:\n  schemas:\n    A: {$ref: latin.yaml}\n    B: {$ref: marked.json}\n";
        std::fs::write(&path, text).expect("a file");
        std::fs::write(
            folder.path().join("latin.yaml"),
            b"type: string\ntitle: caf\xe9\n",
        )
        .expect("a file");
        std::fs::write(
            folder.path().join("marked.json"),
            b"\xef\xbb\xbf{\"type\": \"string\"}",
        )
        .expect("a file");
        let findings = load_document(&path).expect_err("both are refused");
        insta::assert_snapshot!(findings.render(None));
    }

    #[test]
    fn duplicate_keys() {
        let json = r#"{"openapi": "3.0.3", "paths": {"/a": {}, "/b": {}, "/a": {}}}"#;
        let yaml = "openapi: 3.0.3\npaths:\n  /a: {}\n  /b: {}\n  /a: {}\n";
        let all = [
            refused(&[("openapi.json", json)]),
            refused(&[("openapi.yaml", yaml)]),
        ];
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn duplicate_keys_of_large_objects() {
        let many: String = (0..40)
            .map(|number| format!("  /p{}: {{}}\n", number % 39))
            .collect();
        insta::assert_snapshot!(refused(&[(
            "openapi.yaml",
            &format!("openapi: 3.0.3\npaths:\n{many}")
        )]));
    }

    #[test]
    fn merge_key() {
        let text = "openapi: 3.0.3\nx-base: &base {a: 1}\npaths:\n  /a:\n    <<: *base\n";
        insta::assert_snapshot!(refused(&[("openapi.yaml", text)]));
    }

    #[test]
    fn key_that_is_no_text() {
        insta::assert_snapshot!(refused(&[(
            "openapi.yaml",
            "openapi: 3.0.3\n? [a, b]\n: 1\n"
        )]));
    }

    #[test]
    fn tag_without_meaning() {
        insta::assert_snapshot!(refused(&[(
            "openapi.yaml",
            "openapi: 3.0.3\nx-a: !secret abc\nx-b: !!binary aGk=\n"
        )]));
    }

    #[test]
    fn number_that_json_lacks() {
        insta::assert_snapshot!(refused(&[(
            "openapi.yaml",
            &with_schema("{maximum: .inf, minimum: -.INF, example: .nan}")
        )]));
    }

    #[test]
    fn alias_inside_its_anchor() {
        insta::assert_snapshot!(refused(&[(
            "openapi.yaml",
            "openapi: 3.0.3\nx-a: &a\n  b: *a\n"
        )]));
    }

    #[test]
    fn alias_without_anchor() {
        insta::assert_snapshot!(refused(&[(
            "openapi.yaml",
            "openapi: 3.0.3\nx-a: *nowhere\n"
        )]));
    }

    #[test]
    fn aliases_that_explode() {
        let mut text = "openapi: 3.0.3\nx-0: &a0 [0, 0, 0, 0, 0, 0, 0, 0]\n".to_owned();
        for level in 1..12 {
            let last = level - 1;
            let aliases = vec![format!("*a{last}"); 8].join(", ");
            text.push_str(&format!("x-{level}: &a{level} [{aliases}]\n"));
        }
        insta::assert_snapshot!(refused(&[("openapi.yaml", &text)]));
    }

    #[test]
    fn several_documents() {
        insta::assert_snapshot!(refused(&[("openapi.yaml", &format!("{EMPTY}---\na: 1\n"))]));
    }

    #[test]
    fn nesting_without_end() {
        let json = "[".repeat(100_000);
        let flow = format!("openapi: 3.0.3\nx-a: {}", "[".repeat(100_000));
        let block: String = (0..600)
            .map(|depth| format!("{}a:\n", " ".repeat(depth)))
            .collect();
        let all = [
            ("openapi.json", &json),
            ("openapi.yaml", &flow),
            ("openapi.yaml", &block),
        ];
        let all = all.map(|(name, text)| refused(&[(name, text)]));
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn aliases_that_nest_too_deeply() {
        let mut text = "openapi: 3.0.3\nx-0: &a0 [0]\n".to_owned();
        for level in 1..6 {
            let inner = format!("{}*a{}{}", "[".repeat(120), level - 1, "]".repeat(120));
            text.push_str(&format!("x-{level}: &a{level} {inner}\n"));
        }
        insta::assert_snapshot!(refused(&[("openapi.yaml", &text)]));
    }

    #[test]
    fn versions() {
        let cases = [
            "swagger: '2.0'\n",
            "info: {}\n",
            "openapi: 3.0\n",
            "openapi: 4.0.0\n",
            "openapi: '3.10.0'\n",
            "- openapi: 3.0.3\n",
        ];
        let all: Vec<String> = cases
            .iter()
            .map(|text| refused(&[("openapi.yaml", text)]))
            .collect();
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn dangling_references() {
        let text = "openapi: 3.0.3
components:
  schemas:
    Order:
      type: object
      properties:
        a: {$ref: '#/components/schemas/order'}
        b: {$ref: '#/components/schemas/Orders'}
        c: {$ref: '#/components/schemas/Elsewhere'}
        d: {$ref: '#/components/schemas/Order/title/x'}
        e: {$ref: 'other.yaml#/allOf/1'}
";
        insta::assert_snapshot!(refused(&[
            ("openapi.yaml", text),
            ("other.yaml", "allOf: [{type: string}]\n")
        ]));
    }

    #[test]
    fn references_that_cannot_be_followed() {
        let text = "openapi: 3.0.3
components:
  schemas:
    A: {$ref: 'https://example.com/a.yaml'}
    B: {$ref: '#anchor'}
    C: {$ref: '#/components/~2'}
    D: {$ref: '#/components/%zz'}
    E: {$ref: '/etc/passwd'}
";
        insta::assert_snapshot!(refused(&[("openapi.yaml", text)]));
    }

    #[test]
    fn missing_files() {
        let text = "openapi: 3.0.3
paths:
  /a: {$ref: paths/a.yaml}
components:
  schemas:
    A: {$ref: './schemas/../nowhere.yaml#/A'}
";
        let path = "get:\n  responses:\n    '200': {$ref: ../also-nowhere.yaml}\n";
        insta::assert_snapshot!(refused(&[("openapi.yaml", text), ("paths/a.yaml", path)]));
    }

    #[test]
    fn missing_and_unreadable_on_disk() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("openapi.yaml");
        let missing = load_document(&path)
            .expect_err("there is no file")
            .render(None);
        std::fs::create_dir(folder.path().join("schemas")).expect("a folder");
        std::fs::write(
            &path,
            "openapi: 3.0.3\ncomponents:\n  schemas:\n    A: {$ref: schemas}\n",
        )
        .expect("a file");
        let unreadable = load_document(&path)
            .expect_err("a folder is no file")
            .render(None);
        insta::assert_snapshot!([missing, unreadable].join("\n"));
    }

    #[test]
    fn root_that_is_a_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("openapi.yaml");
        std::fs::create_dir(&path).expect("a folder");
        insta::assert_snapshot!(
            load_document(&path)
                .expect_err("a folder is no contract")
                .render(None)
        );
    }

    #[test]
    fn circles_of_references() {
        let text = "openapi: 3.0.3
components:
  schemas:
    A: {$ref: 'other.yaml#/B'}
    Self: {$ref: '#/components/schemas/Self'}
    LeadsThere: {$ref: '#/components/schemas/A'}
    Through: {$ref: '#/components/schemas/Through/properties/a'}
";
        let other = "B: {$ref: '#/C'}\nC: {$ref: 'openapi.yaml#/components/schemas/A'}\n";
        insta::assert_snapshot!(refused(&[("openapi.yaml", text), ("other.yaml", other)]));
    }

    #[test]
    fn a_broken_file_hides_nothing_of_the_others() {
        let text = "openapi: 3.0.3
components:
  schemas:
    A: {$ref: broken.yaml#/A}
    B: {$ref: fine.yaml#/B}
    C: {$ref: broken.yaml#/C}
";
        let files = [
            ("openapi.yaml", text),
            ("broken.yaml", "A: {type: string\nC: {}\n"),
            ("fine.yaml", "B: {$ref: '#/Missing'}\n"),
        ];
        insta::assert_snapshot!(refused(&files));
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let filler = "x".repeat(5000);
        let text = format!(
            r##"{{"openapi": "3.0.3", "x-a": "{filler}", "components": {{"schemas": {{"A": {{"$ref": "#/nowhere"}}}}}}}}"##
        );
        insta::assert_snapshot!(refused(&[("openapi.json", &text)]));
    }

    #[test]
    fn one_document_cannot_hold_a_path_item_inside_itself() {
        let text = "openapi: 3.0.3\npaths:\n  /a: {$ref: a.yaml}\n";
        let path = "post:
  responses: {}
  callbacks:
    done:
      '{$request.body#/url}': {$ref: a.yaml}
";
        let document = super::loaded(&[("openapi.yaml", text), ("a.yaml", path)]);
        let findings = concierge_codegen::load::bundle(&document).expect_err("it has no end");
        insta::assert_snapshot!(findings.render(Some(&document)));
    }
}

mod places {
    use super::{Document, load_text, loaded};
    use concierge_codegen::load::{Node, pointer};

    /// Every node and key of a tree must know the pointer that leads to it.
    fn check_pointers(document: &Document, node: &Node, expected: &str) {
        assert_eq!(document.place(node).pointer, expected);
        for (key, child) in node.entries() {
            let mut inner = expected.to_owned();
            pointer::push(&mut inner, &key.text);
            let place = document.place_of_key(key);
            assert_eq!(place.pointer, inner);
            let line = document.line_text(&place).expect("its line");
            let at: String = line.chars().skip(place.column as usize - 1).collect();
            assert!(
                at.trim_start_matches(['"', '\'']).starts_with(&key.text),
                "{at} is not {}",
                key.text
            );
            check_pointers(document, child, &inner);
        }
        for (index, child) in node.items().iter().enumerate() {
            check_pointers(document, child, &format!("{expected}/{index}"));
        }
    }

    #[test]
    fn yaml_counts_lines_and_characters() {
        let text = "openapi: 3.0.3\ninfo:\n  title: \"Größe 🎩\" # é\n  'x-ü': {ß: [1, - , null]}\nx-empty:\nx-list:\n- - a\n  -\n- b: ~\n  c: |\n    text\npaths: {}\n";
        let document = load_text("openapi.yaml", &text.replace("- ,", "~,")).expect("it is sound");
        check_pointers(&document, document.root(), "");
        let place = document.place(document.root().at("/info/x-ü/ß/0").expect("a node"));
        assert_eq!((place.line, place.column), (4, 15));
        let place = document.place(document.root().at("/x-list/1/c").expect("a node"));
        // A block scalar stands where its text begins.
        assert_eq!((place.line, place.column), (11, 5));
    }

    #[test]
    fn brackets_may_close_at_the_depth_of_their_name() {
        let text = "openapi: 3.0.3\nx-é:\n  ü: {\n    a: [\n    1,\n  2\n  ],\n  b: 3\n}\nx-end: {\n  c: 4\n}\n";
        let document = load_text("openapi.yaml", text).expect("it is sound");
        check_pointers(&document, document.root(), "");
        let place = document.place(document.root().at("/x-é/ü/b").expect("a node"));
        assert_eq!((place.line, place.column), (8, 6));
    }

    #[test]
    fn json_counts_lines_and_characters() {
        let text = "{\"openapi\": \"3.1.0\",\r\n \"x-é🎩\": [1, {\"ß\": null}],\r\n\t\"paths\": {\"/a~b\": {}}}";
        let document = load_text("openapi.json", text).expect("it is sound");
        check_pointers(&document, document.root(), "");
        let place = document.place(document.root().at("/x-é🎩/1/ß").expect("a node"));
        assert_eq!((place.line, place.column), (2, 20));
        let place = document.place(document.root().at("/paths/~1a~0b").expect("a node"));
        assert_eq!(
            (place.line, place.column, place.pointer.as_str()),
            (3, 20, "/paths/~1a~0b")
        );
    }

    #[test]
    fn columns_hold_far_into_a_line() {
        let filler = "é".repeat(3000);
        let document = load_text(
            "a.json",
            &format!("{{\"openapi\": \"3.0.3\", \"x\": \"{filler}\", \"y\": 1}}"),
        )
        .expect("sound");
        let place = document.place(document.root().get("y").expect("a node"));
        assert_eq!((place.line, place.column), (1, 3036));
    }

    #[test]
    fn an_alias_stands_where_it_is_written() {
        let text = "openapi: 3.0.3\nx-a: &a {k: [1]}\nx-b: [*a, {k: 2}, *a]\nx-c: *a\n";
        let document = load_text("openapi.yaml", text).expect("it is sound");
        let at = |pointer: &str| document.place(document.root().at(pointer).expect("a node"));
        assert_eq!(
            (at("/x-b/2").line, at("/x-b/2").pointer.as_str()),
            (3, "/x-b/2")
        );
        assert_eq!((at("/x-c").line, at("/x-c").pointer.as_str()), (4, "/x-c"));
        assert_eq!(
            (at("/x-b/2/k/0").line, at("/x-b/2/k/0").pointer.as_str()),
            (2, "/x-a/k/0")
        );
    }

    #[test]
    fn places_name_their_file() {
        let document = loaded(&[
            (
                "openapi.yaml",
                "openapi: 3.0.3\ncomponents: {schemas: {A: {$ref: 'schemas/a.yaml#/A'}}}\n",
            ),
            ("schemas/a.yaml", "A:\n  type: string\n"),
        ]);
        let entry = document.root().at("/components/schemas/A").expect("a node");
        let target = document.target(entry).expect("a target");
        assert_eq!(
            (target.stem, target.pointer.as_str(), target.name.as_str()),
            ("a", "/A", "A")
        );
        let place = document.place(target.node);
        assert_eq!(
            (
                place.file.as_str(),
                place.line,
                place.column,
                place.pointer.as_str()
            ),
            ("schemas/a.yaml", 2, 3, "/A")
        );
    }
}

mod values {
    use super::{Value, load_text};

    fn scalar(text: &str) -> Value {
        let document =
            load_text("a.yaml", &format!("openapi: 3.0.3\nx: {text}\n")).expect("it is sound");
        document.root().get("x").expect("a node").value.clone()
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn number(digits: &str) -> Value {
        Value::Number(digits.to_owned())
    }

    #[test]
    fn plain_scalars_follow_the_core_schema_of_yaml_1_2() {
        for word in [
            "yes",
            "no",
            "on",
            "off",
            "y",
            "n",
            "2024-01-01",
            "12:30:45",
            "1_000",
            "0b1",
            "0x",
            "nULL",
            "tRue",
            ".",
            "+",
            "1e",
            "0o8",
        ] {
            assert_eq!(scalar(word), text(word), "{word}");
        }
        for word in ["~", "null", "Null", "NULL", ""] {
            assert_eq!(scalar(word), Value::Null, "{word}");
        }
        assert_eq!(scalar("True"), Value::Bool(true));
        assert_eq!(scalar("FALSE"), Value::Bool(false));
        assert_eq!(scalar("'true'"), text("true"));
        assert_eq!(scalar("\"1\""), text("1"));
        assert_eq!(scalar("!!str 1"), text("1"));
        assert_eq!(scalar("! 1"), text("1"));
    }

    #[test]
    fn numbers_keep_their_digits() {
        let cases = [
            ("1.10", "1.10"),
            (
                "123456789012345678901234567890",
                "123456789012345678901234567890",
            ),
            ("-0.1E+10", "-0.1E+10"),
            ("+1", "1"),
            ("007", "7"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-00.50", "-0.50"),
            ("0x1F", "31"),
            ("0o17", "15"),
            ("0", "0"),
        ];
        for (written, digits) in cases {
            assert_eq!(scalar(written), number(digits), "{written}");
        }
    }

    #[test]
    fn keys_are_text_as_written() {
        let document = load_text("a.yaml", "openapi: 3.0.3\nx: {200: a, true: b, '~': c}\n")
            .expect("it is sound");
        let keys: Vec<&str> = document
            .root()
            .get("x")
            .expect("a map")
            .entries()
            .iter()
            .map(|(key, _)| key.text.as_str())
            .collect();
        assert_eq!(keys, ["200", "true", "~"]);
    }

    #[test]
    fn json_escapes() {
        let text = r#"{"openapi": "3.0.3", "x": "\"\\\/\b\f\n\r\t\u00e9\ud83c\udfa9é"}"#;
        let document = load_text("a.json", text).expect("it is sound");
        let value = document
            .root()
            .get("x")
            .and_then(|node| node.as_str())
            .expect("a text");
        assert_eq!(value, "\"\\/\u{8}\u{c}\n\r\té🎩é");
    }

    #[test]
    fn a_property_may_be_called_ref() {
        let text = "openapi: 3.0.3\ncomponents: {schemas: {A: {properties: {$ref: {type: string}}, example: {$ref: nowhere}}}}\nx-a: {$ref: nowhere}\n";
        assert!(load_text("a.yaml", text).is_ok());
    }
}

mod references {
    use super::loaded;

    #[test]
    fn pointers_undo_their_escapes() {
        let document = loaded(&[
            (
                "openapi.yaml",
                "openapi: 3.0.3\ncomponents:\n  schemas:\n    A: {$ref: 'a%20b.yaml#/x~1y~0z/0/%C3%A9'}\n    B: {$ref: '#/components/schemas/A'}\n",
            ),
            ("a b.yaml", "x/y~z: [{é: {title: found}}]\n"),
        ]);
        let entry = document.root().at("/components/schemas/B").expect("a node");
        let found = document.resolve(entry).expect("it leads somewhere");
        assert_eq!(
            found.get("title").and_then(|title| title.as_str()),
            Some("found")
        );
    }

    #[test]
    fn a_pointer_passes_through_references() {
        let document = loaded(&[
            (
                "openapi.yaml",
                "openapi: 3.0.3\npaths:\n  /a: {$ref: a.yaml}\ncomponents: {schemas: {A: {$ref: '#/paths/~1a/get/x'}}}\n",
            ),
            ("a.yaml", "get: {x: {title: found}}\n"),
        ]);
        let entry = document.root().at("/components/schemas/A").expect("a node");
        let found = document.resolve(entry).expect("it leads somewhere");
        assert_eq!(document.place(found).file, "a.yaml");
    }

    #[test]
    fn a_reference_outside_the_standard_s_places_is_told_when_followed() {
        let document = loaded(&[("openapi.yaml", "openapi: 3.0.3\nx-a: {$ref: '#/x-b'}\n")]);
        let entry = document.root().get("x-a").expect("a node");
        let finding = document.resolve(entry).expect_err("it leads nowhere");
        assert_eq!(
            finding.to_string(),
            "`#/x-b` leads nowhere: there is nothing at `/x-b` in `openapi.yaml`: openapi.yaml:2:13"
        );
    }
}

mod bundling {
    use super::{bundled, load, loaded};

    const FILES: [(&str, &str); 5] = [
        (
            "openapi.yaml",
            "openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
paths:
  /orders/{id}: {$ref: paths/orders.yaml#/one}
  /orders: {$ref: paths/orders.yaml#/all}
components:
  schemas:
    Order: {$ref: schemas/order.yaml#/Order}
    Alias: {$ref: schemas/order.yaml#/Order}
    Money: {type: string}
  securitySchemes: {key: {type: http, scheme: bearer}}
x-end: {$ref: stays}
",
        ),
        (
            "paths/orders.yaml",
            "one:
  parameters:
    - {$ref: '../parameters.yaml#/Id'}
  get:
    operationId: get_order
    responses:
      '200':
        description: it
        content: {application/json: {schema: {$ref: ../schemas/order.yaml#/Order}}}
      '404': {$ref: '#/responses/Gone'}
all:
  post:
    operationId: create_order
    requestBody: {$ref: '#/bodies/Create'}
    responses:
      '404': {$ref: '#/responses/Gone'}
responses:
  Gone: {description: gone}
bodies:
  Create: {content: {application/json: {schema: {$ref: ../schemas/order.yaml#/Draft}, examples: {a: {$ref: ../example.json}}}}}
",
        ),
        ("parameters.yaml", "Id: {name: id, in: path, required: true, schema: {$ref: 'openapi.yaml#/components/schemas/Money'}}\n"),
        (
            "schemas/order.yaml",
            "Order:
  type: object
  properties:
    price: {$ref: '#/Money'}
    parent: {$ref: '#/Order'}
    same: {$ref: '#/Forward'}
Money: {type: number, multipleOf: 0.010}
Forward: {$ref: '#/Money'}
Draft:
  oneOf: [{$ref: '#/Order'}, {$ref: '#/Money'}]
  discriminator: {propertyName: kind, mapping: {order: '#/Order', plain: Money, money: 'order.yaml#/Money'}}
",
        ),
        ("example.json", r#"{"value": {"price": 1.50, "note": "a \"quoted\"\nline", "none": [], "nothing": {}}}"#),
    ];

    #[test]
    fn many_files_become_one_document() {
        insta::assert_snapshot!(bundled(&FILES));
    }

    #[test]
    fn a_bundled_document_bundles_to_itself() {
        let once = bundled(&FILES);
        assert_eq!(bundled(&[("openapi.json", &once)]), once);
    }

    #[test]
    fn another_folder_gives_the_same_bytes() {
        let texts: Vec<String> = (0..2)
            .map(|_| {
                let folder = tempfile::tempdir().expect("a folder");
                for (name, text) in FILES {
                    let path = folder.path().join(name);
                    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
                    std::fs::write(path, text).expect("a file");
                }
                let document =
                    load::load_document(&folder.path().join("openapi.yaml")).expect("it is sound");
                load::bundle(&document).expect("it is one document")
            })
            .collect();
        assert_eq!(texts[0], texts[1]);
        assert_eq!(texts[0], bundled(&FILES));
    }

    #[test]
    fn names_are_known_to_other_passes() {
        let document = loaded(&FILES);
        let (bundle, findings) = load::Bundle::of(&document);
        assert!(findings.is_empty(), "{}", findings.render(Some(&document)));
        let names: Vec<&str> = bundle.schemas().iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["Order", "Alias", "Money", "order_Money", "Draft"]);
        for (name, node) in bundle.schemas() {
            assert_eq!(bundle.schema_name(node), Some(name));
        }
    }

    #[test]
    fn names_that_collide_are_qualified_then_numbered() {
        let text = "openapi: 3.0.3
components:
  schemas:
    All:
      oneOf:
        - {$ref: a.yaml#/It}
        - {$ref: b/a.yaml#/It}
        - {$ref: c/a.yaml#/It}
        - {$ref: c/a.yaml}
        - {$ref: 'c/a.yaml#/list/0'}
";
        let other = "It: {type: string}\nlist: [{type: integer}]\n";
        insta::assert_snapshot!(bundled(&[
            ("openapi.yaml", text),
            ("a.yaml", other),
            ("b/a.yaml", other),
            ("c/a.yaml", other)
        ]));
    }

    #[test]
    fn sections_may_be_files_of_their_own() {
        let files = [
            (
                "openapi.yaml",
                "openapi: 3.1.0\npaths: {$ref: paths.yaml}\ncomponents: {schemas: {$ref: schemas/index.yaml}}\n",
            ),
            (
                "paths.yaml",
                "/a: {get: {responses: {'200': {$ref: schemas/answer.yaml}}}}\n",
            ),
            (
                "schemas/index.yaml",
                "Pet: {$ref: Pet.yaml}\nOwn: {type: string}\n",
            ),
            (
                "schemas/Pet.yaml",
                "type: object\nproperties: {own: {$ref: 'index.yaml#/Own'}, twin: {$ref: Pet.yaml}}\n",
            ),
            (
                "schemas/answer.yaml",
                "description: it\ncontent: {application/json: {schema: {$ref: '../openapi.yaml#/components/schemas/Pet'}}}\n",
            ),
        ];
        insta::assert_snapshot!(bundled(&files));
    }

    #[test]
    fn siblings_of_a_path_item_prevail() {
        let files = [
            (
                "openapi.yaml",
                "openapi: 3.1.0\npaths:\n  /a:\n    $ref: a.yaml\n    summary: mine\n",
            ),
            ("a.yaml", "summary: theirs\nget: {responses: {}}\n"),
        ];
        insta::assert_snapshot!(bundled(&files));
    }
}

mod hostile {
    use super::{bundle, load_texts};

    /// Numbers that look random and are the same in every run (xorshift).
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, sides: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 % sides as u64).expect("small")
        }
    }

    const YAML: &str = "openapi: 3.0.3
info: {title: \"Größe 🎩\", x: 'it''s'}
paths:
  /a~b/{id}:
    get: &get
      parameters: [{$ref: '#/components/parameters/Id'}]
      responses: {200: {description: |
        text
      , content: {}}}
    put: *get
components:
  parameters: {Id: {name: id, in: path, schema: {$ref: other.json#/It}}}
  schemas: {A: {$ref: '#/components/schemas/B'}, B: {allOf: [{$ref: '#/components/schemas/A/x'}], maximum: 0x1F}}
? explicit
: >-
  folded
";
    const JSON: &str = r#"{"It": {"type": "string", "pattern": "\u00e9\ud83c\udfa9", "maximum": -1.5e+10, "$ref": "openapi.yaml#/paths"}, "l": [1, true, null]}"#;
    const SPLICES: [&str; 24] = [
        "{", "}", "[", "]", ":", ": ", "- ", "\"", "'", "#", "&a ", "*a ", "!!", "%", "\t", "\n",
        "\r", "\u{feff}", "\0", "é", "|", "? ", "$ref", "---\n",
    ];

    fn read(yaml: &str, json: &str) {
        for (root, other) in [
            ("openapi.yaml", "other.json"),
            ("other.json", "openapi.yaml"),
        ] {
            let text = |name: &str| if name == "openapi.yaml" { yaml } else { json };
            match load_texts(&[(root, text(root)), (other, text(other))]) {
                Ok(document) => drop(bundle(&document)),
                Err(findings) => assert!(!findings.render(None).is_empty()),
            }
        }
    }

    #[test]
    fn the_deepest_contract_that_is_allowed_is_read() {
        let depth = 500;
        let schema = format!("{}{{}}{}", r#"{"items":"#.repeat(depth), "}".repeat(depth));
        let text =
            format!(r#"{{"openapi": "3.0.3", "components": {{"schemas": {{"A": {schema}}}}}}}"#);
        let document = load_texts(&[("openapi.json", &text)]).expect("it is sound");
        assert!(
            bundle(&document)
                .expect("it is one document")
                .contains("\"items\": {}")
        );
    }

    #[test]
    fn cut_anywhere_nothing_panics() {
        for end in (0..YAML.len()).filter(|end| YAML.is_char_boundary(*end)) {
            read(&YAML[..end], JSON);
        }
        for end in (0..JSON.len()).filter(|end| JSON.is_char_boundary(*end)) {
            read(YAML, &JSON[..end]);
        }
    }

    #[test]
    fn changed_anywhere_nothing_panics() {
        let mut dice = Dice(0x2545_F491_4F6C_DD1D);
        for _ in 0..3000 {
            let mut texts = [YAML.to_owned(), JSON.to_owned()];
            for _ in 0..=dice.roll(4) {
                let text = &mut texts[dice.roll(2)];
                let marks: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                let (from, width) = (dice.roll(marks.len()), dice.roll(3));
                let to = (from + width).min(marks.len() - 1);
                text.replace_range(marks[from]..marks[to], SPLICES[dice.roll(SPLICES.len())]);
            }
            read(&texts[0], &texts[1]);
        }
    }
}

mod large {
    use std::fmt::Write as _;

    use super::refused;

    /// What the largest public documents weigh.
    const BYTES: usize = 13_000_000;

    #[test]
    fn a_fault_at_the_end_of_13_megabytes_has_its_place() {
        let mut text = String::from(
            "{\"openapi\": \"3.0.3\", \"info\": {\"title\": \"T\", \"version\": \"1\"}, \"paths\": {\n",
        );
        let mut lines = 1;
        while text.len() < BYTES {
            lines += 1;
            let schema = r##"{"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Thing"}}}"##;
            writeln!(
                text,
                r#""/things/{lines}": {{"get": {{"responses": {{"200": {{"description": "It.", "content": {{"application/json": {{"schema": {schema}}}}}}}}}}}}},"#
            )
            .expect("memory");
        }
        text.push_str("\"/last\": {\"$ref\": \"#/nowhere\"}},\n\"components\": {\"schemas\": {\"Thing\": {\"type\": \"string\"}}}}");
        let told = refused(&[("openapi.json", &text)]);
        let place = format!("--> openapi.json:{}:19\n", lines + 1);
        assert!(
            told.contains("error[ref-dangling]: `#/nowhere`") && told.contains(&place),
            "{told}"
        );
        assert_eq!(told.matches("error[").count(), 1);
    }
}
