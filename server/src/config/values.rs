//! What was decided, and where: flags over variables over the file over defaults.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use concierge_runtime_server::Network;

use super::{Faults, Kind, Setting};

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody decided.
    Default,
    /// A line of a file.
    File {
        /// The file, as it was named.
        path: Arc<Path>,
        /// The line, from 1.
        line: usize,
    },
    /// A variable of the environment.
    Variable(&'static str),
    /// A flag, without its dashes.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => out.write_str("default"),
            Self::File { path, line } => write!(out, "{}:{line}", path.display()),
            Self::Variable(name) => out.write_str(name),
            Self::Flag(name) => write!(out, "--{name}"),
        }
    }
}

/// The value of a setting: one text, or those of a list.
#[derive(Clone)]
pub(super) struct Value {
    pub(super) words: Vec<String>,
    pub(super) origin: Origin,
}

/// A setting with its value, as `check-config` prints it; a secret's value is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The setting's name.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// Where that came from.
    pub origin: Origin,
}

/// What was decided about every setting. It has no `Debug`: some values are secrets.
pub(super) struct Values(BTreeMap<&'static str, Value>);

impl Values {
    /// Takes for each setting the first source that has it; a value of the wrong kind is noted, and the default stands in for it.
    pub(super) fn gather(
        settings: impl Iterator<Item = &'static Setting>,
        sources: &[&dyn Fn(&'static Setting) -> Option<Value>],
        faults: &mut Faults,
    ) -> Self {
        let mut values = BTreeMap::new();
        for setting in settings {
            let value = sources.iter().find_map(|source| source(setting));
            let value = value.filter(|value| is_taken(setting, value, faults));
            values.insert(setting.name, value.unwrap_or_else(|| default(setting)));
        }
        Self(values)
    }

    /// The text of a setting; empty for nothing.
    pub(super) fn text(&self, setting: &Setting) -> &str {
        let value = self.0.get(setting.name);
        value
            .and_then(|value| value.words.first())
            .map_or("", String::as_str)
    }

    /// The path of a setting, if there is one.
    pub(super) fn path(&self, setting: &Setting) -> Option<PathBuf> {
        let text = self.text(setting);
        (!text.is_empty()).then(|| PathBuf::from(text))
    }

    /// The number of a setting.
    pub(super) fn number(&self, setting: &Setting) -> u64 {
        self.text(setting).parse().unwrap_or_default()
    }

    /// The number above 0 of a setting.
    pub(super) fn factor(&self, setting: &Setting) -> f64 {
        self.text(setting).parse().unwrap_or(1.0)
    }

    /// Whether a setting is on.
    pub(super) fn is_on(&self, setting: &Setting) -> bool {
        self.text(setting) == "true"
    }

    /// The texts of a setting.
    pub(super) fn list(&self, setting: &Setting) -> &[String] {
        self.0
            .get(setting.name)
            .map_or(&[], |value| value.words.as_slice())
    }

    /// The networks of a setting; what is none is noted.
    pub(super) fn networks(&self, setting: &Setting, faults: &mut Faults) -> Vec<Network> {
        let mut networks = Vec::new();
        for text in self.list(setting) {
            match text.parse() {
                Ok(network) => networks.push(network),
                Err(_) => self.fault(
                    setting,
                    faults,
                    "write networks, for example 10.0.0.0/8 and ::1",
                ),
            }
        }
        networks
    }

    /// Where the value of a setting came from.
    pub(super) fn origin(&self, setting: &Setting) -> Origin {
        self.0
            .get(setting.name)
            .map_or(Origin::Default, |value| value.origin.clone())
    }

    /// Notes something that is wrong with the value of a setting.
    pub(super) fn fault(&self, setting: &Setting, faults: &mut Faults, advice: impl fmt::Display) {
        faults.push(setting, &self.origin(setting), advice);
    }

    /// All of it, for people to read.
    pub(super) fn shown(&self, settings: impl Iterator<Item = &'static Setting>) -> Vec<Shown> {
        let show = |setting: &'static Setting| {
            let text = self.list(setting).join(",");
            let value = match setting.kind {
                Kind::Secret if !text.is_empty() => "(set)".to_owned(),
                _ => text,
            };
            Shown {
                name: setting.name,
                value,
                origin: self.origin(setting),
            }
        };
        settings.map(show).collect()
    }
}

fn is_taken(setting: &Setting, value: &Value, faults: &mut Faults) -> bool {
    let is_taken = value.words.iter().all(|word| setting.kind.takes(word));
    if !is_taken {
        faults.push(setting, &value.origin, setting.kind.advice());
    }
    is_taken
}

fn default(setting: &Setting) -> Value {
    Value {
        words: words(setting, setting.default),
        origin: Origin::Default,
    }
}

/// The words of a flag or a variable. An empty text decides nothing.
pub(super) fn words(setting: &Setting, text: &str) -> Vec<String> {
    let pieces: Vec<&str> = match setting.kind {
        Kind::List(_) => text.split(',').collect(),
        _ => vec![text],
    };
    pieces
        .into_iter()
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}
