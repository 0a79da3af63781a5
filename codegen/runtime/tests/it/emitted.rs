//! Models as the compiler of contracts writes them today, driven: they must read, check and write what their contract says.

use concierge_runtime::decode::{strict, tolerant};
use concierge_runtime::{Check as _, Patch};

use crate::broken;
use crate::generated::{Edges, Loose, Mood, SentOnly, Tree};

const LEAST: &str = r#""type": "t", "fn": true, "code": "AB", "maybe": null, "wide": 18446744073709551615, "any": null"#;

fn edges(more: &str) -> String {
    format!("{{{LEAST}{more}}}")
}

#[test]
fn every_shape_comes_back_as_it_was() {
    let body = edges(
        r#", "plain": "", "codes": ["AB", "CD"], "grid": [[1, 2]], "scores": {"a": 9.5}, "mood": "unknown", "perhaps": null,
        "holes": ["ab", null], "nodes": {"n": {"value": 1, "next": {"value": 2}}}, "rate": 0.5, "exact": 99.990,
        "moment": "2026-03-01T10:00:00+01:00", "day": "2026-03-01",
        "tree": {"kind": "fork", "left": {"kind": "bud"}, "right": {"kind": "leaf"}},
        "loose": {"name": "x", "map": null, "additional": null, "extra": "AB"}, "empty": {}, "mailbox": "a@b.org", "letters": ["x"]"#,
    );
    let read: Edges = strict(body.as_bytes()).unwrap();
    assert_eq!(read.wide, u64::MAX);
    assert_eq!(read.mood, Some(Mood::from_wire("unknown").unwrap()));
    assert_eq!(read.perhaps, Patch::Null);
    let written = serde_json::to_string(&read).unwrap();
    assert!(written.contains("\"exact\":99.990"), "{written}");
    let (written, sent): (serde_json::Value, serde_json::Value) = (
        serde_json::from_str(&written).unwrap(),
        serde_json::from_str(&body).unwrap(),
    );
    assert_eq!(written, sent);
}

#[test]
fn every_rule_is_found_by_the_typed_check_and_by_the_second_pass_alike() {
    let body = edges(
        r#", "codes": [], "grid": [[1], [1, -2]], "scores": {"a": 10}, "perhaps": 2, "holes": ["a", null],
        "nodes": {"n": {"value": 1, "choice": {"kind": "leaf"}}}, "rate": 0.25, "exact": 99.991, "mailbox": "nobody",
        "loose": {"name": "longer", "map": "m", "extra": "a", "a": "AB", "b": "AB"}"#,
    );
    let expected = [
        ("/codes", "minItems"),
        ("/grid/0", "minItems"),
        ("/grid/1/1", "minimum"),
        ("/scores/a", "exclusiveMaximum"),
        ("/perhaps", "minimum"),
        ("/holes/0", "minLength"),
        ("/rate", "multipleOf"),
        ("/exact", "maximum"),
        ("/loose/name", "maxLength"),
        ("/loose/extra", "minLength"),
        ("/loose/extra", "pattern"),
        ("/loose", "maxProperties"),
        ("/mailbox", "format"),
    ]
    .map(|(pointer, rule)| (pointer.to_owned(), rule));
    assert_eq!(broken(strict::<Edges>(body.as_bytes())), expected);
    let typed = tolerant::<Edges>(body.as_bytes())
        .unwrap()
        .check()
        .unwrap_err();
    assert_eq!(
        broken::<()>(Err(concierge_runtime::decode::Refused::Invalid(typed))),
        expected
    );
    // A property that is ignored makes the reader look a second time.
    let again = body.replacen('{', r#"{"ignored": 1, "#, 1);
    assert_eq!(broken(strict::<Edges>(again.as_bytes())), expected);
}

#[test]
fn personal_data_never_shows() {
    let body = edges(r#", "mailbox": "ada@example.org", "letters": ["dear"]"#);
    let shown = format!("{:?}", strict::<Edges>(body.as_bytes()).unwrap());
    assert!(
        shown.contains("mailbox: Value(<email>)") && shown.contains("letters: Some(<freetext>)"),
        "{shown}"
    );
    let sent: SentOnly = strict(br#"{"secret": "hunter2", "mood": "good"}"#).unwrap();
    assert!(!format!("{sent:?}").contains("hunter2"));
}

#[test]
fn what_the_server_makes_may_be_left_out_of_a_request() {
    let sent: SentOnly = strict(br#"{"secret": "abc", "mood": "good"}"#).unwrap();
    assert_eq!(SentOnly::new("abc", sent.mood), sent);
}

#[test]
fn unions_that_hold_themselves_are_built_and_read() {
    let tree: Tree =
        strict(br#"{"kind": "fork", "left": {"kind": "leaf"}, "right": {"kind": "bud"}}"#).unwrap();
    let Tree::Fork(fork) = &tree else {
        panic!("not a fork")
    };
    assert!(matches!(*fork.left, Tree::Leaf(_)));
    let body = br#"{"kind": "fork", "left": {"kind": "twig"}, "right": {"kind": "bud"}}"#;
    assert_eq!(
        broken(strict::<Tree>(body)),
        [("/left/kind".to_owned(), "discriminator")]
    );
}

#[test]
fn constructors_ask_for_what_must_stand() {
    let mut loose = Loose::new("x", None);
    assert_eq!(loose.check(), Ok(()), "two properties stand");
    loose.kept = Some(1);
    assert_eq!(
        serde_json::to_string(&loose).unwrap(),
        r#"{"name":"x","map":null,"kept":1}"#
    );
}
