//! Where lines go, and how they look.

use std::io;

use slog::{Drain, FnValue, Level as SlogLevel, Logger, PushFnValue, Record, o};
use slog_async::{Async, AsyncGuard, OverflowStrategy};
use slog_json::Json;
use slog_term::{FullFormat, PlainSyncDecorator};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::config::{Level, Log, LogFormat};

/// How many lines may wait for the thread that writes them. Beyond that they are lost, and a line says how many: a log that nobody reads must
/// not stop the server.
const WAITING_MAX: usize = 8192;

/// A logger as the configuration has it, and a guard that writes, when it is dropped, what still waits.
pub fn open(log: &Log) -> (Logger, AsyncGuard) {
    let level = match log.level {
        Level::Error => SlogLevel::Error,
        Level::Warning => SlogLevel::Warning,
        Level::Info => SlogLevel::Info,
    };
    match log.format {
        LogFormat::Json => logger(json(io::stderr()), level),
        LogFormat::Text => {
            let format = FullFormat::new(PlainSyncDecorator::new(io::stderr()));
            logger(format.build(), level)
        }
    }
}

fn logger<D>(drain: D, level: SlogLevel) -> (Logger, AsyncGuard)
where
    D: Drain<Err: std::fmt::Debug> + Send + 'static,
{
    let (drain, guard) = Async::new(drain.ignore_res())
        .chan_size(WAITING_MAX)
        .overflow_strategy(OverflowStrategy::DropAndReport)
        .build_with_guard();
    (Logger::root(drain.filter_level(level).fuse(), o!()), guard)
}

fn json<W: io::Write>(out: W) -> Json<W> {
    let time = |_: &Record<'_>| {
        let now = OffsetDateTime::now_utc();
        now.format(&Rfc3339).unwrap_or_default()
    };
    let level = |record: &Record<'_>| record.level().as_str().to_lowercase();
    Json::new(out)
        .add_key_value(o!(
            "message" => PushFnValue(|record: &Record<'_>, out| out.emit(record.msg())),
            "level" => FnValue(level),
            "time" => FnValue(time),
        ))
        .build()
}
