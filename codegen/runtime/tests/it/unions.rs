//! Unions: which branch, how strictly, with which digits.

use concierge_runtime::decode::{Refused, strict, tolerant};
use concierge_runtime::union::{Branch, Choice, untagged};
use concierge_runtime::{Additional, Object, Properties, Property, Schema};
use serde::{Deserialize, Deserializer};

use crate::broken;
use crate::models::{Amount, Item};

#[test]
fn a_tag_leads_to_its_branch_and_digits_survive() {
    let Item::Book(book) = strict(br#"{"price": 1249.90, "kind": "book", "pages": 3}"#).unwrap()
    else {
        panic!("not a book");
    };
    assert_eq!(book.price.unwrap().as_str(), "1249.90");
}

#[test]
fn the_branch_that_the_tag_names_is_the_one_that_complains() {
    let body = br#"{"kind": "crate", "holds": {"kind": "book", "pages": 0}}"#;
    assert_eq!(
        broken(strict::<Item>(body)),
        [("/holds/pages".to_owned(), "minimum")]
    );
    assert_eq!(
        broken(strict::<Item>(br#"{"kind": "book"}"#)),
        [("/pages".to_owned(), "required")]
    );
    assert_eq!(
        broken(strict::<Item>(br#"{"pages": 3}"#)),
        [("/kind".to_owned(), "required")]
    );
    assert_eq!(
        broken(strict::<Item>(br#"{"kind": "ship"}"#)),
        [("/kind".to_owned(), "discriminator")]
    );
    assert_eq!(
        broken(strict::<Item>(br#"{"kind": 1}"#)),
        [("/kind".to_owned(), "type")]
    );
    assert_eq!(broken(strict::<Item>(b"[]")), [(String::new(), "type")]);
}

#[test]
fn strictness_reaches_into_branches() {
    let body =
        br#"{"kind": "crate", "more": 1, "holds": {"kind": "book", "pages": 2, "extra": true}}"#;
    assert_eq!(
        broken(strict::<Item>(body)),
        [("/holds/extra".to_owned(), "additionalProperties")]
    );
    assert!(tolerant::<Item>(body).is_ok());
    let open = br#"{"kind": "crate", "more": 1}"#;
    assert!(strict::<Item>(open).is_ok());
}

#[test]
fn exactly_one_branch_must_fit() {
    assert_eq!(strict::<Amount>(b"3").unwrap(), Amount::Small(3));
    assert_eq!(strict::<Amount>(b"30").unwrap(), Amount::Large(30));
    assert_eq!(
        strict::<Amount>(b"\"ten\"").unwrap(),
        Amount::Words("ten".to_owned())
    );
    assert_eq!(broken(strict::<Amount>(b"10")), [(String::new(), "oneOf")]);
    assert_eq!(
        broken(strict::<Amount>(b"true")),
        [(String::new(), "oneOf")]
    );
}

#[test]
fn the_only_likely_branch_says_what_is_wrong_with_it() {
    assert_eq!(
        broken(strict::<Amount>(b"\"x\"")),
        [(String::new(), "minLength")]
    );
    let body = br#"{"kind": "book", "pages": 0, "extra": 1}"#;
    let expected = [
        ("/pages".to_owned(), "minimum"),
        ("/extra".to_owned(), "additionalProperties"),
    ];
    assert_eq!(broken(strict::<Amount>(body)), expected);
}

#[test]
fn the_tolerant_take_what_decodes() {
    assert_eq!(tolerant::<Amount>(b"10").unwrap(), Amount::Small(10));
    assert_eq!(
        tolerant::<Amount>(b"\"x\"").unwrap(),
        Amount::Words("x".to_owned())
    );
    assert!(matches!(
        tolerant::<Amount>(br#"{"kind": "book", "pages": 1, "extra": 1}"#),
        Ok(Amount::Book(_))
    ));
    assert!(matches!(
        tolerant::<Amount>(b"true"),
        Err(Refused::Invalid(_))
    ));
}

#[test]
fn nested_unions_cannot_exhaust_the_stack() {
    let deep = |levels: usize| {
        format!(
            "{}{{\"kind\": \"crate\"}}{}",
            "{\"kind\": \"crate\", \"holds\": ".repeat(levels),
            "}".repeat(levels)
        )
    };
    assert!(strict::<Item>(deep(100).as_bytes()).is_ok());
    assert!(strict::<Item>(deep(50_000).as_bytes()).is_err());
    assert!(tolerant::<Item>(deep(50_000).as_bytes()).is_err());
}

#[test]
fn an_ignored_property_of_one_body_is_forgotten_before_the_next() {
    assert!(strict::<Item>(br#"{"kind": "book", "pages": 1, "extra": 1}"#).is_err());
    assert!(strict::<Item>(br#"{"kind": "book", "pages": 1}"#).is_ok());
    let value: Item = serde_json::from_str(r#"{"kind": "book", "pages": 1, "extra": 1}"#).unwrap();
    assert!(matches!(value, Item::Book(_)));
}

/// A choice between two shapes that only differ far inside.
#[derive(Debug, PartialEq)]
enum Nest {
    Left(Inner),
    Right(Inner),
    End(bool),
}

#[derive(Debug, PartialEq, Deserialize)]
struct Inner {
    inner: Box<Nest>,
}

static NEST: Schema = Schema::OneOf(&[&INNER, &INNER, &Schema::Boolean]);
static INNER: Schema = Schema::Object(Object {
    properties: &[Property::required("inner", &NEST)],
    additional: Additional::Ignored,
    rule: Properties::ANY,
});

impl<'de> Deserialize<'de> for Nest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        static BRANCHES: &[Branch<Nest>] = &[
            Branch {
                schema: &INNER,
                read: |raw| raw.branch().map(Nest::Left),
            },
            Branch {
                schema: &INNER,
                read: |raw| raw.branch().map(Nest::Right),
            },
            Branch {
                schema: &Schema::Boolean,
                read: |raw| raw.branch().map(Nest::End),
            },
        ];
        untagged(deserializer, Choice::One, BRANCHES)
    }
}

/// Without a bound the attempts double with every level.
#[test]
fn attempts_in_attempts_come_to_an_end() {
    let nest = |levels: usize, end: &str| {
        format!(
            "{}{end}{}",
            "{\"inner\":".repeat(levels),
            "}".repeat(levels)
        )
    };
    assert!(tolerant::<Nest>(nest(60, "true").as_bytes()).is_ok());
    assert!(tolerant::<Nest>(nest(60, "1").as_bytes()).is_err());
    // The bound of one value is not that of the next.
    assert!(tolerant::<Nest>(nest(60, "true").as_bytes()).is_ok());
}
