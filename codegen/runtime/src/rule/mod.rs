//! Rules: what a contract demands of one value. Constants, so that typed checks and schema tables hold the same ones.

mod enumeration;
mod integer;
mod items;
mod number;
mod pattern;
mod steps;
mod text;

pub use enumeration::Enumeration;
pub use integer::Integer;
pub use items::{Items, Properties};
pub use number::Number;
pub use pattern::Pattern;
pub use text::Text;
