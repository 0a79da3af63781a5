//! The exact words of every finding.

use concierge_codegen::load::load_text;
use concierge_codegen::lower::lower_document;

use super::{found, with_paths, with_schemas, with_schemas_31};

/// Components of a 3.0 document, from line 6 on, and what is found in them.
const SCHEMAS: &[(&str, &[&str])] = &[
    (
        "It: {type: strng}",
        &[
            "error[type-unknown] 6:16 `strng` is no type; write string, integer, number, boolean, array or object",
        ],
    ),
    (
        "It: {type: 5}",
        &[
            "error[type-unknown] 6:16 `type` must be a string, and this is a number; write string, integer, number, boolean, array or object",
        ],
    ),
    (
        "It: 5",
        &[
            "error[schema-malformed] 6:9 a schema must be an object, and this is a number; write a schema, for example `{type: string}`",
        ],
    ),
    (
        "It: {type: string, minLength: -1, pattern: 7}",
        &[
            "error[keyword-type] 6:35 `minLength` must be a whole number that is not negative, and this is `-1`; write a whole number that is not negative, or leave `minLength` out",
            "error[keyword-type] 6:48 `pattern` must be a string, and this is `7`; write a string, or leave `pattern` out",
        ],
    ),
    (
        "It: {type: string, pattern: '(?i)a'}",
        &[
            "error[unsupported-pattern] 6:33 `pattern` is no ECMA-262 expression and is not enforced; write it in the dialect of JavaScript, for example without `(?i)` or `\\Z`",
        ],
    ),
    ("It: {type: integer, multipleOf: 0.5}", &[]),
    ("It: {type: string, not: {enum: [a]}}", &[]),
    (
        "It: {type: array}",
        &[
            "warning[fallback-any] 6:9 an array without `items` is typed as an array of any JSON values; state `items`",
        ],
    ),
    (
        "It: {type: object, properties: {a: {type: string}}, required: [a, b]}",
        &[
            "warning[fallback-any] 6:67 `b` is required but not declared; it is typed as any JSON value; declare `b` under `properties`, or take it out of `required`",
        ],
    ),
    (
        "It: {type: string, enum: []}",
        &[
            "warning[enum-empty] 6:30 `enum` lists no value, so none would be allowed; it is ignored; list the allowed values, or leave `enum` out",
        ],
    ),
    (
        "It: {type: string, enum: [a, b, a]}",
        &["warning[enum-duplicate] 6:37 `a` is listed twice; leave the second one out"],
    ),
    (
        "It: {type: string, enum: [a, 1, true]}",
        &[
            "warning[enum-type] 6:34 a value of a string cannot be a number; it is read as the string that is written; put it in quotes",
            "warning[enum-type] 6:37 a value of a string cannot be a boolean; it is read as the string that is written; put it in quotes",
        ],
    ),
    (
        "It: {enum: [a, 1]}",
        &[
            "warning[fallback-any] 6:16 values of several types are typed as any JSON value; which ones they are is checked; use strings only",
        ],
    ),
    ("It: {type: integer, enum: [1, 5]}", &[]),
    ("It: {type: number, enum: [0.5]}", &[]),
    ("It: {type: boolean, enum: [true]}", &[]),
    (
        "It: {allOf: [{type: string}, {type: integer}]}",
        &[
            "warning[fallback-any] 6:9 no value but null satisfies this schema; it is typed as any JSON value; correct the types that meet here",
        ],
    ),
    (
        "A: {allOf: [{$ref: '#/components/schemas/B'}, {properties: {c: {type: string}}}]}\nB: {type: object, additionalProperties: false, properties: {b: {type: string}}}",
        &[
            "warning[allof-closed] 7:45 this branch of an `allOf` forbids `c`, which another branch declares; no value can hold it; state `additionalProperties: false` only beside the `allOf`, with all properties declared there",
        ],
    ),
    (
        "A: {allOf: [{type: string, pattern: '^a'}, {pattern: 'b$'}]}",
        &[],
    ),
    (
        "A: {allOf: [{$ref: '#/components/schemas/B'}, {type: object}]}\nB: {allOf: [{$ref: '#/components/schemas/A'}, {type: object}]}",
        &[
            "error[allof-cycle] 6:17 a schema cannot contain itself by `allOf`; put the common properties into a schema of their own",
            "error[allof-cycle] 7:17 a schema cannot contain itself by `allOf`; put the common properties into a schema of their own",
        ],
    ),
    (
        "A: {type: object, properties: {b: {$ref: '#/components/schemas/B', nullable: true}}}\nB: {type: string}",
        &[
            "warning[ref-sibling] 6:82 `nullable` beside `$ref` has no effect in OpenAPI 3.0; write `allOf: [{$ref: ...}]` and `nullable` beside it",
        ],
    ),
    (
        "foo_bar: {type: string}\nFooBar: {type: string}",
        &[
            "warning[name-collision] 7:13 the type of `FooBar` is called `FooBar2`, since another schema has the name `FooBar`; rename one of the schemas",
        ],
    ),
    (
        "A: {type: object, properties: {k: {type: string}}, discriminator: {propertyName: k}}",
        &[
            "warning[unsupported-inheritance] 6:71 `discriminator` without `oneOf` or `anyOf` does not say which schemas it chooses between; it is ignored; list the schemas under `oneOf` beside it",
        ],
    ),
    (
        "A: {type: object, properties: {a: {type: string}, b: {type: string}}, anyOf: [{required: [a]}, {required: [b]}]}",
        &[],
    ),
    (
        "A: {oneOf: [{type: string}, {type: integer}], anyOf: [{type: string}, {type: boolean}]}",
        &[],
    ),
    (
        "A: {oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}], discriminator: {propertyName: k, mapping: {b: '#/components/schemas/B', c: '#/components/schemas/C', d: '#/components/schemas/D'}}}\nB: {type: object, properties: {k: {type: string}}}\nC: {type: object, properties: {x: {type: string}}}\nD: {type: object}",
        &[
            "warning[discriminator-property] 6:51 this branch does not declare the discriminator's property `k`; declare `k` there, as a required string",
            "warning[discriminator-mapping] 6:190 the mapping `d` leads to a schema that is no branch of the choice; add the schema to the branches, or leave the mapping out",
        ],
    ),
    (
        "A: {oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}], discriminator: {propertyName: k, mapping: {b: 7}}}\nB: {type: object, properties: {k: {type: string}}}\nC: {type: object, properties: {k: {type: string, enum: [c, d]}}}",
        &[
            "warning[discriminator-name] 6:51 without a mapping this branch answers to `C`, but its `k` allows `c`, `d`; the latter is taken; add a `mapping` that says so",
            "error[discriminator-malformed] 6:132 a mapping leads to the name of a schema; write a reference, for example `'#/components/schemas/Book'`",
        ],
    ),
    (
        "A: {oneOf: [{type: object, properties: {k: {type: string}}}, {type: object, properties: {k: {type: string, enum: [x]}}}], discriminator: {propertyName: k}}",
        &[
            "error[discriminator-branch] 6:17 nothing says which `k` leads to this unnamed branch; move it to `components.schemas`, or give its `k` an `enum` of one value",
        ],
    ),
    (
        "A: {oneOf: [{type: object, properties: {k: {type: string, enum: [x]}}}, {type: object, properties: {k: {type: string, enum: [x]}}}], discriminator: {propertyName: k}}",
        &[
            "error[discriminator-ambiguous] 6:77 `x` leads to more than one branch; give every branch a value of its own by `mapping`",
        ],
    ),
    (
        "A: {oneOf: [{type: object}, {type: string}], discriminator: {mapping: {}}}",
        &[
            "error[discriminator-malformed] 6:65 `discriminator` names no property; write `discriminator: {propertyName: kind}`",
        ],
    ),
    (
        "It: {type: string, x-pii: secret}",
        &[
            "error[extension-malformed] 6:31 `x-pii` names no kind of personal data; write email, phone, name, address, freetext or order",
        ],
    ),
    (
        "It: {type: string, x-retention: 30}",
        &[
            "error[extension-malformed] 6:37 `x-retention` does not say how long; write a duration, for example `30d`, or `{keep: 7d, after: expired}` where it counts from another moment than `created`",
        ],
    ),
    (
        "It: {type: string, x-retention: {after: 1, until: x}}",
        &[
            "error[extension-malformed] 6:37 `x-retention` does not say how long; write a duration, for example `30d`, or `{keep: 7d, after: expired}` where it counts from another moment than `created`",
            "error[extension-malformed] 6:45 `x-retention` counts from something that is no moment; write a duration, for example `30d`, or `{keep: 7d, after: expired}` where it counts from another moment than `created`",
            "error[extension-malformed] 6:48 `until` means nothing here; write a duration, for example `30d`, or `{keep: 7d, after: expired}` where it counts from another moment than `created`",
        ],
    ),
    (
        "It: {type: string, x-lifecycle: {a: [b]}}",
        &[
            "error[extension-malformed] 6:37 `x-lifecycle` belongs on a list of strings and names the followers of each; write it beside `enum`, for example `x-lifecycle: {open: [closed], closed: []}`",
        ],
    ),
    (
        "It: {type: string, enum: [a, b], x-lifecycle: {a: [c], d: [], b: a}}",
        &[
            "error[extension-malformed] 6:56 `x-lifecycle` leads to something that is not among the values; write one of the values under `enum`",
            "error[extension-malformed] 6:60 `x-lifecycle` names `d`, which is not among the values; write one of the values under `enum`",
            "error[extension-malformed] 6:70 the followers of a value must be an array; write an array, empty for a last value",
        ],
    ),
    (
        "A: {type: array, items: {$ref: '#/components/schemas/A'}}\nB: {allOf: [{$ref: '#/components/schemas/C'}]}\nC: {allOf: [{$ref: '#/components/schemas/B'}]}",
        &[
            "warning[fallback-any] 6:8 `A` contains itself with no object between; the inner one is typed as any JSON value; put an object with a property between them",
            "warning[fallback-any] 8:8 `B` contains itself with no object between; the inner one is typed as any JSON value; put an object with a property between them",
        ],
    ),
];

