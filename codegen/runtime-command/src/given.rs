//! What a caller gave, before it is held to the contract.

use std::io::Read as _;

use clap::ArgMatches;
use concierge_runtime_client::Upload;

use crate::{
    Flag, Kind, Operation,
    flag::{ACCEPT, CONTENT_TYPE, JSON},
    tree::Tree,
    value,
};

/// Stands for the standard input.
const STANDARD_INPUT: &str = "-";

/// Flags and their texts.
pub(crate) struct Given<'a> {
    matches: &'a ArgMatches,
    /// Whether values are held to the contract.
    pub(crate) is_checked: bool,
    /// Everything that is wrong, a line each.
    pub(crate) faults: Vec<String>,
}

impl<'a> Given<'a> {
    pub(crate) const fn new(matches: &'a ArgMatches, is_checked: bool) -> Self {
        Self {
            matches,
            is_checked,
            faults: Vec::new(),
        }
    }

    /// Whether a flag was given.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.text(name).is_some()
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.texts(name).next()
    }

    fn texts(&self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let texts = self.matches.try_get_many::<String>(name);
        texts
            .ok()
            .flatten()
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    /// The value of a flag; repeated ones give a list.
    pub(crate) fn value(&mut self, flag: &Flag) -> Option<Tree> {
        if !self.has(flag.name) {
            return None;
        }
        let mut items = Vec::new();
        for text in self.texts(flag.name) {
            match value::read(flag.kind, text) {
                Ok(item) => items.push(item),
                Err(_) if !self.is_checked => items.push(Tree::Text(text.to_owned())),
                Err(right) => self.fault(format!("--{}: {right}", flag.name)),
            }
        }
        match flag.is_repeated {
            true => Some(Tree::List(items)),
            false => items.pop(),
        }
    }

    /// The files of a flag.
    pub(crate) fn uploads(&mut self, flag: &Flag) -> Vec<Upload> {
        let mut uploads = Vec::new();
        for text in self.texts(flag.name) {
            if text != STANDARD_INPUT {
                if let Err(error) = std::fs::File::open(text) {
                    self.fault(format!("--{}: cannot read the file: {error}", flag.name));
                }
                uploads.push(Upload::from_path(text));
                continue;
            }
            match standard_input() {
                Ok(bytes) => uploads.push(Upload::from_bytes(bytes)),
                Err(error) => {
                    self.fault(format!(
                        "--{}: cannot read the standard input: {error}",
                        flag.name
                    ));
                }
            }
        }
        uploads
    }

    /// The body that `--json` names.
    pub(crate) fn json(&mut self) -> Option<Tree> {
        let name = self.text(JSON)?;
        let bytes = match name {
            STANDARD_INPUT => standard_input(),
            path => std::fs::read(path),
        };
        let text = match bytes.map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(_)) => {
                self.fault("--json: must be UTF-8".to_owned());
                return None;
            }
            Err(error) => {
                self.fault(format!("--json: cannot read it: {error}"));
                return None;
            }
        };
        match Tree::read(&text) {
            Ok(tree) => Some(tree),
            Err(error) => {
                let (line, column) = (error.line(), error.column());
                self.fault(format!("--json: is no JSON at line {line} column {column}"));
                None
            }
        }
    }

    /// Whether the whole body was given.
    pub(crate) fn has_json(&self) -> bool {
        self.has(JSON)
    }

    /// As what the body is sent, where the caller says so.
    pub(crate) fn content_type(&self) -> Option<&'a str> {
        self.text(CONTENT_TYPE)
    }

    /// What is asked for, where the caller says so.
    pub(crate) fn accept(&self) -> Option<&'a str> {
        self.text(ACCEPT)
    }

    /// Adds a line that says what is wrong.
    pub(crate) fn fault(&mut self, line: String) {
        self.faults.push(line);
    }

    /// Holds a value to its rules. `name` tells what a pointer is about.
    pub(crate) fn check(
        &mut self,
        check: crate::Check,
        place: concierge_runtime::Place,
        json: &str,
        name: impl Fn(&str) -> String,
    ) {
        if !self.is_checked {
            return;
        }
        for violation in check.violations(place, json) {
            let name = name(&violation.pointer);
            self.fault(format!("{name}: {}", violation.message));
        }
    }
}

/// The flag that a JSON Pointer into the body is about, and what is left of the pointer.
pub(crate) fn flag_of(operation: &Operation, pointer: &str) -> String {
    let steps: Vec<String> = pointer
        .split('/')
        .skip(1)
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .collect();
    let depth = |flag: &&Flag| match flag.target {
        crate::Target::Property(path) => {
            let leads = path.len() <= steps.len() && path.iter().zip(&steps).all(|(a, b)| a == b);
            leads.then_some(path.len())
        }
        _ => None,
    };
    let longest = operation
        .flags
        .iter()
        .filter(|flag| depth(flag).is_some())
        .max_by_key(depth);
    match longest {
        Some(flag) => {
            let rest = &steps[depth(&flag).unwrap_or_default()..];
            let rest: String = rest.iter().map(|step| format!("/{step}")).collect();
            named(flag, &rest)
        }
        None if pointer.is_empty() => "the body".to_owned(),
        None => format!("{pointer} of the body"),
    }
}

/// A flag, and the place inside its value that a pointer leads to.
pub(crate) fn named(flag: &Flag, pointer: &str) -> String {
    match pointer {
        "" => format!("--{}", flag.name),
        inside => format!("--{} at {inside}", flag.name),
    }
}

/// A file is opened when it is sent; what comes in must be kept, because it can be sent again.
fn standard_input() -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether a flag names a file.
pub(crate) fn is_file(flag: &Flag) -> bool {
    flag.kind == Kind::File
}
