//! What one schema says, keyword by keyword, before anything is decided about it.

use super::context::Context;
use super::names::Hint;
use super::nullable::{Kinds, NullWord};
use crate::ir::{self, Pii, UnionKind};
use crate::load::{Node, Version};

/// A schema and how to call it if it needs a name.
#[derive(Clone, Debug)]
pub(super) struct Part<'d> {
    /// The schema.
    pub(super) node: &'d Node,
    /// How to call it.
    pub(super) hint: Hint,
}

/// Everything that a schema says; several schemas that must all hold are merged into one outline.
#[derive(Clone, Debug)]
pub(super) struct Outline<'d> {
    /// The schema itself, for places.
    pub(super) node: &'d Node,
    /// Words about it.
    pub(super) notes: Notes<'d>,
    /// `type`
    pub(super) kinds: Kinds,
    /// Whether null is among them.
    pub(super) null: NullWord,
    /// `enum` and `const`, without null
    pub(super) values: Option<Vec<&'d Node>>,
    /// `minLength`, `maxLength`, `pattern`
    pub(super) text: ir::Text,
    /// `format`
    pub(super) format: Option<&'d str>,
    /// `contentEncoding`
    pub(super) encoding: Option<&'d str>,
    /// `contentMediaType`
    pub(super) media: Option<&'d str>,
    /// `minimum` and its kin
    pub(super) bounds: Bounds,
    /// `items`: all of these
    pub(super) items: Vec<Part<'d>>,
    /// `minItems` and its kin
    pub(super) items_rule: ir::Items,
    /// `properties`
    pub(super) fields: Vec<FieldOutline<'d>>,
    /// `required`
    pub(super) required: Vec<&'d str>,
    /// `additionalProperties`
    pub(super) additional: AdditionalOutline<'d>,
    /// `minProperties` and its kin
    pub(super) properties: ir::Properties,
    /// `oneOf` and `anyOf`
    pub(super) choices: Vec<Choice<'d>>,
    /// Its items are told apart by position.
    pub(super) is_tuple: bool,
    /// It demands something that no type says, so its rules stand beside the type.
    pub(super) is_partial: bool,
    /// Its base lists it as a branch: the choice is made, and the base's rules cannot be repeated.
    pub(super) is_heir: bool,
}

/// Words about a schema that demand nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes<'d> {
    /// `title`
    pub(super) title: Option<String>,
    /// `description`
    pub(super) description: Option<String>,
    /// `deprecated`
    pub(super) deprecated: bool,
    /// `default`
    pub(super) default: Option<&'d Node>,
    /// `readOnly`
    pub(super) read_only: bool,
    /// `writeOnly`
    pub(super) write_only: bool,
    /// `x-pii`
    pub(super) pii: Option<Pii>,
    /// `x-retention`
    pub(super) retention: Option<ir::Retention>,
    /// `x-lifecycle`
    pub(super) lifecycle: Option<&'d Node>,
}

/// Bounds of a number, as digits.
#[derive(Clone, Debug, Default)]
pub(super) struct Bounds {
    /// The greatest of the lower bounds.
    pub(super) lower: Option<Bound>,
    /// The least of the upper bounds.
    pub(super) upper: Option<Bound>,
    /// `multipleOf`
    pub(super) multiple_of: Option<String>,
}

/// One bound.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bound {
    /// As the contract writes it.
    pub(super) digits: String,
    /// The bound itself is excluded.
    pub(super) exclusive: bool,
}

/// A property: all of these schemas hold for it.
#[derive(Clone, Debug)]
pub(super) struct FieldOutline<'d> {
    /// Its name on the wire.
    pub(super) wire: &'d str,
    /// Its schemas.
    pub(super) parts: Vec<Part<'d>>,
}

/// `additionalProperties`
#[derive(Clone, Debug, Default)]
pub(super) enum AdditionalOutline<'d> {
    /// Not stated.
    #[default]
    Unstated,
    /// `true`
    Open,
    /// `false`
    Closed,
    /// All of these.
    Schemas(Vec<Part<'d>>),
}

/// `oneOf` or `anyOf`, without its null branches.
#[derive(Clone, Debug)]
pub(super) struct Choice<'d> {
    /// Which of the two.
    pub(super) kind: UnionKind,
    /// The branches.
    pub(super) branches: Vec<Part<'d>>,
    /// `discriminator`
    pub(super) discriminator: Option<&'d Node>,
}

impl<'d> Outline<'d> {
    /// An outline that says nothing.
    pub(super) fn silent(node: &'d Node) -> Self {
        Self {
            node,
            notes: Notes::default(),
            kinds: Kinds::any(),
            null: NullWord::Unstated,
            values: None,
            text: ir::Text::default(),
            format: None,
            encoding: None,
            media: None,
            bounds: Bounds::default(),
            items: Vec::new(),
            items_rule: ir::Items::default(),
            fields: Vec::new(),
            required: Vec::new(),
            additional: AdditionalOutline::Unstated,
            properties: ir::Properties::default(),
            choices: Vec::new(),
            is_tuple: false,
            is_partial: false,
            is_heir: false,
        }
    }

    /// A property by its name.
    pub(super) fn field(&self, wire: &str) -> Option<&FieldOutline<'d>> {
        self.fields.iter().find(|field| field.wire == wire)
    }

    /// True when it demands nothing beyond a `type`, `allOf` branches and references aside.
    pub(super) fn demands_nothing(&self) -> bool {
        self.values.is_none()
            && self.text == ir::Text::default()
            && self.format.is_none()
            && self.bounds.is_silent()
            && self.items.is_empty()
            && self.items_rule == ir::Items::default()
            && self.has_no_object_words()
            && self.choices.is_empty()
    }

    /// True when it says nothing that only an object can satisfy.
    pub(super) fn has_no_object_words(&self) -> bool {
        self.fields.is_empty()
            && self.required.is_empty()
            && matches!(self.additional, AdditionalOutline::Unstated)
            && self.properties == ir::Properties::default()
    }
}

impl Bounds {
    /// True when there are none.
    pub(super) fn is_silent(&self) -> bool {
        self.lower.is_none() && self.upper.is_none() && self.multiple_of.is_none()
    }
}

/// True when a node is a reference, and whatever stands beside it demands nothing.
pub(super) fn is_bare_reference(cx: &Context<'_>, node: &Node) -> bool {
    node.reference().is_some()
        && (cx.version == Version::V30
            || node
                .entries()
                .iter()
                .all(|(key, _)| key.text == "$ref" || is_note(&key.text)))
}

/// Keywords that only say something about a schema.
pub(super) fn is_note(keyword: &str) -> bool {
    matches!(
        keyword,
        "title"
            | "description"
            | "summary"
            | "deprecated"
            | "default"
            | "readOnly"
            | "writeOnly"
            | "example"
            | "examples"
            | "externalDocs"
            | "xml"
            | "$comment"
            | "$id"
            | "$schema"
    ) || keyword.starts_with("x-")
}
