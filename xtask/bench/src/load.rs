//! A load that costs little: kept-alive connections that write one prepared request and read one answer at a time.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail, ensure};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Requests per second over a number of connections, each of which sends all of them in turn.
///
/// # Errors
/// When a connection breaks or an answer is no 200.
pub(crate) async fn rate(
    address: SocketAddr,
    requests: &[Vec<u8>],
    connections: usize,
    lasting: Duration,
) -> anyhow::Result<f64> {
    let requests: Arc<[Vec<u8>]> = requests.into();
    let answered = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..connections {
        tasks.push(tokio::spawn(drive(
            address,
            Arc::clone(&requests),
            Arc::clone(&answered),
            start + lasting,
        )));
    }
    for task in tasks {
        task.await.context("failed to run a connection")??;
    }
    Ok(answered.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64())
}

async fn drive(
    address: SocketAddr,
    requests: Arc<[Vec<u8>]>,
    answered: Arc<AtomicU64>,
    until: Instant,
) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(8192);
    for request in requests.iter().cycle() {
        if Instant::now() >= until {
            break;
        }
        let status = exchange(&mut stream, request, &mut buffer).await?;
        ensure!(status == 200, "failed to measure: {status}");
        answered.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// Sends a request and reads its answer; the answer's status.
///
/// # Errors
/// When the connection breaks or the answer does not state its length.
pub(crate) async fn exchange(
    stream: &mut TcpStream,
    request: &[u8],
    buffer: &mut Vec<u8>,
) -> anyhow::Result<u16> {
    stream.write_all(request).await?;
    read_answer(stream, buffer).await
}

/// Reads one answer, whose length must be stated.
async fn read_answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> anyhow::Result<u16> {
    buffer.clear();
    loop {
        if stream.read_buf(buffer).await? == 0 {
            bail!("failed to read an answer: the connection was closed");
        }
        let Some(head) = buffer.windows(4).position(|window| window == b"\r\n\r\n") else {
            continue;
        };
        let text =
            std::str::from_utf8(&buffer[..head]).context("failed to read an answer's head")?;
        let length = content_length(text).context("failed to find an answer's length")?;
        if buffer.len() >= head + 4 + length {
            let status = text.get(9..12).and_then(|status| status.parse().ok());
            return status.context("failed to read an answer's status");
        }
    }
}

fn content_length(head: &str) -> Option<usize> {
    let line = head.lines().find(|line| {
        line.get(..15)
            .is_some_and(|name| name.eq_ignore_ascii_case("content-length:"))
    })?;
    line[15..].trim().parse().ok()
}
