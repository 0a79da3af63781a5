//! The contract's words as documentation comments.

use proc_macro2::TokenStream;
use quote::quote;

/// A documentation comment of paragraphs; empty ones are left out.
pub(super) fn doc<I, S>(paragraphs: I) -> TokenStream
where
    I: IntoIterator<Item = S>,
    S: AsRef<str>,
{
    let paragraphs: Vec<String> = paragraphs
        .into_iter()
        .map(|text| harmless(text.as_ref()))
        .filter(|text| !text.is_empty())
        .collect();
    let text = paragraphs.join("\n\n");
    let lines = text.lines().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// The same words, so that no tool takes them for links, tags or code to run.
pub(super) fn harmless(text: &str) -> String {
    let mut fenced = false;
    let lines = text.trim().lines().map(|line| {
        let line = line.trim_end();
        let bare = line.trim_start();
        if bare.starts_with("```") {
            fenced = !fenced;
            return if fenced {
                "```text".to_owned()
            } else {
                "```".to_owned()
            };
        }
        if fenced {
            return line.to_owned();
        }
        // Four spaces would make it code.
        let indent = (line.len() - bare.len()).min(3);
        format!("{}{}", " ".repeat(indent), escape(bare))
    });
    let mut out = lines.collect::<Vec<_>>().join("\n");
    if fenced {
        out.push_str("\n```");
    }
    out
}

/// Square and angle brackets outside code spans would be read as links and tags.
fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut code = false;
    for character in line.chars() {
        match character {
            '`' => code = !code,
            '[' | ']' | '<' | '>' if !code => out.push('\\'),
            _ => {}
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn nothing_becomes_code_to_run() {
        let text = "See [a] <b> and `[c]`.\n\n        let x = 1;\n\n```\nfn main() {}";
        assert_eq!(
            harmless(text),
            "See \\[a\\] \\<b\\> and `[c]`.\n\n   let x = 1;\n\n```text\nfn main() {}\n```"
        );
    }
}
