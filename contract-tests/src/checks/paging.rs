//! `paging`: the pages behind `nextCursor` come to an end, and nothing stands on two of them.

use std::collections::HashSet;

use concierge_codegen::ir::{CURSORS, Location, Operation, Place};
use serde_json::{Value, json};

use crate::Check;
use crate::bench::{Bench, Difference, Stop};
use crate::contract::is_declared_success;
use crate::draft::Draft;
use crate::exchange::Exchange;
use crate::plan::cursor_property;
use crate::subject::Subject;

/// Names under which a request takes the size of a page.
const SIZES: [&str; 4] = ["limit", "pageSize", "page_size", "first"];

/// A page small enough that a modest result has several.
const PAGE_ITEMS: u64 = 2;

pub(super) async fn check<'a>(
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    let operation = subject.operation;
    let property = cursor_property(bench.contract.api(), operation).unwrap_or("nextCursor");
    let mut draft = subject.base(bench)?;
    draft.body = subject.widest_body(bench)?;
    put(subject, bench, &mut draft, &SIZES, &json!(PAGE_ITEMS));
    let mut ids = HashSet::new();
    let mut cursors = HashSet::new();
    for _ in 0..bench.options.pages_max {
        let exchange = bench.ask(operation, draft.request()).await?;
        if !is_declared_success(operation, exchange.response.status) {
            return Err(Stop::NotRun(format!(
                "a page answered {}",
                exchange.response.status
            )));
        }
        let page = exchange.response.json().unwrap_or_default();
        if let Some(seen) = page_ids(&page)
            .into_iter()
            .find(|id| !ids.insert(id.clone()))
        {
            report(
                bench,
                operation,
                "nothing on two pages",
                &format!("`{seen}` on a second one"),
                &exchange,
            );
            return Ok(());
        }
        let Some(cursor) = page.get(property).filter(|cursor| !cursor.is_null()) else {
            return Ok(());
        };
        if !cursors.insert(cursor.to_string()) {
            report(
                bench,
                operation,
                "pages that come to an end",
                "a cursor that leads back",
                &exchange,
            );
            return Ok(());
        }
        draft.correlation_id = bench.mint("run");
        if !put(subject, bench, &mut draft, &CURSORS, cursor) {
            return Err(Stop::NotRun(
                "the request has no `cursor` to follow".to_owned(),
            ));
        }
    }
    Ok(())
}

/// Puts a value into the request under the first of the names that it knows; says whether there was one.
fn put<'a>(
    subject: &Subject<'a>,
    bench: &Bench<'a>,
    draft: &mut Draft<'a>,
    names: &[&str],
    value: &Value,
) -> bool {
    let members = subject.members(bench);
    if let (Some((wire, _)), Some(body)) = (
        members.iter().find(|(wire, _)| names.contains(wire)),
        draft.body.as_object_mut(),
    ) {
        body.insert((*wire).to_owned(), value.clone());
        return true;
    }
    let parameters = &subject.operation.parameters;
    let query = parameters.iter().position(|parameter| {
        parameter.location == Location::Query && names.contains(&parameter.wire.as_str())
    });
    query.is_some_and(|index| {
        draft.parameters.insert(index, value.clone());
        true
    })
}

/// The ids of a page's items: of the first array of objects, the first property that is `id` or ends in `Id`.
fn page_ids(page: &Value) -> Vec<String> {
    let Some(map) = page.as_object() else {
        return Vec::new();
    };
    let items = map
        .values()
        .filter_map(Value::as_array)
        .find(|items| items.first().is_some_and(Value::is_object));
    items.into_iter().flatten().filter_map(item_id).collect()
}

fn item_id(item: &Value) -> Option<String> {
    let map = item.as_object()?;
    let own = map.get("id").or_else(|| {
        map.iter()
            .find(|(key, _)| key.ends_with("Id") || key.ends_with("_id"))
            .map(|(_, id)| id)
    })?;
    Some(own.as_str().map_or_else(|| own.to_string(), str::to_owned))
}

fn report(
    bench: &mut Bench<'_>,
    operation: &Operation,
    expected: &str,
    seen: &str,
    exchange: &Exchange,
) {
    let place: &Place = &operation.place;
    let (expected, seen) = (expected.to_owned(), seen.to_owned());
    bench.report(
        Difference {
            check: Check::Paging,
            operation: Some(operation),
            place,
            expected,
            seen,
        },
        Some(exchange),
    );
}
