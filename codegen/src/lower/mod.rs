//! A located document becomes the resolved model, in small named passes: every finding of a run is reported together.

mod aliases;
mod alike;
mod bodies;
mod casing;
mod compose;
mod context;
mod discriminators;
mod document;
mod enums;
mod extensions;
mod keywords;
mod media;
mod names;
mod nullable;
mod objects;
mod operations;
mod order;
mod outline;
mod parameters;
mod parts;
mod problem;
mod reading;
mod references;
mod responses;
mod scalars;
mod schemas;
mod security;
mod sessions;
mod shapes;
mod streams;
mod tags;
mod unions;
mod units;
mod usage;

pub use alike::likely_meant;
pub use document::{Lowered, lower_document};
