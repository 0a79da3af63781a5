//! A report in three forms: for people, for programs, and for continuous integration.

mod human;
mod json;
mod junit;

pub use human::render_human;
pub use json::render_json;
pub use junit::render_junit;
