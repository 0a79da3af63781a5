//! A good value for each thing that a caller gives: the contract's example, else the smallest valid one.

use serde_json::Value;

use crate::{
    ir::{Api, Items, MediaKind, PartKind, Schema, Type},
    values::{Sampler, Side, fits},
};

use super::{
    body::{Form, FormPart, Whole},
    call::Call,
    input::{Input, Target},
    rust::resolve,
};

/// What to give.
pub(super) enum Sample<'c> {
    Json(Value),
    /// A file, and a media type that it may have.
    File(Option<&'c str>),
    /// A list of one such file.
    Files(Option<&'c str>),
}

/// What must be given for a call to be complete. A body that must stand is needed in one way; its other ways are not.
pub(super) fn is_needed(call: &Call<'_>, input: &Input<'_>) -> bool {
    let bodies = &call.bodies;
    match input.target {
        Target::Part(_) => input.required && bodies.required && bodies.whole.is_empty(),
        Target::Parameter(_) => input.required,
        Target::Body => bodies.required,
    }
}

/// A value of an input; none where no valid one is found.
pub(super) fn sample<'c>(
    api: &Api,
    call: &'c Call<'_>,
    input: &Input<'c>,
    sampler: &Sampler<'_>,
) -> Option<Sample<'c>> {
    match input.target {
        Target::Parameter(given) => {
            let schema = not_empty(api, &given.declared?.schema);
            sampler.schema(&schema).map(Sample::Json)
        }
        Target::Part(part) => part_sample(api, call.bodies.form.as_ref()?, part, sampler),
        Target::Body => body_sample(call.bodies.whole.first()?, sampler),
    }
}

/// The value that the first example of the form has for a part.
pub(super) fn shown<'c>(api: &Api, form: &Form<'c>, part: &FormPart<'_>) -> Option<&'c Value> {
    let example = form.content.examples.first()?;
    let value = example.value.get(&part.declared.wire)?;
    fits(api, &part.declared.schema, value, Side::Request).then_some(value)
}

/// An empty list cannot be told from an absent one in an address, so a list that must stand holds something.
fn not_empty(api: &Api, schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    if let Type::Array(item, rules) = resolve(api, &schema.ty) {
        let rules = Items {
            min_items: Some(rules.min_items.unwrap_or(0).max(1)),
            ..rules.clone()
        };
        schema.ty = Type::Array(item.clone(), rules);
    }
    schema
}

fn part_sample<'c>(
    api: &Api,
    form: &Form<'c>,
    part: &FormPart<'c>,
    sampler: &Sampler<'_>,
) -> Option<Sample<'c>> {
    let media = part.declared.media_types.first().map(String::as_str);
    match (part.declared.kind, part.declared.repeated) {
        (PartKind::File, false) => Some(Sample::File(media)),
        (PartKind::File, true) => Some(Sample::Files(media)),
        (PartKind::Text | PartKind::Json, _) => {
            let value = shown(api, form, part).cloned();
            { value.or_else(|| sampler.schema(&part.declared.schema)) }.map(Sample::Json)
        }
    }
}

fn body_sample<'c>(whole: &Whole<'c>, sampler: &Sampler<'_>) -> Option<Sample<'c>> {
    let content = whole.first();
    match content.kind {
        MediaKind::Json | MediaKind::Form => sampler.content(content).map(Sample::Json),
        MediaKind::Text => {
            let value = sampler.content(content).unwrap_or_else(|| "text".into());
            Some(Sample::Json(match whole.ty.text().as_str() {
                "String" if !value.is_string() => value.to_string().into(),
                _ => value,
            }))
        }
        MediaKind::Bytes | MediaKind::Events | MediaKind::Multipart => {
            Some(Sample::File(Some(&content.media_type)))
        }
    }
}
