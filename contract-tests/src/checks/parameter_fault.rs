//! `parameter-fault`: every constraint of a parameter, broken once.

use concierge_codegen::ir::{Api, Location, Parameter, Schema, Shape, Type};
use serde_json::{Value, json};

use super::body_fault::shows_as_text;
use super::refusal;
use crate::Check;
use crate::bench::{Bench, Stop};
use crate::draft::runtime_owned;
use crate::plan::is_varied;
use crate::subject::Subject;
use crate::values::{Fault, faults_of, valid_value};

pub(super) async fn check<'a>(
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    let operation = subject.operation;
    let mut tried = 0;
    for (index, parameter) in operation
        .parameters
        .iter()
        .enumerate()
        .filter(|(_, parameter)| is_varied(&parameter.wire, parameter.location))
    {
        let is_key = runtime_owned(&parameter.wire) && parameter.location == Location::Header;
        for fault in faults(bench, subject, parameter)? {
            let mut draft = subject.base(bench)?;
            match fault.value.pointer(&pointer_of(parameter)).cloned() {
                Some(value) if is_key => draft.idempotency_key = value.as_str().map(str::to_owned),
                Some(value) => drop(draft.parameters.insert(index, value)),
                None => drop(draft.parameters.remove(&index)),
            }
            tried += 1;
            let exchange = bench.ask(operation, draft.request()).await?;
            let also: &[u16] = if parameter.location == Location::Path {
                &[404]
            } else {
                &[]
            };
            refusal::expect(
                bench,
                Check::ParameterFault,
                &fault,
                also,
                &draft,
                &exchange,
            );
        }
    }
    if tried == 0 {
        Err(Stop::NotRun(
            "the contract constrains no parameter here".to_owned(),
        ))
    } else {
        Ok(())
    }
}

/// Faults of one parameter, as an object that holds it alone.
fn faults<'a>(
    bench: &mut Bench<'a>,
    subject: &Subject<'a>,
    parameter: &'a Parameter,
) -> Result<Vec<Fault>, Stop> {
    let contract = bench.contract;
    let api = contract.api();
    let pointer = pointer_of(parameter);
    let mut out = Vec::new();
    let is_absent_fault = parameter.required
        && parameter.location != Location::Path
        && !runtime_owned(&parameter.wire);
    if is_absent_fault {
        let also = vec![String::new()];
        out.push(Fault {
            pointer: pointer.clone(),
            also,
            below: None,
            rule: "required",
            place: parameter.place.clone(),
            value: json!({}),
        });
    }
    let Some(schema) = contract
        .bundle()
        .parameter_schema(subject.operation, parameter)
        .filter(|_| is_plain(api, &parameter.schema))
    else {
        return Ok(out);
    };
    let judge = contract.oracle().judge(schema).map_err(Stop::NotRun)?;
    let accepts = |root: &Value| {
        root.get(&parameter.wire)
            .is_none_or(|value| judge.accepts(value))
    };
    let stated = contract
        .bundle()
        .parameter_example(subject.operation, parameter)
        .filter(|value| judge.accepts(value));
    let Some(valid) = stated.or_else(|| valid_value(api, &parameter.schema, &mut bench.seed))
    else {
        return Ok(out);
    };
    let root = json!({ &parameter.wire: valid });
    let found = faults_of(
        api,
        &parameter.schema,
        &root,
        &pointer,
        &mut bench.seed,
        &accepts,
    );
    out.extend(found.into_iter().filter(|fault| {
        shows_as_text(api, &parameter.schema, fault) && is_writable(parameter, fault)
    }));
    Ok(out)
}

fn pointer_of(parameter: &Parameter) -> String {
    format!("/{}", parameter.wire.replace('~', "~0").replace('/', "~1"))
}

/// Whether a parameter is a scalar, or an array of scalars.
fn is_plain(api: &Api, schema: &Schema) -> bool {
    match &schema.ty {
        Type::Text(_) | Type::Integer(_) | Type::Number(_) | Type::Boolean => true,
        Type::Array(item, _) => is_plain(api, item),
        Type::Map(..) | Type::Any => false,
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::TextEnum(_) => true,
            Shape::Alias(inner) => is_plain(api, inner),
            Shape::Struct(_) | Shape::Union(_) => false,
        },
    }
}

/// An empty value is no value in a path, a header or a cookie, a header holds visible ASCII only, and an array in a query loses its
/// last item silently.
fn is_writable(parameter: &Parameter, fault: &Fault) -> bool {
    const HEADER_LENGTH_MAX: usize = 4_000;
    match fault.value.get(&parameter.wire) {
        Some(Value::String(text)) => match parameter.location {
            Location::Query => !text.is_empty(),
            Location::Path => {
                !text.is_empty()
                    && text.len() < HEADER_LENGTH_MAX
                    && !text.chars().all(|letter| letter == '.')
            }
            Location::Header | Location::Cookie => {
                !text.is_empty()
                    && text.len() < HEADER_LENGTH_MAX
                    && text.chars().all(|letter| letter.is_ascii_graphic())
            }
        },
        Some(Value::Array(items)) => {
            fault.rule != "type"
                && !items.is_empty()
                && items.iter().all(|item| item.as_str() != Some(""))
        }
        _ => true,
    }
}
