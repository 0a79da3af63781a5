//! Credentials: where they come from, which ones an operation takes, how they travel. None of them is ever shown.

use std::{collections::BTreeMap, fmt, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use concierge_runtime::{OperationSpec, SchemeKind, SchemeUse};
use futures_util::future::BoxFuture;
use http::{HeaderName, HeaderValue, header};
use reqwest::Request;

use crate::{Failure, draft::InvalidRequest};

/// Text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text from being shown.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Hands out the bearer token of the moment.
pub trait BearerSource: Send + Sync + 'static {
    /// The token to send with the next call.
    ///
    /// # Errors
    /// When there is none; the call is not sent then.
    fn token(&self) -> BoxFuture<'_, Result<Secret, BearerError>>;
}

impl BearerSource for Secret {
    fn token(&self) -> BoxFuture<'_, Result<Secret, BearerError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

/// A token that never changes.
impl BearerSource for String {
    fn token(&self) -> BoxFuture<'_, Result<Secret, BearerError>> {
        Box::pin(std::future::ready(Ok(Secret::new(self.as_str()))))
    }
}

/// A token that never changes.
impl BearerSource for &'static str {
    fn token(&self) -> BoxFuture<'_, Result<Secret, BearerError>> {
        Box::pin(std::future::ready(Ok(Secret::new(*self))))
    }
}

/// Why there is no bearer token. The text ends up in messages, so it must not hold a secret.
#[derive(Clone, Debug, thiserror::Error)]
#[error("get a bearer token: {0}")]
pub struct BearerError(pub String);

/// What a session may show to a server.
#[derive(Clone, Default)]
pub struct Credentials {
    /// For every bearer scheme that has no source of its own.
    bearer: Option<Arc<dyn BearerSource>>,
    named: BTreeMap<String, Named>,
}

#[derive(Clone)]
enum Named {
    Bearer(Arc<dyn BearerSource>),
    Basic { user: String, password: Secret },
    Key(Secret),
}

impl Credentials {
    /// None: only operations that anyone may call will work.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// One bearer token for every scheme that takes one.
    #[must_use]
    pub fn bearer(token: impl Into<String>) -> Self {
        Self::bearer_from(Secret::new(token))
    }

    /// Bearer tokens for every scheme that takes one, from a source that may renew them.
    #[must_use]
    pub fn bearer_from(source: impl BearerSource) -> Self {
        Self {
            bearer: Some(Arc::new(source)),
            named: BTreeMap::new(),
        }
    }

    /// The same with tokens for every bearer scheme that has no source of its own.
    #[must_use]
    pub fn with_default_bearer(mut self, source: impl BearerSource) -> Self {
        self.bearer = Some(Arc::new(source));
        self
    }

    /// Adds tokens for a bearer, OAuth2 or OpenID Connect scheme, by the scheme's name in the contract.
    #[must_use]
    pub fn with_bearer(mut self, scheme: &str, source: impl BearerSource) -> Self {
        self.named
            .insert(scheme.to_owned(), Named::Bearer(Arc::new(source)));
        self
    }

    /// Adds a user and password for a `basic` scheme, by the scheme's name in the contract.
    #[must_use]
    pub fn with_basic(mut self, scheme: &str, user: &str, password: &str) -> Self {
        let basic = Named::Basic {
            user: user.to_owned(),
            password: Secret::new(password),
        };
        self.named.insert(scheme.to_owned(), basic);
        self
    }

    /// Adds a key for an `apiKey` scheme, by the scheme's name in the contract.
    #[must_use]
    pub fn with_key(mut self, scheme: &str, key: &str) -> Self {
        self.named
            .insert(scheme.to_owned(), Named::Key(Secret::new(key)));
        self
    }

    /// Puts the first set of credentials that the operation takes, and that is complete here, onto the request.
    pub(crate) async fn attach(
        &self,
        request: &mut Request,
        spec: &'static OperationSpec,
    ) -> Result<(), Failure> {
        for each in self.complete_set(spec) {
            self.attach_one(request, each.scheme.name, &each.scheme.kind)
                .await?;
        }
        Ok(())
    }

    fn complete_set(&self, spec: &'static OperationSpec) -> &'static [SchemeUse] {
        let is_complete = |set: &&[SchemeUse]| {
            set.iter()
                .all(|each| self.holds(each.scheme.name, &each.scheme.kind))
        };
        spec.security
            .iter()
            .copied()
            .find(is_complete)
            .unwrap_or_default()
    }

    fn holds(&self, scheme: &str, kind: &SchemeKind) -> bool {
        match (kind, self.named.get(scheme)) {
            (SchemeKind::Bearer, Some(Named::Bearer(_))) => true,
            (SchemeKind::Bearer, _) => self.bearer.is_some(),
            (SchemeKind::Basic, Some(Named::Basic { .. })) => true,
            (SchemeKind::Basic, _) => false,
            (_, named) => matches!(named, Some(Named::Key(_))),
        }
    }

    async fn attach_one(
        &self,
        request: &mut Request,
        scheme: &str,
        kind: &SchemeKind,
    ) -> Result<(), Failure> {
        match (kind, self.named.get(scheme), &self.bearer) {
            (SchemeKind::Bearer, Some(Named::Bearer(source)), _)
            | (SchemeKind::Bearer, _, Some(source)) => {
                let Secret(token) = source.token().await.map_err(Failure::Credential)?;
                set_header(request, header::AUTHORIZATION, &format!("Bearer {token}"))?;
            }
            (SchemeKind::Basic, Some(Named::Basic { user, password }), _) => {
                let pair = STANDARD.encode(format!("{user}:{}", password.0));
                set_header(request, header::AUTHORIZATION, &format!("Basic {pair}"))?;
            }
            (SchemeKind::HeaderKey(name), Some(Named::Key(Secret(key))), _) => {
                let name = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| InvalidRequest::new("name the header of a key"))?;
                set_header(request, name, key)?;
            }
            (SchemeKind::QueryKey(name), Some(Named::Key(Secret(key))), _) => {
                request.url_mut().query_pairs_mut().append_pair(name, key);
            }
            (SchemeKind::CookieKey(name), Some(Named::Key(Secret(key))), _) => {
                let cookies = request.headers().get(header::COOKIE);
                let before = cookies.and_then(|value| value.to_str().ok());
                let all = match before {
                    Some(before) => format!("{before}; {name}={key}"),
                    None => format!("{name}={key}"),
                };
                set_header(request, header::COOKIE, &all)?;
            }
            _ => {}
        }
        Ok(())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("bearer", &self.bearer.is_some())
            .field("named", &self.named.keys())
            .finish()
    }
}

fn set_header(request: &mut Request, name: HeaderName, text: &str) -> Result<(), InvalidRequest> {
    let mut value = HeaderValue::from_str(text).map_err(|_| {
        InvalidRequest::new(
            "write a credential into a header: it holds characters that no header takes",
        )
    })?;
    value.set_sensitive(true);
    request.headers_mut().insert(name, value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Credentials;

    #[test]
    fn nothing_is_shown() {
        let shown = format!(
            "{:?}",
            Credentials::bearer("s3cr3t")
                .with_key("station", "hidden")
                .with_basic("keeper", "ada", "word")
        );
        for secret in ["s3cr3t", "hidden", "ada", "word"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert!(shown.contains("station"), "{shown}");
    }
}
