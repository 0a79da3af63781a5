//! Types: named ones (one public Rust type each) and the uses of them.

use super::{Integer, Items, Number, Place, Properties, Rule, Text};

/// Index of a named type in `Api::types`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// A named type: a component, or an inline schema that was hoisted and given a name.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeDef {
    /// The Rust name, unique in the contract.
    pub name: String,
    /// The stem of its constants and functions, for example `ORDER_LINE`, unique in the contract.
    pub constant: String,
    /// The key under `components.schemas` of the bundled document; hoisted types have one too.
    pub component: String,
    /// The module it is emitted into: the stem of the file that declares it, or `models` for a contract of one file.
    pub module: String,
    /// `title` and `description`
    pub description: Option<String>,
    /// `example` and `examples`; nothing says that they keep the schema's rules
    pub examples: Vec<serde_json::Value>,
    /// `deprecated`
    pub deprecated: bool,
    /// What it is made of.
    pub shape: Shape,
    /// All that the schema demands, where the shape does not say all of it.
    pub rule: Option<Rule>,
    /// Who sends it.
    pub usage: Usage,
    /// The type of the same schema in the other direction, where `readOnly` or `writeOnly` makes the two differ.
    pub twin: Option<TypeId>,
    /// `x-retention`
    pub retention: Option<Retention>,
    /// `x-lifecycle`: allowed moves of a status enum, from a value to its followers
    pub lifecycle: Vec<(String, Vec<String>)>,
    /// Where it is declared.
    pub place: Place,
}

/// `x-retention`: how long what is stored of a type is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    /// For how many seconds.
    pub keep_s: u64,
    /// From which moment on, for example `created` or `expired`.
    pub after: String,
}

/// Who sends a type over the wire, reached through every reference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Some request holds it.
    pub request: bool,
    /// Some answer holds it.
    pub response: bool,
}

/// What a named type is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// An object with known properties.
    Struct(Struct),
    /// A string or a whole number with a closed list of values.
    TextEnum(TextEnum),
    /// `oneOf` or `anyOf` with several branches.
    Union(Union),
    /// A named scalar, array or map: a Rust type alias whose constraints are checked where it is used.
    /// It is never nullable itself: its uses are.
    Alias(Schema),
}

impl Schema {
    /// The named type that this is, or that its items or values are.
    #[must_use]
    pub fn named_within(&self) -> Option<TypeId> {
        match &self.ty {
            Type::Named(id) => Some(*id),
            Type::Array(inner, _) | Type::Map(inner, _) => inner.named_within(),
            _ => None,
        }
    }
}

impl Union {
    /// The property that names the branch, where its values lead to every branch.
    #[must_use]
    pub fn tag_property(&self) -> Option<&str> {
        let discriminator = self.discriminator.as_ref()?;
        let is_complete = self.variants.iter().all(|variant| !variant.tags.is_empty());
        is_complete.then_some(discriminator.property.as_str())
    }
}

impl Shape {
    /// Every schema right inside a value of this shape.
    #[must_use]
    pub fn schemas(&self) -> Vec<&Schema> {
        match self {
            Self::TextEnum(_) => Vec::new(),
            Self::Alias(schema) => vec![schema],
            Self::Union(union) => union.variants.iter().map(|one| &one.schema).collect(),
            Self::Struct(object) => {
                let fields = object.fields.iter().map(|field| &field.schema);
                match &object.additional {
                    Additional::Kept(schema) => fields.chain([schema.as_ref()]).collect(),
                    Additional::Ignored | Additional::Forbidden => fields.collect(),
                }
            }
        }
    }
}

/// An object with known properties.
#[derive(Clone, Debug, PartialEq)]
pub struct Struct {
    /// Properties in contract order.
    pub fields: Vec<Field>,
    /// Properties that only the other direction carries: one that stands nevertheless is held against its schema, and dropped.
    pub ignored: Vec<Field>,
    /// What else may stand in it.
    pub additional: Additional,
    /// Limits of its size.
    pub properties: Properties,
}

