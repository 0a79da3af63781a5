//! Every rule at its boundary.

use concierge_runtime::{
    At, Decimal, Enumeration, Integer, Items, Number, Pattern, Place, Properties, Text, Violations,
};

use crate::rules_of;

fn text(rule: Text, value: &str) -> Vec<&'static str> {
    rules_of(|at, out| rule.check(value, at, out))
}

#[test]
fn lengths_count_code_points_not_bytes() {
    let rule = Text::ANY.min(2).max(4);
    for (value, expected) in [
        ("", &["minLength"][..]),
        ("a", &["minLength"]),
        ("ab", &[]),
        ("abcd", &[]),
        ("abcde", &["maxLength"]),
        ("é", &["minLength"]),
        ("💍", &["minLength"]),
        ("💍💍", &[]),
        ("💍💍💍💍", &[]),
        ("💍💍💍💍💍", &["maxLength"]),
        // One letter and one combining accent are two code points.
        ("e\u{301}", &[]),
    ] {
        assert_eq!(text(rule, value), expected, "{value:?}");
    }
}

#[test]
fn lengths_agree_with_counting_whatever_the_width_of_the_letters() {
    for letter in ["a", "é", "€", "💍"] {
        for length in 0..40_u64 {
            for bound in [0, 1, 2, 3, 7, 8, 9, 31] {
                let value = letter.repeat(usize::try_from(length).unwrap());
                assert_eq!(
                    text(Text::ANY.min(bound), &value).is_empty(),
                    length >= bound
                );
                assert_eq!(
                    text(Text::ANY.max(bound), &value).is_empty(),
                    length <= bound
                );
            }
        }
    }
}

#[test]
fn integers_keep_their_bounds() {
    let rule = Integer::ANY.min(-5).max(25).multiple_of(5);
    for (value, expected) in [
        (-5, &[][..]),
        (-10, &["minimum"]),
        (-6, &["minimum", "multipleOf"]),
        (0, &[]),
        (7, &["multipleOf"]),
        (25, &[]),
        (26, &["maximum", "multipleOf"]),
    ] {
        assert_eq!(
            rules_of(|at, out| rule.check(value, at, out)),
            expected,
            "{value}"
        );
    }
    let wide = Integer::ANY.max(i128::from(u64::MAX));
    assert!(rules_of(|at, out| wide.check(i128::from(u64::MAX), at, out)).is_empty());
    assert_eq!(
        rules_of(|at, out| wide.check(i128::from(u64::MAX) + 1, at, out)),
        ["maximum"]
    );
    assert!(rules_of(|at, out| Integer::ANY.multiple_of(0).check(7, at, out)).is_empty());
}

#[test]
fn numbers_keep_their_bounds() {
    let inclusive = Number::ANY.min("0.1").max("9.5");
    let exclusive = Number::ANY.above("0.1").below("9.5");
    for (value, in_rules, ex_rules) in [
        (0.1, &[][..], &["exclusiveMinimum"][..]),
        (0.099_999, &["minimum"], &["exclusiveMinimum"]),
        (0.100_001, &[], &[]),
        (9.5, &[], &["exclusiveMaximum"]),
        (9.499_999, &[], &[]),
        (9.500_001, &["maximum"], &["exclusiveMaximum"]),
    ] {
        assert_eq!(
            rules_of(|at, out| inclusive.check_f64(value, at, out)),
            in_rules,
            "{value}"
        );
        assert_eq!(
            rules_of(|at, out| exclusive.check_f64(value, at, out)),
            ex_rules,
            "{value}"
        );
        let decimal: Decimal = value.to_string().parse().unwrap();
        assert_eq!(
            rules_of(|at, out| inclusive.check_decimal(&decimal, at, out)),
            in_rules,
            "{value}"
        );
        assert_eq!(
            rules_of(|at, out| exclusive.check_decimal(&decimal, at, out)),
            ex_rules,
            "{value}"
        );
    }
}

#[test]
fn bounds_beyond_the_compile_time_range_still_hold() {
    let rule = Number::ANY
        .max("123456789012345678901234567890")
        .min("-1e30");
    assert!(rules_of(|at, out| rule.check_f64(1.0e29, at, out)).is_empty());
    assert_eq!(
        rules_of(|at, out| rule.check_f64(1.3e29, at, out)),
        ["maximum"]
    );
    assert_eq!(
        rules_of(|at, out| rule.check_f64(-1.1e30, at, out)),
        ["minimum"]
    );
}

#[test]
fn steps_are_decimal_not_binary() {
    let cents = Number::ANY.multiple_of("0.01");
    for value in [
        0.0,
        0.01,
        0.07,
        0.29,
        1.1,
        19.99,
        4.35,
        1_000_000.01,
        -3.33,
        1e12,
    ] {
        assert!(
            rules_of(|at, out| cents.check_f64(value, at, out)).is_empty(),
            "{value}"
        );
    }
    for value in [0.001, 0.015, 1.005, 19.999, 0.070_000_1, 1e-9] {
        assert_eq!(
            rules_of(|at, out| cents.check_f64(value, at, out)),
            ["multipleOf"],
            "{value}"
        );
    }
    let odd = Number::ANY.multiple_of("0.0001");
    assert!(rules_of(|at, out| odd.check_f64(0.0075, at, out)).is_empty());
    assert_eq!(
        rules_of(|at, out| odd.check_f64(0.000_751, at, out)),
        ["multipleOf"]
    );
    let tens = Number::ANY.multiple_of("1e1");
    assert!(rules_of(|at, out| tens.check_f64(1e300, at, out)).is_empty());
    assert_eq!(
        rules_of(|at, out| tens.check_f64(15.0, at, out)),
        ["multipleOf"]
    );
    assert_eq!(
        rules_of(|at, out| Number::ANY.multiple_of("1.5").check_f64(4.0, at, out)),
        ["multipleOf"]
    );
}

