//! Names of the contract become names of Rust.

use std::collections::BTreeSet;

/// Words that Rust takes as identifiers only behind `r#`.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Words that no `r#` makes an identifier.
const NEVER: &[&str] = &["self", "super", "crate", "Self"];

/// Type names that generated code itself uses without a path.
const TAKEN_TYPES: &[&str] = &[
    "Arc",
    "BTreeMap",
    "Box",
    "Clone",
    "Debug",
    "Default",
    "Deserialize",
    "Display",
    "Drop",
    "Err",
    "Fn",
    "From",
    "Future",
    "Into",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Result",
    "Self",
    "Send",
    "Serialize",
    "Some",
    "String",
    "Sync",
    "ToString",
    "Vec",
];

/// `orderId` becomes `order_id`.
pub(super) fn snake(text: &str) -> String {
    words(text).join("_")
}

/// `order status` becomes `OrderStatus`.
pub(super) fn pascal(text: &str) -> String {
    words(text).iter().map(|word| capitalised(word)).collect()
}

/// `conciergeKey` becomes `CONCIERGE_KEY`.
pub(super) fn screaming(text: &str) -> String {
    let name = words(text).join("_").to_ascii_uppercase();
    if starts_like_a_name(&name) {
        name
    } else {
        format!("N{name}")
    }
}

/// A field, parameter or method.
pub(super) fn field_name(wire: &str) -> String {
    let mut name = snake(wire);
    if name.is_empty() {
        name = spelled(wire).to_ascii_lowercase();
    }
    if !starts_like_a_name(&name) {
        name.insert(0, '_');
    }
    if NEVER.contains(&name.as_str()) {
        return format!("{name}_");
    }
    if KEYWORDS.contains(&name.as_str()) {
        return format!("r#{name}");
    }
    name
}

/// The stem of several types, never a type by itself.
pub(super) fn stem_name(wire: &str) -> String {
    let mut name = pascal(wire);
    if name.is_empty() {
        name = spelled(wire);
    }
    if !starts_like_a_name(&name) {
        name.insert_str(0, "Type");
    }
    name
}

/// A type. One that is called like a type that generated code writes without a path gets the word `Type` behind it.
pub(super) fn type_name(wire: &str) -> String {
    free_type_name(stem_name(wire))
}

/// The same for a name that is Rust already.
pub(super) fn free_type_name(mut name: String) -> String {
    if TAKEN_TYPES.contains(&name.as_str()) {
        name.push_str("Type");
    }
    name
}

/// A variant of an enum. Signs before a value are spelled, so that `+1` and `-1` stay apart.
pub(super) fn variant_name(wire: &str) -> String {
    let sign = match wire.chars().next() {
        Some('-') => "Minus",
        Some('+') => "Plus",
        _ => "",
    };
    let mut name = pascal(wire);
    if name.is_empty() {
        return spelled(wire);
    }
    name.insert_str(0, sign);
    if !starts_like_a_name(&name) {
        name.insert_str(0, "Value");
    }
    if NEVER.contains(&name.as_str()) {
        name.push_str("Value");
    }
    name
}

/// A module, which is also a file's stem: a keyword gets a trailing underscore.
pub(super) fn module_name(text: &str) -> String {
    let name = field_name(text);
    match name.strip_prefix("r#") {
        Some(keyword) => format!("{keyword}_"),
        None => name,
    }
}

/// Names given out in one scope.
#[derive(Debug, Default)]
pub(super) struct Scope {
    taken: BTreeSet<String>,
}

