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

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::config::{Level, Log, LogFormat, Requests};
    use crate::log::open;

    const CHILD: &str = "CONCIERGE_TEST_PANICS";

    /// The hook is the whole process's, so the test runs itself once more and reads what that process says.
    #[test]
    fn a_panic_says_where_and_not_what() {
        if std::env::var_os(CHILD).is_some() {
            let (log, written_at_the_end) = open(&Log {
                requests: Requests::Every,
                level: Level::Info,
                format: LogFormat::Json,
            });
            hide_panics(&log);
            let panicked = std::thread::spawn(|| panic!("olivia@example.com")).join();
            assert!(panicked.is_err());
            drop(written_at_the_end);
            return;
        }
        let output = Command::new(std::env::current_exe().expect("this test"))
            .args([
                "--exact",
                "log::panics::tests::a_panic_says_where_and_not_what",
                "--nocapture",
            ])
            .env(CHILD, "1")
            .output()
            .expect("it runs");
        assert!(output.status.success());
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(said.contains("\"message\":\"panic\""), "{said}");
        assert!(said.contains("panics.rs:"), "{said}");
        assert!(!said.contains("olivia"), "{said}");
    }
}
