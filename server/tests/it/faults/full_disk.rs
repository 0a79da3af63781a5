//! The disk is full: writes are told to come again, reads go on, and once there is room the same server writes again.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use serde_json::json;

use super::stream::{Ground, Stream};
use crate::house::PRODUCTS;
use crate::process::Program;

const DISK: &str = "size=6m";
/// How many writes there are at most until the disk is full; what is free in the log is used up first.
const WRITES_MAX: usize = 2_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_stops_writes_alone_and_only_while_it_is_full() {
    if !can_mount() {
        println!("not tested: unshare is missing or may not mount");
        return;
    }
    let ground = Ground::with_orders(WRITES_MAX + 100).await;
    let disk = tempfile::tempdir().expect("a folder");
    let program = Program::start(on_small_disk(&ground, disk.path()), disk.path(), &[]);
    let next = Arc::new(AtomicUsize::new(0));
    let stream = Stream::new(&program.url, &ground, &next);
    stream.write_next().await.answer.expect("there is room");

    let filler = seen_by(&program, disk.path()).join("filler");
    fill(&filler);
    let mut written = 1;
    let mut refused = Vec::new();
    for at in 1..WRITES_MAX {
        let answer = stream.call(at).await.expect("an answer");
        match answer.status {
            201 => written += 1,
            503 => {
                assert!(answer.retry_after.is_some_and(|seconds| seconds > 0));
                refused.push(at);
            }
            status => panic!("write {at}: {status}"),
        }
        if refused.len() == 20 {
            break;
        }
    }
    assert_eq!(refused.len(), 20, "after {written} writes");
    let page = reqwest::Client::new()
        .post(format!("{}{PRODUCTS}", program.url))
        .bearer_auth(&ground.token)
        .json(&json!({ "sessionId": "sess_7f3a91" }));
    assert_eq!(page.send().await.expect("an answer").status().as_u16(), 200);

    std::fs::remove_file(filler).expect("it is there");
    for at in &refused {
        let (_, replayed) = stream.send(*at).await.expect("an answer");
        assert!(!replayed, "a write that was refused left nothing behind");
    }
    let copy = tempfile::tempdir().expect("a folder");
    for name in ["concierge.db", "concierge.db-wal"] {
        let from = seen_by(&program, disk.path()).join(name);
        std::fs::copy(from, copy.path().join(name)).expect("a file");
    }
    let store = rusqlite::Connection::open(copy.path().join("concierge.db")).expect("the store");
    let count = |table: &str| -> usize {
        let asked: u32 = store
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
                row.get(0)
            })
            .expect("a count");
        asked as usize
    };
    let expected = written + refused.len();
    for table in ["returns", "events", "audit", "idempotency"] {
        assert_eq!(count(table), expected, "{table}");
    }
    assert!(program.terminate().success());
    println!(
        "disk full: {} writes answered 503, reads 200; with room again, all of them written by the same process",
        refused.len()
    );
}

/// The program with a disk of its own at the folder, which holds what the ground does and goes with the program.
fn on_small_disk(ground: &Ground, folder: &Path) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c"]).arg(
        "mount -t tmpfs -o \"$1\" tmpfs \"$2\" && cp -a \"$3\"/. \"$2\" && shift 3 && exec \"$@\"",
    );
    command
        .args(["sh", DISK])
        .args([folder, ground.folder.path()])
        .arg(Program::binary());
    command
}

/// The folder as the program sees it, with its disk.
fn seen_by(program: &Program, folder: &Path) -> PathBuf {
    let inside = folder.strip_prefix("/").expect("a full path");
    PathBuf::from(format!("/proc/{}/root", program.id())).join(inside)
}

/// Writes until there is no room for a single page.
fn fill(path: &Path) {
    let mut filler = File::create(path).expect("a file");
    for size in [64 * 1024, 4096] {
        while filler.write_all(&vec![0; size]).is_ok() {}
    }
}

fn can_mount() -> bool {
    let mut command = Command::new("unshare");
    command
        .args([
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs tmpfs /mnt",
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
