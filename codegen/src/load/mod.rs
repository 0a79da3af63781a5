//! Files into one located document: YAML and JSON, references over several files, a place for every value.

mod bundle;
mod bundle_json;
mod document;
mod duplicates;
mod eased;
mod flaw;
mod gather;
mod grammar;
mod json;
mod limits;
mod lost;
mod node;
pub mod pointer;
mod reading;
mod resources;
mod scalar;
mod source;
mod text_json;
mod yaml;

pub use bundle::{Bundle, bundle};
pub use document::{Document, Target, Version};
pub use gather::{Loaded, load_document, load_text, load_texts, read_document, read_texts};
pub use node::{FileId, Key, Node, Span, Value};
pub use source::File;
