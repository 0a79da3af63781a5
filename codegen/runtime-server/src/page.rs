//! Pages that a server shows beside its contract, such as the contract itself.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use http::header::{ALLOW, HeaderName, HeaderValue};

use crate::{Answer, Refusal, Stop};

/// The body of a page, or nothing for somebody who is not to see it.
pub type PageBody = Pin<Box<dyn Future<Output = Option<Bytes>> + Send>>;

/// A page beside the contract. It is found only where the contract has no operation; GET and HEAD are answered.
#[derive(Clone)]
pub struct Page {
    /// Its path, without variables.
    pub path: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// Further headers.
    pub headers: &'static [(&'static str, &'static str)],
    /// Its body for a caller's address.
    pub body: Arc<dyn Fn(IpAddr) -> PageBody + Send + Sync>,
}

/// The methods of every page.
pub(crate) const ALLOWED: HeaderValue = HeaderValue::from_static("GET, HEAD");

impl Page {
    /// A page that is the same for everybody.
    #[must_use]
    pub fn fixed(path: &'static str, content_type: &'static str, body: Bytes) -> Self {
        Self {
            path,
            content_type,
            headers: &[],
            body: Arc::new(move |_| {
                let body = body.clone();
                Box::pin(async move { Some(body) })
            }),
        }
    }

    pub(crate) async fn answer(&self, method: &Method, address: IpAddr) -> Result<Answer, Stop> {
        if method != Method::GET && method != Method::HEAD {
            let mut refusal =
                Refusal::new("method.not_allowed", "this path does not know this method");
            refusal.headers.push((ALLOW, ALLOWED));
            return Err(Stop::refuse(405, refusal));
        }
        let body = (self.body)(address).await.ok_or_else(nothing)?;
        let mut answer = Answer::bytes(200, self.content_type, body).map_err(Stop::fail)?;
        for (name, value) in self.headers {
            let (name, value) = (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
            answer.headers.push((name, value));
        }
        Ok(answer)
    }
}

/// What an unknown path answers, and a page that its caller is not to see.
pub(crate) fn nothing() -> Stop {
    Stop::refuse(
        404,
        Refusal::new("route.not_found", "there is nothing at this path"),
    )
}