/// The same in 3.1.
const SCHEMAS_31: &[(&str, &[&str])] = &[
    (
        "It: {type: array, prefixItems: [{type: string}]}",
        &[
            "warning[fallback-any] 6:36 a tuple that may go on with anything is an array of any JSON values; the rules of its items are checked; state `items: false`, or what the further items are",
        ],
    ),
    (
        "It: {type: object, patternProperties: {'^a': {type: string}}}",
        &[
            "warning[fallback-any] 6:43 properties under patterns are typed as any JSON value; their rules are checked; state `additionalProperties: false` beside a single pattern, or use `additionalProperties` alone",
        ],
    ),
    (
        "It: {type: object, patternProperties: {'^a': {type: string}, '^b': {type: integer}}}",
        &[
            "warning[fallback-any] 6:43 properties under patterns are typed as any JSON value; their rules are checked; state `additionalProperties: false` beside a single pattern, or use `additionalProperties` alone",
        ],
    ),
    (
        "It: {if: {type: string}}",
        &[
            "warning[fallback-any] 6:9 no type says what this schema demands; it is typed as any JSON value, and its rules are checked; state `type`",
        ],
    ),
    (
        "It: {type: 'null'}",
        &[
            "warning[fallback-any] 6:9 no value but null satisfies this schema; it is typed as any JSON value; correct the types that meet here",
        ],
    ),
];

