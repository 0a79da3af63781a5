//! JSON Pointers: RFC 6901, and relative ones.

/// Empty, or tokens after slashes in which `~` stands before 0 or 1 only.
pub(super) fn is_json_pointer(value: &str) -> bool {
    let is_escaped = |token: &str| {
        let mut parts = token.split('~');
        parts.next();
        parts.all(|part| part.starts_with(['0', '1']))
    };
    value.is_empty() || (value.starts_with('/') && is_escaped(value))
}

/// How many levels up, and from there a pointer, or `#` for the name.
pub(super) fn is_relative_json_pointer(value: &str) -> bool {
    let end = value
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(value.len());
    let (levels, rest) = value.split_at(end);
    let is_plain = levels == "0" || !levels.starts_with('0');
    !levels.is_empty() && is_plain && (rest == "#" || is_json_pointer(rest))
}
