//! JSON Pointers and the URIs of references.

/// Splits a JSON Pointer and undoes `~0` and `~1`. None when it is no pointer.
pub fn tokens(pointer: &str) -> Option<Vec<String>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    pointer
        .strip_prefix('/')?
        .split('/')
        .map(unescape)
        .collect()
}

/// Writes one step of a JSON Pointer behind another.
pub fn push(pointer: &mut String, token: &str) {
    pointer.push('/');
    for c in token.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}

/// The pointer of some steps.
pub fn join<'a>(tokens: impl IntoIterator<Item = &'a str>) -> String {
    let mut pointer = String::new();
    for token in tokens {
        push(&mut pointer, token);
    }
    pointer
}

/// The array index that a step names; leading zeros and signs name none.
pub(super) fn index(token: &str) -> Option<usize> {
    let canonical = token == "0" || !token.starts_with(['0', '+']);
    token.parse().ok().filter(|_| canonical)
}

/// A reference taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Uri {
    /// The file, as written but percent-decoded; empty for the same file.
    pub(super) file: String,
    /// The steps of the fragment's JSON Pointer.
    pub(super) tokens: Vec<String>,
}

/// Why a text is no reference that can be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadUri {
    /// It names a scheme or a host.
    Remote,
    /// Its fragment is a plain name.
    Anchor,
    /// Its escapes are broken.
    Escape,
}

/// Takes a reference apart.
pub(super) fn parse_uri(text: &str) -> Result<Uri, BadUri> {
    let (file, fragment) = text.split_once('#').unwrap_or((text, ""));
    if is_remote(file) {
        return Err(BadUri::Remote);
    }
    let file = decode_percent(file).ok_or(BadUri::Escape)?;
    let fragment = decode_percent(fragment).ok_or(BadUri::Escape)?;
    if !fragment.is_empty() && !fragment.starts_with('/') {
        return Err(BadUri::Anchor);
    }
    let tokens = tokens(&fragment).ok_or(BadUri::Escape)?;
    Ok(Uri { file, tokens })
}

/// The name of a file that a reference in `from` calls `file`; both are relative to the root document's folder.
pub(super) fn join_file(from: &str, file: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The last part of a file's name, without its extension.
#[must_use]
pub(super) fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.split_once('.').map_or(name, |(stem, _)| stem)
}

fn is_remote(file: &str) -> bool {
    let scheme = file.split_once(':').map(|(scheme, _)| scheme);
    file.starts_with('/') || scheme.is_some_and(|scheme| !scheme.contains(['/', '.']))
}

fn unescape(token: &str) -> Option<String> {
    let mut out = String::with_capacity(token.len());
    let mut chars = token.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '~' { chars.next() } else { None }) {
            ('~', Some('0')) => out.push('~'),
            ('~', Some('1')) => out.push('/'),
            ('~', _) => return None,
            (c, _) => out.push(c),
        }
    }
    Some(out)
}

fn decode_percent(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let high = char::from(bytes.next()?).to_digit(16)?;
            let low = char::from(bytes.next()?).to_digit(16)?;
            out.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}
