//! Integration tests of the toolkit.

mod beside;
mod cli;
mod client_emit;
mod client_examples;
mod client_paging;
mod command_emit;
mod determinism;
mod elsewhere;
mod lint;
mod load;
mod lower;
mod masks;
mod model_examples;
mod models;
mod mutations;
mod plan;
mod references;
mod server_emit;
mod stamp;
mod stub_emit;
mod together;
mod unsupported;
