//! The contract's words as documentation: whatever they hold, no tool takes them for code, links or tags.

use proc_macro2::TokenStream;
use quote::quote;

/// A documentation comment of paragraphs; empty ones are left out.
pub(super) fn doc<I, S>(paragraphs: I) -> TokenStream
where
    I: IntoIterator<Item = S>,
    S: AsRef<str>,
{
    let mut lines = Vec::new();
    for paragraph in paragraphs {
        let paragraph = paragraph.as_ref().trim();
        if paragraph.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(harmless(paragraph));
    }
    attributes(&lines)
}

/// Lines of documentation as attributes.
pub(super) fn attributes(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// The lines of a text: code is not compiled, brackets are no links to items, angles no tags, control characters can be seen.
pub(super) fn harmless(text: &str) -> Vec<String> {
    let mut fenced = false;
    let escape_line = |line: &str| {
        if line.trim().starts_with("```") {
            fenced = !fenced;
            return if fenced { "```text" } else { "```" }.to_owned();
        }
        let line = visible(line.trim_end());
        if fenced { line } else { escape_prose(&line) }
    };
    let mut lines: Vec<String> = text.lines().map(escape_line).collect();
    if fenced {
        lines.push("```".to_owned());
    }
    lines
}

/// Text whose control characters can be seen: rustc takes no bare carriage return in a comment.
pub(super) fn visible(text: &str) -> String {
    let show = |letter: char| {
        if letter.is_control() && letter != '\t' {
            letter.escape_default().to_string()
        } else {
            letter.to_string()
        }
    };
    text.chars().map(show).collect()
}

/// Four spaces would start a code block, which rustdoc compiles.
fn escape_prose(line: &str) -> String {
    let indent = line.len() - line.trim_start().len();
    let line = if indent >= 4 {
        line.trim()
    } else {
        line.trim_end()
    };
    let mut out = String::with_capacity(line.len());
    let mut in_code = false;
    let is_link = line.contains("](");
    for letter in line.chars() {
        in_code ^= letter == '`';
        let special = matches!(letter, '<' | '>') && out.len() > indent
            || (matches!(letter, '[' | ']') && !is_link);
        if special && !in_code && !out.ends_with('\\') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn prose_is_never_read_as_code_links_or_tags() {
        let text = "See [Order] and <b>`a[0] <b>`</b>.\n    let x = 1;\n```rust\nfn main() {}\n```\n[Docs](https://x.org) a\rb\n```\nopen";
        let expected = [
            r"See \[Order\] and \<b\>`a[0] <b>`\</b\>.",
            "let x = 1;",
            "```text",
            "fn main() {}",
            "```",
            r"[Docs](https://x.org) a\rb",
            "```text",
            "open",
            "```",
        ];
        assert_eq!(harmless(text), expected);
    }
}
