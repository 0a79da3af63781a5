//! Rules that no type can hold, on documents and on typed values.

use concierge_runtime::decode::{Refused, strict, strict_by, tolerant};
use concierge_runtime::{
    Additional, Assertion, At, Check, Kind, Model, Object, Properties, Property, Rule, Schema,
    Text, Violations, assertion,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What a rule finds in a value, as pointer and keyword.
fn found(rule: Rule, value: &Value) -> Vec<(String, &'static str)> {
    let mut out = Violations::new();
    assertion::check(
        rule,
        value,
        &At::root(concierge_runtime::Place::Body),
        &mut out,
    );
    out.iter()
        .map(|violation| (violation.pointer.clone(), violation.rule))
        .collect()
}

fn keywords(rule: Rule, value: &Value) -> Vec<&'static str> {
    found(rule, value)
        .into_iter()
        .map(|(_, rule)| rule)
        .collect()
}

const TEXT: Rule = &[Assertion::Kinds(&[Kind::Text])];
const NUMBER: Rule = &[Assertion::Kinds(&[Kind::Integer])];

#[test]
fn a_keyword_speaks_of_its_own_kind_only() {
    const RULE: Rule = &[
        Assertion::Text(Text::ANY.min(2)),
        Assertion::Required(&["a"]),
    ];
    for value in [
        json!(1),
        json!(null),
        json!([]),
        json!("ab"),
        json!({"a": 1}),
    ] {
        assert_eq!(keywords(RULE, &value), Vec::<&str>::new(), "{value}");
    }
    assert_eq!(keywords(RULE, &json!("a")), ["minLength"]);
    assert_eq!(found(RULE, &json!({})), [("/a".to_owned(), "required")]);
}

#[test]
fn values_are_equal_as_numbers_and_objects_not_as_texts() {
    const RULE: Rule = &[Assertion::Values(&[
        "1",
        r#"{"a":[true,1.50]}"#,
        "123456789012345678901234567890",
    ])];
    for value in ["1.0", "10e-1", r#"{ "a": [true, 1.5] }"#] {
        let value: Value = serde_json::from_str(value).unwrap();
        assert!(found(RULE, &value).is_empty(), "{value}");
    }
    assert_eq!(keywords(RULE, &json!(true)), ["enum"]);
    static SCHEMA: Schema = Schema::Ruled(
        &Schema::Any,
        &[Assertion::Values(&["123456789012345678901234567890"])],
    );
    let read = |text: &str| strict_by::<Value>(text.as_bytes(), &SCHEMA, |_, _, _| {}).is_ok();
    assert!(read("123456789012345678901234567890"));
    assert!(
        !read("123456789012345678901234567891"),
        "every digit counts"
    );
}

#[test]
fn choices_conditions_and_exclusions() {
    const NOT: Rule = &[Assertion::Not(TEXT)];
    assert_eq!(keywords(NOT, &json!("a")), ["not"]);
    assert!(keywords(NOT, &json!(1)).is_empty());
    const ONE: Rule = &[Assertion::OneOf(&[
        TEXT,
        &[Assertion::Text(Text::ANY.max(1))],
    ])];
    assert_eq!(keywords(ONE, &json!("a")), ["oneOf"], "both fit");
    assert!(keywords(ONE, &json!("ab")).is_empty());
    const CONDITION: Rule = &[Assertion::If {
        condition: TEXT,
        then: &[Assertion::Text(Text::ANY.min(3))],
        otherwise: NUMBER,
    }];
    assert_eq!(keywords(CONDITION, &json!("ab")), ["minLength"]);
    assert_eq!(keywords(CONDITION, &json!(1.5)), ["type"]);
    assert!(keywords(CONDITION, &json!(2)).is_empty());
}

