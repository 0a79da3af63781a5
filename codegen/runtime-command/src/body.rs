//! From flags to a body.

use concierge_runtime::Place;
use concierge_runtime_client::{InvalidRequest, Multipart, Payload};
use serde_json::value::RawValue;

use crate::{
    Body, Check, Flag, Form, Operation, Part, PartKind, Target,
    flag::is_whole,
    given::{Given, flag_of, is_file, named},
    tree::Tree,
};

/// The body that was given; nothing where none was and none is needed.
pub(crate) fn payload(
    operation: &'static Operation,
    given: &mut Given<'_>,
) -> Result<Option<Payload>, InvalidRequest> {
    let Some(body) = chosen(operation, given) else {
        return Ok(None);
    };
    match body.form {
        Form::Json(check) => {
            let tree = structured(operation, given, check);
            tree.map(|tree| Payload::json(body.media_type, &raw(&tree)?))
                .transpose()
        }
        Form::Urlencoded(check, properties) => {
            let tree = structured(operation, given, check);
            tree.map(|tree| Payload::form(&raw(&tree)?, properties))
                .transpose()
        }
        Form::Text => {
            let value = whole(operation, is_text).and_then(|flag| given.value(flag));
            let value = value.map(|value| Payload::text(body.media_type, &raw(&value)?));
            absent(given, operation, "--text", value.transpose()?)
        }
        Form::Upload(media_types) => {
            let upload = whole(operation, is_file).and_then(|flag| given.uploads(flag).pop());
            let upload = upload.map(|upload| Payload::upload(upload, media_types));
            absent(given, operation, "--file", upload)
        }
        Form::Multipart(parts) => multipart(operation, given, parts).map(Some),
    }
}

/// The value as JSON that keeps its digits.
pub(crate) fn raw(tree: &Tree) -> Result<Box<RawValue>, InvalidRequest> {
    RawValue::from_string(tree.to_string())
        .map_err(|error| InvalidRequest::Unwritable(format!("write a value as JSON: {error}")))
}

/// The body that the caller names, the one that the flags belong to, or the first where there must be one.
fn chosen(operation: &'static Operation, given: &Given<'_>) -> Option<&'static Body> {
    let bodies = operation.bodies;
    if let Some(media_type) = given.content_type() {
        return bodies.iter().find(|body| body.media_type == media_type);
    }
    let has = |fits: &dyn Fn(&Flag) -> bool| {
        let mut flags = operation.flags.iter();
        flags.any(|flag| fits(flag) && given.has(flag.name))
    };
    let is_given = |body: &&Body| match body.form {
        Form::Json(_) | Form::Urlencoded(..) => {
            given.has_json() || has(&|flag| matches!(flag.target, Target::Property(_)))
        }
        Form::Text => has(&|flag| matches!(flag.target, Target::Whole) && is_text(flag)),
        Form::Upload(_) => has(&|flag| matches!(flag.target, Target::Whole) && is_file(flag)),
        Form::Multipart(_) => has(&|flag| matches!(flag.target, Target::Part(_))),
    };
    let given = bodies.iter().find(is_given);
    given.or_else(|| bodies.first().filter(|_| operation.is_body_required))
}

/// The JSON of `--json` with what flags say put into it, held to the contract.
fn structured(operation: &'static Operation, given: &mut Given<'_>, check: Check) -> Option<Tree> {
    let takes = |flag: &&Flag| matches!(flag.target, Target::Property(_));
    let has_properties = operation.flags.iter().any(|flag| takes(&flag));
    let mut tree = match given.has_json() {
        true => given.json()?,
        false if has_properties => Tree::Object(Vec::new()),
        false => {
            given.fault("--json: is required, because the body is no object".to_owned());
            return None;
        }
    };
    for flag in operation.flags.iter().filter(takes) {
        let Target::Property(path) = flag.target else {
            continue;
        };
        if let Some(value) = given.value(flag)
            && let Err(error) = tree.set(path, value)
        {
            let name = error.0;
            given.fault(format!(
                "--{}: what `--json` has around `{name}` is no object",
                flag.name
            ));
        }
    }
    given.check(check, Place::Body, &tree.to_string(), |pointer| {
        flag_of(operation, pointer)
    });
    Some(tree)
}

fn multipart(
    operation: &'static Operation,
    given: &mut Given<'_>,
    parts: &'static [Part],
) -> Result<Payload, InvalidRequest> {
    let mut form = Multipart::new()?;
    for part in parts {
        let is_of = |flag: &&Flag| matches!(flag.target, Target::Part(wire) if wire == part.wire);
        let Some(flag) = operation.flags.iter().find(is_of) else {
            continue;
        };
        if !given.has(flag.name) {
            if part.is_required && given.is_checked {
                given.fault(format!("--{}: is required", flag.name));
            }
            continue;
        }
        if part.kind == PartKind::File {
            for upload in given.uploads(flag) {
                form.file(part.wire, upload, part.media_types);
            }
            continue;
        }
        let Some(value) = given.value(flag) else {
            continue;
        };
        given.check(part.check, Place::Body, &value.to_string(), |pointer| {
            named(flag, pointer)
        });
        let values = match value {
            Tree::List(items) if part.is_repeated => items,
            one => vec![one],
        };
        for value in values {
            match part.kind {
                PartKind::Json => form.json(part.wire, &raw(&value)?, part.media_types)?,
                _ => form.field(part.wire, &raw(&value)?, part.media_types)?,
            }
        }
    }
    Ok(Payload::Multipart(form))
}

/// The flag that is the whole body.
fn whole(operation: &'static Operation, is_kind: fn(&Flag) -> bool) -> Option<&'static Flag> {
    debug_assert!(operation.bodies.iter().any(|body| is_whole(&body.form)));
    let mut flags = operation.flags.iter();
    flags.find(|flag| matches!(flag.target, Target::Whole) && is_kind(flag))
}

fn is_text(flag: &Flag) -> bool {
    !is_file(flag)
}

fn absent(
    given: &mut Given<'_>,
    operation: &Operation,
    name: &str,
    payload: Option<Payload>,
) -> Result<Option<Payload>, InvalidRequest> {
    if payload.is_none() && operation.is_body_required && given.is_checked {
        given.fault(format!("{name}: is required"));
    }
    Ok(payload)
}
