//! A server that gives one prepared answer after the other, and remembers what it was asked.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

pub(crate) struct Stub {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Stub {
    /// A server that answers JSON, by status and body.
    pub(crate) async fn start(answers: Vec<(u16, &'static str)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            for (status, body) in answers {
                let (mut stream, _) = listener.accept().await.expect("a connection");
                let request = read(&mut stream).await;
                record.lock().expect("not poisoned").push(request);
                let length = body.len();
                let text = format!(
                    "HTTP/1.1 {status} Scripted\r\nconnection: close\r\nretry-after: 0\r\ncontent-type: application/json\r\n\
                    x-request-id: r-1\r\ncontent-length: {length}\r\n\r\n{body}"
                );
                stream.write_all(text.as_bytes()).await.expect("written");
                stream.shutdown().await.ok();
            }
        });
        Self { url, seen, task }
    }

    /// Every request as it came in, head and body.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("not poisoned").clone()
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn read(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await.expect("a request");
        text.extend_from_slice(&chunk[..count]);
        let whole = String::from_utf8_lossy(&text).into_owned();
        if count == 0
            || whole
                .split_once("\r\n\r\n")
                .is_some_and(|(head, body)| body.len() >= length(head))
        {
            return whole;
        }
    }
}

fn length(head: &str) -> usize {
    let line = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    line.map_or(0, |length| length.parse().expect("a length"))
}
