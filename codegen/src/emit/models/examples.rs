//! The example in a model's documentation: a value from the contract, read and checked as a doc test.

use std::collections::BTreeMap;

use serde_json::Value;

use super::facts::Facts;
use crate::emit::{Names, names::plain};
use crate::ir::{Api, Content, MediaKind, Place, Schema, Shape, Type, TypeDef, TypeId};
use crate::values::{Side, fits};

/// Longer examples hide the text around them.
const LINES_MAX: usize = 15;

/// Lines of documentation by the name of their type.
pub(super) struct Examples {
    lines: BTreeMap<String, Vec<String>>,
}

impl Examples {
    /// One for each type of which the contract shows a short value that keeps the rules; none where nobody said by which path
    /// users reach the models.
    pub(super) fn of(api: &Api, names: &Names, facts: &Facts) -> Self {
        let mut lines = BTreeMap::new();
        if let Some(models) = names.models_from_elsewhere() {
            let shown = shown_in_operations(api);
            for (index, def) in api.types.iter().enumerate() {
                let id = TypeId(index);
                let bodies = shown.get(&id).into_iter().flatten().copied();
                // Only the program itself knows the rules that no type says.
                let json = { def.examples.iter().chain(bodies) }
                    .filter(|value| !facts.is_deep(id) && keeps_rules(api, id, def, value))
                    .find_map(json_of);
                if let (Some(json), false) = (json, matches!(def.shape, Shape::Alias(_))) {
                    lines.insert(def.name.clone(), doc_test(&models, plain(&def.name), &json));
                }
            }
        }
        Self { lines }
    }

    /// The lines below the documentation of a type.
    pub(super) fn lines(&self, def: &TypeDef) -> &[String] {
        self.lines.get(&def.name).map_or(&[], Vec::as_slice)
    }
}

/// Examples of JSON bodies by the type that they show, those of requests first.
fn shown_in_operations(api: &Api) -> BTreeMap<TypeId, Vec<&Value>> {
    let sent = api.operations.iter().flat_map(|one| &one.body);
    let answers = api.operations.iter().flat_map(|one| &one.responses);
    let answered = answers.flat_map(|answer| &answer.contents);
    let mut shown: BTreeMap<TypeId, Vec<&Value>> = BTreeMap::new();
    for content in sent.chain(answered) {
        if let Some(id) = named_by(content) {
            let values = content.examples.iter().map(|example| &example.value);
            shown.entry(id).or_default().extend(values);
        }
    }
    shown
}

fn named_by(content: &Content) -> Option<TypeId> {
    match content.schema.as_ref()?.ty {
        Type::Named(id) if content.kind == MediaKind::Json => Some(id),
        _ => None,
    }
}

/// Whether the value is right on every side that the type travels on.
fn keeps_rules(api: &Api, id: TypeId, def: &TypeDef, value: &Value) -> bool {
    let schema = Schema {
        ty: Type::Named(id),
        nullable: false,
        description: None,
        deprecated: false,
        default: None,
        pii: None,
        place: Place::default(),
    };
    let sides = [
        (def.usage.request, Side::Request),
        (def.usage.response, Side::Answer),
    ];
    let travels = def.usage.request || def.usage.response;
    travels && { sides.into_iter() }
        .all(|(is_used, side)| !is_used || fits(api, &schema, value, side))
}

/// The text of a value, where it is short and plain enough to stand in a comment.
fn json_of(value: &Value) -> Option<String> {
    let text = serde_json::to_string_pretty(value).ok()?;
    let is_plain = |letter: char| {
        // Marks that turn the direction of writing make code read as what it is not; rustc refuses them.
        let turns = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        letter == '\n' || !(letter.is_control() || turns)
    };
    let is_short = text.lines().count() <= LINES_MAX;
    (is_short && text.chars().all(is_plain) && !text.contains("\"#")).then_some(text)
}

fn doc_test(models: &str, name: &str, json: &str) -> Vec<String> {
    let text = format!(
        "\n# Example\n\n```\nuse {models}::{name};\n\nlet json = r#\"{json}\"#;\n\
         let value: {name} = concierge_runtime::decode::strict(json.as_bytes())?;\n\
         # Ok::<(), concierge_runtime::decode::Refused>(())\n```"
    );
    text.lines().map(str::to_owned).collect()
}
