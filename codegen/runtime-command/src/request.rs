//! From flags to a request.

use clap::ArgMatches;
use concierge_runtime::Place;
use concierge_runtime_client::{Draft, InvalidRequest, method};

use crate::{
    Asked, Check, Flag, Operation, Target, body,
    given::{Given, named},
    tree::Tree,
};

/// The request of an operation, as far as a session does not complete it; otherwise everything that is wrong, a line each.
pub(crate) fn request(
    operation: &'static Operation,
    matches: &ArgMatches,
    is_checked: bool,
) -> Result<Draft, Vec<String>> {
    let mut given = Given::new(matches, is_checked);
    let made = draft(operation, &mut given);
    let mut faults = given.faults;
    match made {
        Ok(draft) if faults.is_empty() => Ok(draft),
        Ok(_) => Err(faults),
        Err(error) => {
            faults.push(error.to_string());
            Err(faults)
        }
    }
}

fn draft(operation: &'static Operation, given: &mut Given<'_>) -> Result<Draft, InvalidRequest> {
    let mut draft = Draft::new(method(operation.spec.method)?);
    write_path(operation, given, &mut draft)?;
    for flag in operation.flags {
        let Target::Parameter {
            place,
            wire,
            written,
            check,
        } = flag.target
        else {
            continue;
        };
        if place == Place::Path {
            continue;
        }
        let Some(value) = parameter(given, flag, place, check) else {
            continue;
        };
        let value = body::raw(&value)?;
        match place {
            Place::Header => draft.header(wire, &value, written)?,
            Place::Cookie => draft.cookie(wire, &value, written)?,
            _ => draft.query(wire, &value, written)?,
        }
    }
    ask(operation, given, &mut draft)?;
    if let Some(payload) = body::payload(operation, given)? {
        draft.body(payload);
    }
    Ok(draft)
}

/// The template with its variables filled in.
fn write_path(
    operation: &'static Operation,
    given: &mut Given<'_>,
    draft: &mut Draft,
) -> Result<(), InvalidRequest> {
    let mut rest = operation.spec.path;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((variable, behind)) = after.split_once('}') else {
            break;
        };
        draft.path(before);
        rest = behind;
        let filling = operation.flags.iter().find_map(|flag| match flag.target {
            Target::Parameter {
                place: Place::Path,
                wire,
                written,
                check,
            } if wire == variable => Some((flag, written, check)),
            _ => None,
        });
        let Some((flag, written, check)) = filling else {
            continue;
        };
        if let Some(value) = parameter(given, flag, Place::Path, check) {
            draft.variable(variable, &body::raw(&value)?, written)?;
        }
    }
    draft.path(rest);
    Ok(())
}

fn parameter(given: &mut Given<'_>, flag: &Flag, place: Place, check: Check) -> Option<Tree> {
    let value = given.value(flag);
    match &value {
        Some(value) => given.check(check, place, &value.to_string(), |pointer| {
            named(flag, pointer)
        }),
        // A path has no place for what is absent, checked or not.
        None if flag.is_required && (given.is_checked || place == Place::Path) => {
            given.fault(format!("--{}: is required", flag.name));
        }
        None => {}
    }
    value
}

fn ask(
    operation: &'static Operation,
    given: &Given<'_>,
    draft: &mut Draft,
) -> Result<(), InvalidRequest> {
    let is_chosen = |asked: &&Asked| Some(asked.media_type) == given.accept();
    let answers = operation.answers;
    let Some(asked) = answers.iter().find(is_chosen).or(answers.first()) else {
        return Ok(());
    };
    if !asked.accept.is_empty() {
        draft.accept(asked.accept)?;
    }
    if asked.is_open_ended {
        draft.open_ended();
    }
    Ok(())
}
