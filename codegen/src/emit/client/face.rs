//! What a caller meets first: the client itself, its connection, its credentials.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{names::ident, words::doc},
    ir::{Api, SchemeKind, SecurityScheme},
};

use super::title::{Title, claim};

/// The items of `connection.rs`.
pub(super) fn emit_client_file(api: &Api, titles: &[Title]) -> TokenStream {
    let docs = doc([
        format!(
            "A client of {}, version {}. Cheap to clone.",
            api.title.trim(),
            api.version.trim()
        ),
        api.description.clone().unwrap_or_default(),
    ]);
    let connecting = emit_connecting();
    let credentials = emit_credentials(api, titles);
    let info = emit_info(api);
    quote! {
        use concierge_runtime_client as rtc;
        use rtc::ClientInfo;

        #docs
        #[derive(Clone, Debug)]
        pub struct Client {
            pub(crate) baseurl: String,
            pub(crate) client: reqwest::Client,
            pub(crate) inner: rtc::Session,
        }

        #connecting
        #credentials
        #info
    }
}

fn emit_connecting() -> TokenStream {
    quote! {
        impl From<rtc::Connection> for Client {
            fn from(connection: rtc::Connection) -> Self {
                let rtc::Connection { baseurl, client, session } = connection;
                Self { baseurl, client, inner: session }
            }
        }

        impl Client {
            /// Begins a client of the server at `baseurl`: credentials, retries, timeouts, hooks. Nothing is sent yet.
            pub fn builder(baseurl: &str) -> rtc::ClientBuilder<Self> {
                rtc::ClientBuilder::new(baseurl)
            }

            /// A client of the server at `baseurl`, which a path in front of the contract's own may follow. Nothing is sent yet.
            ///
            /// # Errors
            ///
            /// When the address is unfit, or the system's certificates cannot be read.
            pub fn new(baseurl: &str, inner: rtc::Session) -> Result<Self, rtc::ConnectError> {
                let client = rtc::connect::transport(&inner)?;
                let baseurl = rtc::connect::base_url(baseurl)?;
                Ok(Self { baseurl, client, inner })
            }

            /// The same with a transport of the caller's own, whose redirections and timeouts are the caller's affair.
            pub fn new_with_client(baseurl: &str, client: reqwest::Client, inner: rtc::Session) -> Self {
                let baseurl = baseurl.trim_end_matches('/').to_owned();
                Self { baseurl, client, inner }
            }

            /// A client of the same server and session whose calls carry a correlation id.
            ///
            /// # Errors
            ///
            /// When the id does not match `^[A-Za-z0-9._-]{1,64}$`.
            pub fn correlated(&self, id: &str) -> Result<Self, rtc::CorrelationIdError> {
                let mut correlated = self.clone();
                correlated.inner = correlated.inner.with_correlation_id(id)?;
                Ok(correlated)
            }

            /// A client of the same server and session whose calls pass a trace on.
            #[must_use]
            pub fn traced(&self, trace: rtc::TraceContext) -> Self {
                let mut traced = self.clone();
                traced.inner = traced.inner.with_trace(trace);
                traced
            }
        }
    }
}

/// What progenitor's runtime asks of every client.
fn emit_info(api: &Api) -> TokenStream {
    let version = &api.version;
    quote! {
        impl ClientInfo<rtc::Session> for Client {
            fn api_version() -> &'static str {
                #version
            }

            fn baseurl(&self) -> &str {
                &self.baseurl
            }

            fn client(&self) -> &reqwest::Client {
                &self.client
            }

            fn inner(&self) -> &rtc::Session {
                &self.inner
            }
        }
    }
}

/// A setter for each credential that the contract knows.
fn emit_credentials(api: &Api, titles: &[Title]) -> TokenStream {
    let mut taken: BTreeSet<String> = titles.iter().map(|title| title.method.clone()).collect();
    let setters = api
        .security_schemes
        .iter()
        .filter_map(|scheme| emit_credential(scheme, &mut taken));
    let setters: Vec<TokenStream> = setters.collect();
    if setters.is_empty() {
        return TokenStream::new();
    }
    quote! {
        impl Client {
            #(#setters)*
        }
    }
}

fn emit_credential(scheme: &SecurityScheme, taken: &mut BTreeSet<String>) -> Option<TokenStream> {
    let name = &scheme.name;
    let (takes, gives, what) = match &scheme.kind {
        SchemeKind::Bearer => (
            quote!(token: impl rtc::BearerSource),
            quote!(with_bearer(#name, token)),
            "tokens".to_owned(),
        ),
        SchemeKind::Basic => (
            quote!(user: &str, password: &str),
            quote!(with_basic(#name, user, password)),
            "a user and a password".to_owned(),
        ),
        SchemeKind::HeaderKey(header) => key(name, &format!("a key in the header `{header}`")),
        SchemeKind::QueryKey(query) => key(name, &format!("a key in the query as `{query}`")),
        SchemeKind::CookieKey(cookie) => key(name, &format!("a key in the cookie `{cookie}`")),
        // A certificate is the transport's.
        SchemeKind::MutualTls => return None,
    };
    let method = ident(&claim(
        taken,
        &format!("with_{}", scheme.constant.to_lowercase()),
    ));
    let docs = doc([
        format!("The same client with {what}, for the scheme `{name}`."),
        scheme.description.clone().unwrap_or_default(),
    ]);
    Some(quote! {
        #docs
        #[must_use]
        pub fn #method(mut self, #takes) -> Self {
            self.inner = self.inner.with_credentials(|credentials| credentials.#gives);
            self
        }
    })
}

fn key(name: &str, what: &str) -> (TokenStream, TokenStream, String) {
    (
        quote!(key: &str),
        quote!(with_key(#name, key)),
        what.to_owned(),
    )
}
