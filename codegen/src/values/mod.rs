//! Values made from schemas: valid ones, as small as the constraints allow, and the same ones for the same seed.

mod fits;
mod generate;
pub mod number;
mod pattern;
mod sample;
mod seed;
pub mod text;

pub use fits::{fits, fits_loosely, text_fits};
pub use generate::{ITEMS_MAX, Side, is_required, valid_value};
pub use sample::Sampler;
pub use seed::Seed;
