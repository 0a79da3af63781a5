//! Strict and tolerant reading of whole bodies.

use concierge_runtime::decode::{Refused, strict, strict_by, tolerant};
use concierge_runtime::{At, Check as _, Items, Place, Schema, Violations, inspect};

use crate::broken;
use crate::models::{Address, Labels, NewOrder, SHELF_SCHEMA, Shelf, State};

const GOOD: &str = r#"{"sessionId": "sess-1", "email": "ada@example.org", "size": 3, "price": 12.50, "weight": 0.5,
    "reason": "too small", "note": null, "tags": ["ring", "gold"], "speed": "fast", "state": "open",
    "address": {"city": "Paris", "house": 4}}"#;

#[test]
fn a_good_body_is_taken() {
    let order: NewOrder = strict(GOOD.as_bytes()).unwrap();
    assert_eq!(order.price.as_ref().unwrap().as_str(), "12.50");
    assert_eq!(order.state, Some(State::Open));
    let again: NewOrder = strict(&serde_json::to_vec(&order).unwrap()).unwrap();
    assert_eq!(again, order);
}

#[test]
fn everything_wrong_is_found_at_once() {
    let body = r#"{"sessionId": "x y", "size": "3", "price": 0.005, "weight": 41, "reason": 7, "note": "0123456789012345678901234567890123456789!",
        "tags": ["a", "ring", "ring", 5], "speed": "warp", "state": "lost", "colour": "red", "address": {"house": 1.5}}"#;
    let expected = [
        ("/sessionId", "minLength"),
        ("/sessionId", "pattern"),
        ("/email", "required"),
        ("/size", "type"),
        ("/price", "multipleOf"),
        ("/weight", "maximum"),
        ("/reason", "type"),
        ("/note", "maxLength"),
        ("/tags", "maxItems"),
        ("/tags", "uniqueItems"),
        ("/tags/0", "minLength"),
        ("/tags/3", "type"),
        ("/speed", "enum"),
        ("/state", "enum"),
        ("/address/city", "required"),
        ("/address/house", "type"),
        ("/colour", "additionalProperties"),
    ];
    let found = broken(strict::<NewOrder>(body.as_bytes()));
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(pointer, rule)| (pointer.as_str(), *rule))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn the_typed_check_and_the_table_agree() {
    let body = GOOD
        .replace("sess-1", "s")
        .replace("0.5", "0")
        .replace("\"size\": 3", "\"size\": 0");
    let order: NewOrder = tolerant(body.as_bytes()).unwrap();
    let typed = order.check().unwrap_err();
    let mut inspected = Violations::new();
    let value = serde_json::from_str(&body).unwrap();
    inspect(
        &crate::models::NEW_ORDER_SCHEMA,
        &value,
        &At::root(Place::Body),
        &mut inspected,
    );
    assert_eq!(typed, inspected);
    assert_eq!(typed.len(), 3);
}

#[test]
fn values_never_show_in_messages() {
    const SECRET: &str = "hunter2-secret";
    let body = format!(
        r#"{{"sessionId": "{SECRET} x", "email": "{SECRET}", "size": "{SECRET}", "price": "{SECRET}", "speed": "{SECRET}",
        "state": "{SECRET}", "tags": ["{SECRET}", "{SECRET}"], "reason": ["{SECRET}"], "address": "{SECRET}"}}"#
    );
    let refused = strict::<NewOrder>(body.as_bytes()).unwrap_err();
    assert!(!refused.to_string().contains(SECRET), "{refused}");
    assert!(!format!("{refused:?}").contains(SECRET));
    assert!(
        !tolerant::<NewOrder>(body.as_bytes())
            .unwrap_err()
            .to_string()
            .contains(SECRET)
    );
    let order: NewOrder = strict(GOOD.as_bytes()).unwrap();
    let shown = format!("{order:?}");
    assert!(
        shown.contains("<email>") && shown.contains("Some(<freetext>)") && !shown.contains("ada@"),
        "{shown}"
    );
}

#[test]
fn unknown_enum_values_are_kept_by_the_tolerant_and_refused_by_the_strict() {
    let body = GOOD.replace("\"open\"", "\"lost\"");
    assert_eq!(
        tolerant::<NewOrder>(body.as_bytes()).unwrap().state,
        Some(State::Unknown("lost".to_owned()))
    );
    assert_eq!(
        broken(strict::<NewOrder>(body.as_bytes())),
        [("/state".to_owned(), "enum")]
    );
}

