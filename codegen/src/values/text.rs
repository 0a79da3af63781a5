//! Strings: valid ones for every format, pattern and length, and candidates that break one rule.

use crate::ir::{Format, Text};

use super::fits::matches;
use super::{Seed, pattern};

/// Longer strings than this are not made to break a `maxLength`.
pub const LENGTH_MAX: u64 = 70_000;

/// A string that satisfies the constraints, if one can be made.
pub fn valid_text(text: &Text, seed: &mut Seed) -> Option<String> {
    let min = text.min_length.unwrap_or(0);
    let max = text.max_length.unwrap_or(u64::MAX);
    if let Some(expression) = &text.pattern {
        let most = max.min(min.saturating_add(64).max(256));
        return pattern::sample(expression, min, most, seed)
            .filter(|made| matches(expression, made))
            .or_else(|| plain_match(expression, min, max, seed));
    }
    match formatted(&text.format, seed) {
        Some(made) => Some(made),
        None => Some(words(min.max(6.min(max)), seed)),
    }
}

/// A plain text that happens to match, for patterns that are more than a sampler reads: look-around mostly forbids odd texts only.
fn plain_match(expression: &str, min: u64, max: u64, seed: &mut Seed) -> Option<String> {
    const PLAIN: &[&str] = &["", "1", "A", "a1", "A1b2-c3d4", "Aa1!Aa1!", "/a", "a.b"];
    let word = words(min.max(6.min(max)), seed);
    std::iter::once(word.as_str())
        .chain(PLAIN.iter().copied())
        .find(|text| {
            (min..=max).contains(&(text.chars().count() as u64)) && matches(expression, text)
        })
        .map(str::to_owned)
}

/// Candidates that break the pattern and keep the length, best first.
pub fn against_pattern(text: &Text) -> Vec<String> {
    let length = usize::try_from(text.min_length.unwrap_or(1).max(1)).unwrap_or(1);
    let wide = text.max_length.map_or(length.max(8), |max| {
        usize::try_from(max)
            .unwrap_or(8)
            .clamp(length, length.max(64))
    });
    let letters = ["~", "_", "a", "A", "0", "-", "{", "é"];
    letters
        .iter()
        .flat_map(|letter| [letter.repeat(length), letter.repeat(wide)])
        .collect()
}

/// Candidates that break the format, best first.
pub fn against_format(text: &Text) -> Vec<String> {
    let length = usize::try_from(text.min_length.unwrap_or(0)).unwrap_or(0);
    match text.format {
        Format::Plain | Format::Binary | Format::Password => Vec::new(),
        Format::Uri => vec![
            "not a uri".to_owned(),
            "no-scheme".repeat(length.div_ceil(9).max(1)),
        ],
        Format::UriReference | Format::Iri | Format::IriReference => {
            vec!["not a reference".to_owned(), "\\".repeat(length.max(1))]
        }
        Format::Regex => vec!["(".repeat(length.max(1))],
        Format::Byte => vec!["*".repeat(length.max(5))],
        _ => vec!["not-so".repeat(length.div_ceil(6).max(1)), "..".to_owned()],
    }
}

/// A string of exactly this many letters.
pub fn words(length: u64, seed: &mut Seed) -> String {
    const LETTERS: &[char] = &[
        'a', 'b', 'c', 'd', 'e', 'g', 'h', 'i', 'k', 'l', 'm', 'n', 'o', 'r', 's', 't', 'u', 'w',
    ];
    (0..length.min(LENGTH_MAX))
        .filter_map(|_| seed.pick(LETTERS))
        .collect()
}

fn formatted(format: &Format, seed: &mut Seed) -> Option<String> {
    let number = seed.below(28) + 1;
    Some(match format {
        Format::Plain | Format::Password => return None,
        Format::DateTime => format!("2026-01-{number:02}T09:30:00Z"),
        Format::Date => format!("2026-01-{number:02}"),
        Format::Time => format!("09:{number:02}:00Z"),
        Format::Duration => format!("P{number}D"),
        Format::UriReference | Format::IriReference => format!("/{number}"),
        Format::JsonPointer => format!("/items/{number}"),
        Format::RelativeJsonPointer => format!("{number}/items"),
        Format::Regex => format!("item{number}"),
        Format::Uuid => format!(
            "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
            part(seed, 8),
            part(seed, 4),
            part(seed, 3),
            part(seed, 3),
            part(seed, 12)
        ),
        Format::Email => format!("casey.{number}@example.com"),
        Format::Uri | Format::Iri => format!("https://example.com/{number}"),
        Format::Hostname => format!("host-{number}.example.com"),
        Format::Ipv4 => format!("192.0.2.{number}"),
        Format::Ipv6 => format!("2001:db8::{number}"),
        Format::Byte => "Y29udHJhY3Q=".to_owned(),
        Format::Binary => "file".to_owned(),
    })
}

fn part(seed: &mut Seed, digits: u32) -> u64 {
    seed.below(1 << (4 * digits))
}
