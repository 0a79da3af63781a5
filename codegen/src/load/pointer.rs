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
pub(super) struct Uri<'a> {
    /// What stands before the `#`, as written; empty for the same resource.
    pub(super) written: &'a str,
    /// The same as a file's name, percent-decoded; none when it names a scheme or a host.
    pub(super) file: Option<String>,
    /// What stands behind the `#`.
    pub(super) fragment: Fragment,
}

/// What stands behind the `#` of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fragment {
    /// The steps of a JSON Pointer; none for the whole resource.
    Pointer(Vec<String>),
    /// The name of an anchor.
    Anchor(String),
}

/// Takes a reference apart. None when its escapes are broken.
pub(super) fn parse_uri(text: &str) -> Option<Uri<'_>> {
    let (written, fragment) = text.split_once('#').unwrap_or((text, ""));
    let fragment = decode_percent(fragment)?;
    let is_pointer = fragment.is_empty() || fragment.starts_with('/');
    let file = if is_remote(written) {
        None
    } else {
        Some(decode_percent(written)?)
    };
    Some(Uri {
        written,
        file,
        fragment: if is_pointer {
            Fragment::Pointer(tokens(&fragment)?)
        } else {
            Fragment::Anchor(fragment)
        },
    })
}

/// The URI that a reference names beside a base, which is a URI or the name of a file. Neither has a fragment.
pub(super) fn join_uri(base: &str, reference: &str) -> String {
    let Some((scheme, rest)) = base.split_once("://") else {
        return if is_remote(reference) || reference.is_empty() {
            reference.to_owned()
        } else {
            join_file(base, reference)
        };
    };
    if reference.starts_with("//") {
        return format!("{scheme}:{reference}");
    }
    if !reference.starts_with('/') && is_remote(reference) {
        return reference.to_owned();
    }
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if reference.starts_with('/') {
        return format!("{scheme}://{host}{reference}");
    }
    let path = join_file(path, reference);
    format!("{scheme}://{host}/{}", path.trim_start_matches('/'))
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
