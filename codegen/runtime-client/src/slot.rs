//! A value that a builder waits for.

use std::fmt;

use crate::InvalidRequest;

/// A parameter, part or body of a call that is being built. It never shows what it holds.
#[derive(Clone)]
pub struct Slot<T> {
    name: &'static str,
    value: Value<T>,
}

#[derive(Clone)]
enum Value<T> {
    Absent,
    Set(T),
    Refused,
}

impl<T> Slot<T> {
    /// An empty slot for what the contract calls `name`.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            value: Value::Absent,
        }
    }

    /// Fills the slot. A value that does not convert makes the call fail when it is sent.
    pub fn set<V: TryInto<T>>(&mut self, value: V) {
        self.value = value.try_into().map_or(Value::Refused, Value::Set);
    }

    /// Changes what was set; what is absent stays so.
    pub fn change(&mut self, change: impl FnOnce(&mut T)) {
        if let Value::Set(value) = &mut self.value {
            change(value);
        }
    }

    /// Whether something was set, even if it did not convert.
    #[must_use]
    pub const fn is_set(&self) -> bool {
        !matches!(self.value, Value::Absent)
    }

    /// What must be there.
    ///
    /// # Errors
    /// When nothing was set, or something that did not convert.
    pub fn required(self) -> Result<T, InvalidRequest> {
        let name = self.name;
        self.optional()?.ok_or(InvalidRequest::Missing(name))
    }

    /// What may be there.
    ///
    /// # Errors
    /// When something was set that did not convert.
    pub fn optional(self) -> Result<Option<T>, InvalidRequest> {
        match self.value {
            Value::Absent => Ok(None),
            Value::Set(value) => Ok(Some(value)),
            Value::Refused => Err(InvalidRequest::Unconvertible(self.name)),
        }
    }
}

impl<T> fmt::Debug for Slot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.value {
            Value::Absent => "absent",
            Value::Set(_) => "set",
            Value::Refused => "refused",
        })
    }
}
