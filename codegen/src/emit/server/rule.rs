//! Rules as statics beside the code that uses them: parameters and parts that share a rule share the static.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::emit::names::{constant, ident, plain};
use crate::ir::{Format, Integer, Items, Number, Operation, Properties, Text};

/// The rules of one file, in order of first use.
#[derive(Default)]
pub(super) struct Rules {
    rules: Vec<Rule>,
    /// Private types that the operation at hand needs.
    types: TokenStream,
    type_names: BTreeSet<String>,
}

struct Rule {
    name: Ident,
    value: String,
    item: TokenStream,
}

impl Rules {
    /// Where a rule stands: in a static named after what it rules, or as a constant where it demands nothing.
    pub(super) fn place(&mut self, operation: &Operation, name: &str, rule: &Ruled) -> TokenStream {
        let (ty, value) = (&rule.ty, &rule.value);
        if rule.is_free() {
            return quote!(rt::#ty::ANY);
        }
        let text = format!("{ty} {value} {:?}", rule.pattern);
        if let Some(known) = self
            .rules
            .iter()
            .find(|known| known.value == text && known.name == constant(name))
        {
            let name = &known.name;
            return quote!(#name);
        }
        let name = self.free_name(operation, name);
        let item = match &rule.pattern {
            Some(pattern) => {
                let expression = format_ident!("{name}_PATTERN");
                quote! {
                    static #expression: rt::Pattern = rt::Pattern::new(#pattern);
                    static #name: rt::#ty = #value.pattern(&#expression);
                }
            }
            None => quote!(static #name: rt::#ty = #value;),
        };
        self.rules.push(Rule {
            name: name.clone(),
            value: text,
            item,
        });
        quote!(#name)
    }

    /// A name that no other static of the file has: short, or with the operation before it.
    fn free_name(&self, operation: &Operation, name: &str) -> Ident {
        let short = constant(name);
        let long = format!("{}_{short}", constant(&operation.stem));
        let numbered = (2..).map(|number| format!("{long}_{number}"));
        let mut candidates = [short, long.clone()].into_iter().chain(numbered);
        let is_free = |candidate: &String| {
            let names = [candidate.clone(), format!("{candidate}_PATTERN")];
            let is_table = ["_PARTS", "_SCHEMA", "_PATTERN"]
                .iter()
                .any(|end| candidate.ends_with(end));
            !is_table
                && !self
                    .rules
                    .iter()
                    .any(|known| names.iter().any(|name| known.name == name.as_str()))
        };
        let name = candidates.find(is_free).unwrap_or(long);
        format_ident!("{name}")
    }

    /// A name for a private type of the operation.
    pub(super) fn type_name(&mut self, operation: &Operation, hint: &str) -> Ident {
        let words = plain(hint).split('_').filter(|word| *word != "body");
        let hint: String = words
            .filter_map(|word| Some(word.get(..1)?.to_ascii_uppercase() + word.get(1..)?))
            .collect();
        let name = format!("{}{hint}Json", operation.stem);
        let mut candidates =
            std::iter::once(name.clone()).chain((2..).map(|number| format!("{name}{number}")));
        let name = candidates
            .find(|name| self.type_names.insert(name.clone()))
            .unwrap_or(name);
        format_ident!("{name}")
    }

    /// Adds a private type.
    pub(super) fn add_type(&mut self, items: TokenStream) {
        self.types.extend(items);
    }

    /// The private types since the last time.
    pub(super) fn take_types(&mut self) -> TokenStream {
        std::mem::take(&mut self.types)
    }

    /// The statics.
    pub(super) fn emit(&self) -> TokenStream {
        let items = self.rules.iter().map(|rule| &rule.item);
        quote!(#(#items)*)
    }
}

/// A rule of the runtime: its type, its value, and the pattern that stands beside it.
pub(super) struct Ruled {
    ty: Ident,
    value: TokenStream,
    pattern: Option<String>,
}

impl Ruled {
    fn new(ty: &str, steps: Vec<TokenStream>, pattern: Option<String>) -> Self {
        let ty = format_ident!("{ty}");
        Self {
            value: quote!(rt::#ty::ANY #(.#steps)*),
            ty,
            pattern,
        }
    }

    fn is_free(&self) -> bool {
        let ty = &self.ty;
        self.pattern.is_none() && self.value.to_string() == quote!(rt::#ty::ANY).to_string()
    }

    /// Whether the rule demands anything.
    pub(super) fn demands(&self) -> bool {
        !self.is_free()
    }
}

/// The rule of a string.
pub(super) fn text(rule: &Text) -> Ruled {
    let mut steps = Vec::new();
    steps.extend(rule.min_length.map(|min| length("min", min)));
    steps.extend(rule.max_length.map(|max| length("max", max)));
    let format = match rule.format {
        Format::Time => Some("Time"),
        Format::Duration => Some("Duration"),
        Format::UriReference => Some("UriReference"),
        Format::Iri => Some("Iri"),
        Format::IriReference => Some("IriReference"),
        Format::JsonPointer => Some("JsonPointer"),
        Format::RelativeJsonPointer => Some("RelativeJsonPointer"),
        Format::Regex => Some("Regex"),
        Format::Uuid => Some("Uuid"),
        Format::Email => Some("Email"),
        Format::Uri => Some("Uri"),
        Format::Hostname => Some("Hostname"),
        Format::Ipv4 => Some("Ipv4"),
        Format::Ipv6 => Some("Ipv6"),
        Format::Byte => Some("Byte"),
        Format::Plain | Format::DateTime | Format::Date | Format::Binary | Format::Password => None,
    };
    steps.extend(format.map(|format| {
        let format = format_ident!("{format}");
        quote!(format(rt::Format::#format))
    }));
    Ruled::new("Text", steps, rule.pattern.clone())
}

/// The rule of an integer.
pub(super) fn integer(rule: &Integer) -> Ruled {
    let mut steps = Vec::new();
    steps.extend(rule.minimum.map(|min| bound("min", min)));
    steps.extend(rule.maximum.map(|max| bound("max", max)));
    steps.extend(
        rule.multiple_of
            .map(|divisor| length("multiple_of", divisor)),
    );
    steps.extend(rule.narrow.then(|| quote!(narrow())));
    Ruled::new("Integer", steps, None)
}

/// The rule of a number.
pub(super) fn number(rule: &Number) -> Ruled {
    let mut steps = Vec::new();
    steps.extend(rule.minimum.as_ref().map(|min| {
        if rule.exclusive_minimum {
            quote!(above(#min))
        } else {
            quote!(min(#min))
        }
    }));
    steps.extend(rule.maximum.as_ref().map(|max| {
        if rule.exclusive_maximum {
            quote!(below(#max))
        } else {
            quote!(max(#max))
        }
    }));
    steps.extend(
        rule.multiple_of
            .as_ref()
            .map(|divisor| quote!(multiple_of(#divisor))),
    );
    Ruled::new("Number", steps, None)
}

/// The rule of a list.
pub(super) fn items(rule: &Items) -> Ruled {
    let mut steps = Vec::new();
    steps.extend(rule.min_items.map(|min| length("min", min)));
    steps.extend(rule.max_items.map(|max| length("max", max)));
    steps.extend(rule.unique.then(|| quote!(unique())));
    Ruled::new("Items", steps, None)
}

/// The rule of an object's size.
pub(super) fn properties(rule: &Properties) -> Ruled {
    let mut steps = Vec::new();
    steps.extend(rule.min_properties.map(|min| length("min", min)));
    steps.extend(rule.max_properties.map(|max| length("max", max)));
    Ruled::new("Properties", steps, None)
}

fn length(name: &str, value: u64) -> TokenStream {
    bound(name, i128::from(value))
}

fn bound(name: &str, value: i128) -> TokenStream {
    let name = ident(name);
    let value = proc_macro2::Literal::i128_unsuffixed(value);
    quote!(#name(#value))
}
