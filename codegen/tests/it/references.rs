//! Every place where the standards let a reference stand: what it leads to counts as if it stood there, and a reference to nowhere is told.

use concierge_codegen::finding::Findings;
use concierge_codegen::ir::Api;
use concierge_codegen::load::{load_texts, read_texts};
use concierge_codegen::lower::lower_document;

/// A place.
struct Row {
    /// What it is called.
    place: &'static str,
    /// The root document without its version, in which the reference is written as `URI`.
    root: String,
    /// Other files.
    files: &'static [(&'static str, &'static str)],
    /// The reference that stands for `URI`.
    uri: &'static str,
    /// The same contract with no other file.
    twin: String,
}

/// The model without places, modules, names of shared answers and the bundled text, which differ by nature.
fn model(version: &str, root: &str, files: &[(&str, &str)], place: &str) -> String {
    let root = format!("openapi: {version}\ninfo: {{title: T, version: '1'}}\n{root}\n");
    let mut all = vec![("openapi.yaml", root.as_str())];
    all.extend(files);
    let told =
        |findings: &Findings| format!("{place} in {version}:\n{root}\n{}", findings.render(None));
    let doc = load_texts(&all).unwrap_or_else(|findings| panic!("{}", told(&findings)));
    let mut api: Api = lower_document(&doc)
        .unwrap_or_else(|findings| panic!("{}", told(&findings)))
        .api;
    api.bundled.clear();
    for def in &mut api.types {
        def.module.clear();
    }
    let operations = api.operations.iter_mut();
    for response in operations.flat_map(|operation| &mut operation.responses) {
        response.component = None;
    }
    let text = format!("{api:#?}");
    let mut kept = String::new();
    let mut inside = 0;
    for line in text.lines() {
        let depth = line.len() - line.trim_start().len();
        if inside == 0 && line.trim_start().starts_with("place: Place {") {
            inside = depth + 1;
        } else if inside == 0 {
            kept.push_str(line);
            kept.push('\n');
        } else if depth + 1 == inside {
            inside = 0;
        }
    }
    kept
}

/// One operation, and components.
fn operation(words: &str, components: &str) -> String {
    format!(
        "paths: {{/a: {{post: {{operationId: make_a, tags: [t], {words}}}}}}}\ncomponents: {{{components}}}"
    )
}

fn row(
    place: &'static str,
    words: (&str, &str),
    files: &'static [(&'static str, &'static str)],
    uri: &'static str,
    (inline, components): (&str, &str),
) -> Row {
    let both = |reference: &str, components: &str| {
        let text = operation(words.0, &words.1.replace("ALSO", components));
        text.replace("HERE", reference)
    };
    Row {
        place,
        root: both("{$ref: 'URI'}", ""),
        files,
        uri,
        twin: both(inline, components),
    }
}

const ANSWER: &str = "responses: {'200': {description: d}}";

