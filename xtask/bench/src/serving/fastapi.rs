//! The same search by FastAPI, uvicorn and SQLite, on the same store: first the same answers, then both throughputs in turns.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail, ensure};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio::net::TcpStream;

use super::{
    fill,
    mix::{SEARCHES, post, search},
    program::{Program, get},
};
use crate::{load, measure, report::Report};

const PATH: &str = "/api/concierge/products";
const CONNECTIONS: usize = 64;
const ROUNDS: usize = 5;
const SIDE: Duration = Duration::from_secs(3);
/// How long uvicorn may take to start.
const START_MAX: Duration = Duration::from_secs(30);

/// # Errors
/// When a side doesn't start, or the two answer differently.
pub(super) async fn run(report: &mut Report, server: &Path) -> anyhow::Result<()> {
    let Some(home) = std::env::var_os("CONCIERGE_FASTAPI").map(PathBuf::from) else {
        report.figure(
            "search over FastAPI",
            "not measured: its packages could not be installed",
            "",
        );
        return Ok(());
    };
    let folder = tempfile::tempdir().context("failed to make a folder")?;
    fill::catalogue(folder.path()).await?;
    let ours = Program::start(server, folder.path())?;
    let peer = Peer::start(&home, folder.path(), &ours.token)?;
    let same = same_answers(ours.address, peer.address, &ours.token).await?;
    report.figure(
        "answers that are the same on both sides",
        &same.to_string(),
        "",
    );
    let requests: Vec<Vec<u8>> = SEARCHES
        .iter()
        .map(|more| post(PATH, &ours.token, "", &search("sess_7f3a91", more)))
        .collect();
    let mut rounds = Vec::new();
    for round in 0..=ROUNDS {
        let ours = load::rate(ours.address, &requests, CONNECTIONS, SIDE).await?;
        let theirs = load::rate(peer.address, &requests, CONNECTIONS, SIDE).await?;
        // The first round warms caches.
        if round > 0 {
            rounds.push((ours, theirs));
        }
    }
    let comparison = measure::from_rounds(&rounds);
    let (ours, theirs) = comparison.nanoseconds;
    let value = format!(
        "{:.1} times [{:.1}..{:.1}]   ours {ours:.0}/s, theirs {theirs:.0}/s",
        comparison.ratio, comparison.spread.0, comparison.spread.1
    );
    report.figure(
        "search, throughput over FastAPI with 2 workers, 64 connections",
        &value,
        "20 times",
    );
    Ok(())
}

/// Asks both sides every search, page after page, and compares what they found; the answer counts the pages.
async fn same_answers(ours: SocketAddr, peer: SocketAddr, token: &str) -> anyhow::Result<usize> {
    const PAGES: usize = 3;
    let mut same = 0;
    for more in SEARCHES {
        let mut cursors = (None, None);
        for _ in 0..PAGES {
            let one = page(ours, token, more, cursors.0.as_ref()).await?;
            let other = page(peer, token, more, cursors.1.as_ref()).await?;
            ensure!(
                one["data"] == other["data"],
                "the sides differ on {more}: {one} and {other}"
            );
            same += 1;
            cursors = (
                one.get("nextCursor").cloned(),
                other.get("nextCursor").cloned(),
            );
            ensure!(
                cursors.0.is_some() == cursors.1.is_some(),
                "only one side goes on after {more}"
            );
            if cursors.0.is_none() {
                break;
            }
        }
    }
    Ok(same)
}

async fn page(
    address: SocketAddr,
    token: &str,
    more: &str,
    cursor: Option<&Value>,
) -> anyhow::Result<Value> {
    let cursor = cursor.map_or_else(String::new, |cursor| format!(r#","cursor":{cursor}"#));
    let request = post(
        PATH,
        token,
        "",
        &search("sess_7f3a91", &format!("{more}{cursor}")),
    );
    let mut stream = TcpStream::connect(address).await?;
    let mut buffer = Vec::new();
    let status = load::exchange(&mut stream, &request, &mut buffer).await?;
    let body = buffer
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .map(|head| &buffer[head + 4..])
        .unwrap_or_default();
    ensure!(
        status == 200,
        "failed to compare: {status} {}",
        String::from_utf8_lossy(body)
    );
    serde_json::from_slice(body).context("failed to read an answer")
}

/// uvicorn with two workers; it ends when this is dropped.
struct Peer {
    child: Child,
    address: SocketAddr,
}

impl Peer {
    fn start(home: &Path, data: &Path, token: &str) -> anyhow::Result<Self> {
        // uvicorn does not say which port the system gave it, so a free one is found before.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/fastapi");
        let mut command = Command::new(home.join("bin/python"));
        command
            .args([
                "-m",
                "uvicorn",
                "app:app",
                "--workers",
                "2",
                "--loop",
                "uvloop",
                "--http",
                "httptools",
            ])
            .args([
                "--no-access-log",
                "--log-level",
                "warning",
                "--host",
                "127.0.0.1",
            ])
            .args(["--port", &address.port().to_string()]);
        let child = command
            .current_dir(app)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PEER_DATABASE", data.join("concierge.db"))
            .env("PEER_KEY_HASH", hex::encode(Sha256::digest(token)))
            .env(
                "PEER_SECRET",
                hex::encode(Sha256::digest("the same in both workers")),
            )
            .stdout(Stdio::null())
            .spawn()
            .context("failed to start uvicorn")?;
        let mut peer = Self { child, address };
        let until = Instant::now() + START_MAX;
        while Instant::now() < until {
            if let Some(status) = peer.child.try_wait()? {
                bail!("uvicorn ended with {status}");
            }
            if get(address, "/health/ready").is_ok_and(|head| head.starts_with("HTTP/1.1 200")) {
                return Ok(peer);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("uvicorn did not start within {START_MAX:?}")
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // SIGTERM, so that it takes its workers along.
        let _ = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        let _ = self.child.wait();
    }
}
