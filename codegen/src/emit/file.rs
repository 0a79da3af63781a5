//! What every emitter takes and gives.

/// A file as it will stand on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmittedFile {
    /// Relative to the folder that the emitter owns, with `/` between segments.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// Names that the generated text mentions but the contract does not decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// The command that writes the files, for their first line, for example `cargo xtask gen`.
    pub command: String,
    /// The Rust path of the crate or module that holds the models, for example `concierge_spec`.
    pub models: String,
    /// The Rust path by which other crates reach the client, for the examples of its operations; without it there are none.
    pub client: Option<String>,
}
