//! What a person should look at in a contract, beyond what stops compilation.

mod extensions;
mod lint;

pub use lint::lint;
