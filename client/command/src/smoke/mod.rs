//! `concierge smoke`: the journeys of the shop's acceptance tests, walked through the client against any server.

mod data;
mod expect;
mod journey;
mod journeys;
mod report;
mod unmodelled;

use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command, builder::PossibleValue, value_parser};
use concierge_client::Client;
use concierge_runtime_command::{Exit, Program, Reached, Refused};

pub use data::{Data, UnknownDatum};
pub use journey::{Journey, Step, Steps, Stop, Verdict, Walk, Walked};
pub use journeys::JOURNEYS;
pub use report::{Report, render};

/// The subcommand's name.
pub const NAME: &str = "smoke";

const JOURNEY: &str = "journey";
const READ_ONLY: &str = "read-only";
const DATA: &str = "data";
const PACE: &str = "pace";
const REPORT: &str = "report";

/// The subcommand.
#[must_use]
pub fn command() -> Command {
    let names = JOURNEYS
        .iter()
        .map(|journey| PossibleValue::new(journey.name).help(journey.about));
    Command::new(NAME)
        .about("Walks the journeys of the acceptance tests and reports every step")
        .after_help(data::guide())
        .arg(
            Arg::new(JOURNEY)
                .long(JOURNEY)
                .value_name("NAME")
                .action(ArgAction::Append)
                .value_parser(names.collect::<Vec<_>>())
                .help("Only this journey; may be given several times"),
        )
        .arg(
            Arg::new(READ_ONLY)
                .long(READ_ONLY)
                .action(ArgAction::SetTrue)
                .help("Only journeys that leave nothing behind"),
        )
        .arg(
            Arg::new(DATA)
                .long(DATA)
                .value_name("NAME=VALUE")
                .action(ArgAction::Append)
                .help("What the server has, where it isn't the seed's; an empty VALUE skips the steps that need it"),
        )
        .arg(
            Arg::new(PACE)
                .long(PACE)
                .value_name("MILLISECONDS")
                .value_parser(value_parser!(u64).range(..=60_000))
                .default_value("150")
                .overrides_with(PACE)
                .help("The wait before each step, so that the contract's limits are not met"),
        )
        .arg(
            Arg::new(REPORT)
                .long(REPORT)
                .value_name("FORM")
                .value_parser(["table", "json", "junit"])
                .default_value("table")
                .help("How the outcome is printed"),
        )
}

/// Walks, prints the report and tells whether all steps passed.
pub async fn run(program: &Program<Client>, matches: &ArgMatches) -> Exit {
    let (reached, data) = match prepare(program, matches) {
        Ok(prepared) => prepared,
        Err(error) => {
            eprintln!("error: failed to {error}");
            return Exit::Usage;
        }
    };
    let named: Vec<&String> = matches.get_many(JOURNEY).into_iter().flatten().collect();
    let is_wanted = |journey: &&Journey| {
        let is_named = named.is_empty() || named.iter().any(|name| *name == journey.name);
        is_named && !(matches.get_flag(READ_ONLY) && journey.writes)
    };
    let journeys: Vec<&Journey> = JOURNEYS.iter().filter(is_wanted).collect();
    let pace = Duration::from_millis(*matches.get_one(PACE).unwrap_or(&0));
    let walked = walk(&reached.client, &data, pace, &journeys).await;
    let form = match matches.get_one::<String>(REPORT).map(String::as_str) {
        Some("json") => Report::Json,
        Some("junit") => Report::Junit,
        _ => Report::Table,
    };
    print!("{}", render(form, &reached.url, &walked));
    match walked.iter().all(Walked::is_fine) {
        true => Exit::Fine,
        false => Exit::Failed,
    }
}

/// Walks journeys one after the other, a step each `pace` at most, so that no limit is met.
pub async fn walk(
    client: &Client,
    data: &Data,
    pace: Duration,
    journeys: &[&Journey],
) -> Vec<Walked> {
    let mut walked = Vec::new();
    for journey in journeys {
        walked.push(journey.walk(client, data, pace).await);
    }
    walked
}

/// Why nothing was walked.
#[derive(Debug)]
enum Unprepared {
    Refused(Refused),
    Data(UnknownDatum),
}

impl std::fmt::Display for Unprepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(error) => error.fmt(f),
            Self::Data(error) => error.fmt(f),
        }
    }
}

/// Where to walk, with what: flags go before the profile, the profile before the seed.
fn prepare(
    program: &Program<Client>,
    matches: &ArgMatches,
) -> Result<(Reached<Client>, Data), Unprepared> {
    let reached = program.reach(matches).map_err(Unprepared::Refused)?;
    let mut data = Data::seeded();
    for (name, value) in &reached.values {
        data.set(name, value).map_err(Unprepared::Data)?;
    }
    for pair in matches.get_many::<String>(DATA).into_iter().flatten() {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        data.set(name, value).map_err(Unprepared::Data)?;
    }
    Ok((reached, data))
}
