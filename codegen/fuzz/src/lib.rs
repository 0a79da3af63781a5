//! What must hold for any input: one function per fuzz target. `libfuzzer/` feeds them without end, the tests replay seeds and regressions.

mod decoders;
mod files;
mod load;
mod lower_emit;
mod parameters;
mod requests;

pub use decoders::decoders;
pub use load::load;
pub use lower_emit::lower_emit;
pub use parameters::parameters;
pub use requests::requests;

/// A fuzz target: its name, and what it does with an input. It panics when something does not hold.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[Target] = &[
    ("load", load),
    ("lower_emit", lower_emit),
    ("decoders", decoders),
    ("parameters", parameters),
    ("requests", requests),
];
