//! Where a check stands, as a chain of steps on the stack: it costs nothing until something is wrong.

use std::fmt::Write as _;

use crate::Place;

/// A place inside a request.
#[derive(Clone, Copy, Debug)]
pub struct At<'a>(Step<'a>);

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Root(Place),
    Property(&'a At<'a>, &'a str),
    Index(&'a At<'a>, usize),
}

/// No more letters of a name stand in a pointer, since whoever sends a body may choose its names.
const NAME_MAX: usize = 128;

impl<'a> At<'a> {
    /// The whole of a part of the request.
    #[must_use]
    #[inline]
    pub const fn root(place: Place) -> Self {
        Self(Step::Root(place))
    }

    /// A property of the object here.
    #[must_use]
    #[inline]
    pub const fn property<'b>(&'b self, name: &'b str) -> At<'b> {
        At(Step::Property(self, name))
    }

    /// An element of the array here.
    #[must_use]
    #[inline]
    pub const fn index(&self, index: usize) -> At<'_> {
        At(Step::Index(self, index))
    }

    /// The part of the request that this is in.
    #[must_use]
    pub fn place(&self) -> Place {
        match &self.0 {
            Step::Root(place) => *place,
            Step::Property(parent, _) | Step::Index(parent, _) => parent.place(),
        }
    }

    /// The JSON Pointer (RFC 6901) from the root to here. A name beyond 128 letters is cut.
    #[must_use]
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        self.write_to(&mut pointer);
        pointer
    }

    fn write_to(&self, pointer: &mut String) {
        match &self.0 {
            Step::Root(_) => {}
            Step::Property(parent, name) => {
                parent.write_to(pointer);
                pointer.push('/');
                for letter in name.chars().take(NAME_MAX) {
                    match letter {
                        '~' => pointer.push_str("~0"),
                        '/' => pointer.push_str("~1"),
                        other => pointer.push(other),
                    }
                }
                if name.chars().nth(NAME_MAX).is_some() {
                    pointer.push('…');
                }
            }
            Step::Index(parent, index) => {
                parent.write_to(pointer);
                // Writing to a string does not fail.
                let _ = write!(pointer, "/{index}");
            }
        }
    }
}
