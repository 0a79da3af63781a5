//! Patterns: the short way must agree with the engine.

use concierge_runtime::Pattern;

/// Every text of up to three of these letters, and a few longer ones.
fn texts() -> Vec<String> {
    const LETTERS: [&str; 9] = ["a", "Z", "0", "-", "_", ".", "é", " ", "\n"];
    let mut texts = vec![String::new()];
    for _ in 0..3 {
        let longer: Vec<String> = texts
            .iter()
            .flat_map(|text| LETTERS.iter().map(move |letter| format!("{text}{letter}")))
            .collect();
        texts.extend(longer);
        texts.sort_unstable();
        texts.dedup();
    }
    texts.extend(
        [
            "v12",
            "B-100",
            "B-1000",
            "2024-05-17",
            "aaaa0",
            "aaaaaaaaaaaaaaaaaa",
            "#0001",
        ]
        .map(str::to_owned),
    );
    texts
}

#[test]
fn simple_patterns_agree_with_the_engine() {
    static PATTERNS: [Pattern; 20] = [
        Pattern::new("^[A-Za-z0-9._-]{1,64}$"),
        Pattern::new("^v[0-9]+$"),
        Pattern::new("^B-[0-9]{3}$"),
        Pattern::new("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
        Pattern::new("^[a-z]+-[0-9]+$"),
        Pattern::new("^$"),
        Pattern::new("^[a-zA-Z]?0*$"),
        Pattern::new("^a{2}$"),
        Pattern::new("^a{2,}0?$"),
        Pattern::new(r"^\w+$"),
        Pattern::new(r"^\d{0,2}\.$"),
        Pattern::new("^[a-]+$"),
        Pattern::new("^[-a]+$"),
        Pattern::new(r"^[\w.]+$"),
        Pattern::new(r"^[\d-]+$"),
        Pattern::new("^a*a$"),
        Pattern::new("^[a-z]*[a-z0-9]$"),
        Pattern::new("^a?-?a$"),
        Pattern::new(r"^[^a]+$"),
        Pattern::new("a|0"),
    ];
    for pattern in &PATTERNS {
        let engine = regress::Regex::with_flags(pattern.source(), "u")
            .or_else(|_| regress::Regex::new(pattern.source()))
            .unwrap();
        for text in texts() {
            assert_eq!(
                pattern.matches(&text),
                engine.find(&text).is_some(),
                "{} on {text:?}",
                pattern.source()
            );
        }
    }
}

#[test]
fn patterns_are_ecma_and_not_anchored() {
    static LOOKAHEAD: Pattern = Pattern::new("(?=.*[0-9])[a-z0-9]{4}");
    assert!(LOOKAHEAD.matches("--abc1--"));
    assert!(!LOOKAHEAD.matches("abcd"));
    static UNICODE: Pattern = Pattern::new(r"^\p{L}+$");
    assert!(UNICODE.matches("Žofie"));
    assert!(!UNICODE.matches("Žofie1"));
}

#[test]
fn escapes_of_the_older_mode_are_taken() {
    static OLDER: Pattern = Pattern::new(r"^[a-z]+\-[0-9]+\_(x)$");
    assert!(OLDER.matches("a-1_x"));
    assert!(!OLDER.matches("a-1_y"));
}
