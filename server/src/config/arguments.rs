//! From a command's words, the environment and a file to a configuration.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};
use concierge_runtime_server::Cors;

use super::file::File;
use super::values::{self, Shown, Value, Values};
use super::{
    Environment, Events, Faults, Kind, Limits, Listen, Log, Origin, Pages, Secrets, Setting,
    Storage, cors, demands, scanner, seeding, settings,
};
use crate::scanner::ClamAv;

/// Flags of a command that serves, or that checks what serving would do: one for every setting.
#[derive(Clone, Debug)]
pub struct Arguments(Flags);

/// Flags of a command that touches the store without serving.
#[derive(Clone, Debug)]
pub struct KeepArguments(Flags);

/// What the command line said.
#[derive(Clone, Debug, Default)]
struct Flags {
    file: Option<PathBuf>,
    given: BTreeMap<&'static str, String>,
}

/// Everything that an operator decided about a server.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where and how it listens.
    pub listen: Listen,
    /// Which pages of other origins may call; absent when none may.
    pub cors: Option<Cors>,
    /// Which rate limits are in force.
    pub limits: Limits,
    /// What it says of its work.
    pub log: Log,
    /// Who looks into pictures.
    pub scanner: Option<ClamAv>,
    /// Where events go.
    pub events: Option<Events>,
    /// What it shows beside the contract.
    pub pages: Pages,
    /// Whether the store is filled at the start with data to try things with.
    pub seed: bool,
    /// What every command needs that touches the store.
    pub keep: Keep,
    /// Every setting with its value and where that came from.
    pub shown: Vec<Shown>,
}

/// What every command needs that touches the store.
#[derive(Clone, Debug)]
pub struct Keep {
    /// What the server is run for.
    pub environment: Environment,
    /// Where it keeps things.
    pub storage: Storage,
    /// What keys its hashes.
    pub secrets: Secrets,
}

impl Arguments {
    /// Reads all of it.
    ///
    /// # Errors
    /// [`Faults`] with everything that is wrong.
    pub fn read(&self) -> Result<Config, Faults> {
        self.read_with(&|variable| std::env::var(variable).ok())
    }

    fn read_with(&self, environment: &dyn Fn(&str) -> Option<String>) -> Result<Config, Faults> {
        let mut faults = Faults::default();
        let values = self.0.gather(settings::all(), environment, &mut faults);
        let (listen, cors) = (
            Listen::read(&values, &mut faults),
            cors::read(&values, &mut faults),
        );
        let (limits, log, seed) = (
            Limits::read(&values),
            Log::read(&values),
            seeding::read(&values),
        );
        let scanner = scanner::read(&values, &mut faults);
        let events = Events::read(&values, &mut faults);
        let pages = Pages::read(&values, &mut faults);
        let environment = Environment::read(&values);
        demands::check(environment, &listen, &values, &mut faults);
        match Keep::read(&values, environment, &mut faults) {
            Some(keep) if faults.is_empty() => Ok(Config {
                listen,
                cors,
                limits,
                log,
                scanner,
                events,
                pages,
                seed,
                keep,
                shown: values.shown(settings::all()),
            }),
            _ => Err(faults),
        }
    }
}

impl KeepArguments {
    /// Reads all of it.
    ///
    /// # Errors
    /// [`Faults`] with everything that is wrong.
    pub fn read(&self) -> Result<Keep, Faults> {
        let mut faults = Faults::default();
        let values = self.0.gather(
            settings::kept(),
            &|variable| std::env::var(variable).ok(),
            &mut faults,
        );
        let environment = Environment::read(&values);
        match Keep::read(&values, environment, &mut faults) {
            Some(keep) if faults.is_empty() => Ok(keep),
            _ => Err(faults),
        }
    }
}

impl KeepArguments {
    /// Reads where things are kept, and nothing else: no secret is looked for, and none is made.
    ///
    /// # Errors
    /// [`Faults`] with everything that is wrong.
    pub fn storage(&self) -> Result<Storage, Faults> {
        let mut faults = Faults::default();
        let values = self.0.gather(
            settings::kept(),
            &|variable| std::env::var(variable).ok(),
            &mut faults,
        );
        let storage = Storage::read(&values);
        if faults.is_empty() {
            Ok(storage)
        } else {
            Err(faults)
        }
    }
}

