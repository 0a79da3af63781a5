//! What is acknowledged is on disk: the calls to sync are counted.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use futures_util::future::join_all;

use super::stream::{Ground, Stream};
use crate::process::Program;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_write_is_synced() {
    if !can_trace() {
        println!("not tested: strace is missing or may not trace");
        return;
    }
    let ground = Ground::with_orders(200).await;
    let trace = ground.folder.path().join("trace");
    let mut command = Command::new("strace");
    // With -D the program is our child and the tracer is not: killing the one ends the other.
    command
        .args(["-D", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o"])
        .arg(&trace)
        .arg(Program::binary());
    let program = Program::start(command, ground.folder.path(), &[]);
    let next = Arc::new(AtomicUsize::new(0));
    let stream = Stream::new(&program.url, &ground, &next);

    let before = syncs(&trace);
    for _ in 0..100 {
        stream.write_next().await.answer.expect("an answer");
    }
    let one_by_one = syncs(&trace) - before;
    assert!(
        one_by_one >= 100,
        "100 acknowledged writes, {one_by_one} syncs"
    );

    // How many of them wait together is up to the machine; that those share a commit is tested at the writer's queue.
    let before = syncs(&trace);
    let answers = join_all((0..64).map(|_| stream.write_next())).await;
    assert!(answers.iter().all(|write| write.answer.is_some()));
    let together = syncs(&trace) - before;
    assert!(together >= 1, "64 writes at once, no sync");
    println!("100 writes one by one: {one_by_one} syncs; 64 at once: {together} syncs");
}

pub(super) fn can_trace() -> bool {
    let mut command = Command::new("strace");
    command
        .args(["-D", "-f", "-o", "/dev/null", "true"])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn syncs(trace: &Path) -> usize {
    let text = std::fs::read_to_string(trace).unwrap_or_default();
    // A call that another thread interrupts stands in two lines; the second one says `resumed`.
    text.lines().filter(|line| line.contains("sync(")).count()
}
