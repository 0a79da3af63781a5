//! Two sides in turns, so that whatever else the machine does falls on both; the ratio is taken per round.

use std::time::{Duration, Instant};

/// What came out of the rounds.
pub(crate) struct Comparison {
    /// Ours over theirs, the median of all rounds.
    pub(crate) ratio: f64,
    /// The smallest and the largest ratio of a round.
    pub(crate) spread: (f64, f64),
    /// Medians in nanoseconds per call, ours and theirs.
    pub(crate) nanoseconds: (f64, f64),
}

/// Rounds of one comparison.
const ROUNDS: usize = 15;
/// How long one side runs in a round.
const SIDE: Duration = Duration::from_millis(120);

/// Times two closures in turns.
pub(crate) fn compare(mut ours: impl FnMut(), mut theirs: impl FnMut()) -> Comparison {
    let calls = (calibrate(&mut ours), calibrate(&mut theirs));
    let rounds: Vec<(f64, f64)> = (0..ROUNDS)
        .map(|_| (time(&mut ours, calls.0), time(&mut theirs, calls.1)))
        .collect();
    from_rounds(&rounds)
}

/// Sums up rounds of (ours, theirs) in nanoseconds per call.
pub(crate) fn from_rounds(rounds: &[(f64, f64)]) -> Comparison {
    let ratios = sorted(rounds.iter().map(|(ours, theirs)| ours / theirs));
    let ours = sorted(rounds.iter().map(|(ours, _)| *ours));
    let theirs = sorted(rounds.iter().map(|(_, theirs)| *theirs));
    let middle = rounds.len() / 2;
    Comparison {
        ratio: ratios[middle],
        spread: (ratios[0], ratios[ratios.len() - 1]),
        nanoseconds: (ours[middle], theirs[middle]),
    }
}

/// A quantile of a set, between 0 and 1.
pub(crate) fn quantile(values: &[f64], at: f64) -> f64 {
    let values = sorted(values.iter().copied());
    values[((values.len() - 1) as f64 * at).round() as usize]
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// How many calls fill a side.
fn calibrate(call: &mut impl FnMut()) -> u32 {
    let mut calls = 1;
    loop {
        let start = Instant::now();
        (0..calls).for_each(|_| call());
        let taken = start.elapsed();
        if taken > SIDE / 8 {
            return (f64::from(calls) * SIDE.as_secs_f64() / taken.as_secs_f64()).ceil() as u32;
        }
        calls *= 2;
    }
}

fn time(call: &mut impl FnMut(), calls: u32) -> f64 {
    let start = Instant::now();
    (0..calls).for_each(|_| call());
    start.elapsed().as_secs_f64() * 1e9 / f64::from(calls)
}
