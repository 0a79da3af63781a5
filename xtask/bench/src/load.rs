//! A load that costs little: kept-alive connections that write one prepared request and read one answer at a time.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Requests per second over a number of connections.
///
/// # Errors
/// When a connection breaks or an answer is no 200.
pub(crate) async fn rate(
    address: SocketAddr,
    request: &str,
    connections: usize,
    lasting: Duration,
) -> anyhow::Result<f64> {
    let request: Arc<[u8]> = request.as_bytes().into();
    let answered = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..connections {
        tasks.push(tokio::spawn(drive(
            address,
            Arc::clone(&request),
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
    request: Arc<[u8]>,
    answered: Arc<AtomicU64>,
    until: Instant,
) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(8192);
    while Instant::now() < until {
        stream.write_all(&request).await?;
        read_answer(&mut stream, &mut buffer).await?;
        answered.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// Reads one answer, whose length must be stated.
async fn read_answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> anyhow::Result<()> {
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
        if !text.starts_with("HTTP/1.1 200") {
            bail!(
                "failed to measure: {}",
                text.lines().next().unwrap_or_default()
            );
        }
        let length = content_length(text).context("failed to find an answer's length")?;
        if buffer.len() >= head + 4 + length {
            return Ok(());
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
