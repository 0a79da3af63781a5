//! What a generated command knows of an operation, as data.

use concierge_runtime::{OperationSpec, Place};
use concierge_runtime_client::Written;

use crate::Check;

/// An operation as a subcommand.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The subcommand, for example `create-order`.
    pub name: &'static str,
    /// What the contract states about it.
    pub spec: &'static OperationSpec,
    /// What it does, in a line.
    pub about: &'static str,
    /// What else there is to know.
    pub details: &'static str,
    /// Everything that a caller gives, one by one.
    pub flags: &'static [Flag],
    /// The ways to write its body, the preferred one first; empty where there is none.
    pub bodies: &'static [Body],
    /// A call without a body is refused.
    pub is_body_required: bool,
    /// What may be asked for, the default first.
    pub answers: &'static [Asked],
}

/// Something that a caller gives.
#[derive(Clone, Copy, Debug)]
pub struct Flag {
    /// Its name without the hyphens, unique in its operation.
    pub name: &'static str,
    /// What it means.
    pub help: &'static str,
    /// How its text becomes a value.
    pub kind: Kind,
    /// It may be given several times.
    pub is_repeated: bool,
    /// The contract requires it.
    pub is_required: bool,
    /// Where it goes.
    pub target: Target,
}

/// How the text of a flag becomes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The text is the value.
    Text,
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// An integer, its digits kept.
    Integer,
    /// A number, its digits kept.
    Number,
    /// `true` or `false`; the bare flag means `true`.
    Boolean,
    /// JSON; what is none is taken as text.
    Json,
    /// The path of a file, or `-` for the standard input.
    File,
}

/// Where a value goes.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// Into the path, the query, a header or a cookie.
    Parameter {
        /// Which of them.
        place: Place,
        /// Its name on the wire.
        wire: &'static str,
        /// How it is written.
        written: Written,
        /// What it must be.
        check: Check,
    },
    /// Into the object of the body, by the names on the way.
    Property(&'static [&'static str]),
    /// Into the part of a form.
    Part(&'static str),
    /// It is the body: a text or a file.
    Whole,
}

/// A way to write the body.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    /// As which it is sent.
    pub media_type: &'static str,
    /// How it is written.
    pub form: Form,
}

/// How a body is written.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// JSON.
    Json(Check),
    /// The properties of an object as a form; those that are listed in their own way.
    Urlencoded(Check, &'static [(&'static str, Written)]),
    /// A scalar as text.
    Text,
    /// A file, under one of these media types.
    Upload(&'static [&'static str]),
    /// Parts.
    Multipart(&'static [Part]),
}

impl Form {
    /// Whether it is made of properties.
    pub(crate) const fn is_structured(&self) -> bool {
        matches!(self, Self::Json(_) | Self::Urlencoded(..))
    }
}

/// A part of a form.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Its name.
    pub wire: &'static str,
    /// How it is written.
    pub kind: PartKind,
    /// It must stand.
    pub is_required: bool,
    /// A list that travels as one part for each item.
    pub is_repeated: bool,
    /// Media types that the contract names.
    pub media_types: &'static [&'static str],
    /// What it must be.
    pub check: Check,
}

/// How a part is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// A scalar as text.
    Text,
    /// As JSON.
    Json,
    /// A file.
    File,
}

/// A media type to ask for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The media type; empty where there is nothing to choose.
    pub media_type: &'static str,
    /// The header `accept`; empty where nothing is asked for.
    pub accept: &'static str,
    /// The answer may take as long as it likes.
    pub is_open_ended: bool,
}
