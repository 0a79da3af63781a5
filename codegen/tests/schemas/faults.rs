//! Values with one thing changed, at every place of a value: whether it is a fault is the judges' to say.

use serde_json::{Value, json};

/// How many values one schema is judged by.
const VALUES_MAX: usize = 160;

/// How deep changes reach.
const DEPTH_MAX: usize = 5;

/// The value itself, and what it becomes by one change.
pub(crate) fn with_one_change(value: &Value) -> Vec<Value> {
    let mut places = Vec::new();
    gather(value, String::new(), 0, &mut places);
    let mut out = vec![value.clone()];
    for pointer in places {
        let Some(here) = value.pointer(&pointer) else {
            continue;
        };
        for changed in changes(here) {
            let mut whole = value.clone();
            if let Some(place) = whole.pointer_mut(&pointer) {
                *place = changed;
                out.push(whole);
            }
        }
    }
    // A sample over all places, not only the first ones.
    let step = out.len().div_ceil(VALUES_MAX).max(1);
    out.into_iter().step_by(step).collect()
}

fn gather(value: &Value, pointer: String, depth: usize, places: &mut Vec<String>) {
    if depth < DEPTH_MAX {
        match value {
            Value::Object(entries) => {
                for (key, inner) in entries {
                    let key = key.replace('~', "~0").replace('/', "~1");
                    gather(inner, format!("{pointer}/{key}"), depth + 1, places);
                }
            }
            Value::Array(items) => {
                if let Some(first) = items.first() {
                    gather(first, format!("{pointer}/0"), depth + 1, places);
                }
            }
            _ => {}
        }
    }
    places.push(pointer);
}

fn changes(value: &Value) -> Vec<Value> {
    let kinds = [
        json!(null),
        json!(true),
        json!(7),
        json!("other"),
        json!([]),
        json!({}),
    ];
    let mut out: Vec<Value> = kinds
        .into_iter()
        .filter(|other| std::mem::discriminant(other) != std::mem::discriminant(value))
        .collect();
    match value {
        Value::String(text) => {
            out.extend([json!(""), json!("\u{1F600} x"), json!("x".repeat(3_000))]);
            out.push(json!(format!("{text}\u{e9}")));
        }
        Value::Number(number) => {
            out.extend([
                json!(-1),
                json!(0),
                json!(0.5),
                json!(1e15),
                json!(-2_147_483_649_i64),
            ]);
            out.extend(number.as_i64().map(|number| json!(number.wrapping_add(1))));
        }
        Value::Array(items) => {
            out.push(json!([]));
            out.push(json!([null]));
            if let Some(first) = items.first() {
                out.push(json!([first, first]));
                out.push(Value::Array(vec![first.clone(); 120]));
            }
        }
        Value::Object(entries) => {
            for key in entries.keys() {
                let mut fewer = entries.clone();
                fewer.remove(key);
                out.push(Value::Object(fewer));
            }
            let mut more = entries.clone();
            more.insert("somethingElse".to_owned(), json!(1));
            out.push(Value::Object(more));
        }
        _ => {}
    }
    out
}
