//! Statements that check a typed value.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::quote;

use super::ruled::{Rule, Ruled, Slot};
use super::scope::Scope;
use crate::emit::names::ident;
use crate::ir::Shape;

/// A value in the generated code.
pub(super) struct Subject {
    /// Of type `&T`.
    pub(super) reference: TokenStream,
    /// Of type `T`, where that is copied.
    pub(super) value: TokenStream,
    /// What methods are called on.
    pub(super) receiver: TokenStream,
}

impl Subject {
    /// A field of `self`.
    pub(super) fn field(name: &Ident) -> Self {
        Self {
            reference: quote!(&self.#name),
            value: quote!(self.#name),
            receiver: quote!(self.#name),
        }
    }

    /// A variable that holds a reference.
    pub(super) fn variable(name: &str) -> Self {
        let name = ident(name);
        Self {
            reference: quote!(#name),
            value: quote!(*#name),
            receiver: quote!(#name),
        }
    }
}

/// Where a value stands, in the generated code.
pub(super) enum Spot {
    /// The parameter `at`.
    Parameter,
    /// An expression of type `At`.
    Made(TokenStream),
}

impl Spot {
    fn reference(&self) -> TokenStream {
        match self {
            Self::Parameter => quote!(at),
            Self::Made(expression) => quote!(&#expression),
        }
    }
}

/// True when [`check_value`] has something to say.
pub(super) fn is_checked(scope: &Scope<'_>, ruled: &Ruled) -> bool {
    match ruled {
        Ruled::Any | Ruled::Boolean => false,
        Ruled::Text(rule) | Ruled::Integer(rule) | Ruled::Float(rule) | Ruled::Decimal(rule) => {
            rule.checked
        }
        Ruled::Named(id) => scope.facts.is_checked(*id),
        Ruled::Array(rule, slot) | Ruled::Map(rule, slot) => {
            rule.checked || is_checked(scope, &slot.ruled)
        }
    }
}

/// True for values that the runtime checks by itself, however many lists, maps or options are around them.
pub(super) fn is_delegated(scope: &Scope<'_>, ruled: &Ruled) -> bool {
    match ruled {
        Ruled::Named(id) => !matches!(scope.api.type_def(*id).shape, Shape::Alias(_)),
        Ruled::Array(rule, slot) | Ruled::Map(rule, slot) => {
            !rule.checked && is_delegated(scope, &slot.ruled)
        }
        _ => false,
    }
}

/// Checks a value that is there.
pub(super) fn check_value(
    scope: &Scope<'_>,
    ruled: &Ruled,
    subject: &Subject,
    spot: &Spot,
) -> TokenStream {
    if !is_checked(scope, ruled) {
        return TokenStream::new();
    }
    let (reference, at) = (&subject.reference, spot.reference());
    if is_delegated(scope, ruled) {
        return quote!(rt::Check::check_at(#reference, #at, out););
    }
    match ruled {
        Ruled::Any | Ruled::Boolean => TokenStream::new(),
        Ruled::Text(rule) => call(rule, "check", reference, &at),
        Ruled::Integer(rule) => call(rule, "check", &subject.value, &at),
        Ruled::Float(rule) => call(rule, "check_f64", &subject.value, &at),
        Ruled::Decimal(rule) => call(rule, "check_decimal", reference, &at),
        Ruled::Named(id) => {
            let check = scope.alias_check_name(*id);
            quote!(#check(#reference, #at, out);)
        }
        Ruled::Array(rule, slot) => {
            let receiver = &subject.receiver;
            let each = quote!((index, item) in #receiver.iter().enumerate());
            check_elements(scope, rule, slot, (reference, spot), (each, "index"))
        }
        Ruled::Map(rule, slot) => {
            let receiver = &subject.receiver;
            let size = quote!(#receiver.len());
            check_elements(
                scope,
                rule,
                slot,
                (&size, spot),
                (quote!((name, item) in #reference), "property"),
            )
        }
    }
}

/// Checks a value that may be null.
pub(super) fn check_slot(
    scope: &Scope<'_>,
    slot: &Slot,
    subject: &Subject,
    spot: &Spot,
) -> TokenStream {
    if !slot.nullable || is_delegated(scope, &slot.ruled) {
        return check_value(scope, &slot.ruled, subject, spot);
    }
    let inner = check_value(scope, &slot.ruled, &Subject::variable("value"), spot);
    let reference = &subject.reference;
    if inner.is_empty() {
        return inner;
    }
    let inner = unbrace(inner);
    quote!(if let Some(value) = #reference { #inner })
}

/// A rule of the whole, then the rules of its elements.
fn check_elements(
    scope: &Scope<'_>,
    rule: &Rule,
    slot: &Slot,
    (measured, spot): (&TokenStream, &Spot),
    (each, step): (TokenStream, &str),
) -> TokenStream {
    let (here, declaration) = match spot {
        Spot::Parameter => (quote!(at), TokenStream::new()),
        Spot::Made(expression) => (quote!(here), quote!(let here = #expression;)),
    };
    let (key, step) = (
        ident(if step == "index" { "index" } else { "name" }),
        ident(step),
    );
    let element = check_slot(
        scope,
        slot,
        &Subject::variable("item"),
        &Spot::Made(quote!(#here.#step(#key))),
    );
    if element.is_empty() {
        return call(rule, "check", measured, &spot.reference());
    }
    let at = if declaration.is_empty() {
        quote!(at)
    } else {
        quote!(&here)
    };
    let element = unbrace(element);
    let whole = rule.checked.then(|| call(rule, "check", measured, &at));
    let body = quote!(#declaration #whole for #each { #element });
    if declaration.is_empty() {
        body
    } else {
        quote!({ #body })
    }
}

/// A block that fills another block needs no braces of its own.
pub(super) fn unbrace(statements: TokenStream) -> TokenStream {
    let mut trees = statements.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Brace => {
            group.stream()
        }
        _ => statements,
    }
}

fn call(rule: &Rule, method: &str, value: &TokenStream, at: &TokenStream) -> TokenStream {
    let (rule, method) = (&rule.value, ident(method));
    quote!(#rule.#method(#value, #at, out);)
}