impl Keep {
    fn read(values: &Values, environment: Environment, faults: &mut Faults) -> Option<Self> {
        let storage = Storage::read(values);
        let secrets = Secrets::read(values, environment, &storage.data_dir, faults)?;
        Some(Self {
            environment,
            storage,
            secrets,
        })
    }
}

/// The variable that names the file; it can't stand in the file itself.
const FILE_VARIABLE: &str = "CONCIERGE_CONFIG";

impl Flags {
    fn gather(
        &self,
        settings: impl Iterator<Item = &'static Setting>,
        environment: &dyn Fn(&str) -> Option<String>,
        faults: &mut Faults,
    ) -> Values {
        let named = self.file.clone();
        let named = named.or_else(|| {
            environment(FILE_VARIABLE)
                .filter(|path| !path.is_empty())
                .map(PathBuf::from)
        });
        let file = named
            .map(|path| File::read(&path, faults))
            .unwrap_or_default();
        let flag = |setting: &'static Setting| {
            let text = self.given.get(setting.name)?;
            said(setting, text, Origin::Flag(setting.flag?))
        };
        let variable = |setting: &'static Setting| {
            let text = environment(setting.variable)?;
            said(setting, &text, Origin::Variable(setting.variable))
        };
        Values::gather(
            settings,
            &[&flag, &variable, &|setting| file.value(setting)],
            faults,
        )
    }

    fn of(
        matches: &ArgMatches,
        settings: impl Iterator<Item = &'static Setting>,
    ) -> Result<Self, Error> {
        let mut flags = Self {
            file: matches.get_one::<PathBuf>(FILE_FLAG).cloned(),
            given: BTreeMap::new(),
        };
        for setting in settings.filter(|setting| setting.flag.is_some()) {
            if let Some(words) = matches.try_get_many::<String>(setting.name).ok().flatten() {
                let words: Vec<&str> = words.map(String::as_str).collect();
                flags.given.insert(setting.name, words.join(","));
            }
        }
        Ok(flags)
    }
}

/// What a flag or a variable decides. An empty text decides nothing, so that a variable can be left empty.
fn said(setting: &Setting, text: &str, origin: Origin) -> Option<Value> {
    let words = values::words(setting, text);
    (!words.is_empty()).then_some(Value { words, origin })
}

const FILE_FLAG: &str = "config";

fn augment(command: Command, settings: impl Iterator<Item = &'static Setting>) -> Command {
    let file = Arg::new(FILE_FLAG)
        .long(FILE_FLAG)
        .value_name("FILE")
        .value_parser(clap::value_parser!(PathBuf))
        .help("File of settings, in TOML; CONCIERGE_CONFIG names it, too. Variables and flags win over it");
    // The last word counts, so that a wrapper's flags can be followed by one's own.
    let command = command.args_override_self(true).arg(file);
    settings.fold(command, |command, setting| match setting.flag {
        Some(flag) => command.arg(argument(setting, flag)),
        None => command,
    })
}

fn argument(setting: &'static Setting, flag: &'static str) -> Arg {
    let help = match setting.default {
        "" => format!("{} [{}]", setting.meaning, setting.variable),
        default => format!(
            "{} [{}, default {default}]",
            setting.meaning, setting.variable
        ),
    };
    let argument = Arg::new(setting.name).long(flag).help(help);
    match setting.kind {
        // Several of them, each perhaps with commas, are one list.
        Kind::List(_) => argument.action(ArgAction::Append).value_name("LIST"),
        Kind::Switch => argument
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_name("BOOL"),
        Kind::Path => argument.value_name("PATH"),
        Kind::Number(..) | Kind::Factor => {
            argument.allow_negative_numbers(true).value_name("NUMBER")
        }
        Kind::Choice(_) => argument.value_name("WORD"),
        Kind::Text(_) | Kind::Secret => argument.value_name("TEXT"),
    }
}

impl Args for Arguments {
    fn augment_args(command: Command) -> Command {
        augment(command, settings::all())
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Arguments {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Flags::of(matches, settings::all()).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for KeepArguments {
    fn augment_args(command: Command) -> Command {
        augment(command, settings::kept())
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for KeepArguments {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Flags::of(matches, settings::kept()).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
