//! Personal data, masked wherever it could be seen.

use std::fmt;

/// What kind of personal data a value is: `x-pii` in the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pii {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A person's name.
    Name,
    /// A postal address.
    Address,
    /// Text in which a person may write anything.
    Freetext,
    /// An order, which leads to a person.
    Order,
    /// A password or another secret: `format: password`.
    Secret,
}

impl Pii {
    /// The contract's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Name => "name",
            Self::Address => "address",
            Self::Freetext => "freetext",
            Self::Order => "order",
            Self::Secret => "secret",
        }
    }
}

/// Shows the kind of a value in its place, for example `<email>`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Masked(Pii);

/// Hides a value from `Debug`; not even its length shows.
#[must_use]
pub const fn mask<T: ?Sized>(_value: &T, pii: Pii) -> Masked {
    Masked(pii)
}

impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0.as_str())
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
