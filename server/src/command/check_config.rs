//! `concierge-server check-config`: what serving would do with these settings, without serving.

use anyhow::anyhow;
use clap::{Args, ValueEnum};
use concierge_server::config::{self, reference};

use super::output::say;

#[derive(Args)]
pub(crate) struct CheckConfig {
    /// What to print
    #[arg(long, value_enum, default_value_t = Print::Values)]
    print: Print,
    #[command(flatten)]
    settings: config::Arguments,
}

#[derive(Clone, Copy, ValueEnum)]
enum Print {
    /// Every setting with its value and where that came from; a secret's value is left out
    Values,
    /// The JSON Schema of the file
    Schema,
    /// All settings as a table in Markdown
    Table,
}

pub(super) fn run(arguments: &CheckConfig) -> anyhow::Result<()> {
    match arguments.print {
        Print::Schema => say(&format!("{:#}", reference::schema())),
        Print::Table => say(reference::table().trim_end()),
        Print::Values => {
            let config = arguments
                .settings
                .read()
                .map_err(|faults| anyhow!("failed to {faults}"))?;
            for shown in &config.shown {
                say(&format!(
                    "{} = {}  ({})",
                    shown.name, shown.value, shown.origin
                ))?;
            }
            Ok(())
        }
    }
}
