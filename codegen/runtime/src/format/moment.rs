//! RFC 3339 times and durations.

use crate::DateTime;

/// `full-time`: whatever completes a date to a moment.
pub(super) fn is_time(value: &str) -> bool {
    format!("2000-01-02T{value}").parse::<DateTime>().is_ok()
}

/// `duration`: units in order without a gap between them, or weeks alone.
pub(super) fn is_duration(value: &str) -> bool {
    let Some(rest) = value.strip_prefix('P') else {
        return false;
    };
    let (date, time) = match rest.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (rest, None),
    };
    match time {
        None => is_run(date, "YMD") || is_run(date, "W"),
        Some(time) => (date.is_empty() || is_run(date, "YMD")) && is_run(time, "HMS"),
    }
}

/// Numbers with units that follow each other in the order of `units`.
fn is_run(text: &str, units: &str) -> bool {
    let mut used = String::new();
    let mut digits = 0;
    for letter in text.chars() {
        if letter.is_ascii_digit() {
            digits += 1;
        } else if digits > 0 {
            used.push(letter);
            digits = 0;
        } else {
            return false;
        }
    }
    digits == 0 && !used.is_empty() && units.contains(&used)
}
