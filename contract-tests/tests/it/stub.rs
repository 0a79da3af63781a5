//! A hand-written server of the fixture contract on a port of its own. It behaves well, but for one planted flaw.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::library::{self, Shelf};

/// The token that has every scope, and the one that has none.
pub(crate) const LIBRARIAN: &str = "librarian-4711-secret";
pub(crate) const VISITOR: &str = "visitor-0815-secret";

/// What the server does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    None,
    RefusesValid,
    AlwaysConflicts,
    AcceptsErrorExample,
    LetsAnybodyIn,
    TakesAnyToken,
    IgnoresScopes,
    NeedsNoKey,
    RunsReplaysAgain,
    LeavesReplaysUnmarked,
    ServesReusedKeys,
    SkipsMaximum,
    PointsElsewhere,
    MisreadsBrokenBodies,
    TakesAnyLength,
    IgnoresMediaType,
    IgnoresAccept,
    KnowsOneErrorMedia,
    SkipsParameters,
    RepeatsItems,
    LeadsBack,
    HidesMethods,
    ForgetsAllow,
    AnswersRoutesInText,
    InventsStatuses,
    Fails,
    HangsUp,
    MislabelsAnswers,
    OmitsProperties,
    OmitsLocation,
    ReusesRequestIds,
    TellsTwoRequestIds,
    DropsCorrelation,
    DropsRateHeaders,
    AcceptsPartsWithoutFile,
    Limits,
}

/// A running stub; it ends with the value.
pub(crate) struct Stub {
    pub(crate) url: String,
    task: JoinHandle<()>,
}

/// A request as the stub reads it.
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

/// An answer as the stub writes it.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Stub {
    pub(crate) async fn start(flaw: Flaw) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let shelf = Arc::new(Mutex::new(Shelf::new(flaw)));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shelf)));
            }
        });
        Self { url, task }
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

async fn serve(mut stream: TcpStream, shelf: Arc<Mutex<Shelf>>) {
    let mut buffer = Vec::new();
    while let Some(asked) = read(&mut stream, &mut buffer).await {
        let answer = library::answer(
            &mut shelf.lock().unwrap_or_else(PoisonError::into_inner),
            &asked,
        );
        let Some(answer) = answer else { return };
        if stream.write_all(&written(&answer)).await.is_err() {
            return;
        }
    }
}

async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Asked> {
    let head_end = loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        fill(stream, buffer).await?;
    };
    let head = String::from_utf8_lossy(&buffer[..head_end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length: usize = headers
        .get("content-length")
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    while buffer.len() < head_end + 4 + length {
        fill(stream, buffer).await?;
    }
    let body = buffer[head_end + 4..head_end + 4 + length].to_vec();
    buffer.drain(..head_end + 4 + length);
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let query = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    Some(Asked {
        method,
        path: path.to_owned(),
        query: query.collect(),
        headers,
        body,
    })
}

async fn fill(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<()> {
    let read = stream.read_buf(buffer).await.ok()?;
    (read > 0).then_some(())
}

fn written(answer: &Answer) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {} Stub\r\n", answer.status);
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if answer.status != 204 {
        head.push_str(&format!("content-length: {}\r\n", answer.body.len()));
    }
    format!("{head}\r\n{}", answer.body).into_bytes()
}
