//! What is counted of requests, as Prometheus reads it. Labels are operations and statuses of the contract, so their number is bounded, and nothing
//! of a caller is among them.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use concierge_runtime_server::{Observer, RequestLine};
use concierge_spec::operations::OPERATIONS;

/// Upper bounds of the latency's buckets, in microseconds.
const BUCKETS_US: [u64; 12] = [
    1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
    10_000_000,
];
/// Where requests are counted that no operation took.
const NO_OPERATION: &str = "none";

/// Counts requests.
pub struct Metrics {
    operations: HashMap<&'static str, Counters>,
}

/// What is counted of one operation.
#[derive(Default)]
struct Counters {
    statuses: Mutex<BTreeMap<u16, u64>>,
    replayed: AtomicU64,
    latency_us: AtomicU64,
    /// How many took at most as long as each bucket, and no longer than the one before; the last holds the rest.
    buckets: [AtomicU64; BUCKETS_US.len() + 1],
}

/// What is read at the moment of asking.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gauges {
    /// Writes that wait for the writer.
    pub writes_waiting: u64,
    /// Events that wait to be delivered; absent when the store can't say.
    pub events_waiting: Option<u64>,
    /// Events that were given up.
    pub events_dead: Option<u64>,
    /// How long the oldest waiting event has waited, in milliseconds.
    pub oldest_event_ms: Option<u64>,
    /// Memory of the process, in bytes.
    pub resident_bytes: Option<u64>,
}

impl Metrics {
    /// Everything at zero.
    #[must_use]
    pub fn new() -> Self {
        let ids = OPERATIONS.iter().map(|operation| operation.id);
        let names = ids.chain([NO_OPERATION]);
        Self {
            operations: names.map(|id| (id, Counters::default())).collect(),
        }
    }

    /// The text that Prometheus scrapes.
    #[must_use]
    pub fn text(&self, gauges: Gauges) -> String {
        let mut operations: Vec<(&str, &Counters)> = self
            .operations
            .iter()
            .map(|(id, counters)| (*id, counters))
            .collect();
        operations.sort_unstable_by_key(|(id, _)| *id);
        let mut text = Text::default();
        text.head(
            "concierge_requests_total",
            "counter",
            "Requests by operation and status.",
        );
        for (id, counters) in &operations {
            for (status, count) in counters.statuses().iter() {
                text.line(&format!(
                    "concierge_requests_total{{operation=\"{id}\",status=\"{status}\"}} {count}"
                ));
            }
        }
        text.head(
            "concierge_replays_total",
            "counter",
            "Requests that were answered as an earlier one with their key.",
        );
        for (id, counters) in &operations {
            let count = counters.replayed.load(Ordering::Relaxed);
            text.line(&format!(
                "concierge_replays_total{{operation=\"{id}\"}} {count}"
            ));
        }
        text.head(
            "concierge_request_duration_seconds",
            "histogram",
            "From the request's head to its answer.",
        );
        for (id, counters) in &operations {
            counters.write_latency(id, &mut text);
        }
        gauges.write(&mut text);
        text.0
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Observer for Metrics {
    fn observe(&self, line: &RequestLine<'_>) {
        let Some(counters) = self.operations.get(line.operation.unwrap_or(NO_OPERATION)) else {
            return;
        };
        *counters.statuses().entry(line.status).or_default() += 1;
        let bucket = BUCKETS_US.partition_point(|bound_us| *bound_us < line.latency_us);
        counters.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        counters
            .latency_us
            .fetch_add(line.latency_us, Ordering::Relaxed);
        if line.replayed {
            counters.replayed.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Counters {
    fn statuses(&self) -> std::sync::MutexGuard<'_, BTreeMap<u16, u64>> {
        self.statuses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_latency(&self, id: &str, text: &mut Text) {
        let name = "concierge_request_duration_seconds";
        let mut count = 0;
        for (bound_us, bucket) in BUCKETS_US.iter().zip(&self.buckets) {
            count += bucket.load(Ordering::Relaxed);
            let bound = seconds(*bound_us);
            text.line(&format!(
                "{name}_bucket{{operation=\"{id}\",le=\"{bound}\"}} {count}"
            ));
        }
        count += self.buckets[BUCKETS_US.len()].load(Ordering::Relaxed);
        let sum = seconds(self.latency_us.load(Ordering::Relaxed));
        text.line(&format!(
            "{name}_bucket{{operation=\"{id}\",le=\"+Inf\"}} {count}"
        ));
        text.line(&format!("{name}_sum{{operation=\"{id}\"}} {sum}"));
        text.line(&format!("{name}_count{{operation=\"{id}\"}} {count}"));
    }
}

impl Gauges {
    fn write(self, text: &mut Text) {
        for (name, meaning, value) in [
            (
                "concierge_writes_waiting",
                "Writes that wait for the writer.",
                Some(self.writes_waiting.to_string()),
            ),
            (
                "concierge_events_waiting",
                "Events of the outbox that wait to be delivered.",
                self.events_waiting.map(|count| count.to_string()),
            ),
            (
                "concierge_events_dead",
                "Events of the outbox that were given up.",
                self.events_dead.map(|count| count.to_string()),
            ),
            (
                "concierge_oldest_event_seconds",
                "How long the oldest waiting event has waited.",
                self.oldest_event_ms
                    .map(|ms| seconds(ms.saturating_mul(1000))),
            ),
            (
                "process_resident_memory_bytes",
                "Memory of the process.",
                self.resident_bytes.map(|bytes| bytes.to_string()),
            ),
        ] {
            if let Some(value) = value {
                text.head(name, "gauge", meaning);
                text.line(&format!("{name} {value}"));
            }
        }
    }
}

#[derive(Default)]
struct Text(String);

impl Text {
    fn head(&mut self, name: &str, kind: &str, meaning: &str) {
        self.line(&format!("# HELP {name} {meaning}"));
        self.line(&format!("# TYPE {name} {kind}"));
    }

    fn line(&mut self, line: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{line}");
    }
}

/// Microseconds as seconds, with all their digits and no more.
fn seconds(us: u64) -> String {
    let text = format!("{}.{:06}", us / 1_000_000, us % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_written_in_full() {
        for (us, text) in [
            (0, "0"),
            (1_000, "0.001"),
            (2_500_000, "2.5"),
            (10_000_000, "10"),
        ] {
            assert_eq!(seconds(us), text);
        }
    }
}
