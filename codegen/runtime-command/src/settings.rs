//! How calls are made: flags first, then the environment, then the profile.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
};

use clap::{Arg, ArgAction, ArgMatches, ValueHint, builder::PossibleValue, value_parser};
use concierge_runtime::{Scheme, SchemeKind};
use concierge_runtime_client::{ConnectError, Credentials, Retry, Session};

use crate::{
    Operation,
    profile::{self, Profile},
    secret_file,
};

/// What help says above the flags that every subcommand takes.
const HEADING: &str = "How calls are made";

const URL: &str = "url";
const PROFILE: &str = "profile";
const TOKEN_FILE: &str = "token-file";
const TIMEOUT: &str = "timeout";
const OUTPUT: &str = "output";
const VERBOSE: &str = "verbose";
const NO_CHECK: &str = "no-check";
const CORRELATION_ID: &str = "correlation-id";

/// For whom answers are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// Names and values, tables for lists.
    Human,
    /// The body as it came.
    Json,
}

/// Everything that calls of a program have in common.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) url: String,
    pub(crate) credentials: Credentials,
    pub(crate) retry: Retry,
    pub(crate) correlation_id: Option<String>,
    pub(crate) values: BTreeMap<String, String>,
}

/// Why no call can be made.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Nobody says where the server is.
    #[error("name the server: give --url, set {0}, or write a profile")]
    NoUrl(String),
    /// A file cannot be read, or must not be.
    #[error("read {what} `{path}`: {source}", path = path.display())]
    Unreadable {
        /// What the file is for.
        what: &'static str,
        /// Where it is.
        path: PathBuf,
        /// What is wrong.
        source: io::Error,
    },
    /// No profile has this name.
    #[error("find the profile `{name}`: there are: {known}")]
    UnknownProfile {
        /// The name.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// An environment variable holds no text.
    #[error("read {0}: it is no UTF-8")]
    NoText(String),
    /// The client cannot be made.
    #[error(transparent)]
    Connect(#[from] ConnectError),
}

impl Refused {
    pub(crate) fn unreadable(what: &'static str, path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        Self::Unreadable { what, path, source }
    }
}

/// The flags that every subcommand takes.
pub(crate) fn args(program: &'static str) -> Vec<Arg> {
    let option = |name: &'static str, value: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name(value)
            .global(true)
            .help_heading(HEADING)
    };
    let variable = |name: &str| format!("{}_{name}", prefix(program));
    vec![
        option(URL, "URL").value_hint(ValueHint::Url).help(format!(
            "The server; otherwise {}, otherwise the profile's",
            variable("URL")
        )),
        option(PROFILE, "NAME").help(format!(
            "A server of profiles.toml; otherwise {}, otherwise the file's default",
            variable("PROFILE")
        )),
        option(TOKEN_FILE, "FILE")
            .value_parser(value_parser!(PathBuf))
            .value_hint(ValueHint::FilePath)
            .help(format!(
                "The file that holds the token; otherwise {}, otherwise the profile's",
                variable("TOKEN")
            )),
        option(TIMEOUT, "SECONDS")
            .value_parser(value_parser!(u64).range(1..=86_400))
            .help("How long a call may take, all attempts together"),
        option(OUTPUT, "FORM")
            .value_parser([
                PossibleValue::new("human").help("names and values, tables for lists"),
                PossibleValue::new("json").help("the body as it came"),
            ])
            .default_value("human")
            .help("How answers are printed"),
        option(CORRELATION_ID, "ID").help("An id that every call carries and every answer repeats"),
        flag(VERBOSE)
            .short('v')
            .help("Tells status and request id on the standard error"),
        flag(NO_CHECK).help("Sends values as they are, to see what the server says to them"),
    ]
}

fn flag(name: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .global(true)
        .help_heading(HEADING)
        .action(ArgAction::SetTrue)
}

/// `STOCK_ROOM` for `stock-room`: what the program's environment variables begin with.
pub(crate) fn prefix(program: &str) -> String {
    let letter = |letter: char| match letter.is_ascii_alphanumeric() {
        true => letter.to_ascii_uppercase(),
        false => '_',
    };
    program.chars().map(letter).collect()
}

pub(crate) fn output(matches: &ArgMatches) -> Output {
    match matches.get_one::<String>(OUTPUT).map(String::as_str) {
        Some("json") => Output::Json,
        _ => Output::Human,
    }
}

pub(crate) fn is_verbose(matches: &ArgMatches) -> bool {
    matches.get_flag(VERBOSE)
}

pub(crate) fn is_checked(matches: &ArgMatches) -> bool {
    !matches.get_flag(NO_CHECK)
}

/// Where settings come from beside flags.
pub(crate) struct Surroundings<'a> {
    pub(crate) program: &'static str,
    pub(crate) variable: &'a dyn Fn(&str) -> Option<OsString>,
}

