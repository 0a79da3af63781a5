//! Events as lines of standard output, for whoever started the server.

use std::io::{self, Write as _};

use super::{Handover, Sink, Undelivered};
use crate::domain::delivery::Letter;

/// Standard output, a line of JSON per event.
#[derive(Clone, Copy, Debug)]
pub struct StdoutSink;

impl Sink for StdoutSink {
    fn take<'a>(&'a self, letter: &'a Letter) -> Handover<'a> {
        let line = format!("{}\n", letter.body);
        Box::pin(async move {
            // Whoever reads it may be slow.
            let written = tokio::task::spawn_blocking(move || {
                let mut out = io::stdout().lock();
                out.write_all(line.as_bytes()).and_then(|()| out.flush())
            });
            let written = written.await.map_err(io::Error::other);
            written.and_then(|done| done).map_err(Undelivered::Write)
        })
    }
}
