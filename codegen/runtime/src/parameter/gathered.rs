//! Values under their names while they come in. A name is found in one step, so that a long query or form costs no more than its length.

use std::collections::HashMap;
use std::hash::Hash;

use super::Value;

/// An object in the making; its properties stay in the order in which they came.
#[derive(Debug)]
pub(super) struct Gathered<K> {
    places: HashMap<K, usize>,
    slots: Vec<Slot<K>>,
}

/// What stands at a place so far.
#[derive(Debug)]
enum Slot<K> {
    One(Value),
    Many(Vec<Value>),
    Names(Gathered<K>),
}

impl<K: Eq + Hash + Into<String>> Gathered<K> {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self {
            places: HashMap::new(),
            slots: Vec::new(),
        }
    }

    /// Puts a value at the end of a way of names, which has at least one. A second value at one place makes a list.
    pub(super) fn put(&mut self, first: K, mut rest: impl Iterator<Item = K>, value: Value) {
        let next = self.slots.len();
        let place = *self.places.entry(first).or_insert(next);
        match (self.slots.get_mut(place), rest.next()) {
            (None, step) => self.slots.push(Slot::new(step, rest, value)),
            (Some(Slot::Names(inner)), Some(step)) => inner.put(step, rest, value),
            (Some(slot), step) => slot.add(Slot::new(step, rest, value).finish()),
        }
    }

    /// The object.
    pub(super) fn finish(self) -> Vec<(String, Value)> {
        let mut names: Vec<(usize, K)> = self
            .places
            .into_iter()
            .map(|(name, place)| (place, name))
            .collect();
        names.sort_unstable_by_key(|(place, _)| *place);
        let names = names.into_iter().map(|(_, name)| name.into());
        names
            .zip(self.slots.into_iter().map(Slot::finish))
            .collect()
    }
}

impl<K: Eq + Hash + Into<String>> Slot<K> {
    /// A value at the end of a way.
    fn new(step: Option<K>, rest: impl Iterator<Item = K>, value: Value) -> Self {
        let Some(step) = step else {
            return Self::One(value);
        };
        let way: Vec<K> = rest.collect();
        let inner = way.into_iter().rev().fold(Self::One(value), Self::under);
        Self::under(inner, step)
    }

    fn under(inner: Self, step: K) -> Self {
        Self::Names(Gathered {
            places: HashMap::from([(step, 0)]),
            slots: vec![inner],
        })
    }

    fn add(&mut self, value: Value) {
        if let Self::Many(items) = self {
            items.push(value);
            return;
        }
        let first = std::mem::replace(self, Self::Many(Vec::new()));
        *self = Self::Many(vec![first.finish(), value]);
    }

    fn finish(self) -> Value {
        match self {
            Self::One(value) => value,
            Self::Many(items) => Value::List(items),
            Self::Names(inner) => Value::Object(inner.finish()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    thread_local! {
        static COMPARED: Cell<usize> = const { Cell::new(0) };
    }

    /// A name that counts how often it is compared.
    #[expect(
        clippy::derived_hash_with_manual_eq,
        reason = "it counts and is equal all the same"
    )]
    #[derive(Debug, Hash, Eq)]
    struct Counted(usize);

    impl PartialEq for Counted {
        fn eq(&self, other: &Self) -> bool {
            COMPARED.set(COMPARED.get() + 1);
            self.0 == other.0
        }
    }

    impl From<Counted> for String {
        fn from(name: Counted) -> Self {
            name.0.to_string()
        }
    }

    #[test]
    fn the_work_grows_with_the_length_alone() {
        const NAMES: usize = 20_000;
        let mut whole = Gathered::new();
        for turn in 0..2 {
            for name in 0..NAMES {
                let way = [Counted(7), Counted(name)].into_iter();
                whole.put(Counted(name + turn), way, Value::from("x"));
            }
        }
        assert_eq!(whole.finish().len(), NAMES + 1);
        let compared = COMPARED.get();
        assert!(compared < 8 * NAMES, "{compared} comparisons");
    }
}
