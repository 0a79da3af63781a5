//! What generated code says of an operation, and the table that a service is built from.

use std::future::Future;
use std::sync::Arc;

use concierge_runtime::OperationSpec;
use futures_util::future::BoxFuture;

use crate::{Answer, Call, Failure, Refused, Stop};

/// One operation of the contract; generated code implements it for a marker type.
pub trait Operation: Send + Sync + 'static {
    /// The contract's facts of it.
    const SPEC: &'static OperationSpec;
    /// Its declared successes.
    type Response: Reply + Send + 'static;
    /// Its declared errors, and failure.
    type Error: Refuse + Send + 'static;
}

/// A success that knows how to be written.
pub trait Reply {
    /// Status, headers and encoded body.
    ///
    /// # Errors
    /// A [`Failure`] when the body cannot be encoded.
    fn reply(self) -> Result<Answer, Failure>;
}

/// An error that knows what the caller may see of it.
pub trait Refuse {
    /// What it looks like over the wire.
    fn refuse(self) -> Refused;
}

/// Turns what a trait method returned into an answer.
///
/// # Errors
/// The [`Stop`] that the operation's error stands for.
pub fn answer<O: Operation>(outcome: Result<O::Response, O::Error>) -> Result<Answer, Stop> {
    match outcome {
        Ok(response) => response.reply().map_err(Stop::fail),
        Err(error) => Err(Stop::from(error.refuse())),
    }
}

/// The generated HTTP side of an operation: reads the call, calls the trait method, writes the answer.
pub type Handler = Arc<dyn Fn(Call) -> BoxFuture<'static, Result<Answer, Stop>> + Send + Sync>;

/// An operation and its handler.
#[derive(Clone)]
pub struct Route {
    /// The contract's facts.
    pub spec: &'static OperationSpec,
    /// What runs.
    pub handler: Handler,
}

impl Route {
    /// A route from a generated function and the application's part behind it.
    pub fn bound<A, F, R>(spec: &'static OperationSpec, api: &Arc<A>, serve: F) -> Self
    where
        A: Send + Sync + 'static,
        F: Fn(Arc<A>, Call) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Answer, Stop>> + Send + 'static,
    {
        let api = Arc::clone(api);
        Self::new(spec, move |call| serve(Arc::clone(&api), call))
    }

    /// A route from an async function or closure.
    pub fn new<F, R>(spec: &'static OperationSpec, handler: F) -> Self
    where
        F: Fn(Call) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Answer, Stop>> + Send + 'static,
    {
        Self {
            spec,
            handler: Arc::new(move |call| Box::pin(handler(call))),
        }
    }
}
