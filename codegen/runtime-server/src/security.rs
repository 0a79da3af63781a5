//! Credentials: which ones an operation takes, how they are read, and what a caller without them is told.

use std::future::Future;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use concierge_runtime::{OperationSpec, Scheme, SchemeKind, SchemeUse};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};

use crate::query::{self, Decoded};
use crate::{Caller, Failure, Refusal, Stop};

/// Tells who stands behind a credential. The application implements it.
pub trait Authenticator: Send + Sync + 'static {
    /// The caller behind a well-formed credential; `None` when it is unknown, expired or revoked.
    fn authenticate(
        &self,
        credential: Credential<'_>,
    ) -> impl Future<Output = Result<Option<Arc<Caller>>, Failure>> + Send;
}

/// A credential as it came, well-formed. Its `Debug` shows the scheme only.
#[derive(Clone, Copy)]
pub enum Credential<'a> {
    /// `Authorization: Bearer`
    Bearer {
        /// The scheme's name in the contract.
        scheme: &'static str,
        /// The token.
        token: &'a str,
    },
    /// `Authorization: Basic`
    Basic {
        /// The scheme's name in the contract.
        scheme: &'static str,
        /// The part before the colon.
        user: &'a str,
        /// The part behind the colon.
        password: &'a str,
    },
    /// A key in a header, the query or a cookie.
    Key {
        /// The scheme's name in the contract.
        scheme: &'static str,
        /// The key.
        value: &'a str,
    },
}

impl std::fmt::Debug for Credential<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (kind, scheme) = match self {
            Self::Bearer { scheme, .. } => ("Bearer", scheme),
            Self::Basic { scheme, .. } => ("Basic", scheme),
            Self::Key { scheme, .. } => ("Key", scheme),
        };
        out.debug_struct(kind)
            .field("scheme", scheme)
            .finish_non_exhaustive()
    }
}

/// An authenticator for contracts without security: it knows nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nobody;

impl Authenticator for Nobody {
    async fn authenticate(&self, _: Credential<'_>) -> Result<Option<Arc<Caller>>, Failure> {
        Ok(None)
    }
}

/// [`Authenticator`] behind a pointer.
pub(crate) trait AnyAuthenticator: Send + Sync + 'static {
    fn authenticate_any<'a>(
        &'a self,
        credential: Credential<'a>,
    ) -> BoxFuture<'a, Result<Option<Arc<Caller>>, Failure>>;
}

impl<A: Authenticator> AnyAuthenticator for A {
    fn authenticate_any<'a>(
        &'a self,
        credential: Credential<'a>,
    ) -> BoxFuture<'a, Result<Option<Arc<Caller>>, Failure>> {
        Box::pin(self.authenticate(credential))
    }
}

/// What a gate needs to know of a request.
#[derive(Clone, Copy)]
pub(crate) struct Gate<'a> {
    pub(crate) spec: &'static OperationSpec,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) query: Option<&'a str>,
    pub(crate) realm: &'a str,
}

/// Who was let in.
#[derive(Default)]
pub(crate) struct Admitted {
    /// `None` for an anonymous caller.
    pub(crate) caller: Option<Arc<Caller>>,
    /// The scopes of the first requirement that was met but for them; another one may have been met whole.
    pub(crate) lacks: Option<&'static [&'static str]>,
}

