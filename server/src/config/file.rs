//! The configuration file, in TOML, with the line of every setting.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::values::Value;
use super::{Faults, Kind, Origin, Setting, settings};

/// What a file decides, by the name of the setting.
#[derive(Default)]
pub(super) struct File(BTreeMap<&'static str, Value>);

impl File {
    /// Reads a file; what is wrong is noted, and what is right is kept.
    pub(super) fn read(path: &Path, faults: &mut Faults) -> Self {
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(path, &text, faults),
            Err(error) => {
                faults.push_at(
                    path.display(),
                    format_args!("the file can't be read: {error}"),
                );
                Self::default()
            }
        }
    }

    fn parse(path: &Path, text: &str, faults: &mut Faults) -> Self {
        let mut reading = Reading {
            path: Arc::from(path),
            text,
            faults,
            found: BTreeMap::new(),
        };
        match DeTable::parse(text) {
            Ok(top) => reading.top(top.get_ref()),
            Err(error) => {
                // Only the parser's message: its full text would quote the line, and with it perhaps a secret.
                let line = reading.line(error.span().map_or(0, |span| span.start));
                let place = format!("{}:{line}", path.display());
                reading
                    .faults
                    .push_at(place, format_args!("this is no TOML: {}", error.message()));
            }
        }
        Self(reading.found)
    }

    pub(super) fn value(&self, setting: &'static Setting) -> Option<Value> {
        self.0.get(setting.name).cloned()
    }
}

struct Reading<'a> {
    path: Arc<Path>,
    text: &'a str,
    faults: &'a mut Faults,
    found: BTreeMap<&'static str, Value>,
}

impl Reading<'_> {
    fn top(&mut self, top: &DeTable<'_>) {
        for (key, value) in top {
            match value.get_ref() {
                DeValue::Table(table) => {
                    for (inner, value) in table {
                        self.entry(key.get_ref(), inner.get_ref(), inner.span().start, value);
                    }
                }
                _ => self.entry("", key.get_ref(), key.span().start, value),
            }
        }
    }

    fn entry(&mut self, room: &str, key: &str, at: usize, value: &Spanned<DeValue<'_>>) {
        let line = self.line(at);
        let Some(setting) =
            settings::all().find(|setting| setting.room() == room && setting.key() == key)
        else {
            let place = format!("{}:{line}", self.path.display());
            self.faults.push_at(place, unknown(room));
            return;
        };
        let origin = Origin::File {
            path: Arc::clone(&self.path),
            line,
        };
        match words(setting.kind, value.get_ref()) {
            Some(words) => {
                self.found.insert(setting.name, Value { words, origin });
            }
            None => self.faults.push(setting, &origin, setting.kind.advice()),
        }
    }

    fn line(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or(self.text);
        before.bytes().filter(|byte| *byte == b'\n').count() + 1
    }
}

/// The file's own types count: a number in quotes is no number, so that the schema and the server say the same.
fn words(kind: Kind, value: &DeValue<'_>) -> Option<Vec<String>> {
    let word = match (kind, value) {
        (Kind::List(_), DeValue::Array(items)) => {
            let items = items
                .iter()
                .map(|item| item.get_ref().as_str().map(str::to_owned));
            return items.collect();
        }
        (Kind::Text(_) | Kind::Path | Kind::Choice(_) | Kind::Secret, DeValue::String(text)) => {
            text.to_string()
        }
        (Kind::Number(..), DeValue::Integer(number)) => {
            u64::from_str_radix(number.as_str(), number.radix())
                .ok()?
                .to_string()
        }
        (Kind::Factor, DeValue::Integer(number)) if number.radix() == 10 => {
            number.as_str().to_owned()
        }
        (Kind::Factor, DeValue::Float(number)) => number.as_str().to_owned(),
        (Kind::Switch, DeValue::Boolean(on)) => on.to_string(),
        _ => return None,
    };
    Some(vec![word])
}

fn unknown(room: &str) -> String {
    let keys: Vec<&str> = settings::all()
        .filter(|setting| setting.room() == room)
        .map(Setting::key)
        .collect();
    match (room, keys.is_empty()) {
        (_, true) => {
            let mut rooms: Vec<&str> = settings::all().map(Setting::room).collect();
            rooms.dedup();
            let rooms: Vec<&str> = rooms.into_iter().filter(|room| !room.is_empty()).collect();
            format!("there is no such table; there are [{}]", rooms.join("], ["))
        }
        ("", false) => format!(
            "there is no such setting outside the tables; there is {}",
            keys.join(", ")
        ),
        (_, false) => format!("there is no such setting; [{room}] has {}", keys.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (File, String) {
        let mut faults = Faults::default();
        let file = File::parse(Path::new("c.toml"), text, &mut faults);
        (file, faults.to_string())
    }

    #[test]
    fn values_know_their_lines() {
        let (file, faults) = parse(
            "environment = \"staging\"\n\n[listen]\naddress = \"[::1]:80\"\n[cors]\norigins = [\"https://a.example\"]\n",
        );
        let find = |name: &str| {
            let setting = settings::all().find(|setting| setting.name == name);
            file.value(setting.expect("a setting")).expect("a value")
        };
        let address = find("listen.address");
        assert_eq!(
            (address.words, address.origin.to_string()),
            (vec!["[::1]:80".to_owned()], "c.toml:4".to_owned())
        );
        assert_eq!(find("cors.origins").words, ["https://a.example"]);
        assert_eq!(find("environment").origin.to_string(), "c.toml:1");
        assert_eq!(faults, Faults::default().to_string());
    }

    #[test]
    fn every_fault_is_told_with_its_line_and_no_value() {
        let (_, faults) = parse(
            "nonsense = 1\n[listen]\nadress = \"hunter2\"\ndrain_ms = \"hunter2\"\ntrusted_proxies = [1]\n[lisssten]\na = \"hunter2\"\n",
        );
        for part in [
            "c.toml:1: there is no such setting outside the tables; there is environment",
            "c.toml:3: there is no such setting; [listen] has address,",
            "listen.drain_ms (c.toml:4): write a whole number",
            "listen.trusted_proxies (c.toml:5): write a list",
            "c.toml:7: there is no such table; there are [listen], [cors],",
        ] {
            assert!(faults.contains(part), "{part} in {faults}");
        }
        assert!(!faults.contains("hunter2"), "{faults}");
    }

    #[test]
    fn what_is_no_toml_is_told_without_the_line_itself() {
        let (_, faults) = parse("[secrets]\nmaster = hunter2\n");
        assert!(faults.contains("c.toml:2: this is no TOML"), "{faults}");
        assert!(!faults.contains("hunter2"), "{faults}");
    }
}