impl Scope {
    /// A scope in which some names are taken from the start.
    pub(super) fn with(reserved: &[&str]) -> Self {
        Self {
            taken: reserved.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    /// True when the name is taken.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// The wanted name, or the wanted name with the first number that makes it unique.
    pub(super) fn claim(&mut self, wanted: &str) -> String {
        if self.taken.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        let stem = wanted.strip_prefix("r#").unwrap_or(wanted);
        let gap = if stem.contains('_') || stem.starts_with(char::is_lowercase) {
            "_"
        } else {
            ""
        };
        let mut number = 2_u64;
        loop {
            let name = format!("{stem}{gap}{number}");
            if self.taken.insert(name.clone()) {
                return name;
            }
            number += 1;
        }
    }
}

/// Lower-case words: cut at everything that is no ASCII letter or digit, before a capital after a small letter, and before the
/// last capital of a run that a small letter follows.
fn words(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|piece| !piece.is_empty())
        .flat_map(humps)
        .collect()
}

fn humps(piece: &str) -> Vec<String> {
    let letters: Vec<char> = piece.chars().collect();
    let mut found = Vec::new();
    let mut word = String::new();
    let mut small_before = false;
    for (index, letter) in letters.iter().copied().enumerate() {
        let small_next = letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
        if letter.is_ascii_uppercase() && !word.is_empty() && (small_before || small_next) {
            found.push(std::mem::take(&mut word));
        }
        word.push(letter.to_ascii_lowercase());
        small_before = letter.is_ascii_lowercase() || (small_before && letter.is_ascii_digit());
    }
    found.push(word);
    found
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + letters.as_str()
    })
}

fn starts_like_a_name(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        || (name.starts_with('_') && name.len() > 1)
}

/// A text without letters or digits, in words: `>=` becomes `GreaterEquals`.
fn spelled(text: &str) -> String {
    if text.is_empty() {
        return "Empty".to_owned();
    }
    text.chars().map(spelled_letter).collect()
}

fn spelled_letter(letter: char) -> String {
    let word = match letter {
        '=' => "Equals",
        '<' => "Less",
        '>' => "Greater",
        '!' => "Not",
        '*' => "Star",
        '+' => "Plus",
        '-' => "Minus",
        '/' => "Slash",
        '\\' => "Backslash",
        '.' => "Dot",
        ',' => "Comma",
        ':' => "Colon",
        ';' => "Semicolon",
        '_' => "Underscore",
        ' ' => "Space",
        '~' => "Tilde",
        '&' => "And",
        '|' => "Or",
        '%' => "Percent",
        '#' => "Hash",
        '@' => "At",
        '$' => "Dollar",
        '^' => "Caret",
        '?' => "Question",
        other => return format!("U{:X}", u32::from(other)),
    };
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_where_people_read_them() {
        for (text, expected) in [
            ("orderId", "order_id"),
            ("HTTPServer", "http_server"),
            ("x-api-version", "x_api_version"),
            ("p95Ms", "p95_ms"),
            ("SHA256Hash", "sha256_hash"),
            ("Order status", "order_status"),
            ("V2Beta", "v2_beta"),
            ("put-away", "put_away"),
        ] {
            assert_eq!(snake(text), expected, "{text}");
        }
    }

    #[test]
    fn names_are_rust() {
        for (wire, expected) in [
            ("type", "r#type"),
            ("self", "self_"),
            ("2fa", "_2fa"),
            ("", "empty"),
            ("@", "at"),
        ] {
            assert_eq!(field_name(wire), expected, "{wire}");
        }
        for (wire, expected) in [
            ("Option", "OptionType"),
            ("3d model", "Type3dModel"),
            ("return", "Return"),
        ] {
            assert_eq!(type_name(wire), expected, "{wire}");
        }
        for (wire, expected) in [
            ("+1", "Plus1"),
            ("-1", "Minus1"),
            ("price_asc", "PriceAsc"),
            ("", "Empty"),
            ("self", "SelfValue"),
            (">=", "GreaterEquals"),
        ] {
            assert_eq!(variant_name(wire), expected, "{wire}");
        }
    }

    #[test]
    fn a_scope_numbers_what_repeats() {
        let mut scope = Scope::with(&["body"]);
        assert_eq!(scope.claim("body"), "body_2");
        assert_eq!(scope.claim("r#type"), "r#type");
        assert_eq!(scope.claim("r#type"), "type_2");
        assert_eq!(scope.claim("Order"), "Order");
        assert_eq!(scope.claim("Order"), "Order2");
    }
}