/// Reference Objects, which 3.0 and 3.1 have alike.
fn objects() -> Vec<Row> {
    let size = "{name: size, in: query, schema: {type: integer, maximum: 9}}";
    let gone = "{description: gone, headers: {x-why: {schema: {type: string}}}, content: {text/plain: {schema: {type: string, maxLength: 9}}}}";
    let body =
        "{required: true, content: {application/json: {schema: {type: string, maxLength: 9}}}}";
    let item = "{get: {operationId: get_b, tags: [t], responses: {'204': {description: none}}}}";
    let with = |words: &str| format!("{words}, {ANSWER}");
    let parameters: &[(&str, &str)] = &[
        (
            "parts.yaml",
            "Size: {name: size, in: query, schema: {type: integer, maximum: 9}}\nAgain: {$ref: 'sub/more.yaml#/~1size~0/0'}\n",
        ),
        ("sub/more.yaml", "/size~: [{$ref: '../parts.yaml#/Size'}]\n"),
        (
            "my parts/the size.yaml",
            "name: size\nin: query\nschema: {$ref: '../limit.yaml'}\n",
        ),
        ("limit.yaml", "{type: integer, maximum: 9}\n"),
        (
            "inline.yaml",
            "name: size\nin: query\nschema: {type: integer, maximum: 9}\n",
        ),
    ];
    let listed = with("parameters: [HERE]");
    let listed = (listed.as_str(), "ALSO");
    let answers: &[(&str, &str)] = &[(
        "parts.yaml",
        "Gone: {description: gone, headers: {x-why: {$ref: '#/Why'}}, content: {text/plain: {schema: {type: string, maxLength: 9}}}}
Why: {schema: {type: string}}
Body: {required: true, content: {application/json: {schema: {type: string, maxLength: 9}}}}
Example: {value: {a: 1}}
Link: {operationId: make_a}
Callback: {'{$request.body#/url}': {post: {responses: {'200': {description: d}}}}}
Key: {type: apiKey, in: header, name: x-key}
Item: {get: {operationId: get_b, tags: [t], responses: {'204': {description: none}}}}
",
    )];
    let one_example = |words: &str| {
        format!(
            "responses: {{'200': {{description: d, content: {{application/json: {{schema: {{}}, examples: {{e: {words}}}}}}}}}}}"
        )
    };
    let shared = |section: &str, name: &str, uri: &str| {
        (
            format!("{section}: {{{name}: {{$ref: '{uri}'}}}}"),
            format!("'#/components/{section}/{name}'"),
        )
    };
    let (shared_size, size_name) = shared("parameters", "Size", "URI");
    let mut rows = vec![
        row(
            "a parameter",
            listed,
            parameters,
            "parts.yaml#/Size",
            (size, ""),
        ),
        row(
            "a parameter through a chain of files",
            listed,
            parameters,
            "parts.yaml#/Again",
            (size, ""),
        ),
        row(
            "a whole file with a space in its name, which leads on",
            listed,
            parameters,
            "my%20parts/the%20size.yaml",
            (
                "{name: size, in: query, schema: {$ref: '#/components/schemas/limit'}}",
                "schemas: {limit: {type: integer, maximum: 9}}",
            ),
        ),
        row(
            "a whole file",
            listed,
            parameters,
            "./sub/../inline.yaml#",
            (size, ""),
        ),
        row(
            "a percent-encoded pointer",
            listed,
            parameters,
            "sub/more.yaml#/%7E1size~0/0",
            (size, ""),
        ),
        row(
            "a parameter of a path item",
            (ANSWER, ""),
            parameters,
            "parts.yaml#/Size",
            ("", ""),
        ),
        row(
            "a request body",
            (&with("requestBody: HERE"), ""),
            answers,
            "parts.yaml#/Body",
            (body, ""),
        ),
        row(
            "a response",
            ("responses: {'200': {description: d}, '404': HERE}", ""),
            answers,
            "parts.yaml#/Gone",
            (gone, ""),
        ),
        row(
            "a header",
            (
                "responses: {'200': {description: d, headers: {x-why: HERE}}}",
                "",
            ),
            answers,
            "parts.yaml#/Why",
            ("{schema: {type: string}}", ""),
        ),
        row(
            "a header of a part",
            (
                &with(
                    "requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {f: {type: string}}}, encoding: {f: {headers: {x-why: HERE}}}}}}",
                ),
                "",
            ),
            answers,
            "parts.yaml#/Why",
            ("{schema: {type: string}}", ""),
        ),
        row(
            "an example",
            (&one_example("HERE"), ""),
            answers,
            "parts.yaml#/Example",
            ("{value: {a: 1}}", ""),
        ),
        row(
            "a link",
            ("responses: {'200': {description: d, links: {l: HERE}}}", ""),
            answers,
            "parts.yaml#/Link",
            ("{operationId: make_a}", ""),
        ),
        row(
            "a callback",
            (&with("callbacks: {c: HERE}"), ""),
            answers,
            "parts.yaml#/Callback",
            ("{}", ""),
        ),
        row(
            "a path item of a callback",
            (&with("callbacks: {c: {'{$request.body#/url}': HERE}}"), ""),
            answers,
            "parts.yaml#/Item",
            (item, ""),
        ),
        row(
            "a security scheme",
            (
                &with("security: [{key: []}]"),
                "securitySchemes: {key: HERE}",
            ),
            answers,
            "parts.yaml#/Key",
            ("{type: apiKey, in: header, name: x-key}", ""),
        ),
        row(
            "a component that leads to another file",
            (
                &with(&format!("parameters: [{{$ref: {size_name}}}]")),
                &shared_size.replace("{$ref: 'URI'}", "HERE"),
            ),
            parameters,
            "parts.yaml#/Again",
            (size, ""),
        ),
    ];
    let of_item = &mut rows[5];
    of_item.root = of_item
        .root
        .replace("/a: {", "/a: {parameters: [{$ref: 'URI'}], ");
    of_item.twin = of_item
        .twin
        .replace("/a: {", &format!("/a: {{parameters: [{size}], "));
    for (section, word, at) in [
        ("responses", gone, "responses: {'404': USE}".to_owned()),
        ("requestBodies", body, with("requestBody: USE")),
        (
            "headers",
            "{schema: {type: string}}",
            "responses: {'200': {description: d, headers: {x-why: USE}}}".to_owned(),
        ),
        ("examples", "{value: {a: 1}}", one_example("USE")),
        (
            "links",
            "{operationId: make_a}",
            "responses: {'200': {description: d, links: {l: USE}}}".to_owned(),
        ),
    ] {
        let name = match section {
            "responses" => "Gone",
            "requestBodies" => "Body",
            "headers" => "Why",
            "examples" => "Example",
            _ => "Link",
        };
        let (entry, local) = shared(section, name, &format!("parts.yaml#/{name}"));
        rows.push(Row {
            place: "components of each section",
            root: operation(&at.replace("USE", "{$ref: 'URI'}"), &entry),
            files: answers,
            uri: Box::leak(local.trim_matches('\'').to_owned().into_boxed_str()),
            twin: operation(
                &at.replace("USE", &format!("{{$ref: {local}}}")),
                &format!("{section}: {{{name}: {word}}}"),
            ),
        });
    }
    rows.push(Row {
        place: "a path item, through a chain of files",
        root: "paths: {/b: {$ref: 'URI'}}".to_owned(),
        files: &[
            ("items/all.yaml", "b: {$ref: '../parts.yaml#/Item'}\n"),
            ("parts.yaml", "Item: {get: {operationId: get_b, tags: [t], responses: {'204': {description: none}}}}\n"),
        ],
        uri: "items/all.yaml#/b",
        twin: format!("paths: {{/b: {item}}}"),
    });
    rows.push(Row {
        place: "a path item with words beside its reference",
        root: format!("paths: {{/b: {{$ref: 'URI', summary: Ours., parameters: [{size}], put: {{operationId: put_b, responses: {{'204': {{description: none}}}}}}}}}}"),
        files: &[("parts.yaml", "Item: {summary: Theirs., parameters: [], get: {operationId: get_b, tags: [t], responses: {'204': {description: none}}}}\n")],
        uri: "parts.yaml#/Item",
        twin: format!("paths: {{/b: {{summary: Ours., parameters: [{size}], get: {{operationId: get_b, tags: [t], responses: {{'204': {{description: none}}}}}}, put: {{operationId: put_b, responses: {{'204': {{description: none}}}}}}}}}}"),
    });
    rows
}

