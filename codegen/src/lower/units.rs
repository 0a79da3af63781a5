//! Durations and sizes as people write them.

/// Seconds of `90s`, `1m`, `24h` or `7d`.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let (number, unit) = split(text)?;
    let factor = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    number.checked_mul(factor).filter(|seconds| *seconds > 0)
}

/// Bytes of `512B`, `16KiB`, `10MiB`, `1GiB`, or with `KB`, `MB`, `GB` in thousands; a bare number is bytes.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let (number, unit) = split(text)?;
    let factor = match unit {
        "" | "B" => 1,
        "KB" | "kB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(factor).filter(|bytes| *bytes > 0)
}

/// Parts of a million of a percentage above 0 and up to 100, with four decimals at most: `99.9` is 999000.
pub(super) fn percent_ppm(text: &str) -> Option<u32> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_plain = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || decimals.len() > 4 || !is_plain(whole) || !is_plain(decimals) {
        return None;
    }
    let ppm = format!("{whole}{decimals:0<4}").parse().ok()?;
    (1..=1_000_000).contains(&ppm).then_some(ppm)
}

fn split(text: &str) -> Option<(u64, &str)> {
    let text = text.trim();
    let end = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok()?, unit.trim()))
}

#[cfg(test)]
mod tests {
    use super::percent_ppm;

    #[test]
    fn percentages_keep_their_decimals() {
        for (text, expected) in [
            ("99.9", Some(999_000)),
            ("100", Some(1_000_000)),
            ("99.9999", Some(999_999)),
            ("0.5", Some(5_000)),
            ("0", None),
            ("100.1", None),
            ("99.99999", None),
            ("-1", None),
            (".5", None),
            ("9e1", None),
        ] {
            assert_eq!(percent_ppm(text), expected, "{text}");
        }
    }
}
