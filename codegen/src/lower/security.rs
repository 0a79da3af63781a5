//! Security schemes and what operations require of them.

use super::bodies::is_header_name;
use super::casing::{self, Scope};
use super::context::Context;
use crate::ir::{Requirement, SchemeKind, SecurityScheme};
use crate::load::{Key, Node};

/// The schemes of a contract.
#[derive(Debug, Default)]
pub(super) struct Schemes<'d> {
    known: Vec<SecurityScheme>,
    /// Declared, but of a kind that cannot be served.
    unsupported: Vec<(&'d str, String)>,
    /// Declared by a reference that leads nowhere, which was told.
    lost: Vec<&'d str>,
}

/// What an operation requires.
#[derive(Debug, Default)]
pub(super) struct Required {
    /// OR of ANDs.
    pub(super) security: Vec<Requirement>,
    /// The scopes that stand in the requirements.
    pub(super) scopes: Vec<String>,
}

impl<'d> Schemes<'d> {
    /// Reads `components.securitySchemes`.
    pub(super) fn of(cx: &mut Context<'d>) -> Self {
        let mut schemes = Self::default();
        let mut constants = Scope::default();
        let Some(components) = cx
            .doc
            .root()
            .get("components")
            .and_then(|node| cx.object(node))
        else {
            return schemes;
        };
        let Some(section) = components
            .get("securitySchemes")
            .and_then(|node| cx.object(node))
        else {
            return schemes;
        };
        for (key, node) in section.entries() {
            let Some(scheme) = cx.object(node) else {
                schemes.lost.push(&key.text);
                continue;
            };
            match kind_of(cx, scheme) {
                Ok(kind) => schemes.known.push(SecurityScheme {
                    name: key.text.clone(),
                    constant: constants.claim(&casing::screaming(&key.text)),
                    kind,
                    description: cx.description_of(node, scheme),
                }),
                Err(reason) => schemes.unsupported.push((&key.text, reason)),
            }
        }
        schemes
    }

    /// What an operation requires: its own `security`, or the document's.
    pub(super) fn required_by(&self, cx: &mut Context<'d>, operation: &'d Node) -> Required {
        let holder = if operation.get("security").is_some() {
            operation
        } else {
            cx.doc.root()
        };
        let mut required = Required::default();
        let mut by_certificate = None;
        for alternative in cx.list(holder, "security") {
            let entries = alternative.entries();
            for (key, _) in entries {
                self.warn_unless_known(cx, key);
            }
            // Nothing of a request would be asked for: such an alternative would let anybody in.
            if !entries.is_empty() && entries.iter().all(|(key, _)| self.is_certificate(key)) {
                by_certificate = Some(alternative);
                continue;
            }
            let mut requirement = Requirement::default();
            for (key, scopes) in entries {
                let scopes: Vec<String> = scopes
                    .items()
                    .iter()
                    .filter_map(|scope| scope.as_str().map(str::to_owned))
                    .collect();
                for scope in &scopes {
                    if !required.scopes.contains(scope) {
                        required.scopes.push(scope.clone());
                    }
                }
                requirement.schemes.push((key.text.clone(), scopes));
            }
            required.security.push(requirement);
        }
        if let (Some(alternative), [], true) = (
            by_certificate,
            required.security.as_slice(),
            cx.allows("unsupported-mutual-tls"),
        ) {
            cx.error(
                "unsupported-mutual-tls",
                alternative,
                "a certificate is all that callers may show here, so that the operation would be open to anybody",
                "ask for a credential that travels with the request, beside the certificate or instead of it",
            );
        }
        required
    }

    /// The schemes that can be served.
    pub(super) fn into_known(self) -> Vec<SecurityScheme> {
        self.known
    }

    fn is_certificate(&self, key: &Key) -> bool {
        let scheme = self.known.iter().find(|scheme| scheme.name == key.text);
        scheme.is_some_and(|scheme| scheme.kind == SchemeKind::MutualTls)
    }

    fn warn_unless_known(&self, cx: &mut Context<'d>, key: &Key) {
        let place = cx.doc.place_of_key(key);
        if let Some(scheme) = self.known.iter().find(|scheme| scheme.name == key.text) {
            if scheme.kind == SchemeKind::MutualTls {
                let message = format!(
                    "the security scheme `{}` is `mutualTLS`, which ends before the service and cannot be checked by it",
                    key.text
                );
                cx.warn_at(
                    "unsupported-mutual-tls",
                    place,
                    message,
                    "check certificates in the proxy, and ask for a credential that travels with the request",
                );
            }
            return;
        }
        if self.lost.contains(&key.text.as_str()) {
            return;
        }
        match self.unsupported.iter().find(|(name, _)| *name == key.text) {
            Some((name, reason)) => {
                let message = format!("the security scheme `{name}` {reason}");
                cx.error_at(
                    "unsupported-security-scheme",
                    place,
                    message,
                    "use http bearer, http basic, an API key, OAuth2 or OpenID Connect",
                );
            }
            None => {
                let message = format!("there is no security scheme `{}`", key.text);
                cx.error_at(
                    "security-scheme-unknown",
                    place,
                    message,
                    format!(
                        "declare `{}` under `components.securitySchemes`, or correct the name",
                        key.text
                    ),
                );
            }
        }
    }
}

/// How a credential travels, or why it cannot.
fn kind_of<'d>(cx: &mut Context<'d>, scheme: &'d Node) -> Result<SchemeKind, String> {
    match cx.text(scheme, "type") {
        Some("http") => match cx
            .text(scheme, "scheme")
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            Some("bearer") => Ok(SchemeKind::Bearer),
            Some("basic") => Ok(SchemeKind::Basic),
            Some(other) => Err(format!("uses http `{other}`, which is not supported")),
            None => Err("does not say which http `scheme` it uses".to_owned()),
        },
        Some("oauth2" | "openIdConnect") => Ok(SchemeKind::Bearer),
        Some("apiKey") => api_key_of(cx, scheme),
        Some("mutualTLS") => Ok(SchemeKind::MutualTls),
        Some(other) => Err(format!("is of the type `{other}`, which is not supported")),
        None => Err("has no `type`".to_owned()),
    }
}

fn api_key_of<'d>(cx: &mut Context<'d>, scheme: &'d Node) -> Result<SchemeKind, String> {
    let Some(name) = cx.text(scheme, "name") else {
        return Err("does not say under which `name` the key travels".to_owned());
    };
    match cx.text(scheme, "in") {
        Some("header") if !is_header_name(name) => Err(format!(
            "travels in `{name}`, which cannot be the name of a header"
        )),
        Some("header") => Ok(SchemeKind::HeaderKey(name.to_ascii_lowercase())),
        Some("query") => Ok(SchemeKind::QueryKey(name.to_owned())),
        Some("cookie") => Ok(SchemeKind::CookieKey(name.to_owned())),
        _ => Err("does not say `in` header, query or cookie".to_owned()),
    }
}
