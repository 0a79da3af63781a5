//! A write on its way through its transaction.

use std::error::Error;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use concierge_runtime::{Place, Violation};
use http::HeaderMap;
use http::header::{HeaderName, HeaderValue};

use super::{AuditEntry, Claim, Claimed, Engine, EngineError, Ledger, Receipt, Stored};
use crate::call::Exchange;
use crate::render::Renderer;
use crate::{Answer, Context, Failure, Operation, Refusal, Refuse, Refused, Reply, Stop};

/// The right to do a write once. The only way to a [`Settled`] leads through it.
pub struct Keyed<O: Operation> {
    context: Context,
    settling: Settling,
    exchange: Arc<Exchange>,
    operation: PhantomData<fn() -> O>,
}

/// What a write needs besides its work.
#[derive(Clone)]
pub(crate) struct Settling {
    pub(crate) claim: Option<Claim>,
    pub(crate) audit: AuditEntry,
    pub(crate) renderer: Renderer,
}

/// The outcome of a write, with the bytes that go over the wire. Only the runtime builds one.
pub struct Settled<O: Operation> {
    outcome: Result<Answer, Stop>,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Keyed<O> {
    pub(crate) fn new(context: Context, settling: Settling, exchange: Arc<Exchange>) -> Self {
        Self {
            context,
            settling,
            exchange,
            operation: PhantomData,
        }
    }

    /// What is known of the request besides its content.
    #[must_use]
    pub fn cx(&self) -> &Context {
        &self.context
    }

    /// Runs the work in one transaction: claims the key, does the work, keeps the encoded answer beside the effect and the audit row,
    /// commits once. A declared refusal undoes the effect and is kept as the answer. The work may run again after a rollback.
    pub async fn write<E, W>(self, engine: &E, work: W) -> Settled<O>
    where
        E: Engine,
        W: FnMut(&mut E::Tx) -> Result<O::Response, O::Error> + Send + 'static,
    {
        let settling = self.settling;
        let mut work = work;
        let outcome = engine
            .submit(Box::new(move |tx: &mut E::Tx| {
                settling.run::<O, _, _>(tx, &mut work)
            }))
            .await;
        if let Ok(receipt) = &outcome
            && receipt.replayed
        {
            self.exchange
                .set_first_request_id(&receipt.stored.request_id);
        }
        Settled::new(outcome.map_err(stop_of).and_then(answer_of))
    }

    /// Something broke before the transaction; nothing is kept.
    #[must_use]
    pub fn fail(self, failure: Failure) -> Settled<O> {
        Settled::new(Err(Stop::fail(failure)))
    }
}

impl<O: Operation> Settled<O> {
    fn new(outcome: Result<Answer, Stop>) -> Self {
        Self {
            outcome,
            operation: PhantomData,
        }
    }

    /// The bytes for the wire.
    ///
    /// # Errors
    /// The [`Stop`] behind a write that left no trace.
    pub fn into_answer(self) -> Result<Answer, Stop> {
        self.outcome
    }
}

impl Settling {
    fn run<O, T, W>(&self, tx: &mut T, work: &mut W) -> Result<Receipt, EngineError>
    where
        O: Operation,
        T: Ledger + ?Sized,
        W: FnMut(&mut T) -> Result<O::Response, O::Error>,
    {
        if let Some(claim) = &self.claim {
            match tx.claim(claim)? {
                Claimed::Fresh => {}
                Claimed::Settled(stored) => {
                    return Ok(Receipt {
                        stored,
                        replayed: true,
                    });
                }
                Claimed::OtherRequest => return self.receipt(&self.render(422, key_reused())),
                Claimed::Running => return self.receipt(&self.render(409, in_progress())),
            }
        }
        tx.mark()?;
        let answer = match work(tx) {
            Ok(response) => response.reply().map_err(carry)?,
            Err(error) => self.refused(tx, error.refuse())?,
        };
        let receipt = self.receipt(&answer)?;
        if let Some(claim) = &self.claim {
            tx.settle(claim, &receipt.stored)?;
        }
        let mut audit = self.audit.clone();
        audit.status = answer.status.as_u16();
        tx.audit(&audit)?;
        Ok(receipt)
    }

    /// The effect of a refused write is undone. Its answer is kept, unless another try may end otherwise.
    fn refused<T: Ledger + ?Sized>(
        &self,
        tx: &mut T,
        refused: Refused,
    ) -> Result<Answer, EngineError> {
        let answer = match refused {
            Refused::Failed(failure) => return Err(carry(failure)),
            Refused::Declared { status, refusal } if is_kept(status) => {
                self.render(status, refusal)
            }
            Refused::Answer(answer) if is_kept(answer.status.as_u16()) => answer,
            passing => return Err(EngineError::Failed(Box::new(Passing(Stop::from(passing))))),
        };
        tx.rewind()?;
        Ok(answer)
    }