/// Properties beyond the declared ones.
#[derive(Clone, Debug, PartialEq)]
pub enum Additional {
    /// Allowed and ignored: the JSON Schema default.
    Ignored,
    /// `additionalProperties: false`
    Forbidden,
    /// `additionalProperties` with a schema, or `true` stated in so many words: kept in a map.
    Kept(Box<Schema>),
}

/// A property.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The property's name on the wire.
    pub wire: String,
    /// The Rust field, unique in its struct; keywords come as `r#type`.
    pub name: String,
    /// What it holds.
    pub schema: Schema,
    /// Whether it may be absent or null.
    pub presence: Presence,
    /// `readOnly`
    pub read_only: bool,
    /// `writeOnly`
    pub write_only: bool,
}

/// Absence and null are two things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Must stand and must not be null: `T`
    Required,
    /// Must stand, may be null: `Option<T>`
    RequiredNullable,
    /// May be absent, must not be null: `Option<T>`
    Optional,
    /// May be absent, null or a value: `Patch<T>`
    OptionalNullable,
}

/// A use of a type, with the constraints that hold there.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// What it is.
    pub ty: Type,
    /// Null is allowed as well.
    pub nullable: bool,
    /// `description` at this place
    pub description: Option<String>,
    /// `deprecated`
    pub deprecated: bool,
    /// `default`
    pub default: Option<serde_json::Value>,
    /// `x-pii`
    pub pii: Option<Pii>,
    /// Where it is declared.
    pub place: Place,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A named type.
    Named(TypeId),
    /// A string.
    Text(Text),
    /// An integer.
    Integer(Integer),
    /// A number.
    Number(Number),
    /// A boolean.
    Boolean,
    /// An array.
    Array(Box<Schema>, Items),
    /// An object whose property names are free.
    Map(Box<Schema>, Properties),
    /// Any JSON value. Each one that stands for a schema we could not type is counted as a fallback.
    Any,
}

/// `x-pii`: personal data, masked wherever it could be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the contract's own words")]
pub enum Pii {
    Email,
    Phone,
    Name,
    Address,
    Freetext,
    Order,
}

/// A closed list of strings, or of whole numbers, whose values are then their digits.
#[derive(Clone, Debug, PartialEq)]
pub struct TextEnum {
    /// The values are whole numbers.
    pub is_integer: bool,
    /// The values in contract order.
    pub variants: Vec<TextVariant>,
}

impl TextVariant {
    /// The value as JSON has it.
    #[must_use]
    pub fn to_json(&self, list: &TextEnum) -> serde_json::Value {
        match self.wire.parse::<i64>() {
            Ok(number) if list.is_integer => number.into(),
            _ => self.wire.clone().into(),
        }
    }
}

/// One value of a closed list.
#[derive(Clone, Debug, PartialEq)]
pub struct TextVariant {
    /// The value on the wire.
    pub wire: String,
    /// The Rust variant, unique in its enum.
    pub name: String,
}

/// A choice between schemas.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// Exactly one, or at least one.
    pub kind: UnionKind,
    /// The property that tells which, declared or seen from the branches, if there is one.
    pub discriminator: Option<Discriminator>,
    /// The branches in contract order.
    pub variants: Vec<UnionVariant>,
}

/// How many branches must match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnionKind {
    /// `oneOf`
    OneOf,
    /// `anyOf`
    AnyOf,
}

/// A property that names the branch.
#[derive(Clone, Debug, PartialEq)]
pub struct Discriminator {
    /// The property's name on the wire.
    pub property: String,
}

/// A branch of a union.
#[derive(Clone, Debug, PartialEq)]
pub struct UnionVariant {
    /// The Rust variant, unique in its union.
    pub name: String,
    /// What it holds.
    pub schema: Schema,
    /// The discriminator's values that lead here; empty without a discriminator.
    pub tags: Vec<String>,
}
