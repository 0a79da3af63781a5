//! Whether the server runs, and whether it can take work.

use concierge_runtime_server::{Context, EngineError, Refusal};
use concierge_spec as wire;

use crate::app::App;
use crate::generated::{
    GetLiveError, GetLiveRequest, GetLiveResponse, GetReadyError, GetReadyRequest,
    GetReadyResponse, HealthApi,
};

/// When somebody who asks for readiness may ask again.
const RETRY_AFTER_S: u64 = 1;
/// How long a store that answered is believed to answer.
const BELIEVED_NS: u64 = 1_000_000_000;

impl HealthApi for App {
    async fn get_live(
        &self,
        cx: Context,
        _: GetLiveRequest,
    ) -> Result<GetLiveResponse, GetLiveError> {
        Ok(GetLiveResponse::Ok(wire::Liveness::new(
            wire::LivenessStatus::Ok,
            cx.request_id.to_string(),
        )))
    }

    async fn get_ready(
        &self,
        cx: Context,
        _: GetReadyRequest,
    ) -> Result<GetReadyResponse, GetReadyError> {
        if self.is_draining() {
            return Err(not_ready("the service is shutting down"));
        }
        self.probe()
            .await
            .map_err(|_| not_ready("the store cannot be reached"))?;
        let store = wire::HealthCheck::new("store", wire::HealthCheckStatus::Ok);
        let readiness = wire::Readiness::new(
            wire::ReadinessStatus::Ready,
            vec![store],
            cx.request_id.to_string(),
        );
        Ok(GetReadyResponse::Ok(readiness))
    }
}

impl App {
    /// Goes the way of a read and the way of a write, without writing anything. Anyone may ask, so that many who ask at once wait for one
    /// probe, and a good one holds for a while.
    async fn probe(&self) -> Result<(), EngineError> {
        let mut found_ready_ns = self.found_ready_ns.lock().await;
        let now_ns = self.means.clock.elapsed_ns();
        if found_ready_ns.is_some_and(|found_ns| now_ns.saturating_sub(found_ns) < BELIEVED_NS) {
            return Ok(());
        }
        *found_ready_ns = None;
        self.means.store.read(|reads| reads.probe()).await?;
        self.means.store.write(|_| Ok(())).await?;
        *found_ready_ns = Some(now_ns);
        Ok(())
    }
}

fn not_ready(message: &'static str) -> GetReadyError {
    GetReadyError::ServiceUnavailable(
        Refusal::new("server.unavailable", message).with_retry_after_s(RETRY_AFTER_S),
    )
}
