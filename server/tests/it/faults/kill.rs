//! SIGKILL in the middle of writes: nothing acknowledged is lost, nothing happens twice.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use bytes::Bytes;
use futures_util::future::join_all;
use uuid::Uuid;

use super::sized;
use super::stream::{Ground, Stream, Write};
use crate::process::Program;

const WRITERS: usize = 32;
/// How many acknowledgements a program gives at most before it is killed.
const ACKNOWLEDGED_MAX: usize = 40;
/// How many writes there are for a program at most; the kill comes long before the last of them.
const WRITES_MAX: usize = 400;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_happens_twice() {
    let kills = sized(8, 200);
    let ground = Ground::with_orders(kills * WRITES_MAX).await;
    let next = Arc::new(AtomicUsize::new(0));
    let mut acknowledged: BTreeMap<usize, Bytes> = BTreeMap::new();
    let (mut cut_off, mut kept_unheard) = (0, 0);
    for _ in 0..kills {
        let mut program = Program::serve(ground.folder.path(), &[]);
        let writes = write_until_killed(&mut program, &ground, &next).await;
        let program = Program::serve(ground.folder.path(), &[]);
        let stream = Stream::new(&program.url, &ground, &next);
        for write in writes {
            let (body, replayed) = stream.send(write.at).await.expect("the program is back");
            match write.answer {
                Some(answer) => assert!(
                    replayed && body == answer,
                    "write {} was acknowledged and is lost or changed",
                    write.at
                ),
                None => {
                    cut_off += 1;
                    kept_unheard += usize::from(replayed);
                }
            }
            acknowledged.insert(write.at, body);
        }
        drop(program);
    }
    replay_all(&ground, &next, &acknowledged).await;
    let tally = ground.tally().await;
    let expected = i64::try_from(acknowledged.len()).expect("few");
    assert_eq!(
        (tally.returns, tally.events, tally.audit, tally.idempotency),
        (expected, expected, expected, expected)
    );
    assert!(cut_off > 0, "no kill met a write under way");
    println!(
        "{kills} kills, {expected} writes, {cut_off} cut off, {kept_unheard} of them kept unheard, 0 lost, 0 twice"
    );
}

/// Several writers at once; after some acknowledgements the program is killed with whatever is under way.
async fn write_until_killed(
    program: &mut Program,
    ground: &Ground,
    next: &Arc<AtomicUsize>,
) -> Vec<Write> {
    let (heard, acknowledgements) = mpsc::channel();
    let last = next.load(Ordering::SeqCst) + WRITES_MAX - WRITERS;
    // Made before the first one writes, since making them takes longer than what there is to write.
    let streams: Vec<Stream> = (0..WRITERS)
        .map(|_| Stream::new(&program.url, ground, next))
        .collect();
    let writers: Vec<_> = streams
        .into_iter()
        .map(|stream| {
            let heard = heard.clone();
            tokio::spawn(async move {
                let mut writes = Vec::new();
                loop {
                    let write = stream.write_next().await;
                    let is_over = write.answer.is_none() || write.at >= last;
                    writes.push(write);
                    // Nobody counts any more once the program is dead.
                    let _ = heard.send(());
                    if is_over {
                        return writes;
                    }
                }
            })
        })
        .collect();
    let wait_for = 1 + Uuid::new_v4().as_u128() as usize % ACKNOWLEDGED_MAX;
    // On a thread of its own, so that the writers don't keep the kill waiting.
    tokio::task::block_in_place(|| {
        for _ in 0..wait_for {
            acknowledgements.recv().expect("writers live");
        }
        program.kill_now();
    });
    join_all(writers)
        .await
        .into_iter()
        .flat_map(|writes| writes.expect("a writer"))
        .collect()
}

/// After all kills every answer that was ever given is given again.
async fn replay_all(
    ground: &Ground,
    next: &Arc<AtomicUsize>,
    acknowledged: &BTreeMap<usize, Bytes>,
) {
    assert_eq!(
        acknowledged.len(),
        next.load(Ordering::SeqCst),
        "every write that was begun is accounted for"
    );
    let program = Program::serve(ground.folder.path(), &[]);
    let stream = Stream::new(&program.url, ground, next);
    for (at, answer) in acknowledged {
        let (body, replayed) = stream.send(*at).await.expect("an answer");
        assert!(replayed && body == *answer, "write {at}");
    }
    assert!(program.terminate().success());
}
