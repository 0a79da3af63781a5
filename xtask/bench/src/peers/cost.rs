//! What work costs in processor time, which a busy machine distorts less than the clock on the wall. Linux only.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;

/// The kernel counts children's time in ticks of this length.
const TICK: Duration = Duration::from_millis(10);

/// A round takes at least this much, since some kernels count in ticks.
const ROUND: Duration = Duration::from_millis(200);

/// Time on the wall and on processors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost {
    pub(super) wall: Duration,
    pub(super) processor: Duration,
}

/// Processor time of a call on this thread, the least of several rounds; none where the kernel does not tell.
pub(super) fn of_call(rounds: u32, mut call: impl FnMut()) -> Option<Duration> {
    let mut least = None;
    for _ in 0..rounds {
        let before = thread_time()?;
        let (mut calls, mut taken) = (0, Duration::ZERO);
        while taken < ROUND {
            call();
            calls += 1;
            taken = thread_time()?.saturating_sub(before);
        }
        let each = taken / calls;
        least = Some(least.map_or(each, |least: Duration| least.min(each)));
    }
    least
}

/// The cost of a process with all its children.
///
/// # Errors
/// When it cannot be started, or ends with another status than 0.
pub(super) fn of_process(command: &mut Command) -> anyhow::Result<Cost> {
    let before = children_time();
    let start = Instant::now();
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("failed to start {:?}", command.get_program()))?;
    let wall = start.elapsed();
    anyhow::ensure!(
        output.status.success(),
        "{:?} ended with {}: {}",
        command.get_program(),
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    let processor = children_time().saturating_sub(before);
    Ok(Cost { wall, processor })
}

fn thread_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// `cutime` and `cstime` of `proc_pid_stat(5)`: fields 16 and 17, counted behind the command's closing bracket.
fn children_time() -> Duration {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = text.rsplit(')').next().unwrap_or_default();
    let ticks = fields
        .split_whitespace()
        .skip(13)
        .take(2)
        .filter_map(|field| field.parse::<u32>().ok());
    TICK * ticks.sum()
}