/// Path items, from line 4 on.
const PATHS: &[(&str, &[&str])] = &[
    (
        "a: {get: {operationId: get_a, responses: {'200': {description: d}}}}",
        &[
            "error[path-template] 4:3 `a` is no path template; begin it with `/`, and close every `{` by `}`",
        ],
    ),
    (
        "/a/{b: {get: {operationId: get_a, responses: {'200': {description: d}}}}",
        &[
            "error[path-template] 4:3 `/a/{b` is no path template; begin it with `/`, and close every `{` by `}`",
        ],
    ),
    (
        "/a: {gett: {operationId: get_a}, get: {operationId: get_a, responses: {'200': {description: d}}}}",
        &[
            "warning[path-item-key] 4:8 `gett` is no method; write one of get, put, post, delete, options, head, patch, trace",
        ],
    ),
    (
        "/a: {get: {responses: {'200': {description: d}}}}",
        &[
            "warning[operation-id-missing] 4:13 an operation without `operationId` is called `get_a`, after its method and path; write `operationId: get_a`, or a better name",
        ],
    ),
    (
        "/a: {get: {operationId: get_a, responses: {'200': {description: d}}}, put: {operationId: get_a, responses: {'200': {description: d}}}}",
        &[
            "error[operation-id-duplicate] 4:92 `get_a` is the `operationId` of GET /a already; give every operation an id of its own",
        ],
    ),
    (
        "/a: {get: {operationId: getA, responses: {'200': {description: d}}}, put: {operationId: get_a, responses: {'200': {description: d}}}}",
        &[
            "warning[name-collision] 4:91 the method of `get_a` is called `get_a_2`, since another operation has the name `get_a`; rename one of the operations",
        ],
    ),
    (
        "/a/{id}: {get: {operationId: get_a, responses: {'200': {description: d}}}}",
        &[
            "error[path-variable] 4:18 the path `/a/{id}` has a variable `id` that no parameter declares; add `- {name: id, in: path, required: true, schema: {type: string}}` to `parameters`",
        ],
    ),
    (
        "/a: {get: {operationId: get_a, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'200': {description: d}}}}",
        &[
            "warning[path-variable] 4:47 the path parameter `id` does not stand in `/a`; it is left out; write `{id}` in the path, or leave the parameter out",
        ],
    ),
    (
        "/a/{id*}: {get: {operationId: get_a, parameters: [{name: id, in: path, schema: {type: string}}], responses: {'200': {description: d}}}}",
        &[
            "warning[path-template] 4:3 `{id*}` is read as `{id}`; leave the marks out; `style` and `explode` of the parameter say the same",
            "warning[parameter-required] 4:53 the path parameter `id` is always required; write `required: true`",
        ],
    ),
    (
        "/a/{b}: {get: {operationId: get_a, parameters: [{name: b, in: path, required: true, schema: {type: string}}], responses: {'200': {description: d}}}}\n/a/{c}: {get: {operationId: get_b, parameters: [{name: c, in: path, required: true, schema: {type: string}}], responses: {'200': {description: d}}}}",
        &[
            "error[path-duplicate] 5:17 GET /a/{b} and GET /a/{c} are the same path; leave one of them out",
        ],
    ),
    (
        "/a: {get: {operationId: get_a, parameters: [{name: a, in: body, schema: {type: string}}, {in: query, schema: {type: string}}, {name: b, in: query}, {name: c, in: header, style: form, schema: {type: string}}, {name: d, in: query, schema: {type: string}}, {name: d, in: query, schema: {type: string}}, {name: e, in: query, content: {application/json: {schema: {type: object}}}}], responses: {'200': {description: d}}}}",
        &[
            "error[parameter-malformed] 4:47 a parameter does not say where it travels; write `in: path`, `query`, `header` or `cookie`",
            "error[parameter-malformed] 4:92 a parameter has no name; write `name: limit`",
            "error[parameter-malformed] 4:129 neither `schema` nor `content` says what this holds; write `schema: {type: string}`",
            "error[parameter-style] 4:180 `form` is no style of this kind of parameter; leave `style` out, or write simple",
            "error[parameter-duplicate] 4:257 the parameter `d` is declared twice; leave the second one out",
        ],
    ),
    (
        "/a: {get: {operationId: get_a, parameters: [{name: f, in: query, style: pipeDelimited, explode: true, schema: {type: array, items: {type: string}}}, {name: g, in: query, content: {application/xml: {schema: {type: object}}}}, {name: h, in: query, content: {}}], responses: {'200': {description: d}}}}",
        &[
            "warning[parameter-style-undefined] 4:99 the standard does not say what `explode: true` means in this style; each item stands under the name of its own, as in `form`; leave `explode` out, or use `style: form`",
            "warning[fallback-text] 4:182 a value of `application/xml` is passed as text; its schema is not enforced; use `application/json`, or `schema` and `style`",
            "error[parameter-malformed] 4:258 `content` of a parameter holds exactly one media type; write `content: {application/json: {schema: ...}}`",
        ],
    ),
    (
        "/a: {post: {operationId: post_a, x-idempotency: {required: true, ttl: 24h}, responses: {'200': {description: d, content: {text/event-stream: {}}}}}}",
        &[
            "error[idempotent-stream] 4:144 `post_a` is idempotent, so that its answer is kept and cannot be a stream of events; answer the stream from an operation of its own, or leave `x-idempotency` out",
        ],
    ),
    (
        "/a: {get: {operationId: get_a, requestBody: {content: {application/json: {schema: {type: string}}}}, responses: {'200': {description: d}}}}",
        &[
            "warning[body-unexpected] 4:47 GET with a body means nothing, and caches and proxies may drop it; use POST, or parameters",
        ],
    ),
    (
        "/a: {get: {operationId: get_a, parameters: [{name: a b, in: header, schema: {type: string}}], responses: {'200': {description: d, headers: {'x:y': {schema: {type: string}}}}}}}",
        &[
            "error[header-name] 4:54 `a b` cannot be the name of a header; use letters, digits and `-`",
            "error[header-name] 4:143 `x:y` cannot be the name of a header; use letters, digits and `-`",
        ],
    ),
    (
        "/a: {post: {operationId: post_a, requestBody: {content: {}}, responses: {'200': {description: d}}}}",
        &[
            "warning[body-empty] 4:49 this body has no media type; write `content: {application/json: {schema: ...}}`",
        ],
    ),
    (
        "/a: {post: {operationId: post_a, requestBody: {content: {application/xml: {schema: {type: object}}, text/csv: {schema: {type: object}}}}, responses: {'200': {description: d}}}}",
        &[
            "warning[fallback-xml] 4:86 a body of `application/xml` is passed as bytes; its schema is not enforced; use `application/json`, or state `{type: string, format: binary}`",
            "warning[fallback-text] 4:122 a body of `text/csv` is passed as text; its schema is not enforced; use `application/json`, or state `{type: string}`",
        ],
    ),
    (
        "/a: {post: {operationId: post_a, requestBody: {content: {multipart/form-data: {schema: {type: object}, encoding: {b: {contentType: image/png}}}}}, responses: {'200': {description: d}}}}",
        &[
            "warning[multipart-schema] 4:90 a multipart body without properties has no parts; declare the parts as properties of an object",
            "warning[multipart-encoding] 4:117 `encoding` names `b`, which is no part; correct the name",
        ],
    ),
    (
        "/a: {post: {operationId: post_a, requestBody: {content: {multipart/form-data: {}}}, responses: {'200': {description: d}}}}",
        &[
            "warning[multipart-schema] 4:81 a multipart body without `schema` has no parts; declare the parts as properties of an object",
        ],
    ),
    (
        "/a: {get: {operationId: get_a, responses: {}}}",
        &[
            "warning[response-missing] 4:13 an operation declares no answer; add `responses` with at least one status",
        ],
    ),
    (
        "/a: {get: {operationId: get_a, responses: {'20': {description: d}, '200': {description: d, content: {application/json: {schema: {type: string}, examples: {a: {externalValue: x}}}}}}}}",
        &[
            "error[response-status] 4:46 `20` is no status; write a status such as `200`, a range such as `4XX`, or `default`",
            "warning[unsupported-example] 4:161 the example `a` holds no `value`; write the example's value here; files elsewhere are not read",
        ],
    ),
    (
        "/a: {get: {operationId: get_a, security: [{nobody: []}], responses: {'200': {description: d}}}}",
        &[
            "error[security-scheme-unknown] 4:46 there is no security scheme `nobody`; declare `nobody` under `components.securitySchemes`, or correct the name",
        ],
    ),
    (
        "/a: {get: {operationId: get_a, callbacks: {}, responses: {'200': {description: d}}}}",
        &[
            "warning[unsupported-callbacks] 4:45 callbacks are not generated; describe them in the operation's description",
        ],
    ),
    (
        "/a: {post: {operationId: post_a, x-idempotncy: {}, x-rate-limits: [], x-mine: 1, responses: {'200': {description: d}}}}",
        &[
            "warning[extension-typo] 4:36 `x-idempotncy` means nothing here; did you mean `x-idempotency`?",
            "warning[extension-typo] 4:54 `x-rate-limits` means nothing here; did you mean `x-rate-limit`?",
        ],
    ),
    (
        "/a: {post: {operationId: post_a, x-idempotency: {required: yes, ttl: 24, scope: x}, responses: {'200': {description: d}}}}",
        &[
            "error[extension-malformed] 4:62 `x-idempotency` does not say whether a key is required; write `x-idempotency: {required: true, ttl: 24h}`",
            "error[extension-malformed] 4:72 `x-idempotency` does not say how long an answer is kept; write `x-idempotency: {required: true, ttl: 24h}`",
            "error[extension-malformed] 4:76 `scope` means nothing here; write `x-idempotency: {required: true, ttl: 24h}`",
        ],
    ),
    (
        "/a: {post: {operationId: post_a, x-idempotency: true, responses: {'200': {description: d}}}}",
        &[
            "error[extension-malformed] 4:51 this must be an object, and is a boolean; write `x-idempotency: {required: true, ttl: 24h}`",
        ],
    ),
    (
        "/a: {post: {operationId: post_a, x-rate-limit: {by: address}, responses: {'200': {description: d}}}}",
        &[
            "error[extension-malformed] 4:50 `x-rate-limit` must be an array of limits; write `- {by: address, requests: 120, per: 1m}` or `- {by: session, pointer: /sessionId, requests: 60, per: 1m}`",
        ],
    ),
    (
        "/a: {post: {operationId: post_a, x-rate-limit: [{by: address, pointer: /a, requests: 0, per: 1}, {by: session, requests: 1, per: 1m}, {key: address, requests: 1, per: 1m}], responses: {'200': {description: d}}}}",
        &[
            "error[extension-malformed] 4:74 a limit by address has no `pointer`; write `- {by: address, requests: 120, per: 1m}` or `- {by: session, pointer: /sessionId, requests: 60, per: 1m}`",
            "error[extension-malformed] 4:88 a limit does not say how many `requests` it allows; write `- {by: address, requests: 120, per: 1m}` or `- {by: session, pointer: /sessionId, requests: 60, per: 1m}`",
            "error[extension-malformed] 4:96 a limit does not say `per` which duration it counts; write `- {by: address, requests: 120, per: 1m}` or `- {by: session, pointer: /sessionId, requests: 60, per: 1m}`",
            "error[extension-malformed] 4:100 a limit by session does not say where the session stands in the body; write `- {by: address, requests: 120, per: 1m}` or `- {by: session, pointer: /sessionId, requests: 60, per: 1m}`",
            "error[extension-malformed] 4:137 a limit does not say what it counts `by`; write `- {by: address, requests: 120, per: 1m}` or `- {by: session, pointer: /sessionId, requests: 60, per: 1m}`",
            "error[extension-malformed] 4:138 `key` means nothing here; write `- {by: address, requests: 120, per: 1m}` or `- {by: session, pointer: /sessionId, requests: 60, per: 1m}`",
        ],
    ),
    (
        "/a: {post: {operationId: post_a, x-slo: {p95Ms: fast, availability: 101}, responses: {'200': {description: d}}}}",
        &[
            "error[extension-malformed] 4:51 `x-slo` does not say how many milliseconds 95 in 100 answers take at most; write `x-slo: {p95Ms: 300, availability: 99.9}`",
            "error[extension-malformed] 4:71 `x-slo` does not say the availability in percent; write `x-slo: {p95Ms: 300, availability: 99.9}`",
        ],
    ),
    (
        "/a: {post: {operationId: post_a, x-body-limit: 10 cups, x-scopes: read, x-events: [1], responses: {'200': {description: d}}}}",
        &[
            "error[extension-malformed] 4:50 `x-body-limit` is no size; write bytes as a number, or a size such as `16KiB` or `10MiB`",
            "error[keyword-type] 4:69 `x-scopes` must be an array, and this is a string; write an array, or leave `x-scopes` out",
            "error[keyword-type] 4:86 `x-events` must be an array of strings, and this is `1`; write an array of strings, or leave `x-events` out",
        ],
    ),
    (
        "/a: {get: {operationId: get_a, x-rate-limit: [{by: address, requests: 1, per: 1m, account: all}, {by: address, requests: 2, per: 1m, account: ''}], responses: {'200': {description: d}}}, post: {operationId: post_a, x-rate-limit: [{by: address, requests: 2, per: 1m, account: all}], responses: {'200': {description: d}}}}",
        &[
            "error[extension-malformed] 4:145 the `account` that a limit shares with others has no name; write `- {by: address, requests: 120, per: 1m}` or `- {by: session, pointer: /sessionId, requests: 60, per: 1m}`",
            "error[rate-limit-account] 4:196 limits of `get_a` and `post_a` share the account `all` and differ; let limits of one account have the same `by`, `requests` and `per`, or name another account",
        ],
    ),
    (
        "/a: {post: {operationId: post_a, requestBody: {content: {application/json: {schema: {type: object, properties: {b: {type: string}}}}}}, x-rate-limit: [{by: session, pointer: /sessionId, requests: 1, per: 1m}], responses: {'200': {description: d}}}}",
        &[
            "error[rate-limit-pointer] 4:14 a limit of `post_a` counts by `/sessionId`, which its body does not have; point at a property of the body, or count by address",
        ],
    ),
];

