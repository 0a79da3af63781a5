//! Which of the contract's rate limits are in force.

use clap::Args;
use concierge_runtime_server::Profile;

use super::Faults;

/// Which rate limits are in force, as text.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Limits")]
pub struct LimitArguments {
    /// Rate limits: declared (those of the contract), a factor (for example 10), or open (none; for tests and measurements)
    #[arg(long, env = "CONCIERGE_LIMITS", default_value = "declared")]
    limits: String,
}

/// Which rate limits are in force.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The contract's, scaled, or none.
    pub profile: Profile,
}

impl LimitArguments {
    /// Reads the text; what is wrong is noted.
    pub fn read(&self, faults: &mut Faults) -> Limits {
        let profile = match self.limits.as_str() {
            "declared" => Profile::Declared,
            "open" => Profile::Open,
            factor => match factor.parse::<f64>() {
                Ok(factor) if factor.is_finite() && factor > 0.0 => Profile::Scaled(factor),
                _ => {
                    faults.push("limits", "write declared, open, or a factor above 0");
                    Profile::Declared
                }
            },
        };
        Limits { profile }
    }
}