const LEAVES: &[(&str, &str)] = &[
    (
        "leaf.yaml",
        "Leaf: {type: string, maxLength: 3}
Whole: {$ref: 'tree.yaml'}
Back: {$ref: 'openapi.yaml#/components/schemas/Home'}
Shape: {type: object, required: [kind], properties: {kind: {type: string}, r: {type: number}}}
",
    ),
    (
        "tree.yaml",
        "type: object\nproperties: {leaf: {$ref: 'leaf.yaml#/Leaf'}, up: {$ref: '#'}, home: {$ref: 'leaf.yaml#/Back'}}\n",
    ),
];

fn schemas(text: &str) -> String {
    format!("paths: {{}}\ncomponents: {{schemas: {{{text}}}}}")
}

/// A schema that refers to a leaf of another file, and the same with the leaf among the components.
fn leaf(place: &'static str, schema: &str) -> Row {
    let local = schema.replace("HERE", "{$ref: '#/components/schemas/Leaf'}");
    Row {
        place,
        root: schemas(&format!(
            "It: {}, Use: {{type: object, properties: {{a: {{$ref: 'leaf.yaml#/Leaf'}}}}}}",
            schema.replace("HERE", "{$ref: 'URI'}")
        )),
        files: LEAVES,
        uri: "leaf.yaml#/Leaf",
        twin: schemas(&format!(
            "It: {local}, Use: {{type: object, properties: {{a: {{$ref: '#/components/schemas/Leaf'}}}}}}, Leaf: {{type: string, maxLength: 3}}"
        )),
    }
}

