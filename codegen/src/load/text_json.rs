//! The lexical parts of JSON: strings and numbers, read and written.

/// Where and why a string breaks.
pub(super) struct Broken {
    pub(super) at: usize,
    pub(super) message: &'static str,
}

/// Reads a string whose opening quote is at `start`; gives its text and the offset behind its closing quote.
pub(super) fn read_string(text: &str, start: usize) -> Result<(String, usize), Broken> {
    let bytes = text.as_bytes();
    let mut out = String::new();
    let mut at = start + 1;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let plain = rest
            .iter()
            .take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1F))
            .count();
        // Every stop is an ASCII byte, so both ends are character boundaries.
        out.push_str(text.get(at..at + plain).unwrap_or_default());
        at += plain;
        match bytes.get(at) {
            Some(b'"') => return Ok((out, at + 1)),
            Some(b'\\') => at = read_escape(bytes, at, &mut out)?,
            Some(_) => {
                return broken(
                    at,
                    "a control character stands in this string; write it as an escape",
                );
            }
            None => return broken(start, "this string is not closed"),
        }
    }
}

/// True for a number as JSON writes it.
pub(super) fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    is_digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(is_digits)
        && exponent
            .is_none_or(|exponent| is_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

/// True for one or more decimal digits.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Writes a string with its quotes.
pub(super) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    // Most text has nothing to escape, so it is copied in runs.
    let is_escaped = |c| matches!(c, '"' | '\\' | '\0'..='\x1F');
    for run in text.split_inclusive(is_escaped) {
        let plain = run.strip_suffix(is_escaped).unwrap_or(run);
        out.push_str(plain);
        match run.chars().next_back().filter(|_| plain.len() < run.len()) {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            None => {}
        }
    }
    out.push('"');
}

fn read_escape(bytes: &[u8], at: usize, out: &mut String) -> Result<usize, Broken> {
    let c = match bytes.get(at + 1) {
        Some(b'u') => return read_unicode(bytes, at, out),
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        _ => return broken(at, "this escape is not one of JSON"),
    };
    out.push(c);
    Ok(at + 2)
}

fn read_unicode(bytes: &[u8], at: usize, out: &mut String) -> Result<usize, Broken> {
    let high = hex4(bytes, at)?;
    if let Some(c) = char::from_u32(high) {
        out.push(c);
        return Ok(at + 6);
    }
    let low = match (bytes.get(at + 6), bytes.get(at + 7)) {
        (Some(b'\\'), Some(b'u')) => hex4(bytes, at + 6)?,
        _ => 0,
    };
    let paired = (0xD800..0xDC00).contains(&high) && (0xDC00..0xE000).contains(&low);
    let code = 0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF);
    match char::from_u32(code).filter(|_| paired) {
        Some(c) => {
            out.push(c);
            Ok(at + 12)
        }
        None => broken(at, "half of a surrogate pair stands alone"),
    }
}

fn hex4(bytes: &[u8], at: usize) -> Result<u32, Broken> {
    let digits = bytes.get(at + 2..at + 6).unwrap_or_default();
    let value = digits.iter().try_fold(0, |value, byte| {
        Some(value * 16 + char::from(*byte).to_digit(16)?)
    });
    match value {
        Some(value) if digits.len() == 4 => Ok(value),
        _ => broken(at, "four hexadecimal digits were expected after \\u"),
    }
}

fn broken<T>(at: usize, message: &'static str) -> Result<T, Broken> {
    Err(Broken { at, message })
}

#[cfg(test)]
mod tests {
    use super::write_string;

    #[test]
    fn strings_are_escaped_wherever_the_escape_stands() {
        let mut out = String::new();
        write_string(&mut out, "\"a\\\\é\n\r\tb\u{1}\u{1f}c\u{7f}");
        let expected = "\"\\\"a\\\\\\\\é\\n\\r\\tb\\u0001\\u001fc\u{7f}\"";
        assert_eq!(out, expected);
    }
}
