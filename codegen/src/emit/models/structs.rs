//! Objects with known properties.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::checks::{Spot, Subject, check_slot, check_value, is_delegated, unbrace};
use super::constraints::properties_constraints;
use super::ruled::{self, Rule, Ruled, Slot, properties_rule, rule_type};
use super::scope::{Scope, alias_of, is_nullable};
use super::{docs, kept, masks, rules, table};
use crate::emit::names::{constant, ident, plain};
use crate::ir::{Additional, Api, Field, Format, Presence, Schema, Struct, Type, TypeDef, TypeId};

/// A property with everything decided.
pub(super) struct Member<'a> {
    pub(super) field: &'a Field,
    pub(super) name: Ident,
    pub(super) presence: Presence,
    /// Without `Option` or `Patch`.
    pub(super) bare: TokenStream,
    pub(super) ruled: Ruled,
}

/// The struct, its constructor, its rules and its table.
pub(super) fn emit_struct(
    scope: &Scope<'_>,
    id: TypeId,
    def: &TypeDef,
    shape: &Struct,
) -> TokenStream {
    let name = ident(&def.name);
    let stem = scope.api.type_def(id).constant.clone();
    let mut statics = TokenStream::new();
    let members: Vec<Member<'_>> = shape
        .fields
        .iter()
        .map(|field| member(scope, id, field, &stem, &mut statics))
        .collect();
    let ignored: Vec<Member<'_>> = shape
        .ignored
        .iter()
        .map(|field| member(scope, id, field, &stem, &mut statics))
        .collect();
    let extra = extra(scope, shape, &stem, &mut statics);
    let size = properties_rule(
        scope,
        &shape.properties,
        &format!("{stem}_PROPERTIES"),
        &mut statics,
    );
    let declaration = emit_declaration(scope, def, shape, &members, extra.as_ref());
    let constructor = emit_constructor(scope, id, &name, &members, extra.as_ref());
    let debug = masks::has_masks(scope, shape)
        .then(|| masks::emit_debug(scope, &name, shape, extra.as_ref().map(|extra| &extra.name)));
    let reader = extra
        .as_ref()
        .map(|extra| kept::emit_reader(scope, &name, (&members, &ignored), extra));
    let judged = rules::judged(scope, id, &quote!(self));
    let check = emit_check(scope, &name, &members, extra.as_ref(), &size, judged);
    let model = emit_model(
        scope,
        id,
        (shape, &members, &ignored),
        extra.as_ref(),
        &size,
    );
    quote!(#declaration #constructor #debug #reader #statics #check #model)
}

/// Properties beyond the declared ones, where they are kept.
pub(super) struct Extra {
    pub(super) name: Ident,
    pub(super) ty: TokenStream,
    slot: Slot,
}

fn extra(
    scope: &Scope<'_>,
    shape: &Struct,
    stem: &str,
    statics: &mut TokenStream,
) -> Option<Extra> {
    let Additional::Kept(schema) = &shape.additional else {
        return None;
    };
    scope.uses_maps.set(true);
    let taken = shape.fields.iter().any(|field| field.name == "additional");
    let ty = scope.rust_type(schema);
    let slot = ruled::rule_slot(scope, schema, &format!("{stem}_ADDITIONAL"), statics);
    Some(Extra {
        name: ident(if taken {
            "additional_properties"
        } else {
            "additional"
        }),
        ty,
        slot,
    })
}

fn member<'a>(
    scope: &Scope<'_>,
    owner: TypeId,
    field: &'a Field,
    stem: &str,
    statics: &mut TokenStream,
) -> Member<'a> {
    let stem = format!("{stem}_{}", constant(&field.name));
    Member {
        field,
        name: ident(&field.name),
        presence: presence(scope.api, field),
        bare: scope.held_type(owner, &field.schema),
        ruled: rule_type(scope, &field.schema.ty, &stem, statics),
    }
}

/// Null may be allowed by the alias that stands there.
pub(in crate::emit) fn presence(api: &Api, field: &Field) -> Presence {
    match (field.presence, is_nullable(api, &field.schema)) {
        (Presence::Required, true) => Presence::RequiredNullable,
        (Presence::Optional, true) => Presence::OptionalNullable,
        (stated, _) => stated,
    }
}

pub(super) fn is_required(presence: Presence) -> bool {
    matches!(presence, Presence::Required | Presence::RequiredNullable)
}

