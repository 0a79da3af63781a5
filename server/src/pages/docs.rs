//! `/docs`: the contract as one page for people, with nothing from elsewhere and no script.

use std::fmt::Write as _;

use concierge_runtime_server::Page;
use serde_json::Value;

/// Nothing but the page's own style may be loaded or run.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}\
h2{border-top:1px solid #ccc;padding-top:1.5rem}code,pre{font:14px/1.4 ui-monospace,monospace;background:#f4f4f4}\
pre{padding:.75rem;overflow:auto}code{padding:0 .2rem}table{border-collapse:collapse}td,th{text-align:left;\
vertical-align:top;padding:.2rem .8rem .2rem 0}p{white-space:pre-line}nav a{display:block}\
@media(prefers-color-scheme:dark){body{color:#ddd;background:#1b1b1b}code,pre{background:#2a2a2a}a{color:#8cb4ff}}";

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

pub(super) fn page(contract: &Value) -> Page {
    Page {
        headers: &[
            ("content-security-policy", POLICY),
            ("x-content-type-options", "nosniff"),
        ],
        ..Page::fixed("/docs", "text/html; charset=utf-8", html(contract).into())
    }
}

fn html(contract: &Value) -> String {
    let info = &contract["info"];
    let title = escaped(text(&info["title"]));
    let mut out = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>{STYLE}</style></head><body><h1>{title} {}</h1><p>{}</p>\
         <p>The whole contract: <a href=\"/openapi.json\">openapi.json</a>, <a href=\"/openapi.yaml\">openapi.yaml</a></p><nav>",
        escaped(text(&info["version"])),
        escaped(text(&info["description"])),
    );
    for (_, _, operation) in operations(contract) {
        let id = escaped(text(&operation["operationId"]));
        let summary = escaped(text(&operation["summary"]));
        push(&mut out, format_args!("<a href=\"#{id}\">{summary}</a>"));
    }
    out.push_str("</nav>");
    for (path, method, operation) in operations(contract) {
        section(contract, path, method, operation, &mut out);
    }
    out.push_str("<h2>Schemas</h2>");
    let schemas = contract["components"]["schemas"].as_object();
    for (name, schema) in schemas.into_iter().flatten() {
        let name = escaped(name);
        push(
            &mut out,
            format_args!("<h3 id=\"schema-{name}\">{name}</h3>{}", code(schema)),
        );
    }
    out.push_str("</body></html>");
    out
}

fn operations(contract: &Value) -> impl Iterator<Item = (&str, &'static str, &Value)> {
    let paths = contract["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        METHODS.iter().filter_map(move |method| {
            item.get(method)
                .map(|operation| (path.as_str(), *method, operation))
        })
    })
}

fn section(contract: &Value, path: &str, method: &str, operation: &Value, out: &mut String) {
    push(
        out,
        format_args!(
            "<h2 id=\"{}\">{}</h2><p><code>{} {}</code>{}</p><p>{}</p>",
            escaped(text(&operation["operationId"])),
            escaped(text(&operation["summary"])),
            method.to_uppercase(),
            escaped(path),
            if operation["deprecated"] == true {
                " <strong>deprecated</strong>"
            } else {
                ""
            },
            escaped(text(&operation["description"])),
        ),
    );
    out.push_str("<table>");
    for (name, value) in operation.as_object().into_iter().flatten() {
        if name.starts_with("x-") {
            row(
                &escaped(name),
                &format!("<code>{}</code>", escaped(&value.to_string())),
                out,
            );
        }
    }
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let parameter = resolved(contract, parameter);
        let name = format!(
            "{} <code>{}</code>",
            escaped(text(&parameter["in"])),
            escaped(text(&parameter["name"]))
        );
        row(&name, &escaped(text(&parameter["description"])), out);
    }
    out.push_str("</table>");
    content(
        contract,
        "Request",
        &resolved(contract, &operation["requestBody"])["content"],
        out,
    );
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let response = resolved(contract, response);
        push(
            out,
            format_args!(
                "<h3>{}</h3><p>{}</p>",
                escaped(status),
                escaped(text(&response["description"]))
            ),
        );
        if !status.starts_with(['4', '5']) {
            content(contract, "Answer", &response["content"], out);
        }
    }
}

fn content(contract: &Value, title: &str, content: &Value, out: &mut String) {
    for (media, described) in content.as_object().into_iter().flatten() {
        push(
            out,
            format_args!(
                "<h3>{title}: <code>{}</code></h3>{}",
                escaped(media),
                schema(&described["schema"])
            ),
        );
        for (name, example) in described["examples"].as_object().into_iter().flatten() {
            let example = resolved(contract, example);
            push(
                out,
                format_args!("<p>{}</p>{}", escaped(name), code(&example["value"])),
            );
        }
    }
}

/// A link to a schema that has a name, the schema itself otherwise.
fn schema(schema: &Value) -> String {
    match schema["$ref"]
        .as_str()
        .and_then(|target| target.rsplit('/').next())
    {
        Some(name) => {
            let name = escaped(name);
            format!("<p><a href=\"#schema-{name}\">{name}</a></p>")
        }
        None => code(schema),
    }
}

/// What a reference within the document points at; anything else is itself.
fn resolved<'a>(contract: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"]
        .as_str()
        .and_then(|target| target.strip_prefix('#'));
    target
        .and_then(|pointer| contract.pointer(pointer))
        .unwrap_or(value)
}

fn row(name: &str, value: &str, out: &mut String) {
    push(
        out,
        format_args!("<tr><th>{name}</th><td>{value}</td></tr>"),
    );
}

fn code(value: &Value) -> String {
    format!("<pre>{}</pre>", escaped(&format!("{value:#}")))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}
