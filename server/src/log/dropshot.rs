//! dropshot's own lines, without what they would tell of callers.

use std::fmt;

use slog::{Drain, KV as _, Key, Level, Logger, OwnedKVList, Record, Serializer, b, o};

/// A logger for dropshot. Its two lines per request are replaced by the observer's one; of its warnings the words, the request's id and the error of
/// a connection stay. The rest, such as the address with its query, does not.
pub fn for_dropshot(log: &Logger) -> Logger {
    let drain = Shortened(log.clone()).filter_level(Level::Warning).fuse();
    Logger::root(drain, o!())
}

struct Shortened(Logger);

impl Drain for Shortened {
    type Ok = ();
    type Err = slog::Never;

    fn log(&self, record: &Record<'_>, values: &OwnedKVList) -> Result<(), slog::Never> {
        let mut found = RequestId(None);
        // Only our own serializer could fail here, and it doesn't.
        let _ = values.serialize(record, &mut found);
        let stays = slog::RecordStatic {
            location: &slog::RecordLocation {
                file: record.file(),
                line: record.line(),
                column: record.column(),
                function: record.function(),
                module: record.module(),
            },
            tag: record.tag(),
            level: record.level(),
        };
        self.0.log(&Record::new(
            &stays,
            record.msg(),
            b!("source" => "dropshot", "request_id" => found.0.unwrap_or_default()),
        ));
        Ok(())
    }
}

/// Looks for `req_id` among the values of a line.
struct RequestId(Option<String>);

impl Serializer for RequestId {
    fn emit_arguments(&mut self, key: Key, value: &fmt::Arguments<'_>) -> slog::Result {
        if key == "req_id" {
            self.0 = Some(value.to_string());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use slog::{info, warn};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<String>>>);

    struct Pairs(String);

    impl Serializer for Pairs {
        fn emit_arguments(&mut self, key: Key, value: &fmt::Arguments<'_>) -> slog::Result {
            self.0.push_str(&format!(" {key}={value}"));
            Ok(())
        }
    }

    impl Drain for Kept {
        type Ok = ();
        type Err = slog::Never;

        fn log(&self, record: &Record<'_>, values: &OwnedKVList) -> Result<(), slog::Never> {
            let mut pairs = Pairs(record.msg().to_string());
            let _ = record.kv().serialize(record, &mut pairs);
            let _ = values.serialize(record, &mut pairs);
            self.0.lock().expect("a list").push(pairs.0);
            Ok(())
        }
    }

    #[test]
    fn a_query_never_gets_through() {
        let kept = Kept::default();
        let log = for_dropshot(&Logger::root(kept.clone().fuse(), o!()));
        let request = log.new(o!("req_id" => "r-1", "uri" => "/orders?email=olivia@example.com"));
        info!(request, "request completed");
        warn!(request, "request handling cancelled"; "error_message_internal" => "olivia");
        let lines = kept.0.lock().expect("a list").clone();
        assert_eq!(
            lines,
            ["request handling cancelled request_id=r-1 source=dropshot"]
        );
    }
}