#[test]
fn in_schemas_of_3_0() {
    for (text, expected) in SCHEMAS {
        assert_eq!(found(&with_schemas(text)), *expected, "{text}");
    }
}

#[test]
fn in_schemas_of_3_1() {
    for (text, expected) in SCHEMAS_31 {
        assert_eq!(found(&with_schemas_31(text)), *expected, "{text}");
    }
}

#[test]
fn in_paths() {
    for (text, expected) in PATHS {
        assert_eq!(found(&with_paths(text)), *expected, "{text}");
    }
}

#[test]
fn circles_that_no_value_ends() {
    for (text, found_in) in [
        (
            "A: {oneOf: [{$ref: '#/components/schemas/A'}, {type: string}]}",
            "A",
        ),
        (
            "A: {anyOf: [{$ref: '#/components/schemas/B'}, {type: string}]}, B: {anyOf: [{$ref: '#/components/schemas/A'}, {type: integer}]}",
            "A",
        ),
        (
            "A: {type: string, not: {$ref: '#/components/schemas/A'}}",
            "A",
        ),
    ] {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas: {{{text}}}\n"
        );
        let line = format!(
            "error[schema-cycle] 5:16 `{found_in}` contains itself with no property between, so that no value can be held against it; leave out the branch that leads back, or put an object with a property between"
        );
        assert_eq!(found(&text), [line], "{text}");
    }
    let tree =
        "A: {oneOf: [{type: array, items: {$ref: '#/components/schemas/A'}}, {type: string}]}";
    assert_eq!(found(&with_schemas(tree)), [""; 0]);
}

