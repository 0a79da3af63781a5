//! What the server says of its work, on standard error.

use clap::Args;

use super::Faults;

/// What is logged, as text.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Log")]
pub struct LogArguments {
    /// Which requests are logged: every, failures (those that broke on our side), or none
    #[arg(long, env = "CONCIERGE_LOG", default_value = "failures")]
    log: String,
}

/// Which requests are logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// All of them.
    Every,
    /// Those that broke on our side.
    Failures,
    /// No request.
    Nothing,
}

impl LogArguments {
    /// Reads the text; what is wrong is noted.
    pub fn read(&self, faults: &mut Faults) -> Log {
        match self.log.as_str() {
            "every" => Log::Every,
            "failures" => Log::Failures,
            "none" => Log::Nothing,
            _ => {
                faults.push("log", "write every, failures or none");
                Log::Failures
            }
        }
    }
}
