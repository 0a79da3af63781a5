//! A program: its subcommands, and what each of them does.

use std::{collections::BTreeMap, ffi::OsString};

use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;
use concierge_runtime_client::{ClientInfo, ConnectError, Session};

use crate::{
    Exit, Operation, Refused, answer,
    flag::subcommand,
    request::request,
    settings::{self, Settings, Surroundings},
};

const COMPLETION: &str = "completion";

/// A program with a subcommand for each operation of a contract.
#[derive(Clone, Copy, Debug)]
pub struct Program<C> {
    /// The name of the binary. Its environment variables and its folder of settings are called after it.
    pub name: &'static str,
    /// The binary's own version.
    pub version: &'static str,
    /// What it is for, in a line.
    pub about: &'static str,
    /// The operations, in the order of the contract.
    pub operations: &'static [&'static Operation],
    /// The client that sends their requests.
    pub connect: fn(&str, Session) -> Result<C, ConnectError>,
}

/// A server that calls may go to.
#[derive(Clone, Debug)]
pub struct Reached<C> {
    /// What calls it.
    pub client: C,
    /// Where it is.
    pub url: String,
    /// What the profile says for the program's own subcommands.
    pub values: BTreeMap<String, String>,
}

impl<C: ClientInfo<Session>> Program<C> {
    /// The whole tree. A program adds subcommands of its own to it.
    #[must_use]
    pub fn command(&self) -> Command {
        let shell = Arg::new("shell")
            .required(true)
            .value_parser(value_parser!(Shell))
            .help("For which shell");
        let completion = Command::new(COMPLETION)
            .about("Prints what a shell needs to complete this command")
            .arg(shell);
        let operations = self
            .operations
            .iter()
            .map(|operation| subcommand(operation));
        Command::new(self.name)
            .version(self.version)
            .about(self.about)
            .after_help(Exit::GUIDE)
            .subcommand_required(true)
            .arg_required_else_help(true)
            .args(settings::args(self.name))
            .subcommands(operations)
            .subcommand(completion)
    }

    /// Runs the subcommand of an operation, or `completion`, which completes `whole`.
    pub async fn run(&self, mut whole: Command, matches: &ArgMatches) -> Exit {
        let Some((name, matches)) = matches.subcommand() else {
            return Exit::Usage;
        };
        if name == COMPLETION {
            if let Some(shell) = matches.get_one::<Shell>("shell") {
                let mut script = Vec::new();
                clap_complete::generate(*shell, &mut whole, self.name, &mut script);
                answer::print(&script);
            }
            return Exit::Fine;
        }
        let mut operations = self.operations.iter();
        match operations.find(|operation| operation.name == name) {
            Some(operation) => self.call(operation, matches).await,
            None => Exit::Usage,
        }
    }

    /// Where flags, environment and profile lead to.
    ///
    /// # Errors
    /// When nobody says where the server is, or a file cannot be read.
    pub fn reach(&self, matches: &ArgMatches) -> Result<Reached<C>, Refused> {
        let surroundings = Surroundings {
            program: self.name,
            variable: &|name: &str| -> Option<OsString> { std::env::var_os(name) },
        };
        let settings = Settings::read(matches, &surroundings, self.operations)?;
        Ok(Reached {
            client: (self.connect)(&settings.url, settings.session()?)?,
            url: settings.url,
            values: settings.values,
        })
    }

    /// Tells why nothing was called.
    pub fn refuse(&self, refused: &Refused) -> Exit {
        answer::tell(&format!("error: failed to {refused}\n"));
        Exit::Usage
    }

    async fn call(&self, operation: &'static Operation, matches: &ArgMatches) -> Exit {
        let client = match self.reach(matches) {
            Ok(reached) => reached.client,
            Err(refused) => return self.refuse(&refused),
        };
        let draft = match request(operation, matches, settings::is_checked(matches)) {
            Ok(draft) => draft,
            Err(faults) => {
                answer::show_faults(&faults);
                return Exit::Usage;
            }
        };
        let (output, is_verbose) = (settings::output(matches), settings::is_verbose(matches));
        match concierge_runtime_client::send(&client, operation.spec, Ok(draft)).await {
            Ok(response) => answer::show(response, output, is_verbose).await,
            Err(failure) => answer::show_failure(&failure, output, is_verbose),
        }
    }
}
