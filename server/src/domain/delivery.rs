//! Carrying events out: what leaves, how often it is tried, and when it is given up.

use concierge_runtime::DateTime;
use serde_json::{Value, json};

use super::event::Recorded;

/// How far the relay came with an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is to be delivered, or to be tried again.
    Waiting,
    /// It was taken.
    Delivered,
    /// It was refused too often: a dead letter.
    Dead,
}

impl State {
    /// The stored word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
        }
    }

    /// The state that a stored word names.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Waiting, Self::Delivered, Self::Dead]
            .into_iter()
            .find(|state| state.code() == code)
    }
}

/// How much of the outbox is left to deliver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// Events that wait.
    pub waiting: i64,
    /// When the oldest of them happened, in milliseconds since 1970.
    pub oldest_at_ms: Option<i64>,
    /// Events that were given up.
    pub dead: i64,
}

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It was taken.
    Delivered,
    /// It is tried again.
    Again {
        /// Not before, in milliseconds since 1970.
        at_ms: i64,
        /// Why it failed.
        cause: String,
    },
    /// It is given up, so that what comes behind it gets on.
    Dead {
        /// Why it failed the last time.
        cause: String,
    },
}

const FIRST_WAIT_MS: u64 = 1000;
const WAIT_MAX_MS: u64 = 60 * 60 * 1000;
/// So much of a cause is kept.
const CAUSE_MAX: usize = 300;

/// What follows from a failure, of which `tries` came before. The wait doubles from a second to an hour, and half of it is left to chance, so that
/// many events don't come back at one moment.
#[must_use]
pub fn after_failure(tries: u32, tries_max: u32, now_ms: i64, chance: u64, cause: &str) -> Attempt {
    let cause: String = cause.chars().take(CAUSE_MAX).collect();
    if tries.saturating_add(1) >= tries_max {
        return Attempt::Dead { cause };
    }
    let wait_ms = (FIRST_WAIT_MS << tries.min(32)).min(WAIT_MAX_MS);
    let wait_ms = wait_ms / 2 + chance % (wait_ms / 2 + 1);
    Attempt::Again {
        at_ms: now_ms.saturating_add(i64::try_from(wait_ms).unwrap_or(i64::MAX)),
        cause,
    }
}

/// An event in the form in which it leaves the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The event's id. A consumer that gets it twice knows it by that.
    pub id: String,
    /// Its place in the order of commits. Within one key a later event has a higher one.
    pub sequence: i64,
    /// W3C `traceparent` of what caused it.
    pub trace_parent: Option<String>,
    /// All of it, as JSON.
    pub body: String,
}

impl Letter {
    /// The event, put into an envelope: `id`, `type`, `at`, `key`, `sequence`, `requestId`, `correlationId`, `traceparent`, `tracestate`, `data`.
    #[must_use]
    pub fn of(event: &Recorded) -> Self {
        let mut envelope = json!({
            "id": event.id,
            "type": event.name,
            "at": DateTime::from_unix_ms(event.at_ms).map(|at| at.to_string()),
            "key": event.subject,
            "sequence": event.position,
            "requestId": event.request_id,
            "data": event.facts,
        });
        for (name, value) in [
            ("correlationId", &event.correlation_id),
            ("traceparent", &event.trace_parent),
            ("tracestate", &event.trace_state),
        ] {
            if let Some(value) = value {
                envelope[name] = Value::from(value.as_str());
            }
        }
        Self {
            id: event.id.clone(),
            sequence: event.position,
            trace_parent: event.trace_parent.clone(),
            body: envelope.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour_and_chance_takes_half_of_them() {
        for (tries, longest_ms) in [
            (0, 1000),
            (1, 2000),
            (5, 32_000),
            (12, 3_600_000),
            (40, 3_600_000),
        ] {
            for (chance, wait_ms) in [(0, longest_ms / 2), (longest_ms / 2, longest_ms)] {
                let again = after_failure(tries, 100, 7, chance, "no answer");
                let expected = Attempt::Again {
                    at_ms: 7 + i64::try_from(wait_ms).expect("small"),
                    cause: "no answer".to_owned(),
                };
                assert_eq!(again, expected, "{tries} {chance}");
            }
            let Attempt::Again { at_ms, .. } = after_failure(tries, 100, 0, u64::MAX, "x") else {
                panic!("tried again");
            };
            let at_ms = u64::try_from(at_ms).expect("later");
            assert!((longest_ms / 2..=longest_ms).contains(&at_ms));
        }
    }

    #[test]
    fn the_last_try_is_the_last() {
        let dead = Attempt::Dead {
            cause: "x".repeat(CAUSE_MAX),
        };
        assert_eq!(after_failure(2, 3, 0, 0, &"x".repeat(1000)), dead);
        assert!(matches!(
            after_failure(1, 3, 0, 0, "x"),
            Attempt::Again { .. }
        ));
    }

    #[test]
    fn every_state_survives_its_word() {
        for state in [State::Waiting, State::Delivered, State::Dead] {
            assert_eq!(State::from_code(state.code()), Some(state));
        }
        assert_eq!(State::from_code("lost"), None);
    }
}