impl Member<'_> {
    pub(super) fn ty(&self) -> TokenStream {
        let bare = &self.bare;
        match self.presence {
            Presence::Required => quote!(#bare),
            Presence::RequiredNullable | Presence::Optional => quote!(Option<#bare>),
            Presence::OptionalNullable => quote!(rt::Patch<#bare>),
        }
    }

    pub(super) fn is_required(&self) -> bool {
        is_required(self.presence)
    }

    fn is_nullable(&self) -> bool {
        matches!(
            self.presence,
            Presence::RequiredNullable | Presence::OptionalNullable
        )
    }

    /// `reads` is false where serde only writes the struct.
    fn serde(&self, reads: bool) -> TokenStream {
        let wire = &self.field.wire;
        let rename = (plain(&self.field.name) != wire).then(|| quote!(#[serde(rename = #wire)]));
        let read = match self.presence {
            _ if !reads => None,
            Presence::Required => None,
            Presence::RequiredNullable => Some(quote!(#[serde(deserialize_with = "rt::nullable")])),
            Presence::Optional => Some(quote!(#[serde(default, deserialize_with = "rt::present")])),
            Presence::OptionalNullable => Some(quote!(#[serde(default)])),
        };
        let write = match self.presence {
            Presence::Required | Presence::RequiredNullable => None,
            Presence::Optional => Some(quote!(#[serde(skip_serializing_if = "Option::is_none")])),
            Presence::OptionalNullable => {
                Some(quote!(#[serde(skip_serializing_if = "rt::patch::is_absent")]))
            }
        };
        quote!(#rename #read #write)
    }
}

fn emit_declaration(
    scope: &Scope<'_>,
    def: &TypeDef,
    shape: &Struct,
    members: &[Member<'_>],
    extra: Option<&Extra>,
) -> TokenStream {
    let docs = docs::type_docs(scope, def, properties_constraints(&shape.properties));
    let name = ident(&def.name);
    scope.uses_serialize.set(true);
    scope.uses_deserialize.set(true);
    let debug = (!masks::has_masks(scope, shape)).then(|| quote!(Debug,));
    let default = members
        .iter()
        .all(|member| !member.is_required())
        .then(|| quote!(Default,));
    let read = extra.is_none().then(|| quote!(Deserialize,));
    let fields = members.iter().map(|member| {
        let (docs, serde) = (
            docs::field_docs(scope, member.field),
            member.serde(extra.is_none()),
        );
        let (name, ty) = (&member.name, member.ty());
        quote!(#docs #serde pub #name: #ty,)
    });
    let kept = extra.map(|Extra { name, ty, .. }| {
        quote!(#[doc = " Properties beyond the declared ones."] #[serde(flatten)] pub #name: BTreeMap<String, #ty>,)
    });
    quote!(#docs #[derive(Clone, #debug #default PartialEq, Serialize, #read)] pub struct #name { #(#fields)* #kept })
}

/// With more arguments than a reader can keep apart, the fields' own names are the better constructor.
pub(super) const ARGUMENTS_MAX: usize = 7;

fn emit_constructor(
    scope: &Scope<'_>,
    owner: TypeId,
    name: &Ident,
    members: &[Member<'_>],
    extra: Option<&Extra>,
) -> Option<TokenStream> {
    let required = members.iter().filter(|member| member.is_required());
    if !(1..=ARGUMENTS_MAX).contains(&required.clone().count()) {
        return None;
    }
    let arguments = required.map(|member| {
        let name = &member.name;
        let ty = argument_type(scope, member);
        quote!(#name: #ty)
    });
    let fields = members.iter().map(|member| initial(scope, owner, member));
    let kept = extra.map(|extra| {
        let name = &extra.name;
        quote!(#name: BTreeMap::new(),)
    });
    Some(quote! {
        impl #name {
            /// With what must stand; everything else is absent.
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#fields,)* #kept }
            }
        }
    })
}

fn argument_type(scope: &Scope<'_>, member: &Member<'_>) -> TokenStream {
    let ty = scope.bare_type(&member.field.schema.ty);
    if member.presence == Presence::RequiredNullable {
        return quote!(Option<#ty>);
    }
    if is_plain_text(scope.api, &member.field.schema) {
        quote!(impl Into<String>)
    } else {
        ty
    }
}

fn initial(scope: &Scope<'_>, owner: TypeId, member: &Member<'_>) -> TokenStream {
    let name = &member.name;
    let boxed = scope.is_boxed(owner, &member.field.schema);
    match member.presence {
        Presence::Required if is_plain_text(scope.api, &member.field.schema) => {
            quote!(#name: #name.into())
        }
        Presence::Required if boxed => quote!(#name: Box::new(#name)),
        Presence::RequiredNullable if boxed => quote!(#name: #name.map(Box::new)),
        Presence::Required | Presence::RequiredNullable => quote!(#name),
        Presence::Optional => quote!(#name: None),
        Presence::OptionalNullable => quote!(#name: rt::Patch::Absent),
    }
}

/// Text that a constructor takes in any form of text.
pub(super) fn is_plain_text(api: &Api, schema: &Schema) -> bool {
    if let Some((_, aliased)) = alias_of(api, &schema.ty) {
        return is_plain_text(api, aliased);
    }
    matches!(&schema.ty, Type::Text(text) if !matches!(text.format, Format::DateTime | Format::Date))
}

fn emit_check(
    scope: &Scope<'_>,
    name: &Ident,
    members: &[Member<'_>],
    extra: Option<&Extra>,
    size: &Rule,
    judged: Option<TokenStream>,
) -> TokenStream {
    let fields: Vec<TokenStream> = members
        .iter()
        .map(|member| check_member(scope, member))
        .collect();
    let kept = extra.map(|extra| {
        let element = check_slot(
            scope,
            &extra.slot,
            &Subject::variable("value"),
            &Spot::Made(quote!(at.property(name))),
        );
        let kept = &extra.name;
        if element.is_empty() {
            element
        } else {
            quote!(for (name, value) in &self.#kept { #element })
        }
    });
    let size = size.checked.then(|| {
        let (rule, count) = (&size.value, count_properties(members, extra));
        quote!(#rule.check(#count, at, out);)
    });
    let body = quote!(#(#fields)* #kept #size #judged);
    let (at, out) = if body.is_empty() {
        (ident("_at"), ident("_out"))
    } else {
        (ident("at"), ident("out"))
    };
    quote! {
        impl rt::Check for #name {
            fn check_at(&self, #at: &rt::At<'_>, #out: &mut rt::Violations) { #body }
        }
    }
}

fn check_member(scope: &Scope<'_>, member: &Member<'_>) -> TokenStream {
    let (name, wire) = (&member.name, &member.field.wire);
    let spot = Spot::Made(quote!(at.property(#wire)));
    if member.presence == Presence::Required || is_delegated(scope, &member.ruled) {
        return check_value(scope, &member.ruled, &Subject::field(name), &spot);
    }
    let inner = check_value(scope, &member.ruled, &Subject::variable("value"), &spot);
    if inner.is_empty() {
        return inner;
    }
    let inner = unbrace(inner);
    match member.presence {
        Presence::OptionalNullable => {
            quote!(if let rt::Patch::Value(value) = &self.#name { #inner })
        }
        _ => quote!(if let Some(value) = &self.#name { #inner }),
    }
}

fn count_properties(members: &[Member<'_>], extra: Option<&Extra>) -> TokenStream {
    let required = members.iter().filter(|member| member.is_required()).count();
    let mut terms: Vec<TokenStream> = Vec::new();
    if required > 0 {
        let required = Literal::usize_unsuffixed(required);
        terms.push(quote!(#required));
    }
    for member in members {
        let name = &member.name;
        match member.presence {
            Presence::Optional => terms.push(quote!(usize::from(self.#name.is_some()))),
            Presence::OptionalNullable => {
                terms.push(quote!(usize::from(!rt::patch::is_absent(&self.#name))))
            }
            Presence::Required | Presence::RequiredNullable => {}
        }
    }
    terms.extend(extra.map(|extra| {
        let name = &extra.name;
        quote!(self.#name.len())
    }));
    if terms.is_empty() {
        quote!(0)
    } else {
        quote!(#(#terms)+*)
    }
}

fn emit_model(
    scope: &Scope<'_>,
    id: TypeId,
    (shape, members, ignored): (&Struct, &[Member<'_>], &[Member<'_>]),
    extra: Option<&Extra>,
    size: &Rule,
) -> TokenStream {
    let all = members.iter().map(|member| (member, member.is_required()));
    let all = all.chain(ignored.iter().map(|member| (member, false)));
    let properties = all.map(|(member, is_required)| {
        let wire = &member.field.wire;
        let kind = ident(if is_required { "required" } else { "optional" });
        let table = table::reference_to(scope, &member.ruled, member.is_nullable());
        quote!(rt::Property::#kind(#wire, #table))
    });
    let additional = match (&shape.additional, extra) {
        (Additional::Forbidden, _) => quote!(Forbidden),
        (_, Some(extra)) => {
            let table = table::reference(scope, &extra.slot);
            quote!(Kept(#table))
        }
        _ => quote!(Ignored),
    };
    let rule = &size.value;
    let object = quote!(rt::Schema::Object(rt::Object {
        properties: &[#(#properties),*],
        additional: rt::Additional::#additional,
        rule: #rule,
    }));
    table::emit_model(scope, id, &scope.type_name(id), object)
}
