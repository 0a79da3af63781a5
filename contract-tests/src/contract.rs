//! The contract as the runner reads it: the resolved model, the bundled document, and the judge of values.

use std::path::{Path, PathBuf};

use concierge_codegen::ir::{
    Api, Content, Operation, Place, Response, Shape, StatusKey, Type, TypeDef,
};
use concierge_codegen::{load, lower};
use serde_json::Value;
use thiserror::Error;

use crate::bundle::Bundle;
use crate::exchange::essence;
use crate::oracle::Oracle;

/// A contract that a deployment can be checked against.
pub struct Contract {
    api: Api,
    bundle: Bundle,
    oracle: Oracle,
    /// The folder of the root file, to which places are relative.
    folder: PathBuf,
}

/// Why a contract cannot be used.
#[derive(Debug, Error)]
pub enum ContractError {
    /// The compiler's findings, rendered.
    #[error("read the contract; correct these first:\n{0}")]
    Findings(String),
    /// The bundled document is not JSON.
    #[error("read the bundled contract back: {0}")]
    Bundle(#[from] serde_json::Error),
}

impl Contract {
    /// Reads a contract from its root file.
    ///
    /// # Errors
    /// Every finding of the compiler, as one text.
    pub fn load(spec: &Path) -> Result<Self, ContractError> {
        let document = load::load_document(spec)
            .map_err(|findings| ContractError::Findings(findings.render(None)))?;
        let lowered = lower::lower_document(&document)
            .map_err(|findings| ContractError::Findings(findings.render(Some(&document))))?;
        let folder = spec.parent().map(Path::to_path_buf).unwrap_or_default();
        Ok(Self {
            folder,
            ..Self::from_api(lowered.api)?
        })
    }

    /// Takes a contract that is resolved already.
    ///
    /// # Errors
    /// When the bundled document in it is not JSON.
    pub fn from_api(api: Api) -> Result<Self, ContractError> {
        let document: Value = serde_json::from_str(&api.bundled)?;
        let oracle = Oracle::new(&document);
        Ok(Self {
            api,
            bundle: Bundle::new(document),
            oracle,
            folder: PathBuf::new(),
        })
    }

    /// The resolved model.
    #[must_use]
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// A place as people open it: its file below the folder of the root file.
    pub(crate) fn shown(&self, place: &Place) -> Place {
        let file = self.folder.join(&place.file).to_string_lossy().into_owned();
        Place {
            file,
            ..place.clone()
        }
    }

    pub(crate) fn bundle(&self) -> &Bundle {
        &self.bundle
    }

    pub(crate) fn oracle(&self) -> &Oracle {
        &self.oracle
    }

    /// The schema of the contract's own error body.
    pub(crate) fn problem_schema(&self) -> Option<Value> {
        let component = &self.api.type_def(self.api.problem?).component;
        let pointer = format!("/components/schemas/{component}");
        self.bundle
            .document()
            .pointer(&pointer)
            .map(|_| serde_json::json!({ "$ref": format!("#{pointer}") }))
    }

    /// The property of the contract's own error body that lists violations: an array of objects with a `pointer`.
    pub(crate) fn violations_property(&self) -> Option<&str> {
        let Shape::Struct(problem) = &self.api.type_def(self.api.problem?).shape else {
            return None;
        };
        let field = problem.fields.iter().find(|field| match &field.schema.ty {
            Type::Array(item, _) => self.has_pointer(&item.ty),
            _ => false,
        })?;
        Some(&field.wire)
    }

    fn has_pointer(&self, ty: &Type) -> bool {
        let Type::Named(id) = ty else { return false };
        matches!(self.api.type_def(*id), TypeDef { shape: Shape::Struct(item), .. } if item.fields.iter().any(|field| field.wire == "pointer"))
    }
}

/// The declared answer that a status falls under: the code itself, else its range, else `default`.
pub(crate) fn declared(operation: &Operation, status: u16) -> Option<&Response> {
    let by = |wanted: StatusKey| {
        operation
            .responses
            .iter()
            .find(|response| response.status == wanted)
    };
    by(StatusKey::Code(status))
        .or_else(|| by(StatusKey::Range((status / 100) as u8)))
        .or_else(|| by(StatusKey::Default))
}

/// Whether the contract names this very status, or its range.
pub(crate) fn names_status(operation: &Operation, status: u16) -> bool {
    declared(operation, status).is_some_and(|response| response.status != StatusKey::Default)
}

/// Whether a status is one that the contract declares as a success.
pub(crate) fn is_declared_success(operation: &Operation, status: u16) -> bool {
    (200..400).contains(&status) && declared(operation, status).is_some()
}

/// The declared content that a media type falls under; ranges such as `image/*` count.
pub(crate) fn content_for<'a>(response: &'a Response, media_type: &str) -> Option<&'a Content> {
    let wanted = essence(media_type);
    let exact = response
        .contents
        .iter()
        .find(|content| essence(&content.media_type) == wanted);
    exact.or_else(|| {
        response
            .contents
            .iter()
            .find(|content| covers(&essence(&content.media_type), &wanted))
    })
}

fn covers(range: &str, media_type: &str) -> bool {
    range == "*/*"
        || range
            .strip_suffix('*')
            .is_some_and(|stem| stem.ends_with('/') && media_type.starts_with(stem))
}