impl Gate<'_> {
    /// Finds the caller by the first requirement that is met, its scopes too: OR of ANDs.
    pub(crate) async fn admit(
        self,
        authenticator: &dyn AnyAuthenticator,
    ) -> Result<Admitted, Stop> {
        if self.spec.security.is_empty() {
            return Ok(Admitted::default());
        }
        let mut presented = false;
        let mut lacking = None;
        for requirement in self.spec.security {
            match self.try_requirement(requirement, authenticator).await? {
                Tried::Met(caller) => {
                    let lacks = requirement.iter().find_map(|needed| {
                        let holds = |scope: &&str| caller.has_scope(scope);
                        (!needed.scopes.iter().all(holds)).then_some(needed.scopes)
                    });
                    let admitted = Admitted {
                        caller: Some(caller),
                        lacks,
                    };
                    if lacks.is_none() {
                        return Ok(admitted);
                    }
                    lacking.get_or_insert(admitted);
                }
                Tried::Presented => presented = true,
                Tried::Absent => {}
            }
        }
        match (lacking, presented, self.spec.optional_security) {
            (Some(lacking), ..) => Ok(lacking),
            (None, true, _) => {
                Err(self.unauthorized("auth.invalid", "the credentials are not valid"))
            }
            (None, false, true) => Ok(Admitted::default()),
            (None, false, false) => {
                Err(self.unauthorized("auth.missing", "credentials are required"))
            }
        }
    }

    /// Every scheme of a requirement; the caller is whom the first of them names.
    async fn try_requirement(
        self,
        requirement: &'static [SchemeUse],
        authenticator: &dyn AnyAuthenticator,
    ) -> Result<Tried, Stop> {
        let mut caller = None;
        let mut presented = false;
        for needed in requirement {
            let found = match self.read(needed.scheme) {
                Presented::Absent => None,
                Presented::Malformed => {
                    presented = true;
                    None
                }
                Presented::Given(given) => {
                    presented = true;
                    authenticator
                        .authenticate_any(given.credential(needed.scheme))
                        .await
                        .map_err(Stop::fail)?
                }
            };
            match found {
                Some(found) => caller = caller.or(Some(found)),
                None if presented => return Ok(Tried::Presented),
                None => return Ok(Tried::Absent),
            }
        }
        Ok(caller.map_or(Tried::Absent, Tried::Met))
    }

    /// Demands every scope of the operation, and those that the caller's requirement names.
    pub(crate) fn authorize(
        self,
        caller: Option<&Caller>,
        lacks: Option<&'static [&'static str]>,
    ) -> Result<(), Stop> {
        let Some(caller) = caller else { return Ok(()) };
        let scopes = match lacks {
            Some(scopes) => scopes,
            None if self.spec.scopes.iter().all(|scope| caller.has_scope(scope)) => return Ok(()),
            None => self.spec.scopes,
        };
        let mut refusal = Refusal::new(
            "auth.forbidden",
            "the credentials do not allow this operation",
        );
        if self.kinds().any(|kind| kind == SchemeKind::Bearer) {
            let scopes = scopes.join(" ");
            let challenge = format!(
                "Bearer realm=\"{}\", error=\"insufficient_scope\", scope=\"{scopes}\"",
                self.realm
            );
            refusal = refusal.with_header(WWW_AUTHENTICATE, &challenge);
        }
        Err(Stop::refuse(403, refusal))
    }

    fn unauthorized(self, code: &'static str, message: &'static str) -> Stop {
        let mut refusal = Refusal::new(code, message);
        let mut told = Vec::new();
        for kind in self.kinds() {
            let challenge = match kind {
                SchemeKind::Bearer if code == "auth.invalid" => {
                    format!("Bearer realm=\"{}\", error=\"invalid_token\"", self.realm)
                }
                SchemeKind::Bearer => format!("Bearer realm=\"{}\"", self.realm),
                SchemeKind::Basic => format!("Basic realm=\"{}\", charset=\"UTF-8\"", self.realm),
                SchemeKind::HeaderKey(name)
                | SchemeKind::QueryKey(name)
                | SchemeKind::CookieKey(name) => {
                    format!("ApiKey realm=\"{}\", name=\"{name}\"", self.realm)
                }
            };
            if !told.contains(&challenge) {
                refusal = refusal.with_header(WWW_AUTHENTICATE, &challenge);
                told.push(challenge);
            }
        }
        Stop::refuse(401, refusal)
    }

    fn kinds(self) -> impl Iterator<Item = SchemeKind> {
        self.spec
            .security
            .iter()
            .flat_map(|requirement| requirement.iter())
            .map(|needed| needed.scheme.kind)
    }

    fn read(&self, scheme: &'static Scheme) -> Presented<'_> {
        match scheme.kind {
            SchemeKind::Bearer => self.authorization("bearer", |token| {
                is_token(token).then_some(Given::Bearer(token))
            }),
            SchemeKind::Basic => self.authorization("basic", basic),
            SchemeKind::HeaderKey(name) => {
                let mut values = self.headers.get_all(name).iter();
                match (values.next(), values.next()) {
                    (None, _) => Presented::Absent,
                    (Some(value), None) => value
                        .to_str()
                        .ok()
                        .filter(|text| !text.is_empty())
                        .map_or(Presented::Malformed, Presented::key),
                    _ => Presented::Malformed,
                }
            }
            SchemeKind::QueryKey(name) => {
                match query::only(query::pairs(self.query.unwrap_or("")), name) {
                    Decoded::Absent => Presented::Absent,
                    Decoded::Text(text) => Presented::Given(Given::Key(text.into_owned())),
                    Decoded::Repeated | Decoded::Undecodable => Presented::Malformed,
                }
            }
            SchemeKind::CookieKey(name) => match query::only_cookie(self.headers, name) {
                Decoded::Absent => Presented::Absent,
                Decoded::Text(text) => Presented::Given(Given::Key(text.into_owned())),
                Decoded::Repeated | Decoded::Undecodable => Presented::Malformed,
            },
        }
    }

    /// Reads `Authorization`: one header, the scheme in any case, exactly one space (RFC 6750, 2.1; RFC 7617).
    fn authorization<'s>(
        &'s self,
        scheme: &str,
        read: impl FnOnce(&'s str) -> Option<Given<'s>>,
    ) -> Presented<'s> {
        let mut values = self.headers.get_all(AUTHORIZATION).iter();
        let Some(value) = values.next() else {
            return Presented::Absent;
        };
        let Ok(text) = value.to_str() else {
            return Presented::Malformed;
        };
        let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
        if !name.eq_ignore_ascii_case(scheme) {
            return Presented::Absent;
        }
        if values.next().is_some() {
            return Presented::Malformed;
        }
        read(rest).map_or(Presented::Malformed, Presented::Given)
    }
}