#[test]
fn steps_of_decimals_see_every_digit() {
    let cents = Number::ANY.multiple_of("0.01");
    let check = |text: &str| {
        let decimal: Decimal = text.parse().unwrap();
        rules_of(|at, out| cents.check_decimal(&decimal, at, out))
    };
    assert!(check("99999999999999999999999999999.99").is_empty());
    assert_eq!(check("99999999999999999999999999999.991"), ["multipleOf"]);
    assert!(check("1e999999999999").is_empty());
    assert_eq!(check("1e-999999999999"), ["multipleOf"]);
    assert!(check("0.000e-7").is_empty());
}

#[test]
fn arrays_keep_their_sizes_and_hold_nothing_twice() {
    let rule = Items::ANY.min(1).max(3).unique();
    let check = |items: &[&str]| rules_of(|at, out| rule.check(items, at, out));
    assert_eq!(check(&[]), ["minItems"]);
    assert!(check(&["a"]).is_empty());
    assert!(check(&["a", "b", "c"]).is_empty());
    assert_eq!(check(&["a", "b", "a"]), ["uniqueItems"]);
    assert_eq!(check(&["a", "b", "c", "d"]), ["maxItems"]);
}

#[test]
fn long_arrays_are_searched_for_twins_too() {
    let mut items: Vec<u32> = (0..10_000).collect();
    let rule = Items::ANY.unique();
    assert!(rules_of(|at, out| rule.check(&items, at, out)).is_empty());
    items[9_999] = 3;
    assert_eq!(
        rules_of(|at, out| rule.check(&items, at, out)),
        ["uniqueItems"]
    );
}

#[test]
fn objects_keep_their_sizes() {
    let rule = Properties::ANY.min(1).max(2);
    let check = |size: usize| rules_of(|at, out| rule.check(size, at, out));
    assert_eq!(check(0), ["minProperties"]);
    assert!(check(1).is_empty() && check(2).is_empty());
    assert_eq!(check(3), ["maxProperties"]);
}

#[test]
fn enumerations_take_declared_values_only() {
    let rule = Enumeration(&["slow", "fast"]);
    assert!(rules_of(|at, out| rule.check("slow", at, out)).is_empty());
    assert_eq!(rules_of(|at, out| rule.check("Slow", at, out)), ["enum"]);
}

#[test]
fn messages_say_what_would_be_right() {
    let mut out = Violations::new();
    let root = concierge_runtime::At::root(concierge_runtime::Place::Query);
    let at = root.property("a/b~c");
    Text::ANY.min(8).check("secret", &at.index(3), &mut out);
    Text::ANY.max(1).check("secret", &at, &mut out);
    Number::ANY.max("9.50").check_f64(10.0, &at, &mut out);
    Enumeration(&["x", "y"]).check("secret", &at, &mut out);
    let json = serde_json::to_value(out.into_vec()).unwrap();
    let expected = serde_json::json!([
        {"pointer": "/a~1b~0c/3", "in": "query", "rule": "minLength", "message": "must be at least 8 characters"},
        {"pointer": "/a~1b~0c", "in": "query", "rule": "maxLength", "message": "must be at most 1 character"},
        {"pointer": "/a~1b~0c", "in": "query", "rule": "maximum", "message": "must be at most 9.50"},
        {"pointer": "/a~1b~0c", "in": "query", "rule": "enum", "message": "must be one of: x, y"},
    ]);
    assert_eq!(json, expected);
}

#[test]
fn a_hostile_body_cannot_make_a_long_list() {
    let items = vec!["x".to_owned(); 10_000];
    let mut out = Violations::new();
    let at = concierge_runtime::At::root(concierge_runtime::Place::Body);
    for (index, item) in items.iter().enumerate() {
        Text::ANY.min(2).check(item, &at.index(index), &mut out);
    }
    assert_eq!(out.len(), Violations::MAX);
}

/// Whoever sends a body may choose its names, and every violation inside repeats them.
#[test]
fn a_long_name_is_cut_in_a_pointer() {
    let name = "é".repeat(200);
    let root = At::root(Place::Body);
    let pointer = root.property(&name).property("b").pointer();
    assert_eq!(pointer, format!("/{}…/b", "é".repeat(128)));
    let whole = "a".repeat(128);
    assert_eq!(root.property(&whole).pointer(), format!("/{whole}"));
}

/// Engines go back and forth: on a text of some hundred thousand letters such a pattern takes longer than anybody waits.
#[test]
fn a_text_that_is_too_long_is_not_held_against_its_pattern() {
    static SLOW: Pattern = Pattern::new("^(?:a|a)+$");
    let rule = Text::ANY.max(8).pattern(&SLOW);
    let long = "a".repeat(64) + "!";
    assert_eq!(text(rule, &long), ["maxLength"]);
    assert_eq!(text(rule, "aaaa!"), ["pattern"]);
}
