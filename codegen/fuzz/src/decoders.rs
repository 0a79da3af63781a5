//! Decoding: what was taken can be written and is taken again, the same.

use std::fmt::Debug;

use concierge_fixtures::models as wire;
use concierge_runtime::{Model, decode};

/// Bodies by the first byte of an input: `A` is the first.
const BODIES: &[fn(&[u8])] = &[
    body::<wire::NewBox>,
    body::<wire::BoxType>,
    body::<wire::BoxPage>,
    body::<wire::BoxChanges>,
    body::<wire::Note>,
    body::<wire::NewLabel>,
    body::<wire::LabelConflict>,
    body::<wire::Item>,
    body::<wire::ItemQuery>,
    body::<wire::Reference>,
    body::<wire::ItemFindings>,
    body::<wire::CountForm>,
    body::<wire::Shelf>,
    body::<wire::Sheet>,
    body::<wire::Trouble>,
];

/// Reads an input as a body; its first byte says of which schema.
///
/// # Panics
/// When a value that was taken breaks a rule, or does not survive being written and read.
pub fn decoders(input: &[u8]) {
    if let Some((which, bytes)) = input.split_first() {
        let which = usize::from(which.wrapping_sub(b'A'));
        BODIES[which % BODIES.len()](bytes);
    }
}

fn body<T: Model + PartialEq + Debug>(bytes: &[u8]) {
    if let Ok(value) = decode::strict::<T>(bytes) {
        assert!(value.check().is_ok(), "taken, but it breaks a rule");
        let written = write(&value);
        assert_eq!(
            decode::strict::<T>(&written).as_ref(),
            Ok(&value),
            "strict, again"
        );
        assert_eq!(
            decode::tolerant::<T>(&written).as_ref(),
            Ok(&value),
            "tolerant after strict"
        );
    }
    if let Ok(value) = decode::tolerant::<T>(bytes) {
        let _ = value.check();
        assert_eq!(
            decode::tolerant::<T>(&write(&value)).as_ref(),
            Ok(&value),
            "tolerant, again"
        );
    }
}

fn write<T: Model>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_else(|error| panic!("taken, but not written: {error}"))
}