fn schemas_of_both() -> Vec<Row> {
    let home = "Home: {type: integer}";
    vec![
        leaf("properties", "{type: object, properties: {a: HERE}}"),
        leaf("items", "{type: array, items: HERE}"),
        leaf("allOf", "{allOf: [HERE, {minLength: 1}]}"),
        leaf("oneOf", "{oneOf: [HERE, {type: integer}]}"),
        leaf("anyOf", "{anyOf: [HERE, {type: integer}]}"),
        leaf("not", "{type: integer, not: {allOf: [HERE]}}"),
        leaf(
            "additionalProperties",
            "{type: object, additionalProperties: HERE}",
        ),
        Row {
            twin: schemas(
                "Use: {type: object, properties: {a: {$ref: '#/components/schemas/It'}}}, It: {type: string, maxLength: 3}",
            ),
            ..leaf("a component", "HERE")
        },
        Row {
            place: "a file that refers back",
            root: schemas(&format!(
                "{home}, It: {{type: object, properties: {{t: {{$ref: 'URI'}}}}}}"
            )),
            files: LEAVES,
            uri: "leaf.yaml#/Whole",
            twin: schemas(&format!(
                "{home}, It: {{type: object, properties: {{t: {{$ref: '#/components/schemas/tree'}}}}}}, Leaf: {{type: string, maxLength: 3}}, tree: {{type: object, properties: {{leaf: {{$ref: '#/components/schemas/Leaf'}}, up: {{$ref: '#/components/schemas/tree'}}, home: {{$ref: '#/components/schemas/Home'}}}}}}"
            )),
        },
        Row {
            place: "a mapping by URI",
            root: schemas(
                "It: {oneOf: [{$ref: 'leaf.yaml#/Shape'}, {$ref: '#/components/schemas/Other'}], discriminator: {propertyName: kind, mapping: {round: 'URI', flat: Other}}}, Other: {type: object, required: [kind], properties: {kind: {type: string}}}",
            ),
            files: LEAVES,
            uri: "leaf.yaml#/Shape",
            twin: schemas(
                "It: {oneOf: [{$ref: '#/components/schemas/Shape'}, {$ref: '#/components/schemas/Other'}], discriminator: {propertyName: kind, mapping: {round: Shape, flat: '#/components/schemas/Other'}}}, Other: {type: object, required: [kind], properties: {kind: {type: string}}}, Shape: {type: object, required: [kind], properties: {kind: {type: string}, r: {type: number}}}",
            ),
        },
    ]
}

/// A schema with names of its own, which the twin has not.
fn named(place: &'static str, uri: &'static str, root: &str, twin: &str) -> Row {
    Row {
        place,
        root: schemas(root),
        files: NAMED,
        uri,
        twin: schemas(twin),
    }
}

const NAMED: &[(&str, &str)] = &[
    (
        "leaf.yaml",
        "Leaf: {$anchor: leaf, type: string, maxLength: 3}\n",
    ),
    (
        "published.yaml",
        "Leaf: {$id: 'https://example.com/schemas/leaf.json', type: string, maxLength: 3}\nKnot: {$id: 'https://example.com/schemas/knot', type: object, properties: {leaf: {$ref: leaf.json}, own: {$ref: '#/$defs/own'}}, $defs: {own: {type: boolean}}}\n",
    ),
];

