//! The resolved model of a contract: plain data, names decided, order fixed. Emitters see nothing else.

mod api;
mod constraint;
mod operation;
mod paging;
mod rule;
mod schema;

pub use api::{Api, Place, SchemeKind, SecurityScheme, Tag};
pub use constraint::{Format, Integer, Items, Number, Properties, Text};
pub use operation::{
    Content, Encoding, Example, Header, Idempotency, Limit, LimitKey, Location, Media, MediaKind,
    Operation, Parameter, Part, PartKind, Requirement, Response, Slo, StatusKey, Style,
};
pub use paging::{CURSORS, CursorTarget, NEXT_CURSORS, Paging};
pub use rule::{Assertion, Kind, Rule};
pub use schema::{
    Additional, Discriminator, Field, Pii, Presence, Retention, Schema, Shape, Struct, TextEnum,
    TextVariant, Type, TypeDef, TypeId, Union, UnionKind, UnionVariant, Usage,
};