/// What became of one requirement.
enum Tried {
    /// Its credentials are known; its scopes are looked at apart.
    Met(Arc<Caller>),
    /// A credential came that is not known, or came alone.
    Presented,
    /// None came.
    Absent,
}

enum Presented<'a> {
    Absent,
    Malformed,
    Given(Given<'a>),
}

impl Presented<'_> {
    fn key(text: &str) -> Self {
        Self::Given(Given::Key(text.to_owned()))
    }
}

enum Given<'a> {
    Bearer(&'a str),
    /// Decoded text and where its colon stands.
    Basic(String, usize),
    Key(String),
}

impl Given<'_> {
    fn credential(&self, scheme: &'static Scheme) -> Credential<'_> {
        let scheme = scheme.name;
        match self {
            Self::Bearer(token) => Credential::Bearer { scheme, token },
            Self::Basic(text, colon) => Credential::Basic {
                scheme,
                user: &text[..*colon],
                password: &text[colon + 1..],
            },
            Self::Key(value) => Credential::Key { scheme, value },
        }
    }
}

fn basic(encoded: &str) -> Option<Given<'_>> {
    let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let colon = text.find(':')?;
    Some(Given::Basic(text, colon))
}

/// `b64token` of RFC 6750: at least one letter, then at most padding.
fn is_token(text: &str) -> bool {
    let letters = text.trim_end_matches('=');
    !letters.is_empty()
        && letters
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_strictly() {
        for token in ["a", "abc.def-ghi_jkl~+/==", "ABC="] {
            assert!(is_token(token), "{token}");
        }
        for token in ["", "=", "a b", " a", "a=b", "\"a\"", "a,b", "ä"] {
            assert!(!is_token(token), "{token}");
        }
    }
}