fn schemas_of_31() -> Vec<Row> {
    let leaf_twin = "It: {type: object, properties: {a: {$ref: '#/components/schemas/Leaf'}}}, Leaf: {type: string, maxLength: 3}";
    let here = "It: {type: object, properties: {a: {$ref: 'URI'}}}";
    vec![
        leaf("prefixItems", "{type: array, prefixItems: [HERE]}"),
        leaf("contains", "{type: array, items: {}, contains: HERE}"),
        leaf("if", "{type: integer, if: HERE, then: {minimum: 1}}"),
        leaf("then", "{type: integer, if: {minimum: 1}, then: HERE}"),
        leaf("else", "{type: integer, if: {minimum: 1}, else: HERE}"),
        leaf("dependentSchemas", "{type: object, dependentSchemas: {a: {properties: {b: HERE}}}}"),
        leaf("dependencies", "{type: object, dependencies: {a: {properties: {b: HERE}}}}"),
        leaf("patternProperties", "{type: object, patternProperties: {'^a': HERE}}"),
        leaf("propertyNames", "{type: object, propertyNames: HERE}"),
        leaf("unevaluatedItems", "{type: array, prefixItems: [{type: integer}], unevaluatedItems: HERE}"),
        leaf("unevaluatedProperties", "{type: object, allOf: [{properties: {a: {type: integer}}}], unevaluatedProperties: HERE}"),
        leaf("$defs", "{type: object, properties: {a: {$ref: '#/components/schemas/It/$defs/one'}}, $defs: {one: {type: object, properties: {b: HERE}}}}"),
        leaf("a reference with rules beside it", "{type: object, properties: {a: {allOf: [HERE], minLength: 1}}}"),
        Row {
            root: schemas("It: {type: object, properties: {a: {$ref: 'URI', minLength: 1, description: Ours.}, b: {$ref: 'leaf.yaml#/Leaf'}}}"),
            twin: schemas("It: {type: object, properties: {a: {description: Ours., allOf: [{$ref: '#/components/schemas/Leaf'}], minLength: 1}, b: {$ref: '#/components/schemas/Leaf'}}}, Leaf: {type: string, maxLength: 3}"),
            ..leaf("a schema with rules and words beside its reference", "HERE")
        },
        named("an anchor of another file", "leaf.yaml#leaf", here, leaf_twin),
        named(
            "an anchor of this file",
            "#leaf",
            &format!("{here}, Leaf: {{$anchor: leaf, type: string, maxLength: 3}}"),
            leaf_twin,
        ),
        named(
            "a dynamic anchor",
            "#leaf",
            &format!("{here}, Leaf: {{$dynamicAnchor: leaf, type: string, maxLength: 3}}"),
            leaf_twin,
        ),
        named(
            "the URI of a schema of this file",
            "urn:example:leaf",
            &format!("{here}, Leaf: {{$id: 'urn:example:leaf', type: string, maxLength: 3}}"),
            leaf_twin,
        ),
        named(
            "the URI of a schema of a file that is read later",
            "https://example.com/schemas/knot",
            "It: {type: object, properties: {a: {$ref: 'URI'}, b: {$ref: 'published.yaml#/Leaf'}}}",
            "It: {type: object, properties: {a: {$ref: '#/components/schemas/Knot'}, b: {$ref: '#/components/schemas/Leaf'}}}, Leaf: {type: string, maxLength: 3}, Knot: {type: object, properties: {leaf: {$ref: '#/components/schemas/Leaf'}, own: {$ref: '#/components/schemas/own'}}}, own: {type: boolean}",
        ),
        named(
            "a pointer inside a schema that has a URI",
            "#/$defs/own",
            "It: {$id: it, type: object, properties: {a: {$ref: 'URI'}, b: {$ref: '#/components/schemas/Leaf'}}, $defs: {own: {type: boolean}}}, Leaf: {type: string, maxLength: 3}",
            "It: {type: object, properties: {a: {$ref: '#/components/schemas/It/$defs/own'}, b: {$ref: '#/components/schemas/Leaf'}}, $defs: {own: {type: boolean}}}, Leaf: {type: string, maxLength: 3}",
        ),
        Row {
            place: "a webhook",
            root: "paths: {}\nwebhooks: {w: {$ref: 'URI'}}".to_owned(),
            files: &[("parts.yaml", "Item: {post: {responses: {'200': {description: d}}}}\n")],
            uri: "parts.yaml#/Item",
            twin: "paths: {}\nwebhooks: {w: {post: {responses: {'200': {description: d}}}}}".to_owned(),
        },
        Row {
            place: "a path item among the components",
            root: "paths: {/b: {$ref: 'URI'}}\ncomponents: {pathItems: {B: {get: {operationId: get_b, responses: {'204': {description: none}}}}}}".to_owned(),
            files: &[],
            uri: "#/components/pathItems/B",
            twin: "paths: {/b: {get: {operationId: get_b, responses: {'204': {description: none}}}}}".to_owned(),
        },
        Row {
            place: "words beside Reference Objects",
            root: operation(
                "parameters: [{$ref: 'URI', description: Ours.}], responses: {'200': {$ref: '#/components/responses/R', summary: S., description: Ours too.}}",
                "parameters: {P: {name: p, in: query, description: Theirs., schema: {type: string}}}, responses: {R: {description: theirs, headers: {x-h: {$ref: '#/components/headers/H', description: Ours as well.}}}}, headers: {H: {description: theirs, schema: {type: string}}}",
            ),
            files: &[],
            uri: "#/components/parameters/P",
            twin: operation(
                "parameters: [{name: p, in: query, description: Ours., schema: {type: string}}], responses: {'200': {description: Ours too., headers: {x-h: {description: Ours as well., schema: {type: string}}}}}",
                "",
            ),
        },
    ]
}

