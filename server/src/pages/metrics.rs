//! `/metrics`, for those networks that may read it; everybody else finds nothing there.

use std::net::IpAddr;
use std::sync::Arc;

use concierge_runtime_server::{Network, Page};

use crate::app::App;
use crate::metrics::{Gauges, Metrics};

pub(super) fn page(from: Vec<Network>, app: Arc<App>, counted: Arc<Metrics>) -> Page {
    let from: Arc<[Network]> = from.into();
    let body = move |address: IpAddr| {
        let (app, counted, from) = (Arc::clone(&app), Arc::clone(&counted), Arc::clone(&from));
        let body: concierge_runtime_server::PageBody = Box::pin(async move {
            if !from.iter().any(|network| network.holds(address)) {
                return None;
            }
            Some(counted.text(gauges(&app).await).into())
        });
        body
    };
    Page {
        path: "/metrics",
        content_type: "text/plain; version=0.0.4; charset=utf-8",
        headers: &[("cache-control", "no-store")],
        body: Arc::new(body),
    }
}

async fn gauges(app: &App) -> Gauges {
    let store = app.store();
    // A store that can't answer is no reason to hide the rest.
    let backlog = store.read(|reads| reads.backlog()).await.ok();
    let now_ms = app.means.clock.unix_ms();
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    Gauges {
        writes_waiting: u64::try_from(store.writes_waiting()).unwrap_or(u64::MAX),
        events_waiting: backlog.map(|backlog| count(backlog.waiting)),
        events_dead: backlog.map(|backlog| count(backlog.dead)),
        oldest_event_ms: backlog.map(|backlog| {
            let oldest_at_ms = backlog.oldest_at_ms.unwrap_or(now_ms);
            count(now_ms.saturating_sub(oldest_at_ms))
        }),
        resident_bytes: resident_bytes(),
    }
}

/// What Linux says of this process; absent elsewhere.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
