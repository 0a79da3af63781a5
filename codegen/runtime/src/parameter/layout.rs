//! How a parameter is written: where it travels, its style, and whether it is exploded.

use crate::Place;

/// `style`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the standard's own words")]
pub enum Style {
    Simple,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Label,
    Matrix,
}

/// How a parameter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Where it travels. Properties of a form are written like a query, with `Place::Body`.
    pub place: Place,
    /// `style`
    pub style: Style,
    /// `explode`
    pub explode: bool,
    /// `allowReserved`; it counts in queries and forms.
    pub allow_reserved: bool,
}

impl Layout {
    /// A layout; `allowReserved` is false.
    #[must_use]
    pub const fn new(place: Place, style: Style, explode: bool) -> Self {
        Self {
            place,
            style,
            explode,
            allow_reserved: false,
        }
    }

    /// The same layout with `allowReserved`.
    #[must_use]
    pub const fn reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }
}
