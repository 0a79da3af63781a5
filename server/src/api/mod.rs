//! The contract's traits, implemented: translate, decide, persist, translate back. One file per tag.

mod health;
mod inspiration;
mod products;
mod returns;
