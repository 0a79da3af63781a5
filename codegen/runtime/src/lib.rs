//! What generated models lean on: values that keep their digits and offsets, rules that are written once and checked twice
//! (on the typed value and on the raw document), and the facts of a contract as data.

pub mod assertion;
mod at;
mod check;
mod date;
mod date_time;
mod decimal;
pub mod decode;
mod digits;
pub mod enumeration;
mod format;
mod inspect;
mod json;
pub mod kept;
mod operation;
#[doc(hidden)]
pub mod outside;
pub mod parameter;
pub mod patch;
mod pii;
mod presence;
mod retention;
mod rule;
mod schema;
pub mod union;
mod violation;
mod watch;

pub use assertion::{Assertion, Kind, Rule};
pub use at::At;
pub use check::{Check, Model};
pub use date::{Date, NotADate};
pub use date_time::{DateTime, NotADateTime};
pub use decimal::{Decimal, NotADecimal};
pub use enumeration::{TextEnum, UnknownValue};
pub use format::Format;
pub use inspect::inspect;
pub use operation::{
    IdempotencySpec, LimitKey, LimitSpec, OperationSpec, Scheme, SchemeKind, SchemeUse, SloSpec,
};
pub use patch::Patch;
pub use pii::{Masked, Pii, mask};
pub use presence::{nullable, present};
pub use retention::Retention;
pub use rule::{Enumeration, Integer, Items, Number, Pattern, Properties, Text};
pub use schema::{Additional, Object, Property, Schema};
pub use violation::{Place, Violation, Violations};
