//! Files that no row names, and pictures that a scanner looks into.

use std::fs::File;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, UNIX_EPOCH};

use concierge_server::background::pictures;
use concierge_server::domain::HOUR_MS;
use concierge_server::scanner::{Scan, ScanError, Scanner, Verdict};
use slog::{Discard, Logger, o};

use crate::fixture::NOW_MS;
use crate::house::{House, INSPIRATION};
use crate::operations::inspiration::{PNG, upload, uploads};
use crate::process::{Program, create_key};

async fn sweep(house: &House) -> usize {
    pictures::sweep(&house.app).await.expect("a sweep")
}

#[tokio::test]
async fn a_write_that_fails_leaves_a_file_for_an_hour() {
    let house = House::new().await;
    house.run_batch("ALTER TABLE inspiration RENAME TO elsewhere");
    let reply = house.answer(upload(&house, "b1", "image/png", PNG)).await;
    assert_eq!(reply.status, 500);
    house.run_batch("ALTER TABLE elsewhere RENAME TO inspiration");
    assert_eq!(
        uploads(&house).len(),
        1,
        "it was written before the transaction"
    );
    house.clock.advance_ms(HOUR_MS - 1);
    assert_eq!(
        sweep(&house).await,
        0,
        "a request may still be about to name it"
    );
    house.clock.advance_ms(1);
    assert_eq!(sweep(&house).await, 1);
    assert!(uploads(&house).is_empty());
}

#[tokio::test]
async fn what_a_killed_server_left_goes_and_what_a_row_names_stays() {
    let house = House::new().await;
    house
        .answer(upload(&house, "b1", "image/png", PNG))
        .await
        .holds(201, "Inspiration");
    let [named] = uploads(&house).try_into().expect("one file");
    let left = house
        .folder
        .path()
        .join("uploads")
        .join("ins_0000000000000bad");
    std::fs::write(&left, PNG).expect("a file");
    let came = UNIX_EPOCH + Duration::from_millis(NOW_MS.try_into().expect("after 1970"));
    let file = File::open(&left).expect("the file");
    file.set_modified(came).expect("its age");
    assert_eq!(sweep(&house).await, 0);
    house.clock.advance_ms(HOUR_MS);
    assert_eq!(sweep(&house).await, 1);
    assert_eq!(uploads(&house), [named]);
}

/// SIGKILL while pictures arrive: a file may be left that no row names, but never a row without its file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_leaves_no_row_without_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let token = create_key(folder.path(), "all", "*");
    let mut program = Program::serve(folder.path(), &[]);
    let (heard, mut answers) = tokio::sync::mpsc::unbounded_channel();
    let senders: Vec<_> = (0..4)
        .map(|_| {
            let (url, token, heard) = (
                format!("{}{INSPIRATION}", program.url),
                token.clone(),
                heard.clone(),
            );
            tokio::spawn(async move {
                let client = reqwest::Client::new();
                loop {
                    let call = client.post(&url).bearer_auth(&token);
                    let call = call
                        .header("content-type", "multipart/form-data; boundary=b")
                        .body(form());
                    match call.send().await {
                        Ok(answer) => assert_eq!(answer.status().as_u16(), 201),
                        Err(_) => return,
                    }
                    // Nobody counts any more once the program is dead.
                    let _ = heard.send(());
                }
            })
        })
        .collect();
    for _ in 0..20 {
        answers.recv().await.expect("senders live");
    }
    program.kill_now();
    for sender in senders {
        sender.await.expect("no panic");
    }
    // A backup refuses a row whose file is missing or holds something else.
    let backup = folder.path().join("backup");
    let manifest =
        concierge_server::backup::take(folder.path(), &backup, NOW_MS).expect("a backup");
    assert!(
        manifest.files.len() >= 20,
        "{} pictures",
        manifest.files.len()
    );
}

fn form() -> Vec<u8> {
    let head = concat!(
        "--b\r\ncontent-disposition: form-data; name=\"sessionId\"\r\n\r\nsess_7f3a91\r\n",
        "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x\"\r\ncontent-type: image/png\r\n\r\n",
    );
    [head.as_bytes(), PNG, b"\r\n--b--\r\n"].concat()
}

/// Says what it is told to say, one word per scan.
struct Scripted(Mutex<Vec<Result<Verdict, ScanError>>>);

impl Scripted {
    fn new(mut words: Vec<Result<Verdict, ScanError>>) -> Self {
        words.reverse();
        Self(Mutex::new(words))
    }
}

impl Scanner for Scripted {
    fn scan<'a>(&'a self, file: &'a Path) -> Scan<'a> {
        assert_eq!(std::fs::read(file).expect("the file"), PNG);
        let word = self.0.lock().expect("nobody panicked").pop();
        Box::pin(async { word.expect("no further scan") })
    }
}

async fn scan(house: &House, scanner: &Scripted) -> usize {
    let log = Logger::root(Discard, o!());
    pictures::scan(&house.app, scanner, &log)
        .await
        .expect("a scan")
}

fn state(house: &House) -> Vec<String> {
    house.texts("SELECT scan || ' ' || moderation_status FROM inspiration ORDER BY created_at_ms")
}

#[tokio::test]
async fn a_clean_picture_still_waits_for_a_person_and_a_bad_one_goes() {
    let house = House::new().await;
    for boundary in ["b1", "b2"] {
        house
            .answer(upload(&house, boundary, "image/png", PNG))
            .await
            .holds(201, "Inspiration");
        house.clock.advance_ms(1);
    }
    let infected = Verdict::Infected {
        signature: "Eicar-Test-Signature".to_owned(),
    };
    let scanner = Scripted::new(vec![Ok(Verdict::Clean), Ok(infected)]);
    assert_eq!(scan(&house, &scanner).await, 2);
    assert_eq!(state(&house), ["clean pending_review", "infected rejected"]);
    let kept = house.texts("SELECT file FROM inspiration WHERE file IS NOT NULL");
    assert_eq!(uploads(&house), kept);
    assert_eq!(
        scan(&house, &scanner).await,
        0,
        "neither is looked into again"
    );
}

#[tokio::test]
async fn a_scanner_that_is_away_is_asked_again_later() {
    let house = House::new().await;
    house
        .answer(upload(&house, "b1", "image/png", PNG))
        .await
        .holds(201, "Inspiration");
    let scanner = Scripted::new(vec![
        Err(ScanError::Late),
        Err(ScanError::Late),
        Ok(Verdict::Clean),
    ]);
    for wait_s in [30, 60] {
        assert_eq!(scan(&house, &scanner).await, 1);
        assert_eq!(state(&house), ["waiting pending_review"]);
        house.clock.advance_ms(wait_s * 1000 - 1);
        assert_eq!(scan(&house, &scanner).await, 0);
        house.clock.advance_ms(1);
    }
    assert_eq!(scan(&house, &scanner).await, 1);
    assert_eq!(state(&house), ["clean pending_review"]);
}
