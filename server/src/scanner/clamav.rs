//! A ClamAV daemon over TCP, by its INSTREAM command (clamd(8)): the file goes over the socket, so the daemon needs no access to ours.

use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::Duration;

use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{Scan, ScanError, Scanner, Verdict};

/// How much of the file goes in one piece, in bytes.
const PIECE_BYTES: usize = 64 * 1024;
/// Longest answer that is read, in bytes.
const ANSWER_BYTES_MAX: u64 = 1024;

/// A ClamAV daemon.
#[derive(Clone, Debug)]
pub struct ClamAv {
    /// Host and port.
    pub address: String,
    /// How long a scan may take.
    pub timeout: Duration,
}

impl Scanner for ClamAv {
    fn scan<'a>(&'a self, file: &'a Path) -> Scan<'a> {
        Box::pin(async move {
            let answer = tokio::time::timeout(self.timeout, self.ask(file)).await;
            verdict(&answer.map_err(|_| ScanError::Late)??)
        })
    }
}

impl ClamAv {
    async fn ask(&self, path: &Path) -> Result<String, ScanError> {
        let mut file = File::open(path).await.map_err(ScanError::File)?;
        let mut socket = TcpStream::connect(&self.address)
            .await
            .map_err(ScanError::Connection)?;
        // A daemon that has enough answers and closes before everything is sent; then its answer says more than our error.
        let sent = send(&mut file, &mut socket).await;
        if let Err(error @ ScanError::File(_)) = sent {
            return Err(error);
        }
        let mut answer = Vec::new();
        let mut limited = (&mut socket).take(ANSWER_BYTES_MAX);
        let read = limited.read_to_end(&mut answer).await;
        if answer.is_empty() {
            sent?;
            read.map_err(ScanError::Connection)?;
            return Err(ScanError::Connection(io::Error::from(
                ErrorKind::UnexpectedEof,
            )));
        }
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }
}

async fn send(file: &mut File, socket: &mut TcpStream) -> Result<(), ScanError> {
    socket
        .write_all(b"zINSTREAM\0")
        .await
        .map_err(ScanError::Connection)?;
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let length = file.read(&mut piece).await.map_err(ScanError::File)?;
        let prefix = u32::try_from(length).unwrap_or_default().to_be_bytes();
        // A piece without bytes is the end.
        for bytes in [prefix.as_slice(), &piece[..length]] {
            socket
                .write_all(bytes)
                .await
                .map_err(ScanError::Connection)?;
        }
        if length == 0 {
            return Ok(());
        }
    }
}

fn verdict(answer: &str) -> Result<Verdict, ScanError> {
    let said = answer.trim_end_matches(['\0', '\n', '\r']);
    let said = said.strip_prefix("stream: ").unwrap_or(said);
    match said.strip_suffix(" FOUND") {
        Some(signature) => Ok(Verdict::Infected {
            signature: printable(signature),
        }),
        None if said == "OK" => Ok(Verdict::Clean),
        None => Err(ScanError::Answer(printable(said))),
    }
}

/// Of somebody else's words only what a log may hold.
fn printable(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_ascii_graphic() || *letter == ' ')
        .take(100)
        .collect()
}