#[test]
fn defaults_that_do_not_fit() {
    let text = "openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a:
    post:
      operationId: get_a
      parameters:
        - {name: size, in: query, schema: {type: integer, maximum: 9, default: 10}}
        - {name: day, in: query, schema: {type: string, format: date, default: today}}
        - {name: last, in: query, schema: {type: string, format: date, default: '2026-12-31'}}
        - {name: tags, in: query, schema: {type: array, items: {type: string}, default: [1]}}
        - {name: leap, in: query, schema: {type: string, format: date, default: '2025-02-29'}}
        - {name: hour, in: query, schema: {type: string, format: date-time, default: '2024-02-29T24:00:00Z'}}
        - {name: late, in: query, schema: {type: string, format: date-time, default: '2024-02-29T23:59:60.5+01:00'}}
        - {name: each, in: query, schema: {type: array, items: {type: integer, default: none}}}
      requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {part: {type: integer, default: none}}}}}}
      responses: {'200': {description: d, headers: {x-left: {schema: {type: integer, default: none}}}}}
components:
  schemas:
    It: {type: object, properties: {a: {type: string, default: 5}, b: {type: string, default: c}}}
";
    let line = |place: &str, name: &str| {
        format!(
            "warning[default-invalid] {place} the default of `{name}` does not fit its own schema, and is left out; correct the default, or leave it out"
        )
    };
    assert_eq!(
        found(text),
        [
            line("8:43", "size"),
            line("9:42", "day"),
            line("11:43", "tags"),
            line("12:43", "leap"),
            line("13:43", "hour"),
            line("15:64", "each"),
            line("16:95", "part"),
            line("17:70", "x-left"),
            line("20:40", "a"),
        ]
    );
    let doc = load_text("openapi.yaml", text).expect("a document");
    let api = lower_document(&doc).expect("a model").api;
    let kept: Vec<&str> = api.operations[0]
        .parameters
        .iter()
        .filter(|parameter| parameter.schema.default.is_some())
        .map(|parameter| parameter.wire.as_str())
        .collect();
    assert_eq!(kept, ["last", "late"]);
}

