//! The whole contract: tags, operations, types, security schemes.

use super::{Operation, Schema, Shape, Type, TypeDef, TypeId};

/// A contract, resolved. Vectors are in the order of the contract, so that output is deterministic and reads like its source.
#[derive(Clone, Debug, PartialEq)]
pub struct Api {
    /// `info.title`
    pub title: String,
    /// `info.version`
    pub version: String,
    /// `info.description`
    pub description: Option<String>,
    /// `servers[].url`
    pub servers: Vec<String>,
    /// Tags that at least one operation carries; an operation without a tag belongs to a tag `default`.
    pub tags: Vec<Tag>,
    /// Every operation, in path order then method order of the document.
    pub operations: Vec<Operation>,
    /// Every named type; `TypeId` is the index.
    pub types: Vec<TypeDef>,
    /// `components.securitySchemes`
    pub security_schemes: Vec<SecurityScheme>,
    /// The schema of the contract's own error body: the one that most 4xx and 5xx answers carry.
    pub problem: Option<TypeId>,
    /// The whole contract as one self-contained JSON document, pretty-printed, keys in source order.
    pub bundled: String,
}

impl Api {
    /// The named type behind an id.
    #[must_use]
    pub fn type_def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// When a deprecated operation goes: the one value that its answer header `sunset` may have.
    #[must_use]
    pub fn sunset_of(&self, operation: &Operation) -> Option<&str> {
        let headers = operation
            .responses
            .iter()
            .flat_map(|response| &response.headers);
        let mut sunsets = headers.filter(|header| header.wire == "sunset");
        sunsets.find_map(|header| self.only_value(&header.schema))
    }

    /// The value of a list of strings that has but one.
    fn only_value(&self, schema: &Schema) -> Option<&str> {
        let Type::Named(id) = schema.ty else {
            return None;
        };
        match &self.type_def(id).shape {
            Shape::TextEnum(list) => match list.variants.as_slice() {
                [only] => Some(&only.wire),
                _ => None,
            },
            Shape::Alias(inner) => self.only_value(inner),
            _ => None,
        }
    }

    /// The operations of a tag, in contract order.
    pub fn operations_of<'a>(&'a self, tag: &'a Tag) -> impl Iterator<Item = &'a Operation> {
        self.operations
            .iter()
            .filter(move |operation| operation.tag == tag.name)
    }
}

/// A tag, from which one trait is made.
#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    /// The name in the contract, for example `Order status`.
    pub name: String,
    /// The Rust module, for example `order_status`.
    pub module: String,
    /// The Rust stem, for example `OrderStatus`; the trait is `OrderStatusApi`.
    pub stem: String,
    /// `tags[].description`
    pub description: Option<String>,
}

/// `components.securitySchemes.*`
#[derive(Clone, Debug, PartialEq)]
pub struct SecurityScheme {
    /// The name in the contract.
    pub name: String,
    /// A Rust identifier in SCREAMING_SNAKE_CASE.
    pub constant: String,
    /// How the credential travels.
    pub kind: SchemeKind,
    /// What the contract says of it.
    pub description: Option<String>,
}

/// How a credential travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// `Authorization: Bearer`; OAuth2 and OpenID Connect arrive this way too.
    Bearer,
    /// `Authorization: Basic`
    Basic,
    /// An API key in a header.
    HeaderKey(String),
    /// An API key in the query.
    QueryKey(String),
    /// An API key in a cookie.
    CookieKey(String),
    /// A client certificate. It ends before the service, so that nothing of a request shows it.
    MutualTls,
}

/// Where a thing stands in the source files, for messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, relative to the root document's folder.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// JSON Pointer inside the file.
    pub pointer: String,
}
