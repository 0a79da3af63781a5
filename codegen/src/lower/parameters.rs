//! Parameters: those of the path item, overridden by the operation's own.

use super::bodies::{is_header_name, refuse_header};
use super::casing::{self, Scope};
use super::context::Context;
use super::media::plain_kind;
use super::names::Hint;
use super::outline::Part;
use super::schemas;
use crate::ir::{Location, Media, MediaKind, Parameter, Schema, Style, Text, Type};
use crate::load::Node;

/// Where an operation's parts are declared and how they are called.
pub(super) struct Home<'a> {
    /// The Rust stem of the operation.
    pub(super) stem: &'a str,
    /// The module of what it declares on the spot.
    pub(super) module: &'a str,
}

impl Home<'_> {
    /// The hint of something that the operation declares on the spot.
    pub(super) fn hint(&self, suffix: &str) -> Hint {
        Hint {
            name: format!("{}{suffix}", self.stem),
            module: self.module.to_owned(),
        }
    }
}

/// The parameters of an operation, in order.
pub(super) fn parameters_of<'d>(
    cx: &mut Context<'d>,
    path: &str,
    item: &[&'d Node],
    operation: &'d Node,
    home: &Home<'_>,
) -> Vec<Parameter> {
    // The request's body is a field of its own.
    let mut scope = Scope::with(&["body"]);
    let mut is_whole = true;
    let own = declared(cx, operation, &mut is_whole);
    let common = item.iter().find(|node| node.get("parameters").is_some());
    let mut all = match common {
        Some(item) => declared(cx, item, &mut is_whole),
        None => Vec::new(),
    };
    all.retain(|common| own.iter().all(|known| !common.is_same(known)));
    all.extend(own);
    let mut parameters: Vec<Parameter> = Vec::new();
    for (index, one) in all.iter().enumerate() {
        if all.iter().take(index).any(|known| one.is_same(known)) {
            cx.error(
                "parameter-duplicate",
                one.entry,
                format!("the parameter `{}` is declared twice", one.wire),
                "leave the second one out",
            );
            continue;
        }
        let name = scope.claim(&casing::field_name(plain_name(one.location, &one.wire)));
        parameters.push(parameter_of(cx, one, name, home));
    }
    if is_whole {
        check_variables(cx, path, operation, &parameters);
    }
    leave_out_strays(cx, path, &mut parameters);
    parameters
}

/// Headers lose their `x-`: nobody wants to write it.
pub(super) fn plain_name(location: Location, wire: &str) -> &str {
    match location {
        Location::Header => wire.strip_prefix("x-").unwrap_or(wire),
        _ => wire,
    }
}

/// A parameter where the document lists it.
struct Declared<'d> {
    location: Location,
    /// Its name, a header's in lower case.
    wire: String,
    /// The entry of the list, maybe a reference.
    entry: &'d Node,
    /// What the entry stands for.
    node: &'d Node,
}

impl Declared<'_> {
    /// One name in one place is one parameter.
    fn is_same(&self, other: &Self) -> bool {
        self.location == other.location && self.wire == other.wire
    }
}

/// What a node lists under `parameters`; the list is not whole when one of them leads nowhere.
fn declared<'d>(cx: &mut Context<'d>, holder: &'d Node, is_whole: &mut bool) -> Vec<Declared<'d>> {
    let mut found = Vec::new();
    for entry in cx.list(holder, "parameters") {
        let Some(node) = cx.object(entry) else {
            *is_whole = false;
            continue;
        };
        let location = match cx.text(node, "in") {
            Some("path") => Location::Path,
            Some("query") => Location::Query,
            Some("header") => Location::Header,
            Some("cookie") => Location::Cookie,
            _ => {
                cx.error(
                    "parameter-malformed",
                    node,
                    "a parameter does not say where it travels",
                    "write `in: path`, `query`, `header` or `cookie`",
                );
                continue;
            }
        };
        let Some(name) = cx.text(node, "name") else {
            cx.error(
                "parameter-malformed",
                node,
                "a parameter has no name",
                "write `name: limit`",
            );
            continue;
        };
        if location == Location::Header && !is_header_name(name) {
            let place = cx.place(node.get("name").unwrap_or(node));
            refuse_header(cx, place, name);
            continue;
        }
        let wire = if location == Location::Header {
            name.to_ascii_lowercase()
        } else {
            name.to_owned()
        };
        found.push(Declared {
            location,
            wire,
            entry,
            node,
        });
    }
    found
}

