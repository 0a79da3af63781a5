//! Values made from schemas: valid ones, as small as the constraints allow, and the same ones for the same seed.

mod generate;
pub mod number;
mod pattern;
mod seed;
pub mod text;

pub use generate::{ITEMS_MAX, is_required, valid_value};
pub use seed::Seed;
