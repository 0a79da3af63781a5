//! Panics, without what they were given: that may hold what a customer sent.

use std::panic;

use slog::{Logger, error};

/// From now on a panic anywhere in this process is a line that says where, and nothing else.
pub fn hide_panics(log: &Logger) {
    let log = log.clone();
    panic::set_hook(Box::new(move |info| {
        let place = info
            .location()
            .map(|place| format!("{}:{}", place.file(), place.line()));
        error!(log, "panic"; "place" => place);
    }));
}