fn parameter_of<'d>(
    cx: &mut Context<'d>,
    one: &Declared<'d>,
    name: String,
    home: &Home<'_>,
) -> Parameter {
    let Declared {
        location,
        wire,
        entry,
        node,
    } = one;
    let location = *location;
    let style = style_of(cx, node, location);
    let explode = if node.get("explode").is_some() {
        cx.flag(node, "explode")
    } else {
        style == Style::Form
    };
    let required = cx.flag(node, "required");
    if location == Location::Path && !required {
        cx.warn(
            "parameter-required",
            node,
            format!("the path parameter `{wire}` is always required"),
            "write `required: true`",
        );
    }
    warn_undefined_style(cx, node, style, explode);
    let hint = hint_of(cx, entry, home, plain_name(location, wire));
    let (schema, media) = value_of(cx, node, &hint);
    Parameter {
        name,
        location,
        style,
        explode: explode || style == Style::DeepObject,
        allow_reserved: location == Location::Query && cx.flag(node, "allowReserved"),
        media,
        required: required || location == Location::Path,
        description: cx.description_of(entry, node),
        deprecated: cx.flag(node, "deprecated"),
        schema,
        place: cx.place(node),
        wire: wire.clone(),
    }
}

/// A component's inline schema is called after the component, an operation's own after the operation.
fn hint_of<'d>(cx: &mut Context<'d>, entry: &'d Node, home: &Home<'_>, wire: &str) -> Hint {
    match named_part(cx, entry, "Parameter") {
        Some(hint) => hint,
        None => home.hint(&casing::variant_name(wire)),
    }
}

/// The hint of what a component declares on the spot: its name, with the section's word where a schema has that name.
pub(super) fn named_part<'d>(cx: &mut Context<'d>, entry: &'d Node, word: &str) -> Option<Hint> {
    let target = entry.reference().and_then(|_| cx.doc.target(entry).ok())?;
    let mut name = casing::type_name(&target.name);
    let module = cx.types.module_of_file(cx.doc, target.node.span);
    if cx.types.is_taken(&name) && !name.ends_with(word) {
        name.push_str(word);
    }
    Some(Hint { name, module })
}

/// What a parameter or header holds, and the media type that it is written in where `content` states one.
pub(super) fn value_of<'d>(
    cx: &mut Context<'d>,
    node: &'d Node,
    hint: &Hint,
) -> (Schema, Option<Media>) {
    let (schema, media) = match (node.get("schema"), node.get("content")) {
        (Some(schema), _) => (Some(schema), None),
        (None, Some(content)) => content_of(cx, content),
        (None, None) => {
            cx.error(
                "parameter-malformed",
                node,
                "neither `schema` nor `content` says what this holds",
                "write `schema: {type: string}`",
            );
            (None, None)
        }
    };
    let used = match schema {
        Some(node) => schemas::use_of(
            cx,
            &Part {
                node,
                hint: hint.clone(),
            },
        ),
        None => schemas::plain_use(cx, node, Type::Text(Text::default())),
    };
    (used, media)
}

/// The one media type under `content`. What is neither JSON nor text is passed as it is.
fn content_of<'d>(cx: &mut Context<'d>, content: &'d Node) -> (Option<&'d Node>, Option<Media>) {
    let [(key, entry)] = content.entries() else {
        cx.error(
            "parameter-malformed",
            content,
            "`content` of a parameter holds exactly one media type",
            "write `content: {application/json: {schema: ...}}`",
        );
        return (None, None);
    };
    let media_type = key.text.trim().to_ascii_lowercase();
    let schema = cx.object(entry).and_then(|media| media.get("schema"));
    let kind = match plain_kind(&media_type) {
        MediaKind::Json => MediaKind::Json,
        MediaKind::Text => MediaKind::Text,
        _ => {
            cx.warn(
                "fallback-text",
                content,
                format!("a value of `{media_type}` is passed as text; its schema is not enforced"),
                "use `application/json`, or `schema` and `style`",
            );
            return (
                None,
                Some(Media {
                    media_type,
                    kind: MediaKind::Text,
                }),
            );
        }
    };
    (schema, Some(Media { media_type, kind }))
}