fn check(version: &str, rows: &[Row]) {
    for Row {
        place,
        root,
        files,
        uri,
        twin,
    } in rows
    {
        assert!(root.contains("URI"), "{place}");
        let found = model(version, &root.replace("URI", uri), files, place);
        let expected = model(version, twin, &[], place);
        let differs = found.lines().zip(expected.lines()).find(|(a, b)| a != b);
        assert!(found == expected, "{place} in {version}: {differs:?}");
        let lost = format!(
            "openapi: {version}\n{}\n",
            root.replace("URI", "#/nowhere/at/all")
        );
        let mut all = vec![("openapi.yaml", lost.as_str())];
        all.extend(*files);
        let loaded = read_texts(&all);
        let rules: Vec<&str> = loaded.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["ref-dangling"], "{place} in {version}");
    }
}

#[test]
fn objects_may_stand_elsewhere() {
    check("3.0.3", &objects());
    check("3.1.0", &objects());
}

#[test]
fn schemas_may_stand_elsewhere() {
    check("3.0.3", &schemas_of_both());
    check("3.1.0", &schemas_of_both());
}

#[test]
fn schemas_of_3_1_have_more_places_and_names() {
    check("3.1.0", &schemas_of_31());
}

/// `$id` and `$anchor` mean nothing in 3.0, and words beside a reference are passed over.
#[test]
fn in_3_0_a_reference_is_nothing_else() {
    let text = "openapi: 3.0.3
paths: {}
components:
  schemas:
    A: {$anchor: a, type: string}
    B: {$id: 'https://example.com/b', type: string}
    C: {$ref: '#a'}
    D: {$ref: 'https://example.com/b'}
";
    let loaded = read_texts(&[("openapi.yaml", text)]);
    let rules: Vec<&str> = loaded.findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["ref-anchor", "ref-remote"]);
    let siblings = operation(
        "parameters: [{$ref: '#/components/parameters/P', description: Ours.}], responses: {'200': {description: d}}",
        "parameters: {P: {name: p, in: query, description: Theirs., schema: {type: string}}}",
    );
    assert!(model("3.0.3", &siblings, &[], "siblings").contains("Theirs."));
}
