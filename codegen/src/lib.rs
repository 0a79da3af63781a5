//! Compiles OpenAPI contracts into models, traits, an HTTP layer and a client.

pub mod compile;
pub mod emit;
pub mod finding;
pub mod generate;
pub mod ir;
pub mod load;
pub mod lower;
pub mod plan;
pub mod review;
pub mod stamp;
pub mod unsupported;
pub mod values;
