//! A circuit breaker: a host that fails again and again is left alone for a while.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// When a host is left alone, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circuit {
    /// After how many failures in a row: no answer, or a 5xx; 0 never leaves a host alone.
    pub failures_max: u32,
    /// For how long, in milliseconds. Then one call tries, while the others still wait.
    pub rest_ms: u64,
}

impl Circuit {
    /// Never leaves a host alone.
    #[must_use]
    pub fn never() -> Self {
        Self {
            failures_max: 0,
            ..Self::default()
        }
    }
}

impl Default for Circuit {
    fn default() -> Self {
        Self {
            failures_max: 5,
            rest_ms: 30_000,
        }
    }
}

/// The circuits of all hosts that a session has called.
#[derive(Debug, Default)]
pub(crate) struct Circuits(Mutex<HashMap<String, State>>);

#[derive(Clone, Copy, Debug, Default)]
struct State {
    failures: u32,
    rests_until: Option<Duration>,
    is_probed: bool,
}

/// Leave to send one attempt. Given back unused, it changes nothing.
pub(crate) struct Permit<'a> {
    circuits: &'a Circuits,
    rule: Circuit,
    host: &'a str,
    is_probe: bool,
}

impl Circuits {
    /// Leave to call a host.
    ///
    /// # Errors
    /// How long the host is still left alone; nothing while one call tries it.
    pub(crate) fn permit<'a>(
        &'a self,
        rule: Circuit,
        host: &'a str,
        now: Duration,
    ) -> Result<Permit<'a>, Duration> {
        let mut states = self.states();
        let mut is_probe = false;
        if let Some(state) = states.get_mut(host)
            && let Some(until) = state.rests_until
        {
            if now < until || state.is_probed {
                return Err(until.saturating_sub(now));
            }
            state.is_probed = true;
            is_probe = true;
        }
        Ok(Permit {
            circuits: self,
            rule,
            host,
            is_probe,
        })
    }

    fn states(&self) -> MutexGuard<'_, HashMap<String, State>> {
        // Every change is one assignment, so that a panic elsewhere leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit<'_> {
    /// Says what came of the attempt.
    pub(crate) fn report(mut self, has_failed: bool, now: Duration) {
        let mut states = self.circuits.states();
        if !has_failed {
            states.remove(self.host);
        } else if self.rule.failures_max > 0 {
            let state = states.entry(self.host.to_owned()).or_default();
            state.failures = state.failures.saturating_add(1);
            if self.is_probe || state.failures >= self.rule.failures_max {
                let rest = Duration::from_millis(self.rule.rest_ms);
                state.rests_until = Some(now.saturating_add(rest));
                state.is_probed = false;
            }
        }
        self.is_probe = false;
    }
}

impl Drop for Permit<'_> {
    /// A probe that was given up lets the next call try.
    fn drop(&mut self) {
        if self.is_probe
            && let Some(state) = self.circuits.states().get_mut(self.host)
        {
            state.is_probed = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Circuit, Circuits};

    const HOST: &str = "api.example.com:443";

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn fail(circuits: &Circuits, times: u32, now: Duration) {
        for _ in 0..times {
            let permit = circuits.permit(Circuit::default(), HOST, now);
            permit.expect("leave").report(true, now);
        }
    }

    fn wait(circuits: &Circuits, now: Duration) -> Option<Duration> {
        circuits.permit(Circuit::default(), HOST, now).err()
    }

    #[test]
    fn five_failures_in_a_row_rest_a_host_for_half_a_minute() {
        let circuits = Circuits::default();
        fail(&circuits, 4, seconds(0));
        assert_eq!(wait(&circuits, seconds(0)), None);
        fail(&circuits, 1, seconds(1));
        assert_eq!(wait(&circuits, seconds(2)), Some(seconds(29)));
        let other = circuits.permit(Circuit::default(), "other.example.com:443", seconds(2));
        assert!(other.is_ok(), "each host has its own");
        assert_eq!(wait(&circuits, seconds(31)), None);
    }

    #[test]
    fn a_success_between_begins_the_count_anew() {
        let circuits = Circuits::default();
        fail(&circuits, 4, seconds(0));
        let permit = circuits.permit(Circuit::default(), HOST, seconds(0));
        permit.expect("leave").report(false, seconds(0));
        fail(&circuits, 4, seconds(0));
        assert_eq!(wait(&circuits, seconds(0)), None);
    }

    #[test]
    fn one_call_probes_while_the_others_wait() {
        let circuits = Circuits::default();
        fail(&circuits, 5, seconds(0));
        let probe = circuits.permit(Circuit::default(), HOST, seconds(30));
        let probe = probe.expect("a probe");
        assert_eq!(wait(&circuits, seconds(30)), Some(seconds(0)));
        probe.report(true, seconds(30));
        assert_eq!(wait(&circuits, seconds(59)), Some(seconds(1)));
        let probe = circuits.permit(Circuit::default(), HOST, seconds(60));
        probe.expect("a probe").report(false, seconds(60));
        fail(&circuits, 4, seconds(60));
        assert_eq!(wait(&circuits, seconds(60)), None, "the count began anew");
    }

    #[test]
    fn a_probe_that_is_given_up_lets_the_next_call_try() {
        let circuits = Circuits::default();
        fail(&circuits, 5, seconds(0));
        drop(circuits.permit(Circuit::default(), HOST, seconds(30)));
        assert!(
            circuits
                .permit(Circuit::default(), HOST, seconds(30))
                .is_ok()
        );
    }

    #[test]
    fn a_rule_may_never_rest() {
        let circuits = Circuits::default();
        for _ in 0..9 {
            let permit = circuits.permit(Circuit::never(), HOST, seconds(0));
            permit.expect("leave").report(true, seconds(0));
        }
        assert!(circuits.permit(Circuit::never(), HOST, seconds(0)).is_ok());
    }
}