#[test]
fn schemes_that_cannot_be_served() {
    let text = "openapi: 3.1.0
info: {title: T, version: '1'}
security: [{mutual: []}]
paths:
  /a:
    get: {operationId: get_a, responses: {'200': {description: d}}}
    put: {operationId: put_a, security: [{digest: []}, {nameless: []}], responses: {'200': {description: d}}}
components:
  securitySchemes:
    mutual: {type: mutualTLS}
    digest: {type: http, scheme: digest}
    nameless: {type: apiKey, in: header}
    unused: {type: mutualTLS}
";
    assert_eq!(
        found(text),
        [
            "error[unsupported-mutual-tls] 3:13 the security scheme `mutual` is `mutualTLS`, which ends before the service and cannot be checked by it; check certificates in the proxy, and ask for a credential that travels with the request",
            "error[unsupported-security-scheme] 7:43 the security scheme `digest` uses http `digest`, which is not supported; use http bearer, http basic, an API key, OAuth2 or OpenID Connect",
            "error[unsupported-security-scheme] 7:57 the security scheme `nameless` does not say under which `name` the key travels; use http bearer, http basic, an API key, OAuth2 or OpenID Connect",
        ]
    );
}

#[test]
fn in_the_document() {
    let text = "openapi: 3.1.0
info: {title: T, version: '1'}
tags: [{name: a}, {name: a}, {description: d}]
paths: {}
webhooks: {}
";
    assert_eq!(
        found(text),
        [
            "warning[tag-duplicate] 3:19 the tag `a` is declared twice; leave the second one out",
            "error[tag-malformed] 3:30 a tag has no name; write `- name: orders`",
            "warning[unsupported-webhooks] 5:11 webhooks are not generated; describe them in the contract's description",
        ]
    );
}