/// How a value is written where it stands. A property of a form is written like a query parameter.
pub(super) fn style_of<'d>(cx: &mut Context<'d>, node: &'d Node, location: Location) -> Style {
    let default = match location {
        Location::Path | Location::Header => Style::Simple,
        Location::Query | Location::Cookie => Style::Form,
    };
    let Some(word) = cx.text(node, "style") else {
        return default;
    };
    match (word, location) {
        ("simple", Location::Path | Location::Header) => Style::Simple,
        ("form", Location::Query | Location::Cookie) => Style::Form,
        ("label", Location::Path) => Style::Label,
        ("matrix", Location::Path) => Style::Matrix,
        ("spaceDelimited", Location::Query) => Style::SpaceDelimited,
        ("pipeDelimited", Location::Query) => Style::PipeDelimited,
        ("deepObject", Location::Query) => Style::DeepObject,
        _ => {
            let place = node.get("style").unwrap_or(node);
            cx.error(
                "parameter-style",
                place,
                format!("`{word}` is no style of this kind of parameter"),
                format!("leave `style` out, or write {}", styles_of(location)),
            );
            default
        }
    }
}

/// The standard leaves these open; what is done instead is what most tools do.
fn warn_undefined_style<'d>(cx: &mut Context<'d>, node: &'d Node, style: Style, explode: bool) {
    let (word, done) = match (style, explode) {
        (Style::SpaceDelimited | Style::PipeDelimited, true) => (
            "true",
            "each item stands under the name of its own, as in `form`",
        ),
        (Style::DeepObject, false) if node.get("explode").is_some() => {
            ("false", "it is written as if it said `true`")
        }
        _ => return,
    };
    let place = node.get("explode").unwrap_or(node);
    cx.warn(
        "parameter-style-undefined",
        place,
        format!("the standard does not say what `explode: {word}` means in this style; {done}"),
        "leave `explode` out, or use `style: form`",
    );
}

fn styles_of(location: Location) -> &'static str {
    match location {
        Location::Path => "simple, label or matrix",
        Location::Query => "form, spaceDelimited, pipeDelimited or deepObject",
        Location::Header => "simple",
        Location::Cookie => "form",
    }
}

/// Every variable of the template is declared.
fn check_variables(cx: &mut Context<'_>, path: &str, operation: &Node, parameters: &[Parameter]) {
    for variable in variables_of(path) {
        if !parameters
            .iter()
            .any(|parameter| parameter.location == Location::Path && parameter.wire == variable)
        {
            let message =
                format!("the path `{path}` has a variable `{variable}` that no parameter declares");
            cx.error("path-variable", operation, message, format!("add `- {{name: {variable}, in: path, required: true, schema: {{type: string}}}}` to `parameters`"));
        }
    }
}

/// A declared path parameter that does not stand in the template can never arrive.
fn leave_out_strays(cx: &mut Context<'_>, path: &str, parameters: &mut Vec<Parameter>) {
    let variables = variables_of(path);
    parameters.retain(|parameter| {
        let stands =
            parameter.location != Location::Path || variables.contains(&parameter.wire.as_str());
        if !stands {
            let message = format!(
                "the path parameter `{}` does not stand in `{path}`; it is left out",
                parameter.wire
            );
            cx.warn_at(
                "path-variable",
                parameter.place.clone(),
                message,
                format!(
                    "write `{{{}}}` in the path, or leave the parameter out",
                    parameter.wire
                ),
            );
        }
        stands
    });
}

/// The variables of a path template.
pub(super) fn variables_of(path: &str) -> Vec<&str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect()
}
