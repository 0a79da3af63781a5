//! The deployment under test: where it is, and the credentials to call it with.

use std::collections::BTreeMap;
use std::fmt;

/// A deployment under test.
///
/// Two token names have a meaning: `default` has every scope, `unscoped` is valid and has none. A check that needs a token which was
/// not given is reported as not run.
#[derive(Clone)]
pub struct Target {
    url: String,
    tokens: BTreeMap<String, Secret>,
}

#[derive(Clone)]
struct Secret {
    value: String,
    variable: String,
}

impl Target {
    /// A deployment by its base URL; the contract's paths are appended to it.
    #[must_use]
    pub fn new(url: &str) -> Self {
        Self {
            url: url.trim_end_matches('/').to_owned(),
            tokens: BTreeMap::new(),
        }
    }

    /// Adds a credential: a bearer token, an API key, or `user:password` for basic authentication.
    #[must_use]
    pub fn with_token(self, name: &str, value: &str) -> Self {
        let variable = format!("TOKEN_{}", name.to_uppercase());
        self.with_token_of(name, value, &variable)
    }

    /// Adds a credential that came from an environment variable; reproductions name the variable instead of the value.
    #[must_use]
    pub fn with_token_of(mut self, name: &str, value: &str, variable: &str) -> Self {
        self.tokens.insert(
            name.to_owned(),
            Secret {
                value: value.to_owned(),
                variable: variable.to_owned(),
            },
        );
        self
    }

    /// The base URL, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether a credential of that name was given.
    #[must_use]
    pub fn has_token(&self, name: &str) -> bool {
        self.tokens.contains_key(name)
    }

    pub(crate) fn token(&self, name: &str) -> Option<&str> {
        self.tokens.get(name).map(|secret| secret.value.as_str())
    }

    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.tokens.get(name).map(|secret| secret.variable.as_str())
    }

    /// Replaces every credential that stands in the bytes, so that no report repeats one.
    pub(crate) fn mask(&self, bytes: Vec<u8>) -> Vec<u8> {
        self.tokens.values().fold(bytes, |bytes, secret| {
            replace(bytes, secret.value.as_bytes(), b"***")
        })
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("url", &self.url)
            .field("tokens", &self.tokens.keys())
            .finish()
    }
}

fn replace(bytes: Vec<u8>, secret: &[u8], by: &[u8]) -> Vec<u8> {
    if secret.is_empty() || !bytes.windows(secret.len()).any(|window| window == secret) {
        return bytes;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.as_slice();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(secret) {
            out.extend_from_slice(by);
            rest = after;
        } else {
            out.push(rest[0]);
            rest = &rest[1..];
        }
    }
    out
}
