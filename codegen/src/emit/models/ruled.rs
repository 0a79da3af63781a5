//! Rules of a schema as statics, so that the typed check and the schema table hold the same ones.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::scope::Scope;
use crate::ir::{Format, Integer, Items, Number, Properties, Schema, Text, Type, TypeId};

/// A schema with the names of its rules.
pub(super) enum Ruled {
    Any,
    Boolean,
    Text(Rule),
    Integer(Rule),
    Float(Rule),
    Decimal(Rule),
    Named(TypeId),
    Array(Rule, Box<Slot>),
    Map(Rule, Box<Slot>),
}

/// An element, a property or a branch.
pub(super) struct Slot {
    pub(super) ruled: Ruled,
    pub(super) nullable: bool,
}

/// A rule as an expression.
pub(super) struct Rule {
    pub(super) value: TokenStream,
    /// False when every value of the Rust type keeps it.
    pub(super) checked: bool,
}

/// Names the rules of a schema; statics are added to `statics`, each name beginning with `stem`.
pub(super) fn rule_slot(
    scope: &Scope<'_>,
    schema: &Schema,
    stem: &str,
    statics: &mut TokenStream,
) -> Slot {
    let nullable = scope.is_nullable(schema);
    Slot {
        ruled: rule_type(scope, &schema.ty, stem, statics),
        nullable,
    }
}

/// The same for a value that is not null.
pub(super) fn rule_type(
    scope: &Scope<'_>,
    ty: &Type,
    stem: &str,
    statics: &mut TokenStream,
) -> Ruled {
    match ty {
        Type::Any => Ruled::Any,
        Type::Boolean => Ruled::Boolean,
        Type::Named(id) => Ruled::Named(*id),
        Type::Text(text) => Ruled::Text(text_rule(scope, text, stem, statics)),
        Type::Integer(integer) => {
            let checked = has_typed_rule(ty, &|_| false);
            Ruled::Integer(named(
                scope,
                "Integer",
                stem,
                checked,
                integer_steps(integer),
                statics,
            ))
        }
        Type::Number(number) => {
            let checked = has_typed_rule(ty, &|_| false);
            let rule = named(
                scope,
                "Number",
                stem,
                checked,
                number_steps(number),
                statics,
            );
            if number.exact {
                Ruled::Decimal(rule)
            } else {
                Ruled::Float(rule)
            }
        }
        Type::Array(item, items) => {
            let steps = items_steps(items);
            let rule = named(
                scope,
                "Items",
                stem,
                *items != Items::default(),
                steps,
                statics,
            );
            Ruled::Array(
                rule,
                Box::new(rule_slot(scope, item, &format!("{stem}_ITEM"), statics)),
            )
        }
        Type::Map(value, properties) => {
            let rule = properties_rule(scope, properties, stem, statics);
            Ruled::Map(
                rule,
                Box::new(rule_slot(scope, value, &format!("{stem}_VALUE"), statics)),
            )
        }
    }
}

/// The rule of an object's size.
pub(super) fn properties_rule(
    scope: &Scope<'_>,
    properties: &Properties,
    stem: &str,
    statics: &mut TokenStream,
) -> Rule {
    named(
        scope,
        "Properties",
        stem,
        *properties != Properties::default(),
        properties_steps(properties),
        statics,
    )
}

/// True when a value of the Rust type may break a rule; `is_checked` knows the named types.
pub(super) fn has_typed_rule(ty: &Type, is_checked: &dyn Fn(TypeId) -> bool) -> bool {
    match ty {
        Type::Any | Type::Boolean => false,
        Type::Named(id) => is_checked(*id),
        Type::Text(text) => is_text_checked(text),
        Type::Integer(integer) => {
            integer.minimum.is_some() || integer.maximum.is_some() || integer.multiple_of.is_some()
        }
        Type::Number(number) => {
            number.minimum.is_some() || number.maximum.is_some() || number.multiple_of.is_some()
        }
        Type::Array(item, items) => {
            *items != Items::default() || has_typed_rule(&item.ty, is_checked)
        }
        Type::Map(value, properties) => {
            *properties != Properties::default() || has_typed_rule(&value.ty, is_checked)
        }
    }
}

