//! Rules that stand beside a type, as static data and in words.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::ruled::{items_steps, number_steps, properties_steps, text_rule};
use super::scope::Scope;
use crate::emit::names::ident;
use crate::ir::{Assertion, Kind, Rule, TypeDef, TypeId};

/// The static that holds what a named type demands beyond its Rust type, if there is such a rule.
pub(super) fn emit_rule(scope: &Scope<'_>, id: TypeId, def: &TypeDef) -> TokenStream {
    let Some(rule) = &def.rule else {
        return TokenStream::new();
    };
    let (name, stem) = (scope.rule_name(id), scope.api.type_def(id).constant.clone());
    let docs = format!(
        " All that [`{}`] demands, for what its type cannot say.",
        scope.type_name(id)
    );
    let mut emitter = Emitter {
        scope,
        stem: format!("{stem}_RULE"),
        statics: TokenStream::new(),
    };
    let value = emitter.rule(rule);
    let statics = emitter.statics;
    quote!(#statics #[doc = #docs] pub static #name: rt::Rule = #value;)
}

/// The call that judges a typed value by the rule beside its type.
pub(super) fn judged(scope: &Scope<'_>, id: TypeId, value: &TokenStream) -> Option<TokenStream> {
    scope.api.type_def(id).rule.as_ref()?;
    let name = scope.rule_name(id);
    Some(quote!(rt::assertion::check(#name, #value, at, out);))
}

/// What documentation says of the rule.
pub(super) fn words(def: &TypeDef) -> Option<String> {
    let mut words = Vec::new();
    gather(def.rule.as_ref()?, &mut words);
    let list = words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ");
    Some(format!("beyond the type: {list}"))
}

struct Emitter<'a> {
    scope: &'a Scope<'a>,
    stem: String,
    statics: TokenStream,
}

impl Emitter<'_> {
    fn rule(&mut self, rule: &Rule) -> TokenStream {
        let assertions: Vec<TokenStream> = rule.iter().map(|one| self.assertion(one)).collect();
        quote!(&[#(rt::Assertion::#assertions),*])
    }

    fn rules(&mut self, rules: &[Rule]) -> TokenStream {
        let rules: Vec<TokenStream> = rules.iter().map(|rule| self.rule(rule)).collect();
        quote!(&[#(#rules),*])
    }

    fn named(&mut self, rules: &[(String, Rule)]) -> TokenStream {
        let rules: Vec<TokenStream> = rules
            .iter()
            .map(|(name, rule)| {
                let rule = self.rule(rule);
                quote!((#name, #rule))
            })
            .collect();
        quote!(&[#(#rules),*])
    }

    fn option(&mut self, rule: Option<&Rule>) -> TokenStream {
        match rule {
            Some(rule) => {
                let rule = self.rule(rule);
                quote!(Some(#rule))
            }
            None => quote!(None),
        }
    }

    fn assertion(&mut self, assertion: &Assertion) -> TokenStream {
        match assertion {
            Assertion::Never => quote!(Never),
            Assertion::Fits { id, nullable } => {
                let name = self.scope.schema_name(*id);
                if *nullable {
                    quote!(Fits(&rt::Schema::Nullable(&#name)))
                } else {
                    quote!(Fits(&#name))
                }
            }
            Assertion::Kinds(kinds) => {
                let kinds = kinds.iter().map(|kind| kind_name(*kind));
                quote!(Kinds(&[#(rt::Kind::#kinds),*]))
            }
            Assertion::Values(texts) => quote!(Values(&[#(#texts),*])),
            Assertion::Text(text) => {
                let rule = text_rule(self.scope, text, &self.stem, &mut self.statics).value;
                quote!(Text(#rule))
            }
            Assertion::Number(number) => {
                let steps = number_steps(number);
                quote!(Number(rt::Number::ANY #steps))
            }
            Assertion::Length(items) => {
                let steps = items_steps(items);
                quote!(Length(rt::Items::ANY #steps))
            }
            Assertion::Size(properties) => {
                let steps = properties_steps(properties);
                quote!(Size(rt::Properties::ANY #steps))
            }
            Assertion::Items { prefix, rest } => {
                let (prefix, rest) = (self.rules(prefix), self.option(rest.as_ref()));
                quote!(Items { prefix: #prefix, rest: #rest })
            }
            Assertion::Contains { rule, min, max } => {
                let (rule, max) = (self.rule(rule), max.unwrap_or(u64::MAX));
                let [min, max] = [*min, max].map(proc_macro2::Literal::u64_unsuffixed);
                quote!(Contains { rule: #rule, min: #min, max: #max })
            }
            other => self.object_or_choice(other),
        }
    }

    fn object_or_choice(&mut self, assertion: &Assertion) -> TokenStream {
        match assertion {
            Assertion::Required(names) => quote!(Required(&[#(#names),*])),
            Assertion::Members {
                named,
                matching,
                others,
            } => {
                let matching = self.matching(matching);
                let (named, others) = (self.named(named), self.option(others.as_ref()));
                quote!(Members { named: #named, matching: #matching, others: #others })
            }
            Assertion::Dependent(rules) => {
                let rules = self.named(rules);
                quote!(Dependent(#rules))
            }
            Assertion::AllOf(rules) | Assertion::AnyOf(rules) | Assertion::OneOf(rules) => {
                let (name, rules) = (ident(word(assertion, true)), self.rules(rules));
                quote!(#name(#rules))
            }
            Assertion::If {
                condition,
                then,
                otherwise,
            } => {
                let [condition, then, otherwise] =
                    [condition, then, otherwise].map(|rule| self.rule(rule));
                quote!(If { condition: #condition, then: #then, otherwise: #otherwise })
            }
            Assertion::Names(rule)
            | Assertion::Not(rule)
            | Assertion::UnevaluatedItems(rule)
            | Assertion::UnevaluatedProperties(rule) => {
                let (name, rule) = (ident(word(assertion, true)), self.rule(rule));
                quote!(#name(#rule))
            }
            _ => quote!(Never),
        }
    }

    fn matching(&mut self, rules: &[(String, Rule)]) -> TokenStream {
        let mut entries = Vec::new();
        for (source, rule) in rules {
            let name: Ident = self.scope.static_name(&format!("{}_NAMES", self.stem));
            self.statics
                .extend(quote!(static #name: rt::Pattern = rt::Pattern::new(#source);));
            let rule = self.rule(rule);
            entries.push(quote!((&#name, #rule)));
        }
        quote!(&[#(#entries),*])
    }
}

fn kind_name(kind: Kind) -> Ident {
    format_ident!("{kind:?}")
}

fn gather(rule: &Rule, words: &mut Vec<&'static str>) {
    for assertion in rule {
        let word = word(assertion, false);
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
}

/// The runtime's name of an assertion, or the standard's.
fn word(assertion: &Assertion, in_rust: bool) -> &'static str {
    let (rust, standard) = match assertion {
        Assertion::Never => ("Never", "false"),
        Assertion::Fits { .. } => ("Fits", "$ref"),
        Assertion::Kinds(_) => ("Kinds", "type"),
        Assertion::Values(_) => ("Values", "enum"),
        Assertion::Text(_) => ("Text", "pattern"),
        Assertion::Number(_) => ("Number", "minimum"),
        Assertion::Length(_) => ("Length", "minItems"),
        Assertion::Size(_) => ("Size", "minProperties"),
        Assertion::Items { .. } => ("Items", "items"),
        Assertion::Contains { .. } => ("Contains", "contains"),
        Assertion::Required(_) => ("Required", "required"),
        Assertion::Members { .. } => ("Members", "properties"),
        Assertion::Names(_) => ("Names", "propertyNames"),
        Assertion::Dependent(_) => ("Dependent", "dependentSchemas"),
        Assertion::AllOf(_) => ("AllOf", "allOf"),
        Assertion::AnyOf(_) => ("AnyOf", "anyOf"),
        Assertion::OneOf(_) => ("OneOf", "oneOf"),
        Assertion::Not(_) => ("Not", "not"),
        Assertion::If { .. } => ("If", "if"),
        Assertion::UnevaluatedItems(_) => ("UnevaluatedItems", "unevaluatedItems"),
        Assertion::UnevaluatedProperties(_) => ("UnevaluatedProperties", "unevaluatedProperties"),
    };
    if in_rust { rust } else { standard }
}
