//! Who looks into files that strangers send.

mod clamav;

use std::io;
use std::path::Path;
use std::pin::Pin;

pub use clamav::ClamAv;

/// What a scanner says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It knows nothing bad of it.
    Clean,
    /// It found something.
    Infected {
        /// What, in the scanner's own words.
        signature: String,
    },
}

/// Why a scanner says nothing.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The file can't be read.
    #[error("read the file: {0}")]
    File(#[source] io::Error),
    /// The scanner can't be reached, or went away.
    #[error("talk to the scanner: {0}")]
    Connection(#[source] io::Error),
    /// It took too long.
    #[error("talk to the scanner: no answer in time")]
    Late,
    /// It said something else.
    #[error("understand the scanner: {0:?}")]
    Answer(String),
}

/// What comes of a scan.
pub type Scan<'a> = Pin<Box<dyn Future<Output = Result<Verdict, ScanError>> + Send + 'a>>;

/// Looks into files.
pub trait Scanner: Send + Sync + 'static {
    /// Looks into a file.
    fn scan<'a>(&'a self, file: &'a Path) -> Scan<'a>;
}