    fn render(&self, status: u16, refusal: Refusal) -> Answer {
        self.renderer
            .answer(status, refusal, &self.audit.request_id)
    }

    fn receipt(&self, answer: &Answer) -> Result<Receipt, EngineError> {
        // Generated code gives the answers of idempotent operations whole.
        let Some(body) = answer.body.ready() else {
            return Err(carry(Failure::new(
                "an answer that is kept cannot be a stream",
            )));
        };
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let stored = Stored {
            status: answer.status.as_u16(),
            headers: answer
                .headers
                .iter()
                .map(|(name, value)| (name.as_str().to_owned(), text(value)))
                .collect(),
            content_type: answer.content_type.as_ref().map(text),
            body: body.clone(),
            request_id: self.audit.request_id.to_string(),
        };
        Ok(Receipt {
            stored,
            replayed: false,
        })
    }
}

/// Reads `x-idempotency-key`: 8 to 128 visible ASCII characters.
pub(crate) fn read_key(headers: &HeaderMap) -> Result<Option<&str>, Stop> {
    let mut values = headers.get_all("x-idempotency-key").iter();
    let Some(first) = values.next() else {
        return Ok(None);
    };
    let bytes = first.as_bytes();
    let visible = bytes.iter().all(u8::is_ascii_graphic);
    if values.next().is_none() && visible && (8..=128).contains(&bytes.len()) {
        return Ok(first.to_str().ok());
    }
    let violation = Violation {
        pointer: "/x-idempotency-key".to_owned(),
        place: Place::Header,
        rule: "format",
        message: "must be given once, as 8 to 128 visible ASCII characters".to_owned(),
    };
    Err(Stop::refuse(
        400,
        Refusal::new("validation.failed", "the request breaks its contract")
            .with_details(vec![violation]),
    ))
}

/// Whether a refusal is kept and replayed: not what a new credential, more patience or a healthy server would change.
fn is_kept(status: u16) -> bool {
    (400..500).contains(&status) && !matches!(status, 401 | 403 | 429)
}

fn key_reused() -> Refusal {
    Refusal::new(
        "idempotency.key_reused",
        "this idempotency key was used for another request",
    )
}

fn in_progress() -> Refusal {
    Refusal::new(
        "idempotency.in_progress",
        "the first request with this idempotency key is still being worked on",
    )
    .with_retry_after_s(1)
}

/// The answer behind a receipt; a replay is marked as one.
fn answer_of(receipt: Receipt) -> Result<Answer, Stop> {
    let Receipt { stored, replayed } = receipt;
    let mut answer = Answer::empty(stored.status).map_err(Stop::fail)?;
    answer.body = stored.body.into();
    answer.content_type = stored
        .content_type
        .map(HeaderValue::try_from)
        .transpose()
        .map_err(Failure::from)?;
    for (name, value) in stored.headers {
        let name = HeaderName::try_from(name).map_err(Failure::from)?;
        answer
            .headers
            .push((name, HeaderValue::try_from(value).map_err(Failure::from)?));
    }
    if replayed {
        answer.headers.push((
            HeaderName::from_static("idempotent-replayed"),
            HeaderValue::from_static("true"),
        ));
    }
    Ok(answer)
}

/// Brings a failure through an engine that knows errors only.
struct Carried(Failure);

/// Brings a refusal that is not kept through an engine that knows errors only.
struct Passing(Stop);

fn carry(failure: Failure) -> EngineError {
    EngineError::Failed(Box::new(Carried(failure)))
}

fn stop_of(error: EngineError) -> Stop {
    let source = match error {
        EngineError::Failed(source) => source,
        other => return Stop::fail(other.into_failure()),
    };
    match source.downcast::<Carried>() {
        Ok(carried) => Stop::fail(carried.0),
        Err(source) => match source.downcast::<Passing>() {
            Ok(passing) => passing.0,
            Err(source) => Stop::fail(Failure::internal(source)),
        },
    }
}

impl fmt::Debug for Carried {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl fmt::Display for Carried {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.0.source(), out)
    }
}

impl Error for Carried {}

impl fmt::Debug for Passing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl fmt::Display for Passing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("finish the write: it was refused")
    }
}

impl Error for Passing {}
