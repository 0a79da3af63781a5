//! Connections break after the server has committed and before its answer arrives: the same request again finds that answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::disk::Chance;
use super::sized;
use super::stream::{Ground, Stream};
use crate::process::Program;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_is_found_again_and_nothing_happens_twice() {
    let writes = sized(50, 2_000);
    let ground = Ground::with_orders(writes).await;
    let program = Program::serve(ground.folder.path(), &[]);
    let cuts = Arc::new(AtomicUsize::new(0));
    let way = cutting_proxy(&program.url, Arc::clone(&cuts)).await;
    let next = Arc::new(AtomicUsize::new(0));
    let (cut_off, straight) = (
        Stream::new(&way, &ground, &next),
        Stream::new(&program.url, &ground, &next),
    );
    let mut tries = 0;
    for at in 0..writes {
        let (body, _) = loop {
            tries += 1;
            if let Some(answer) = cut_off.send(at).await {
                break answer;
            }
        };
        let (again, replayed) = straight.send(at).await.expect("an answer");
        assert!(replayed && again == body, "write {at}");
    }
    let cuts = cuts.load(Ordering::SeqCst);
    assert!(
        cuts > 0 && tries == writes + cuts,
        "{tries} tries, {cuts} cuts"
    );
    let expected = i64::try_from(writes).expect("few");
    assert!(program.terminate().success());
    let tally = ground.tally().await;
    assert_eq!(
        (tally.returns, tally.events, tally.audit, tally.idempotency),
        (expected, expected, expected, expected)
    );
    println!("{writes} writes, {cuts} answers cut off after the commit: each has one effect");
}

/// Passes requests on and answers back; but every second answer, by chance, it swallows with the connection.
async fn cutting_proxy(url: &str, cuts: Arc<AtomicUsize>) -> String {
    let server = url.strip_prefix("http://").expect("http").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        for seed in 0.. {
            let (caller, _) = listener.accept().await.expect("a caller");
            tokio::spawn(pass_on(caller, server.clone(), seed, Arc::clone(&cuts)));
        }
    });
    format!("http://{address}")
}

async fn pass_on(mut caller: TcpStream, server: String, seed: u64, cuts: Arc<AtomicUsize>) {
    let mut chance = Chance::new(seed);
    while let Some(request) = message(&mut caller).await {
        let mut upstream = TcpStream::connect(&server).await.expect("the server");
        upstream.write_all(&request).await.expect("it listens");
        let answer = message(&mut upstream).await.expect("its answer");
        if chance.below(2) == 0 {
            cuts.fetch_add(1, Ordering::SeqCst);
            return;
        }
        caller.write_all(&answer).await.expect("it waits");
    }
}

/// A whole message whose length its head states; `None` when the connection ends first.
async fn message(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"))?;
        if bytes.len() >= head + 4 + length.trim().parse::<usize>().ok()? {
            return Some(bytes);
        }
    }
}