/// Moments and dates are types of their own, which no wrong text gets into.
fn is_text_checked(text: &Text) -> bool {
    match text.format {
        Format::DateTime | Format::Date => false,
        Format::Plain | Format::Binary | Format::Password => {
            text.min_length.is_some() || text.max_length.is_some() || text.pattern.is_some()
        }
        _ => true,
    }
}

pub(super) fn text_rule(
    scope: &Scope<'_>,
    text: &Text,
    stem: &str,
    statics: &mut TokenStream,
) -> Rule {
    let (min, max) = (step("min", text.min_length), step("max", text.max_length));
    let pattern = text.pattern.as_ref().map(|source| {
        let name = scope.static_name(&format!("{stem}_PATTERN"));
        statics.extend(quote!(static #name: rt::Pattern = rt::Pattern::new(#source);));
        quote!(.pattern(&#name))
    });
    let format = format_step(&text.format);
    named(
        scope,
        "Text",
        stem,
        is_text_checked(text),
        quote!(#min #max #pattern #format),
        statics,
    )
}

fn format_step(format: &Format) -> TokenStream {
    let name = match format {
        Format::Plain | Format::Binary | Format::Password => return TokenStream::new(),
        Format::DateTime => quote!(DateTime),
        Format::Date => quote!(Date),
        Format::Time => quote!(Time),
        Format::Duration => quote!(Duration),
        Format::UriReference => quote!(UriReference),
        Format::Iri => quote!(Iri),
        Format::IriReference => quote!(IriReference),
        Format::JsonPointer => quote!(JsonPointer),
        Format::RelativeJsonPointer => quote!(RelativeJsonPointer),
        Format::Regex => quote!(Regex),
        Format::Uuid => quote!(Uuid),
        Format::Email => quote!(Email),
        Format::Uri => quote!(Uri),
        Format::Hostname => quote!(Hostname),
        Format::Ipv4 => quote!(Ipv4),
        Format::Ipv6 => quote!(Ipv6),
        Format::Byte => quote!(Byte),
    };
    quote!(.format(rt::Format::#name))
}

fn integer_steps(integer: &Integer) -> TokenStream {
    let literal = proc_macro2::Literal::i128_unsuffixed;
    let min = integer.minimum.map(literal).map(|min| quote!(.min(#min)));
    let max = integer.maximum.map(literal).map(|max| quote!(.max(#max)));
    let multiple = step("multiple_of", integer.multiple_of);
    let narrow = integer.narrow.then(|| quote!(.narrow()));
    quote!(#min #max #multiple #narrow)
}

pub(super) fn number_steps(number: &Number) -> TokenStream {
    let bound = |text: &Option<String>, exclusive: bool, plain: &str, strict: &str| {
        let method = crate::emit::names::ident(if exclusive { strict } else { plain });
        text.as_ref().map(|text| quote!(.#method(#text)))
    };
    let lower = bound(&number.minimum, number.exclusive_minimum, "min", "above");
    let upper = bound(&number.maximum, number.exclusive_maximum, "max", "below");
    let multiple = number
        .multiple_of
        .as_ref()
        .map(|text| quote!(.multiple_of(#text)));
    quote!(#lower #upper #multiple)
}

pub(super) fn items_steps(items: &Items) -> TokenStream {
    let (min, max) = (step("min", items.min_items), step("max", items.max_items));
    let unique = items.unique.then(|| quote!(.unique()));
    quote!(#min #max #unique)
}

pub(super) fn properties_steps(properties: &Properties) -> TokenStream {
    let (min, max) = (
        step("min", properties.min_properties),
        step("max", properties.max_properties),
    );
    quote!(#min #max)
}

fn step(method: &str, number: Option<u64>) -> Option<TokenStream> {
    let method = crate::emit::names::ident(method);
    let number = proc_macro2::Literal::u64_unsuffixed(number?);
    Some(quote!(.#method(#number)))
}

/// Rules that are checked get a name; the others are written where the table needs them.
fn named(
    scope: &Scope<'_>,
    kind: &str,
    stem: &str,
    checked: bool,
    steps: TokenStream,
    statics: &mut TokenStream,
) -> Rule {
    let kind: Ident = crate::emit::names::ident(kind);
    let value = quote!(rt::#kind::ANY #steps);
    if !checked {
        return Rule { value, checked };
    }
    let name = scope.static_name(stem);
    statics.extend(quote!(static #name: rt::#kind = #value;));
    Rule {
        value: quote!(#name),
        checked,
    }
}
