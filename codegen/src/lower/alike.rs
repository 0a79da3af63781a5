//! Words that are nearly other words.

/// Extensions that the generator reads.
const EXTENSIONS: &[&str] = &[
    "x-idempotency",
    "x-scopes",
    "x-rate-limit",
    "x-slo",
    "x-pii",
    "x-events",
    "x-retention",
    "x-lifecycle",
    "x-body-limit",
];

/// How many letters may differ.
const MAX_DISTANCE: usize = 2;

/// The extension that somebody likely meant who wrote another one; nothing when the key is known, or like none that is.
#[must_use]
pub fn likely_meant(key: &str) -> Option<&'static str> {
    if !key.starts_with("x-") || EXTENSIONS.contains(&key) {
        return None;
    }
    let plain = flattened(key);
    EXTENSIONS.iter().copied().find(|known| {
        let known = flattened(known);
        // A short word has near neighbours by chance: x-slo and x-sso.
        let allowed = if known.len() < 8 { 1 } else { MAX_DISTANCE };
        known == plain || (known.len() >= 6 && distance(&known, &plain) <= allowed)
    })
}

/// Without dashes, underscores and capitals, so that `x-rateLimit` and `x_rate_limit` are alike.
fn flattened(key: &str) -> String {
    key.chars()
        .filter(|letter| letter.is_ascii_alphanumeric())
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

/// Letters to add, drop or change.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, from) in left.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], line + 1);
        for (column, to) in right.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
