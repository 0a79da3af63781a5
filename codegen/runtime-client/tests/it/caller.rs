//! A client as the generator writes one, and a call as a generated method makes it.

use concierge_runtime::OperationSpec;
use concierge_runtime_client::{Connection, Draft, Failure, InvalidRequest, Session, send};
use progenitor_client::ClientInfo;
use reqwest::Response;

pub(crate) struct Caller {
    url: String,
    transport: reqwest::Client,
    session: Session,
}

impl Caller {
    pub(crate) fn new(url: &str, session: Session) -> Self {
        Self {
            url: url.to_owned(),
            transport: reqwest::Client::new(),
            session,
        }
    }

    pub(crate) fn of(connection: Connection) -> Self {
        Self {
            url: connection.baseurl,
            transport: connection.client,
            session: connection.session,
        }
    }

    pub(crate) async fn call(
        &self,
        spec: &'static OperationSpec,
        draft: Result<Draft, InvalidRequest>,
    ) -> Result<Response, Failure> {
        send(self, spec, draft).await
    }
}

impl ClientInfo<Session> for Caller {
    fn api_version() -> &'static str {
        "1.0"
    }

    fn baseurl(&self) -> &str {
        &self.url
    }

    fn client(&self) -> &reqwest::Client {
        &self.transport
    }

    fn inner(&self) -> &Session {
        &self.session
    }
}
