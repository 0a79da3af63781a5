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
    /// The Rust path by which other crates reach the client, for the examples in documentation; without it there are none.
    pub client: Option<String>,
}

impl Names {
    /// The Rust path by which other crates reach the models, where that of the client is known.
    pub(super) fn models_from_elsewhere(&self) -> Option<String> {
        let own_crate = self.client.as_deref()?.split("::").next()?;
        Some(match self.models.strip_prefix("crate") {
            Some(rest) if rest.is_empty() || rest.starts_with("::") => format!("{own_crate}{rest}"),
            _ => self.models.clone(),
        })
    }
}
