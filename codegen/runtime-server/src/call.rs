//! One request on its way through generated code.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use concierge_runtime::OperationSpec;
use http::{HeaderMap, Method, Uri};

use crate::idempotency::{self, BodyDigest, Settling};
use crate::limits::{Standing, Subject};
use crate::negotiate;
use crate::render::Renderer;
use crate::router::Capture;
use crate::service::Core;
use crate::{AuditEntry, Body, Claim, Context, Keyed, Operation, Reader, Refusal, Stop};

/// A request that was let in: routed, its caller known, its body unread.
pub struct Call {
    pub(crate) core: Arc<Core>,
    pub(crate) context: Context,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) names: Arc<[&'static str]>,
    pub(crate) captures: Vec<Capture>,
    pub(crate) body: Option<Body>,
    pub(crate) digest: BodyDigest,
    pub(crate) renderer: Renderer,
    pub(crate) exchange: Arc<Exchange>,
}

/// What the service must know of a call after its handler has consumed it.
#[derive(Debug, Default)]
pub(crate) struct Exchange {
    standing: Mutex<Option<Standing>>,
    /// A body came and was not read to its end.
    is_body_left: AtomicBool,
    /// The id of the request whose answer was kept and is replayed.
    first_request_id: OnceLock<String>,
    /// Keyed hash of the session, once it is known.
    session_hash: OnceLock<String>,
}

impl Exchange {
    pub(crate) fn tighten(&self, standing: Option<Standing>) {
        if let Some(standing) = standing {
            let mut kept = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
            *kept = Some(standing.tighter(*kept));
        }
    }

    pub(crate) fn standing(&self) -> Option<Standing> {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_body_left(&self, is_left: bool) {
        self.is_body_left.store(is_left, Ordering::Relaxed);
    }

    pub(crate) fn set_first_request_id(&self, id: &str) {
        self.first_request_id.get_or_init(|| id.to_owned());
    }

    pub(crate) fn first_request_id(&self) -> Option<&str> {
        self.first_request_id.get().map(String::as_str)
    }

    pub(crate) fn session_hash(&self) -> Option<&str> {
        self.session_hash.get().map(String::as_str)
    }

    pub(crate) fn is_body_left(&self) -> bool {
        self.is_body_left.load(Ordering::Relaxed)
    }
}

impl Call {
    /// What the trait method gets to know of the request besides its content.
    #[must_use]
    pub fn context(&self) -> Context {
        self.context.clone()
    }

    /// The operation that was asked for.
    #[must_use]
    pub fn spec(&self) -> &'static OperationSpec {
        self.context.operation
    }

    /// Which of several media types of an answer the caller likes best, by its place in the list.
    #[must_use]
    pub fn preferred(&self, offered: &[&str]) -> usize {
        negotiate::preferred(&self.headers, offered)
    }

    /// Starts reading path, query, headers and cookies.
    pub fn read(&self) -> Reader<'_> {
        Reader::new(self)
    }

    /// Counts the call against the session's limits; call it once the session is known.
    ///
    /// # Errors
    /// 429 `rate.limit`
    pub fn session(&mut self, session: &str) -> Result<(), Stop> {
        // Only the audit of writes and an observer want it.
        let options = &self.core.options;
        if self.spec().idempotency.is_some() || options.observer.is_some() {
            let hash = idempotency::session_hash(&options.secret, session);
            self.exchange.session_hash.get_or_init(|| hash);
        }
        let now_ns = self.core.options.clock.elapsed_ns();
        match self
            .core
            .limiter
            .take(self.spec(), Subject::Session(session), now_ns)
        {
            Ok(standing) => {
                self.exchange.tighten(standing);
                Ok(())
            }
            Err(refused) => {
                self.exchange.tighten(Some(refused.standing));
                Err(refused.stop())
            }
        }
    }

    /// Reads the idempotency key; the last step before the trait method of a write.
    ///
    /// # Errors
    /// 400 `validation.idempotency_required` or `validation.failed`
    pub fn keyed<O: Operation>(&mut self) -> Result<Keyed<O>, Stop> {
        let now_ms = self.core.options.clock.unix_ms();
        let context = self.context.clone();
        let claim = self.claim(now_ms)?;
        let audit = AuditEntry {
            request_id: Arc::clone(&context.request_id),
            correlation_id: context.correlation_id.clone(),
            caller: context.caller_id().to_owned(),
            operation: context.operation.id,
            status: 0,
            at_ms: now_ms,
            session_hash: self.exchange.session_hash().map(str::to_owned),
        };
        Ok(Keyed::new(
            context,
            Settling {
                claim,
                audit,
                renderer: self.renderer,
            },
            Arc::clone(&self.exchange),
        ))
    }

    fn claim(&self, now_ms: i64) -> Result<Option<Claim>, Stop> {
        let Some(idempotency) = self.spec().idempotency else {
            return Ok(None);
        };
        let Some(key) = idempotency::read_key(&self.headers)? else {
            let refusal = Refusal::new(
                "validation.idempotency_required",
                "the header x-idempotency-key is required",
            );
            return if idempotency.required {
                Err(Stop::refuse(400, refusal))
            } else {
                Ok(None)
            };
        };
        let ttl_ms = i64::try_from(idempotency.ttl_s.saturating_mul(1000)).unwrap_or(i64::MAX);
        Ok(Some(Claim {
            scope_hash: idempotency::scope_hash(
                &self.core.options.secret,
                self.context.caller_id(),
                self.spec().id,
                key,
            ),
            fingerprint: idempotency::fingerprint(self.method.as_str(), &self.uri, &self.digest),
            expires_at_ms: now_ms.saturating_add(ttl_ms),
            now_ms,
        }))
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    pub(crate) fn query(&self) -> &str {
        self.uri.query().unwrap_or("")
    }

    /// A path variable as written.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        let at = self.names.iter().position(|known| *known == name)?;
        let (start, end) = *self.captures.get(at)?;
        self.uri
            .path()
            .get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
    }

    pub(crate) fn check_version(&self) -> Result<(), Stop> {
        let Some(versions) = &self.core.options.versions else {
            return Ok(());
        };
        let Some(named) = self.headers.get(versions.header) else {
            return Ok(());
        };
        if versions
            .known
            .iter()
            .any(|known| known.as_bytes() == named.as_bytes())
        {
            return Ok(());
        }
        Err(Stop::refuse(
            400,
            Refusal::new(
                "version.unsupported",
                "this version of the interface is not served",
            ),
        ))
    }
}
