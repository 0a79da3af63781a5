//! Numbers that keep their digits.

use std::cmp::Ordering;
use std::collections::HashSet;

use concierge_runtime::Decimal;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn digits_survive_the_way_through_json() {
    for text in [
        "0",
        "-0",
        "1249.90",
        "0.10",
        "1.0",
        "12345678901234567890.123456789012345678",
        "1E+2",
        "-7.5e-3",
    ] {
        let read: Decimal = serde_json::from_str(text).unwrap();
        assert_eq!(read.as_str(), text);
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }
}

#[test]
fn only_json_numbers_are_decimals() {
    for text in ["\"1.5\"", "null", "true", "[]", "{}"] {
        assert!(serde_json::from_str::<Decimal>(text).is_err(), "{text}");
    }
    for text in [
        "", "-", "+1", ".5", "5.", "01", "1e", "1e+", "0x10", "NaN", "1 ", "--1", "1.2.3", "-01",
    ] {
        assert!(text.parse::<Decimal>().is_err(), "{text:?}");
    }
}

#[test]
fn order_is_by_value() {
    let rising = [
        "-1e400",
        "-10",
        "-9.99",
        "-1.5",
        "-1",
        "-0.001",
        "0",
        "1e-400",
        "0.001",
        "0.01",
        "0.5",
        "1",
        "1.5",
        "9.99",
        "10",
        "99999999999999999999.98",
        "99999999999999999999.99",
        "1e400",
    ];
    for (i, left) in rising.iter().enumerate() {
        for (j, right) in rising.iter().enumerate() {
            assert_eq!(
                decimal(left).cmp(&decimal(right)),
                i.cmp(&j),
                "{left} and {right}"
            );
        }
    }
}

#[test]
fn equal_values_are_equal_however_they_are_written() {
    let same = ["150", "150.0", "1.5e2", "15E1", "1500e-1", "150.000"];
    let set: HashSet<Decimal> = same.iter().map(|text| decimal(text)).collect();
    assert_eq!(set.len(), 1);
    assert_eq!(decimal("-0").cmp(&decimal("0.00")), Ordering::Equal);
}

#[test]
fn units_are_exact_or_refused() {
    for (text, places, units) in [
        ("12.5", 2, Some(1250)),
        ("12.50", 2, Some(1250)),
        ("12.505", 2, None),
        ("-0.01", 2, Some(-1)),
        ("1e3", 2, Some(100_000)),
        ("1.5E-1", 2, Some(15)),
        ("92233720368547758.07", 2, Some(i64::MAX)),
        ("92233720368547758.08", 2, None),
        ("-92233720368547758.08", 2, Some(i64::MIN)),
        ("1e999999999", 0, None),
    ] {
        assert_eq!(decimal(text).to_units(places), units, "{text}");
    }
}

#[test]
fn units_are_written_with_their_places() {
    for (units, places, text) in [
        (1250, 2, "12.50"),
        (5, 2, "0.05"),
        (-5, 2, "-0.05"),
        (0, 2, "0.00"),
        (7, 0, "7"),
        (i64::MIN, 3, "-9223372036854775.808"),
    ] {
        assert_eq!(Decimal::from_units(units, places).as_str(), text);
        assert_eq!(
            Decimal::from_units(units, places).to_units(places),
            Some(units)
        );
    }
}

#[test]
fn values_of_other_types_read_them_too() {
    let value = serde_json::json!({"price": 12.5});
    let price: Decimal = serde_json::from_value(value["price"].clone()).unwrap();
    assert_eq!(price, decimal("12.5"));
    assert!((price.to_f64() - 12.5).abs() < f64::EPSILON);
}
