//! The entries, in order of their ids. A fixture of each stands in `tests/it/unsupported`.

use super::{Fallback, Shape};

/// Every shape.
pub const SHAPES: &[Shape] = &[
    Shape {
        id: "client-lowered",
        what: "An operation says more than a client's method carries.",
        remedy: "None is needed when callers do without it: statuses below 200, forms without parts.",
        fallback: Fallback::Always("The message says what the method leaves out."),
    },
    Shape {
        id: "fallback-any",
        what: "A schema that no Rust type follows from: tuples that may go on with anything, lists of values of several types, arrays without `items`, rules without a type, contradictions of `allOf`.",
        remedy: "State the type, or use an object with one property per item.",
        fallback: Fallback::Always(
            "The value is any JSON value, kept as it came; rules that the schema states are checked where the message doesn't say otherwise.",
        ),
    },
    Shape {
        id: "fallback-bytes",
        what: "A body with a schema whose media type the compiler doesn't read, for example `application/msgpack`.",
        remedy: "Use `application/json`, or state `{type: string, format: binary}`.",
        fallback: Fallback::Always("The body is passed as bytes, and not checked."),
    },
    Shape {
        id: "fallback-text",
        what: "A text body or a `content` parameter whose schema is more than a string.",
        remedy: "Use `application/json`, or state `{type: string}`.",
        fallback: Fallback::Always("The value is passed as text, and not checked."),
    },
    Shape {
        id: "fallback-xml",
        what: "An XML body with a schema. There is one reader and writer of values here, that of JSON.",
        remedy: "Offer `application/json` beside it.",
        fallback: Fallback::Always("The body is passed as bytes, and not checked."),
    },
    Shape {
        id: "merge-key",
        what: "A YAML merge key (`<<`), which YAML 1.2 doesn't know.",
        remedy: "Use a `$ref`, or repeat the entries.",
        fallback: Fallback::Never("Two readers of the contract would see two documents."),
    },
    Shape {
        id: "path-duplicate",
        what: "Two paths that differ in the names of their variables only, so that no request tells them apart. The standard forbids them.",
        remedy: "Leave one of them out.",
        fallback: Fallback::OnRequest(
            "the operation that stands first is kept, the others are left out.",
        ),
    },
    Shape {
        id: "ref-anchor",
        what: "A `$ref` to a name that no schema there has as its `$anchor`, or in OpenAPI 3.0, which knows no anchors.",
        remedy: "Write the place as a pointer, for example `#/components/schemas/Order`.",
        fallback: Fallback::Never("There is no type without what it refers to."),
    },
    Shape {
        id: "ref-remote",
        what: "A `$ref` to another host. The compiler reads files only, so that the same contract gives the same code everywhere.",
        remedy: "Keep a copy of the file beside the contract.",
        fallback: Fallback::Never("There is no type without what it refers to."),
    },
    Shape {
        id: "unsupported-callbacks",
        what: "`callbacks` of an operation: requests that the server sends.",
        remedy: "Describe them in a contract of their own, and generate its client.",
        fallback: Fallback::Always("Nothing is generated for them; the operation itself is whole."),
    },
    Shape {
        id: "unsupported-example",
        what: "An example that lies elsewhere (`externalValue`).",
        remedy: "Write its value into the contract.",
        fallback: Fallback::Always("The example is left out."),
    },
    Shape {
        id: "unsupported-inheritance",
        what: "A `discriminator` without `oneOf` or `anyOf`, which doesn't say between which schemas it chooses; or a schema that is a branch of its own base, with rules beside its type.",
        remedy: "List the schemas under `oneOf` in a schema of their own.",
        fallback: Fallback::Always(
            "The schema is an object like any other: its properties are checked, the choice and such rules are not.",
        ),
    },
    Shape {
        id: "unsupported-keyword",
        what: "`$dynamicRef` or `$recursiveRef`: where they lead depends on who asks.",
        remedy: "Write `$ref` with the place of the schema.",
        fallback: Fallback::OnRequest(
            "everything else of the schema is checked; what the keyword leads to is not.",
        ),
    },
    Shape {
        id: "unsupported-links",
        what: "`links` of an answer: hints for callers, which nothing on the wire follows.",
        remedy: "None is needed.",
        fallback: Fallback::Always("Nothing is generated for them; the answer itself is whole."),
    },
    Shape {
        id: "unsupported-multiple",
        what: "A `multipleOf` that is not above 0, or has more than 19 digits.",
        remedy: "Write a number above 0, for example 0.01.",
        fallback: Fallback::OnRequest("the rest of the schema is checked; the multiple is not."),
    },
    Shape {
        id: "unsupported-mutual-tls",
        what: "An operation requires `mutualTLS`. A certificate ends before the service, so that nothing of a request shows it.",
        remedy: "Ask for a credential that travels with the request beside it.",
        fallback: Fallback::OnRequest(
            "the certificate is left to whatever ends TLS in front of the service, and the rest of the requirement is enforced. An alternative that asks for a certificate alone lets nobody in; where there is no other it stays an error.",
        ),
    },
    Shape {
        id: "unsupported-part-headers",
        what: "`headers` of a part of a multipart form (`encoding`), beside `Content-Type`.",
        remedy: "Declare a part of the form for each of them.",
        fallback: Fallback::Always(
            "The server neither reads nor checks them. A client writes them with a file, by `Upload::with_header`, and with no other part.",
        ),
    },
    Shape {
        id: "unsupported-pattern",
        what: "A `pattern` that is no ECMA-262 expression, which JSON Schema asks for.",
        remedy: "Write it in the dialect of JavaScript, for example without `(?i)`.",
        fallback: Fallback::OnRequest("the rest of the schema is checked; the pattern is not."),
    },
    Shape {
        id: "unsupported-security-scheme",
        what: "A security scheme of a kind that the service cannot check, for example http `digest`.",
        remedy: "Use http bearer, http basic, an API key, OAuth2 or OpenID Connect.",
        fallback: Fallback::Never("Every fallback would open the operation."),
    },
    Shape {
        id: "unsupported-webhooks",
        what: "`webhooks`: requests that the server sends.",
        remedy: "Describe them in a contract of their own, and generate its client.",
        fallback: Fallback::Always("Nothing is generated for them; the operations are whole."),
    },
];
