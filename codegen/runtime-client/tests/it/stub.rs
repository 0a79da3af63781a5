//! A server that answers from a script, one connection per request, and remembers what it saw.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What to do with a request.
pub(crate) enum Step {
    /// Status, further header lines, body.
    Answer(u16, &'static str, &'static str),
    /// Close the connection without a word.
    HangUp,
    /// Promise more bytes than come.
    BreakOff,
    /// Answer nothing until the caller goes.
    Silence,
}

/// A request as it came in.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) line: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }
}

pub(crate) struct Stub {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: JoinHandle<()>,
}

impl Stub {
    pub(crate) async fn start(script: impl IntoIterator<Item = Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut script: VecDeque<Step> = script.into_iter().collect();
        let record = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                let mut stream = BufReader::new(stream);
                if let Some(request) = read(&mut stream).await {
                    record.lock().expect("not poisoned").push(request);
                    // Past the end of the script nobody should call.
                    answer(
                        &mut stream,
                        script.pop_front().unwrap_or(Step::Answer(599, "", "")),
                    )
                    .await;
                }
            }
        });
        Self { url, seen, task }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("not poisoned").clone()
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<Seen> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let headers: Vec<(String, String)> = lines[1..]
        .iter()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let mut seen = Seen {
        line: lines[0].clone(),
        headers,
        body: Vec::new(),
    };
    assert_eq!(
        seen.header("transfer-encoding"),
        None,
        "every body has a length"
    );
    if let Some(length) = seen.header("content-length") {
        seen.body = vec![0; length.parse().expect("a length")];
        stream.read_exact(&mut seen.body).await.ok()?;
    }
    Some(seen)
}

async fn answer(stream: &mut BufReader<TcpStream>, step: Step) {
    let text = match step {
        Step::Answer(status, headers, body) => {
            let length = body.len();
            format!(
                "HTTP/1.1 {status} Scripted\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
            )
        }
        Step::BreakOff => "HTTP/1.1 200 Scripted\r\ncontent-length: 9\r\n\r\n{".to_owned(),
        Step::HangUp => String::new(),
        Step::Silence => {
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).await.ok();
            return;
        }
    };
    // Who no longer listens has gone.
    stream.write_all(text.as_bytes()).await.ok();
    stream.shutdown().await.ok();
}
