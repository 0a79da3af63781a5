//! Who calls, and what is known of the request besides its content.

use std::net::IpAddr;
use std::sync::Arc;

use concierge_runtime::OperationSpec;

use crate::Trace;

/// What a trait method knows of the request besides its typed content. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Context {
    /// The id that this request carries everywhere: header, error body, log, events, audit.
    pub request_id: Arc<str>,
    /// The caller's own id of the request, if it sent a well-formed one.
    pub correlation_id: Option<Arc<str>>,
    /// Where the request stands in a trace.
    pub trace: Trace,
    /// Who calls; absent for an anonymous caller.
    pub caller: Option<Arc<Caller>>,
    /// The caller's address: the socket's, or the one that a trusted proxy states.
    pub address: IpAddr,
    /// The contract's facts of the operation.
    pub operation: &'static OperationSpec,
    /// When the request arrived, in nanoseconds of the service's monotonic clock.
    pub started_ns: u64,
}

impl Context {
    /// The caller's id, or an empty text for an anonymous one.
    #[must_use]
    pub fn caller_id(&self) -> &str {
        self.caller
            .as_deref()
            .map_or("", |caller| caller.id.as_str())
    }
}

/// An authenticated caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Stable and not secret: who calls, whichever of its credentials it shows. Idempotency keys are told apart by it.
    pub id: String,
    /// Which of its credentials it showed, by a name that is no secret; for logs.
    pub credential: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// Roles that ride on the credential.
    pub roles: Vec<String>,
}

impl Caller {
    /// Whether it holds a scope.
    #[must_use]
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|held| held == scope)
    }

    /// Whether it holds a role.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|held| held == role)
    }
}

/// Request extension: the id that a mount has already given the request.
#[derive(Clone, Debug)]
pub struct RequestId(pub Arc<str>);

/// Request extension: the address at the other end of the socket.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);
