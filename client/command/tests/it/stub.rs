//! A server that gives one prepared answer after the other, and remembers what it was asked.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

pub(crate) struct Stub {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

/// An answer: status, media type, body.
pub(crate) type Answer = (u16, &'static str, &'static str);

const JSON: &str = "application/json";

/// An answer of JSON.
pub(crate) const fn json(status: u16, body: &'static str) -> Answer {
    (status, JSON, body)
}

impl Stub {
    /// It ends with its last answer.
    pub(crate) fn start(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&seen);
        thread::spawn(move || {
            for (status, media, body) in answers {
                let (mut stream, _) = listener.accept().expect("a connection");
                let request = read(&mut stream);
                record.lock().expect("not poisoned").push(request);
                let length = body.len();
                let text = format!(
                    "HTTP/1.1 {status} Scripted\r\nconnection: close\r\ncontent-type: {media}\r\n\
                    x-request-id: r-4711\r\ncontent-length: {length}\r\n\r\n{body}"
                );
                stream.write_all(text.as_bytes()).expect("written");
            }
        });
        Self { url, seen }
    }

    /// Takes connections and never answers.
    pub(crate) fn silent() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        thread::spawn(move || {
            let taken: Vec<_> = listener.incoming().collect();
            drop(taken);
        });
        Self {
            url,
            seen: Arc::default(),
        }
    }

    /// Every request as it came in, head and body.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("not poisoned").clone()
    }
}

fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).expect("a request");
        bytes.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let is_whole = text
            .split_once("\r\n\r\n")
            .is_some_and(|(head, body)| body.len() >= length(head));
        if count == 0 || is_whole {
            return text;
        }
    }
}

fn length(head: &str) -> usize {
    let line = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    line.map_or(0, |length| length.parse().expect("a length"))
}
