//! Moments and dates.

use concierge_runtime::{Date, DateTime};

#[test]
fn moments_keep_their_offset() {
    for text in [
        "2026-03-01T10:00:00+01:00",
        "2026-03-01T09:00:00Z",
        "2026-03-01T10:00:00.5-03:30",
        "2026-03-01T10:00:00.123456789Z",
        "0000-01-01T00:00:00Z",
        "2026-03-01T10:00:00-00:30",
    ] {
        let json = format!("\"{text}\"");
        let moment: DateTime = serde_json::from_str(&json).unwrap();
        assert_eq!(serde_json::to_string(&moment).unwrap(), json);
    }
}

#[test]
fn one_moment_is_equal_in_every_offset() {
    let paris: DateTime = "2026-03-01T10:00:00+01:00".parse().unwrap();
    let utc: DateTime = "2026-03-01T09:00:00.000Z".parse().unwrap();
    assert_eq!(paris, utc);
    assert_eq!(utc.unix_ms(), 1_772_355_600_000);
    assert_eq!(DateTime::from_unix_ms(1_772_355_600_000), Some(utc));
    assert_eq!(DateTime::from_unix_ms(i64::MAX), None);
    let before: DateTime = "1969-12-31T23:59:59.9995Z".parse().unwrap();
    assert_eq!(before.unix_ms(), -1);
}

#[test]
fn dates_are_written_as_they_were() {
    let date: Date = serde_json::from_str("\"2024-02-29\"").unwrap();
    assert_eq!(serde_json::to_string(&date).unwrap(), "\"2024-02-29\"");
    assert!(date < "2024-03-01".parse().unwrap());
    assert!(serde_json::from_str::<Date>("20240229").is_err());
}
