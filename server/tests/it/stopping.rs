//! Being told to stop: what runs ends well, what comes is sent elsewhere, and a second word ends it at once.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::house::{RETURNS, a_return};
use crate::process::{Program, create_key};

const READY: &str = "/health/ready";

async fn status(program: &Program, path: &str) -> u16 {
    let answer = reqwest::get(format!("{}{path}", program.url)).await;
    answer.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn while_it_drains_it_is_not_ready_and_a_second_signal_ends_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = Program::serve(folder.path(), &["--drain-ms", "600000"]);
    assert_eq!(status(&program, READY).await, 200);
    program.signal("TERM");
    while status(&program, READY).await != 503 {}
    assert_eq!(
        status(&program, "/health/live").await,
        200,
        "it still answers"
    );
    program.signal("INT");
    assert!(
        !program.wait().success(),
        "it says that it did not end in order"
    );
}

/// A return whose body is half sent when the server is told to stop.
#[test]
fn a_request_that_has_begun_is_finished_and_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let token = create_key(folder.path(), "widget", "*");
    let log = folder.path().join("log");
    let mut command = Command::new(Program::binary());
    command.stderr(Stdio::from(File::create(&log).expect("a file")));
    let program = Program::start(command, folder.path(), &["--seed"]);
    let body = a_return("GG-11982").to_string();
    let (first, second) = body.split_at(body.len() / 2);
    let mut socket = connect(&program);
    let head = format!(
        "POST {RETURNS} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {token}\r\nx-idempotency-key: key-00000001\r\n\
         content-type: application/json\r\nexpect: 100-continue\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    socket.write_all(head.as_bytes()).expect("sent");
    // The server asks for the body only once it reads it, so from here on the request has begun.
    let mut answer = BufReader::new(socket.try_clone().expect("the same socket"));
    let mut line = String::new();
    answer.read_line(&mut line).expect("a line");
    assert!(line.starts_with("HTTP/1.1 100"), "{line}");
    socket.write_all(first.as_bytes()).expect("sent");
    program.signal("TERM");
    while !std::fs::read_to_string(&log)
        .expect("the log")
        .contains("shutting down")
    {
        std::thread::yield_now();
    }
    socket.write_all(second.as_bytes()).expect("sent");
    let mut rest = String::new();
    answer.read_to_string(&mut rest).expect("an answer");
    assert!(rest.contains("HTTP/1.1 201"), "{rest}");
    assert!(program.wait().success());

    let again = Program::serve(folder.path(), &[]);
    let mut socket = connect(&again);
    let head = head.replace("expect: 100-continue", "connection: close");
    let repeat = format!("{head}{body}");
    socket.write_all(repeat.as_bytes()).expect("sent");
    let mut answer = String::new();
    socket.read_to_string(&mut answer).expect("an answer");
    assert!(answer.contains("idempotent-replayed: true"), "{answer}");
}

fn connect(program: &Program) -> TcpStream {
    let address = program.url.strip_prefix("http://").expect("a URL");
    let socket = TcpStream::connect(address).expect("a socket");
    let patience = Some(Duration::from_secs(60));
    socket.set_read_timeout(patience).expect("a timeout");
    socket
}
