//! The wire grammar of OpenAPI's parameter styles: `encode` and `decode` of each stand side by side, so that what one side writes the other reads.
//!
//! Values are plain texts, lists and objects of texts. Only `deepObject` nests them.

mod coerce;
mod deep_object;
mod delimited;
mod form;
mod gathered;
mod label;
mod layout;
mod matrix;
mod percent;
mod simple;
mod value;
mod written;

pub use coerce::{coerce, shapes};
pub use form::{decode_pairs, encode_pairs};
pub use layout::{Layout, Style};
pub use percent::{decode_form, decode_percent};
pub use value::{Shape, Value};
pub use written::{Unreadable, Unwritable, decode, encode};