#[test]
fn items_by_position_and_by_count() {
    const TUPLE: Rule = &[Assertion::Items {
        prefix: &[TEXT, NUMBER],
        rest: Some(&[Assertion::Never]),
    }];
    assert!(found(TUPLE, &json!(["a"])).is_empty());
    assert_eq!(
        found(TUPLE, &json!([1, "a", 2])),
        [("/0", "type"), ("/1", "type"), ("/2", "false")].map(|(at, rule)| (at.to_owned(), rule))
    );
    const CONTAINS: Rule = &[Assertion::Contains {
        rule: TEXT,
        min: 1,
        max: 2,
    }];
    assert_eq!(keywords(CONTAINS, &json!([1])), ["contains"]);
    assert_eq!(keywords(CONTAINS, &json!(["a", "b", "c"])), ["maxContains"]);
    assert!(keywords(CONTAINS, &json!([1, "a"])).is_empty());
}

#[test]
fn what_is_unevaluated_follows_the_branches_that_fit() {
    const WITH_A: Rule = &[
        Assertion::Required(&["a"]),
        Assertion::Members {
            named: &[("a", TEXT)],
            matching: &[],
            others: None,
        },
    ];
    const RULE: Rule = &[
        Assertion::AnyOf(&[WITH_A, &[Assertion::Required(&["b"])]]),
        Assertion::UnevaluatedProperties(&[Assertion::Never]),
    ];
    assert!(found(RULE, &json!({"a": "x"})).is_empty());
    assert_eq!(
        found(RULE, &json!({"a": "x", "b": 1})),
        [("/b".to_owned(), "additionalProperties")]
    );
}

#[test]
fn a_circle_of_schemas_ends() {
    static CIRCLE: Schema =
        Schema::Ruled(&Schema::Any, &[Assertion::Not(&[Assertion::Fits(&CIRCLE)])]);
    static ROUND: Rule = &[Assertion::Fits(&CIRCLE)];
    assert_eq!(keywords(ROUND, &json!(1)), ["not"]);
    static ALIKE: Schema = Schema::AnyOf(&[&ALIKE, &Schema::Null]);
    static DEEP: Schema = Schema::Deep(&ALIKE);
    let read = strict_by::<Value>(b"1", &DEEP, |_, _, _| {});
    assert!(matches!(read, Err(Refused::Invalid(_))));
}

#[test]
fn a_circle_of_schemas_ends_where_it_is_asked_what_was_looked_at() {
    static ALIKE: Schema = Schema::AnyOf(&[&Schema::Any, &ALIKE]);
    static RULE: Rule = &[
        Assertion::Fits(&ALIKE),
        Assertion::UnevaluatedProperties(&[Assertion::Never]),
    ];
    assert!(!keywords(RULE, &json!({"a": 1})).is_empty());
}

/// A model with a rule: `b` must stand once `a` does.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Pair {
    #[serde(skip_serializing_if = "Option::is_none")]
    a: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    b: Option<String>,
}

const PAIR_RULE: Rule = &[Assertion::Dependent(&[(
    "a",
    &[Assertion::Required(&["b"])],
)])];

static PAIR_SCHEMA: Schema = Schema::Ruled(
    &Schema::Object(Object {
        properties: &[
            Property::optional("a", &Schema::Text(Text::ANY)),
            Property::optional("b", &Schema::Text(Text::ANY)),
        ],
        additional: Additional::Ignored,
        rule: Properties::ANY,
    }),
    PAIR_RULE,
);

impl Check for Pair {
    fn check_at(&self, at: &At<'_>, out: &mut Violations) {
        assertion::check(PAIR_RULE, self, at, out);
    }
}

impl Model for Pair {
    fn schema() -> &'static Schema {
        &PAIR_SCHEMA
    }
}

#[test]
fn a_body_and_a_value_in_hand_are_held_to_the_same_rule() {
    assert!(strict::<Pair>(br#"{"a": "x", "b": "y"}"#).is_ok());
    let expected = [("/b".to_owned(), "required")];
    assert_eq!(crate::broken(strict::<Pair>(br#"{"a": "x"}"#)), expected);
    let value: Pair = tolerant(br#"{"a": "x"}"#).unwrap();
    let found = value.check().unwrap_err();
    assert_eq!(crate::broken::<()>(Err(Refused::Invalid(found))), expected);
}

#[test]
fn an_array_is_no_object() {
    let expected = [(String::new(), "type")];
    assert_eq!(crate::broken(strict::<Pair>(br#"["x", "y"]"#)), expected);
    assert!(tolerant::<Pair>(br#"["x", "y"]"#).is_err());
}
