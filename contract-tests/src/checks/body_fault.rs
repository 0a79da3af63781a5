//! `body-fault`: every constraint of the body, broken once.

use concierge_codegen::ir::{Api, MediaKind, Schema, Shape, Type};
use serde_json::Value;

use super::refusal;
use crate::Check;
use crate::bench::{Bench, Stop};
use crate::draft::Draft;
use crate::subject::Subject;
use crate::values::{Fault, faults_of};

pub(super) async fn check<'a>(
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    let base = subject.base(bench)?;
    let faults = faults(bench, subject, &base)?;
    if faults.is_empty() {
        return Err(Stop::NotRun(
            "the contract constrains nothing in this body".to_owned(),
        ));
    }
    for fault in faults {
        let mut draft = subject.draft(bench, fault.value.clone())?;
        draft.boundary.clone_from(&base.boundary);
        let request = draft.request();
        if request
            .body
            .as_ref()
            .is_some_and(|body| body.len() as u64 > subject.operation.body_max_bytes)
        {
            continue;
        }
        let exchange = bench.ask(subject.operation, request).await?;
        refusal::expect(bench, Check::BodyFault, &fault, &[], &draft, &exchange);
    }
    Ok(())
}

fn faults<'a>(
    bench: &mut Bench<'a>,
    subject: &Subject<'a>,
    base: &Draft<'a>,
) -> Result<Vec<Fault>, Stop> {
    let judge = subject
        .judge(bench)?
        .ok_or_else(|| Stop::NotRun("the contract has no schema for this body".to_owned()))?;
    let accepts = |value: &Value| judge.accepts(value);
    let api = bench.contract.api();
    let Some(content) = subject.content else {
        return Ok(Vec::new());
    };
    if let (MediaKind::Json, Some(schema)) = (content.kind, &content.schema) {
        return Ok(faults_of(
            api,
            schema,
            &base.body,
            "",
            &mut bench.seed,
            &accepts,
        ));
    }
    let mut out = Vec::new();
    for part in content.parts.iter().filter(|part| part.required) {
        let mut value = base.body.clone();
        value.as_object_mut().map(|map| map.remove(&part.wire));
        let (pointer, place) = (format!("/{}", part.wire), part.schema.place.clone());
        out.push(Fault {
            pointer,
            also: vec![String::new()],
            below: None,
            rule: "required",
            place,
            value,
        });
    }
    for (wire, schema) in subject.members(bench) {
        let Some(made) = base
            .body
            .get(wire)
            .cloned()
            .or_else(|| crate::values::valid_value(api, schema, &mut bench.seed))
        else {
            continue;
        };
        let mut root = base.body.clone();
        root.as_object_mut()
            .map(|map| map.insert(wire.to_owned(), made));
        let found = faults_of(
            api,
            schema,
            &root,
            &format!("/{wire}"),
            &mut bench.seed,
            &accepts,
        );
        out.extend(
            found
                .into_iter()
                .filter(|fault| shows_as_text(api, schema, fault)),
        );
    }
    Ok(out)
}

/// Forms and parts carry text only: a number in place of a text is a text like any other, and there is no null.
pub(super) fn shows_as_text(api: &Api, schema: &Schema, fault: &Fault) -> bool {
    match fault.rule {
        "nullable" => false,
        "type" => is_spelled(api, schema),
        _ => true,
    }
}

fn is_spelled(api: &Api, schema: &Schema) -> bool {
    match &schema.ty {
        Type::Integer(_) | Type::Number(_) | Type::Boolean => true,
        Type::Named(id) => {
            matches!(&api.type_def(*id).shape, Shape::Alias(inner) if is_spelled(api, inner))
        }
        _ => false,
    }
}