#[test]
fn several_wrong_things_are_told_together() {
    let text = with_schemas("A: {type: strng}\nB: {type: array}\nC: {type: string, x-pii: secret}");
    let doc = load_text("openapi.yaml", &text)
        .unwrap_or_else(|findings| panic!("{}", findings.render(None)));
    let findings = lower_document(&doc).err().unwrap_or_default();
    assert_eq!(
        findings.render(Some(&doc)),
        "error[type-unknown]: `strng` is no type
 --> openapi.yaml:6:15
  |
6 |     A: {type: strng}
  |               ^
  fix: write string, integer, number, boolean, array or object

warning[fallback-any]: an array without `items` is typed as an array of any JSON values
 --> openapi.yaml:7:8
  |
7 |     B: {type: array}
  |        ^
  fix: state `items`

error[extension-malformed]: `x-pii` names no kind of personal data
 --> openapi.yaml:8:30
  |
8 |     C: {type: string, x-pii: secret}
  |                              ^
  fix: write email, phone, name, address, freetext or order
"
    );
}

#[test]
fn schemas_that_explode_are_refused() {
    let doubled = |n: usize| {
        format!(
            "X{n}: {{allOf: [{{$ref: '#/components/schemas/X{0}'}}, {{$ref: '#/components/schemas/X{0}'}}]}}\n",
            n + 1
        )
    };
    let mut schemas: String = (0..16).map(doubled).collect();
    schemas.push_str("X16: {type: object}\n");
    let lines = found(&with_schemas(&schemas));
    assert_eq!(
        lines.first().map(String::as_str),
        Some(
            "error[allof-too-large] 11:9 too many schemas come together here by `allOf`; join them in fewer steps"
        )
    );
}
