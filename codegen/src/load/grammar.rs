//! Which kind of object stands where in a contract: only there a `$ref` is a reference, elsewhere it is data.

/// What the standard expects at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// The root document.
    Document,
    /// `components`
    Components,
    /// One object.
    One(Item),
    /// A map of named objects, in which `x-` names are names like any other.
    Map(Item),
    /// A map of objects among which `x-` entries are extensions.
    Extensible(Item),
    /// A list of objects.
    List(Item),
    /// `items` before 3.1: a schema or a list of schemas.
    SchemaOrList,
    /// A schema's `discriminator`
    Discriminator,
    /// `discriminator.mapping`
    Mapping,
    /// A value of `discriminator.mapping`, which is a URI or a name.
    MappingTarget,
    /// Data in which nothing is a reference.
    Data,
}

/// The objects that may be referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    clippy::enum_variant_names,
    reason = "the names are the standard's own words"
)]
pub(super) enum Item {
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Header,
    MediaType,
    Encoding,
    Example,
    Link,
    Callback,
    SecurityScheme,
    Schema,
}

impl Item {
    /// Every object that has a section of `components`, in the standard's order.
    pub(super) const SHARED: [Self; 9] = [
        Self::Schema,
        Self::Response,
        Self::Parameter,
        Self::Example,
        Self::RequestBody,
        Self::Header,
        Self::SecurityScheme,
        Self::Link,
        Self::Callback,
    ];

    /// The section of `components` that holds such objects, if the oldest supported version has one.
    pub(super) fn section(self) -> Option<&'static str> {
        match self {
            Self::Parameter => Some("parameters"),
            Self::RequestBody => Some("requestBodies"),
            Self::Response => Some("responses"),
            Self::Header => Some("headers"),
            Self::Example => Some("examples"),
            Self::Link => Some("links"),
            Self::Callback => Some("callbacks"),
            Self::SecurityScheme => Some("securitySchemes"),
            Self::Schema => Some("schemas"),
            Self::PathItem | Self::Operation | Self::MediaType | Self::Encoding => None,
        }
    }
}

impl Kind {
    /// True where a `$ref` is a reference.
    pub(super) fn may_refer(self) -> bool {
        !matches!(
            self,
            Self::Document | Self::Data | Self::Mapping | Self::MappingTarget | Self::Discriminator
        )
    }

    /// The kind of an item of a list.
    pub(super) fn of_item(self) -> Self {
        match self {
            Self::List(item) => Self::One(item),
            Self::SchemaOrList => Self::One(Item::Schema),
            _ => Self::Data,
        }
    }

    /// The kind of an entry of a map.
    pub(super) fn of_entry(self, key: &str) -> Self {
        match self {
            Self::Extensible(_) if key.starts_with("x-") => Self::Data,
            Self::Map(item) | Self::Extensible(item) => Self::One(item),
            Self::Document => in_document(key),
            Self::Components => in_components(key),
            Self::One(item) => in_item(item, key),
            Self::SchemaOrList => in_schema(key),
            Self::Discriminator if key == "mapping" => Self::Mapping,
            Self::Mapping => Self::MappingTarget,
            Self::List(_) | Self::Discriminator | Self::MappingTarget | Self::Data => Self::Data,
        }
    }
}

fn in_document(key: &str) -> Kind {
    match key {
        "paths" => Kind::Extensible(Item::PathItem),
        "webhooks" => Kind::Map(Item::PathItem),
        "components" => Kind::Components,
        _ => Kind::Data,
    }
}

fn in_components(key: &str) -> Kind {
    match key {
        "schemas" => Kind::Map(Item::Schema),
        "responses" => Kind::Map(Item::Response),
        "parameters" => Kind::Map(Item::Parameter),
        "examples" => Kind::Map(Item::Example),
        "requestBodies" => Kind::Map(Item::RequestBody),
        "headers" => Kind::Map(Item::Header),
        "securitySchemes" => Kind::Map(Item::SecurityScheme),
        "links" => Kind::Map(Item::Link),
        "callbacks" => Kind::Map(Item::Callback),
        "pathItems" => Kind::Map(Item::PathItem),
        _ => Kind::Data,
    }
}

fn in_item(item: Item, key: &str) -> Kind {
    match (item, key) {
        (Item::Schema, _) => in_schema(key),
        (
            Item::PathItem,
            "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace",
        ) => Kind::One(Item::Operation),
        (Item::PathItem | Item::Operation, "parameters") => Kind::List(Item::Parameter),
        (Item::Operation, "requestBody") => Kind::One(Item::RequestBody),
        (Item::Operation, "responses") => Kind::Extensible(Item::Response),
        (Item::Operation, "callbacks") => Kind::Map(Item::Callback),
        (Item::Parameter | Item::Header | Item::MediaType, "schema") => Kind::One(Item::Schema),
        (Item::Parameter | Item::Header | Item::MediaType, "examples") => Kind::Map(Item::Example),
        (Item::Parameter | Item::Header | Item::RequestBody | Item::Response, "content") => {
            Kind::Map(Item::MediaType)
        }
        (Item::Response | Item::Encoding, "headers") => Kind::Map(Item::Header),
        (Item::Response, "links") => Kind::Map(Item::Link),
        (Item::MediaType, "encoding") => Kind::Map(Item::Encoding),
        (Item::Callback, key) if !key.starts_with("x-") => Kind::One(Item::PathItem),
        _ => Kind::Data,
    }
}

fn in_schema(key: &str) -> Kind {
    match key {
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas"
        | "dependencies" => Kind::Map(Item::Schema),
        "allOf" | "oneOf" | "anyOf" | "prefixItems" => Kind::List(Item::Schema),
        "items" => Kind::SchemaOrList,
        "not"
        | "additionalProperties"
        | "additionalItems"
        | "unevaluatedProperties"
        | "unevaluatedItems"
        | "contains"
        | "propertyNames"
        | "if"
        | "then"
        | "else"
        | "contentSchema" => Kind::One(Item::Schema),
        "discriminator" => Kind::Discriminator,
        _ => Kind::Data,
    }
}