#[test]
fn unknown_properties_are_dropped_by_the_tolerant_and_refused_where_forbidden() {
    let body = GOOD.replacen('{', r#"{"extra": {"a": [1]}, "#, 1);
    assert!(tolerant::<NewOrder>(body.as_bytes()).is_ok());
    assert_eq!(
        broken(strict::<NewOrder>(body.as_bytes())),
        [("/extra".to_owned(), "additionalProperties")]
    );
}

#[test]
fn unknown_properties_of_an_open_object_do_no_harm() {
    let address: Address = strict(br#"{"city": "Paris", "street": "Rue"}"#).unwrap();
    assert_eq!(address.city, "Paris");
    let body = br#"{"city": "Paris", "a": 1, "b": 2, "c": 3}"#;
    assert_eq!(
        broken(strict::<Address>(body)),
        [(String::new(), "maxProperties")]
    );
}

#[test]
fn kept_properties_are_read_checked_and_written_again() {
    let labels: Labels = strict(br#"{"b": 2.50, "name": "x", "a": 1}"#).unwrap();
    assert_eq!(
        serde_json::to_string(&labels).unwrap(),
        r#"{"name":"x","a":1,"b":2.50}"#
    );
    assert_eq!(
        broken(strict::<Labels>(br#"{"b": 11, "name": "x"}"#)),
        [("/b".to_owned(), "maximum")]
    );
    let expected = [("/name".to_owned(), "required"), ("/b".to_owned(), "type")];
    assert_eq!(broken(strict::<Labels>(br#"{"b": "x"}"#)), expected);
    assert!(matches!(
        strict::<Labels>(br#"{"name": "x", "name": "y"}"#),
        Err(Refused::Malformed { .. })
    ));
}

#[test]
fn recursion_is_followed_with_its_pointers() {
    let body = br#"{"name": "a", "above": {"name": ""}, "inner": [{"name": "b", "inner": [{"name": "", "x": 1}]}]}"#;
    let expected = [
        ("/above/name", "minLength"),
        ("/inner/0/inner/0/name", "minLength"),
        ("/inner/0/inner/0/x", "additionalProperties"),
    ];
    let found = broken(strict::<Shelf>(body));
    assert_eq!(
        found,
        expected.map(|(pointer, rule)| (pointer.to_owned(), rule))
    );
}

#[test]
fn deep_nesting_is_refused_and_does_not_overflow() {
    let body = format!(
        "{}{{\"name\": \"x\"}}{}",
        "{\"name\": \"x\", \"above\": ".repeat(100_000),
        "}".repeat(100_000)
    );
    assert!(matches!(
        strict::<Shelf>(body.as_bytes()),
        Err(Refused::Malformed { .. })
    ));
    let hidden = format!(
        "{{\"name\": 1, \"x\": {}1{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert!(matches!(
        strict::<Shelf>(hidden.as_bytes()),
        Err(Refused::Malformed { .. })
    ));
}

#[test]
fn what_is_no_json_says_where() {
    for (body, line, column) in [
        (&b""[..], 1, 0),
        (b"{\"name\": \"a\",}", 1, 14),
        (b"{\n \"name\": \"a\"\n} x", 3, 3),
        (b"{\"name\": 1, \"inner\": [}", 1, 23),
    ] {
        assert_eq!(
            strict::<Shelf>(body).unwrap_err(),
            Refused::Malformed { line, column }
        );
    }
    assert!(matches!(
        strict::<Shelf>(b"{\"name\": \"\xff\"}"),
        Err(Refused::Malformed { .. })
    ));
    assert!(matches!(
        strict::<Shelf>(b"{\"name\": \"a\", \"x\": \"\xff\"}"),
        Err(Refused::Malformed { .. })
    ));
    assert!(matches!(
        strict::<Shelf>(b"{\"name\": 1, \"x\": \"\\ud800\"}"),
        Err(Refused::Malformed { .. })
    ));
    assert!(matches!(
        tolerant::<Shelf>(b"{"),
        Err(Refused::Malformed { line: 1, column: 1 })
    ));
}

#[test]
fn a_property_that_stands_twice_is_malformed() {
    assert!(matches!(
        strict::<Shelf>(br#"{"name": "a", "name": "b"}"#),
        Err(Refused::Malformed { .. })
    ));
}

#[test]
fn integers_may_be_written_with_a_fraction_of_zero() {
    let address: Address = strict(br#"{"city": "Rue 1.0", "house": 4.0}"#).unwrap();
    assert_eq!((address.city.as_str(), address.house), ("Rue 1.0", Some(4)));
    let address: Address = strict(br#"{"city": "x", "house": 12e2}"#).unwrap();
    assert_eq!(address.house, Some(1200));
    assert_eq!(
        broken(strict::<Address>(br#"{"city": "x", "house": 4.5}"#)),
        [("/house".to_owned(), "type")]
    );
    let body = br#"{"city": "x", "house": 123456789012345678901234567890}"#;
    assert_eq!(
        broken(strict::<Address>(body)),
        [("/house".to_owned(), "format")]
    );
    let order = GOOD.replace("\"size\": 3", "\"size\": 12.0");
    assert_eq!(
        broken(strict::<NewOrder>(order.as_bytes())),
        [("/size".to_owned(), "maximum")]
    );
}

#[test]
fn lists_of_models_are_read_by_their_own_table() {
    static SHELVES: Schema = Schema::Array(&SHELF_SCHEMA, Items::ANY);
    let check = |shelves: &Vec<Shelf>, at: &At<'_>, out: &mut Violations| shelves.check_at(at, out);
    assert_eq!(
        strict_by(br#"[{"name": "a"}]"#, &SHELVES, check)
            .unwrap()
            .len(),
        1
    );
    let found = broken(strict_by(
        br#"[{"name": "a"}, {"name": ""}]"#,
        &SHELVES,
        check,
    ));
    assert_eq!(found, [("/1/name".to_owned(), "minLength")]);
}

#[test]
fn escaped_names_and_texts_are_understood_by_the_second_pass() {
    let body = br#"{"n\u0061me": "\u0061\n", "a/b": 1}"#;
    assert_eq!(
        broken(strict::<Shelf>(body)),
        [("/a~1b".to_owned(), "additionalProperties")]
    );
}