impl Surroundings<'_> {
    /// A variable of the program's own; an empty one is none.
    fn own(&self, name: &str) -> Result<Option<String>, Refused> {
        let name = format!("{}_{name}", prefix(self.program));
        let value = (self.variable)(&name).filter(|value| !value.is_empty());
        let value = value.map(OsString::into_string).transpose();
        value.map_err(|_| Refused::NoText(name))
    }
}

impl Settings {
    /// Reads flags, environment and profile.
    pub(crate) fn read(
        matches: &ArgMatches,
        surroundings: &Surroundings<'_>,
        operations: &[&Operation],
    ) -> Result<Self, Refused> {
        let profile = read_profile(matches, surroundings)?;
        let stated = matches.get_one::<String>(URL).cloned();
        let stated = match stated {
            Some(url) => Some(url),
            None => surroundings.own("URL")?,
        };
        let of_profile = profile.as_ref().and_then(|profile| profile.url.clone());
        // A token goes to the server that it belongs to and to no other.
        let is_profiles_server = stated.is_none() || stated == of_profile;
        let token = match read_token(matches, surroundings)? {
            Some(token) => Some(token),
            None => { profile.as_ref() }
                .filter(|_| is_profiles_server)
                .and_then(|profile| profile.token_file.as_deref())
                .map(token_of)
                .transpose()?,
        };
        let url = stated.or(of_profile);
        let url =
            url.ok_or_else(|| Refused::NoUrl(format!("{}_URL", prefix(surroundings.program))))?;
        Ok(Self {
            url,
            credentials: credentials(surroundings, operations, token.as_deref())?,
            retry: retry(matches, profile.as_ref()),
            correlation_id: matches.get_one(CORRELATION_ID).cloned(),
            values: profile.map(|profile| profile.values).unwrap_or_default(),
        })
    }

    /// What calls have in common, as the client takes it.
    pub(crate) fn session(&self) -> Result<Session, ConnectError> {
        let session = Session::new(self.credentials.clone()).with_retry(self.retry.clone());
        match &self.correlation_id {
            Some(id) => Ok(session.with_correlation_id(id)?),
            None => Ok(session),
        }
    }
}

fn read_profile(
    matches: &ArgMatches,
    surroundings: &Surroundings<'_>,
) -> Result<Option<Profile>, Refused> {
    let name = match matches.get_one::<String>(PROFILE).cloned() {
        Some(name) => Some(name),
        None => surroundings.own("PROFILE")?,
    };
    match profile::path(surroundings.program, surroundings.variable) {
        Some(path) => profile::find(&path, name.as_deref()),
        None => Ok(None),
    }
}

fn read_token(
    matches: &ArgMatches,
    surroundings: &Surroundings<'_>,
) -> Result<Option<String>, Refused> {
    match matches.get_one::<PathBuf>(TOKEN_FILE) {
        Some(path) => token_of(path).map(Some),
        None => surroundings.own("TOKEN"),
    }
}

fn token_of(path: &Path) -> Result<String, Refused> {
    let text = secret_file::read(path);
    let text = text.map_err(|error| Refused::unreadable("the token file", path, error))?;
    Ok(text.trim().to_owned())
}

fn retry(matches: &ArgMatches, profile: Option<&Profile>) -> Retry {
    let mut retry = Retry::default();
    let stated = matches.get_one::<u64>(TIMEOUT).copied();
    let whole = stated.or_else(|| profile?.timeout_s);
    if let Some(seconds) = whole {
        retry.deadline_ms = seconds.saturating_mul(1000);
    }
    if let Some(seconds) = profile.and_then(|profile| profile.attempt_timeout_s) {
        retry.attempt_timeout_ms = seconds.saturating_mul(1000);
    }
    retry
}

/// One token serves every scheme of the contract, as what the scheme takes; a variable with the scheme's name behind it goes before it.
fn credentials(
    surroundings: &Surroundings<'_>,
    operations: &[&Operation],
    token: Option<&str>,
) -> Result<Credentials, Refused> {
    let mut credentials = Credentials::none();
    let schemes: BTreeMap<&str, &Scheme> = operations
        .iter()
        .flat_map(|operation| operation.spec.security.iter().copied().flatten())
        .map(|each| (each.scheme.name, each.scheme))
        .collect();
    for (name, scheme) in schemes {
        let own = surroundings.own(&format!("TOKEN_{}", prefix(name)))?;
        let Some(token) = own.as_deref().or(token) else {
            continue;
        };
        credentials = match scheme.kind {
            SchemeKind::Bearer => credentials.with_bearer(name, token.to_owned()),
            SchemeKind::Basic => {
                let (user, password) = token.split_once(':').unwrap_or((token, ""));
                credentials.with_basic(name, user, password)
            }
            SchemeKind::HeaderKey(_) | SchemeKind::QueryKey(_) | SchemeKind::CookieKey(_) => {
                credentials.with_key(name, token)
            }
        };
    }
    Ok(credentials)
}
