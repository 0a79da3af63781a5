//! `Accept`, with its weights (RFC 9110, 12.5.1).

use http::HeaderMap;
use http::header::ACCEPT;

use crate::render::Shape;

const PROBLEM: &str = "application/problem+json";

/// Whether a caller takes one of the media types that an operation answers with. No `Accept`, and an empty one, take everything.
pub(crate) fn is_acceptable(headers: &HeaderMap, offered: &[&str]) -> bool {
    if ranges(headers).next().is_none() || offered.is_empty() {
        return true;
    }
    offered
        .iter()
        .filter(|media| **media != PROBLEM || offered.len() == 1)
        .any(|media| is_range(media) || rank(headers, media) > 0)
}

/// Which of several media types a caller likes best, by its place in the list; of equals the first one.
pub(crate) fn preferred(headers: &HeaderMap, offered: &[&str]) -> usize {
    let ranks = offered.iter().map(|media| rank(headers, media));
    let best = ranks.enumerate().rev().max_by_key(|(_, rank)| *rank);
    best.map_or(0, |(index, _)| index)
}

fn rank(headers: &HeaderMap, media: &str) -> u16 {
    let essence = media.split(';').next().unwrap_or(media).trim();
    weight(headers, essence).map_or(0, |found| found.weight)
}

/// What an operation answers under a range is known only when it answers.
fn is_range(media: &str) -> bool {
    media.contains('*')
}

/// How a caller wants errors: as RFC 9457 only where it says so and ranks it no lower than plain JSON.
pub(crate) fn error_shape(headers: &HeaderMap) -> Shape {
    let Some(problem) =
        weight(headers, PROBLEM).filter(|found| found.specificity == 2 && found.weight > 0)
    else {
        return Shape::Contract;
    };
    match weight(headers, "application/json") {
        Some(json)
            if (json.weight, std::cmp::Reverse(json.position))
                > (problem.weight, std::cmp::Reverse(problem.position)) =>
        {
            Shape::Contract
        }
        _ => Shape::ProblemJson,
    }
}

/// What stands between the commas.
fn ranges(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|range| !range.is_empty())
}

/// The most specific range that covers a media type.
struct Found {
    /// In thousandths.
    weight: u16,
    /// 0 for `*/*`, 1 for `type/*`, 2 for the type itself.
    specificity: u8,
    /// The range's place in the list.
    position: usize,
}

fn weight(headers: &HeaderMap, media: &str) -> Option<Found> {
    let (kind, subtype) = media.split_once('/')?;
    let mut best: Option<Found> = None;
    for (position, range) in ranges(headers).enumerate() {
        let mut pieces = range.split(';');
        let Some((wanted_kind, wanted_subtype)) =
            pieces.next().and_then(|name| name.trim().split_once('/'))
        else {
            continue;
        };
        let specificity = match (wanted_kind, wanted_subtype) {
            ("*", "*") => 0,
            (wanted, "*") if wanted.eq_ignore_ascii_case(kind) => 1,
            (wanted, sub)
                if wanted.eq_ignore_ascii_case(kind) && sub.eq_ignore_ascii_case(subtype) =>
            {
                2
            }
            _ => continue,
        };
        if best
            .as_ref()
            .is_none_or(|found| found.specificity < specificity)
        {
            best = Some(Found {
                weight: quality(pieces),
                specificity,
                position,
            });
        }
    }
    best
}

/// The weight in thousandths; what is no weight counts as 1, as lenient readers do.
fn quality<'a>(parameters: impl Iterator<Item = &'a str>) -> u16 {
    for parameter in parameters {
        let Some((name, value)) = parameter.split_once('=') else {
            continue;
        };
        if name.trim().eq_ignore_ascii_case("q") {
            let weight = value
                .trim()
                .parse::<f32>()
                .ok()
                .filter(|weight| (0.0..=1.0).contains(weight));
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and 1000"
            )]
            return weight.map_or(1000, |weight| (weight * 1000.0).round() as u16);
        }
    }
    1000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, value.parse().expect("a header value"));
        headers
    }

    #[test]
    fn a_caller_gets_what_it_takes() {
        for value in [
            "*/*",
            "application/json",
            "application/*;q=0.1",
            "text/html, application/json;q=0.9",
            "Application/JSON; charset=utf-8",
            "",
            " ,",
        ] {
            assert!(
                is_acceptable(&accept(value), &["application/json"]),
                "{value}"
            );
        }
        for value in [
            "text/html",
            "application/json;q=0",
            "*/*, application/json;q=0",
            "application/problem+json",
            "image/*",
        ] {
            assert!(
                !is_acceptable(&accept(value), &["application/json"]),
                "{value}"
            );
        }
        assert!(is_acceptable(&HeaderMap::new(), &["application/json"]));
        assert!(is_acceptable(
            &accept("text/csv"),
            &["application/json", "text/csv"]
        ));
    }

    #[test]
    fn of_several_the_best_liked_one_is_sent() {
        let offered = ["application/json", "text/csv; charset=utf-8", "text/plain"];
        for (value, best) in [
            ("text/csv", 1),
            ("application/json;q=0.5, text/csv", 1),
            ("*/*", 0),
            ("text/*, application/json;q=0.9", 1),
            ("text/plain;q=1.0, text/csv;q=0.2", 2),
            ("image/png", 0),
        ] {
            assert_eq!(preferred(&accept(value), &offered), best, "{value}");
        }
        assert_eq!(preferred(&HeaderMap::new(), &offered), 0);
        assert!(is_acceptable(&accept("image/png"), &["image/*"]));
    }

    #[test]
    fn errors_are_problem_documents_only_where_preferred() {
        for value in [
            "application/problem+json",
            "application/problem+json, application/json;q=0.5",
            "application/problem+json, */*",
            "application/problem+json, application/json",
        ] {
            assert_eq!(error_shape(&accept(value)), Shape::ProblemJson, "{value}");
        }
        for value in [
            "*/*",
            "application/*",
            "application/json",
            "application/json, application/problem+json",
            "application/problem+json;q=0, */*",
        ] {
            assert_eq!(error_shape(&accept(value)), Shape::Contract, "{value}");
        }
        assert_eq!(error_shape(&HeaderMap::new()), Shape::Contract);
    }
}
