//! The entries, in order of their ids. A fixture of each stands in `tests/it/unsupported`.

use super::{Fallback, Shape};

/// Every shape.
pub const SHAPES: &[Shape] = &[
    Shape {
        id: "client-lowered",
        what: "An operation says more than a client's method carries.",
        remedy: "None is needed when callers do without it; otherwise state one media type per body.",
        fallback: Fallback::Always("The message says what the method leaves out."),
    },
    Shape {
        id: "fallback-any",
        what: "A schema that no Rust type follows from: tuples, lists of values of several types, arrays without `items`, contradictions of `allOf`.",
        remedy: "State the type, or use an object with one property per item.",
        fallback: Fallback::Always(
            "The value is any JSON value (`rt::Json`), kept as it came, and not checked.",
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
        what: "A `$ref` to an `$anchor`. References are JSON Pointers here.",
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
        id: "unsupported-choices",
        what: "Several choices (`oneOf`, `anyOf`) in one schema, or branches that only list `required`.",
        remedy: "Give each choice a property of its own.",
        fallback: Fallback::Always(
            "The first choice is checked; which properties stand together is not.",
        ),
    },
    Shape {
        id: "unsupported-enum",
        what: "An `enum` of numbers, of integers with gaps, or of a single boolean.",
        remedy: "Use strings, or `minimum` and `maximum`.",
        fallback: Fallback::Always(
            "The type is checked, integers by their range, too; the list is not.",
        ),
    },
    Shape {
        id: "unsupported-example",
        what: "An example that lies elsewhere (`externalValue`).",
        remedy: "Write its value into the contract.",
        fallback: Fallback::Always("The example is left out."),
    },
    Shape {
        id: "unsupported-inheritance",
        what: "A `discriminator` without `oneOf` or `anyOf`: it doesn't say between which schemas it chooses.",
        remedy: "List the schemas under `oneOf` beside it.",
        fallback: Fallback::Always(
            "The schema is an object like any other, and the property plain text.",
        ),
    },
    Shape {
        id: "unsupported-keyword",
        what: "A keyword of JSON Schema that generated code doesn't check, for example `not`, `if` or `contains`.",
        remedy: "State the rule in another way, or check it in the operation.",
        fallback: Fallback::Always("Everything else of the schema is checked; the keyword is not."),
    },
    Shape {
        id: "unsupported-links",
        what: "`links` of an answer: hints for callers, which nothing on the wire follows.",
        remedy: "None is needed.",
        fallback: Fallback::Always("Nothing is generated for them; the answer itself is whole."),
    },
    Shape {
        id: "unsupported-multiple",
        what: "Two `multipleOf` that meet by `allOf`, or a broken number for an integer.",
        remedy: "Write one whole number that says both.",
        fallback: Fallback::Always("The first is checked, or none."),
    },
    Shape {
        id: "unsupported-mutual-tls",
        what: "An operation requires `mutualTLS`. A certificate ends before the service, so that nothing of a request shows it.",
        remedy: "Ask for a credential that travels with the request beside it.",
        fallback: Fallback::OnRequest(
            "the certificate is left to whatever ends TLS in front of the service. The rest of the requirement is enforced; an operation that requires a certificate alone is open to whoever reaches the service.",
        ),
    },
    Shape {
        id: "unsupported-pattern",
        what: "A `pattern` that is no ECMA-262 expression, or two that meet by `allOf`.",
        remedy: "Write one pattern in the dialect of JavaScript.",
        fallback: Fallback::Always("The first pattern is checked, or none."),
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
