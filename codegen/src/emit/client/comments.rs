//! progenitor writes a comment of many lines as one attribute; a reader wants one line each.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

/// The same tokens with every documentation attribute split at its line ends, without progenitor's examples: they run nowhere.
pub(super) fn split_comments(tokens: TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let lines = match (&token, tokens.peek()) {
            (TokenTree::Punct(mark), Some(TokenTree::Group(group))) if mark.as_char() == '#' => {
                doc_lines(group)
            }
            _ => None,
        };
        match (lines, token) {
            (Some(lines), _) => {
                tokens.next();
                out.extend(quote!(#(#[doc = #lines])*));
            }
            (None, TokenTree::Group(group)) => {
                let mut inner = Group::new(group.delimiter(), split_comments(group.stream()));
                inner.set_span(group.span());
                out.extend([TokenTree::Group(inner)]);
            }
            (None, other) => out.extend([other]),
        }
    }
    out
}

/// The lines of `[doc = "..."]`, if it has several.
fn doc_lines(group: &Group) -> Option<Vec<String>> {
    if group.delimiter() != Delimiter::Bracket {
        return None;
    }
    let doc: syn::MetaNameValue = syn::parse2(group.stream()).ok()?;
    let syn::Expr::Lit(syn::ExprLit {
        lit: syn::Lit::Str(text),
        ..
    }) = &doc.value
    else {
        return None;
    };
    let text = text.value();
    if !doc.path.is_ident("doc") || !text.contains('\n') {
        return None;
    }
    let words = text.split("```ignore").next().unwrap_or_default();
    let line = |line: &str| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    };
    Some(
        words
            .trim_end()
            .lines()
            .map(str::trim_end)
            .map(line)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::split_comments;

    #[test]
    fn only_comments_of_several_lines_change() {
        let tokens = quote! {
            mod inner {
                #[doc = "one\n\ntwo\n```ignore\nthree\n```"]
                #[doc = " alone"]
                #[cfg(doc = "a\nb")]
                fn f() -> &'static str { "x\ny" }
            }
        };
        let expected = quote! {
            mod inner {
                #[doc = " one"]
                #[doc = ""]
                #[doc = " two"]
                #[doc = " alone"]
                #[cfg(doc = "a\nb")]
                fn f() -> &'static str { "x\ny" }
            }
        };
        assert_eq!(split_comments(tokens).to_string(), expected.to_string());
    }
}
