//! A whole run: compile, then write or compare; or see from a stamp that nothing is to be done.

use crate::compile::{Target, TargetError, plan_target};
use crate::plan::Change;
use crate::stamp::{Stamps, Warned};

/// What to do with the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Write what differs.
    Write,
    /// Only say what differs.
    Compare,
}

/// What a run did.
#[derive(Debug)]
pub struct Outcome {
    /// What somebody should look at.
    pub warned: Warned,
    /// What was written, or would be.
    pub changes: Vec<Change>,
    /// True when a stamp showed that nothing is to be done, so that nothing was compiled.
    pub stamped: bool,
}

/// Generates a target. The outcome is the same with stamps and without.
///
/// # Errors
/// When the contract does not compile, a folder cannot be owned, or a file cannot be read or written.
pub fn generate(
    target: &Target,
    verb: Verb,
    stamps: Option<&Stamps>,
) -> Result<Outcome, TargetError> {
    if let Some(stamps) = stamps {
        Stamps::prepare();
        if let Some(warned) = stamps.recall(target) {
            return Ok(Outcome {
                warned,
                changes: Vec::new(),
                stamped: true,
            });
        }
    }
    let planned = plan_target(target)?;
    let warned = Warned {
        text: planned.warnings.render(Some(&planned.document)),
        count: planned.warnings.len(),
    };
    let changes = match verb {
        Verb::Write => planned.plan.apply()?,
        Verb::Compare => planned.plan.check()?,
    };
    if let Some(stamps) = stamps
        && (verb == Verb::Write || changes.is_empty())
    {
        stamps.keep(target, &planned, &warned);
    }
    Ok(Outcome {
        warned,
        changes,
        stamped: false,
    })
}
