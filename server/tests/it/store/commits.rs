//! Shared commits, isolated failures, and what is left after a restart.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use concierge_runtime_server::EngineError;
use concierge_server::store::{Store, Tally};
use tokio::task::JoinHandle;

use crate::fixture::{NOW_MS, Shelf, event, new_return, order};

/// A job that holds the writer until it is told to go on, so that the jobs behind it share a batch.
struct Gate {
    entered: Receiver<()>,
    open: SyncSender<()>,
    job: JoinHandle<Result<(), EngineError>>,
}

impl Gate {
    fn shut(store: &Arc<Store>) -> Self {
        let (enter, entered) = sync_channel(1);
        let (open, opened) = sync_channel(1);
        let store = Arc::clone(store);
        let job = tokio::spawn(async move {
            store
                .write(move |_| {
                    enter.send(()).map_err(EngineError::failed)?;
                    opened.recv().map_err(EngineError::failed)
                })
                .await
        });
        Self { entered, open, job }
    }

    fn wait(&self) {
        self.entered.recv().expect("the job runs");
    }

    async fn pass(self) {
        self.open.send(()).expect("the job waits");
        self.job
            .await
            .expect("the job ends")
            .expect("the job succeeds");
    }
}

fn publish(store: &Arc<Store>, id: &'static str) -> JoinHandle<Result<(), EngineError>> {
    let store = Arc::clone(store);
    tokio::spawn(async move { store.write(move |tx| tx.publish(&event(id))).await })
}

async fn tally(store: &Store) -> Tally {
    store.read(|reads| reads.tally()).await.expect("a tally")
}

/// Lets every spawned task run up to the point where it waits.
async fn settle() {
    for _ in 0..64 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn jobs_that_wait_together_are_committed_together() {
    let shelf = Shelf::new();
    let store = Arc::new(shelf.store);
    let first = Gate::shut(&store);
    settle().await;
    first.wait();
    let one = publish(&store, "one");
    settle().await;
    let second = Gate::shut(&store);
    settle().await;
    first.pass().await;
    second.wait();
    assert_eq!(
        tally(&store).await.events,
        0,
        "not visible before the batch is committed"
    );
    assert!(
        !one.is_finished(),
        "not answered before the batch is committed"
    );
    second.pass().await;
    one.await.expect("it ends").expect("it is kept");
    assert_eq!(tally(&store).await.events, 1);
}

#[tokio::test]
async fn a_failure_or_a_panic_undoes_its_own_job_only() {
    let shelf = Shelf::new();
    let store = Arc::new(shelf.store);
    let gate = Gate::shut(&store);
    settle().await;
    gate.wait();
    let before = publish(&store, "before");
    let failing = {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            store
                .write(|tx| {
                    tx.publish(&event("failing"))?;
                    Err::<(), _>(EngineError::failed("on purpose"))
                })
                .await
        })
    };
    let panicking = {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            store
                .write(|tx| {
                    tx.mark()?;
                    tx.publish(&event("panicking"))?;
                    assert!(
                        tx.find_order("none")?.is_some(),
                        "this panic is part of the test"
                    );
                    Ok(())
                })
                .await
        })
    };
    let after = publish(&store, "after");
    settle().await;
    gate.pass().await;
    before.await.expect("it ends").expect("it is kept");
    after.await.expect("it ends").expect("it is kept");
    assert!(matches!(
        failing.await.expect("it ends"),
        Err(EngineError::Failed(_))
    ));
    assert!(matches!(
        panicking.await.expect("it ends"),
        Err(EngineError::Panicked)
    ));
    assert_eq!(tally(&store).await.events, 2);
}

#[tokio::test]
async fn a_full_queue_refuses_at_once() {
    let shelf = Shelf::with(|settings| settings.write_queue_max = 1);
    let store = Arc::new(shelf.store);
    let gate = Gate::shut(&store);
    settle().await;
    gate.wait();
    let waiting = publish(&store, "waiting");
    settle().await;
    let refused = store.write(|tx| tx.publish(&event("refused"))).await;
    assert!(matches!(refused, Err(EngineError::Unavailable(_))));
    gate.pass().await;
    waiting.await.expect("it ends").expect("it is kept");
    assert_eq!(tally(&store).await.events, 1);
}

#[tokio::test]
async fn a_full_disk_refuses_writes_and_goes_on_reading() {
    let shelf = Shelf::with(|settings| settings.size_max_bytes = Some(400 * 1024));
    let mut kept = 0;
    let refused = loop {
        let outcome = shelf
            .store
            .write(move |tx| {
                let mut large = event("");
                large.id = format!("event-{kept}");
                large.facts = vec![("filler", "x".repeat(20_000))];
                tx.publish(&large)
            })
            .await;
        match outcome {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 1_000, "the bound is never reached");
    };
    assert!(
        matches!(refused, EngineError::Unavailable(_)),
        "{refused:?}"
    );
    assert_eq!(tally(&shelf.store).await.events, kept);

    let Shelf {
        store,
        mut settings,
        folder,
    } = shelf;
    drop(store);
    settings.size_max_bytes = None;
    let wider = Shelf {
        store: Store::open(&settings).expect("a store"),
        settings,
        folder,
    };
    wider
        .store
        .write(|tx| tx.publish(&event("one more")))
        .await
        .expect("room again");
    assert_eq!(tally(&wider.store).await.events, kept + 1);
}

#[tokio::test]
async fn a_job_runs_even_if_nobody_waits_for_it() {
    let shelf = Shelf::new();
    let store = Arc::new(shelf.store);
    let gate = Gate::shut(&store);
    settle().await;
    gate.wait();
    let abandoned = publish(&store, "abandoned");
    settle().await;
    abandoned.abort();
    assert!(abandoned.await.expect_err("it was aborted").is_cancelled());
    gate.pass().await;
    store.write(|_| Ok(())).await.expect("the writer goes on");
    assert_eq!(tally(&store).await.events, 1);
}

#[tokio::test]
async fn what_was_answered_is_there_after_a_restart() {
    let shelf = Shelf::new();
    shelf
        .store
        .write(|tx| {
            tx.insert_order(&order("GG-1"))?;
            tx.insert_return(&new_return("RMA-1", "GG-1"))?;
            tx.publish(&event("one"))
        })
        .await
        .expect("kept");
    let shelf = shelf.reopen();
    let found = shelf
        .store
        .write(|tx| tx.find_order("GG-1"))
        .await
        .expect("a look");
    assert_eq!(found, Some(order("GG-1")));
    let active = shelf
        .store
        .write(|tx| tx.has_active_return("GG-1"))
        .await
        .expect("a look");
    assert!(active);
    assert_eq!(tally(&shelf.store).await.events, 1);
}

#[tokio::test]
async fn an_order_has_one_active_return_even_if_nobody_looked() {
    let shelf = Shelf::new();
    let outcome = shelf
        .store
        .write(|tx| {
            tx.insert_order(&order("GG-1"))?;
            tx.insert_return(&new_return("RMA-1", "GG-1"))?;
            tx.insert_return(&new_return("RMA-2", "GG-1"))
        })
        .await;
    assert!(matches!(outcome, Err(EngineError::Failed(_))));
    assert_eq!(tally(&shelf.store).await.returns, 0);
}

#[tokio::test]
async fn a_question_that_panics_leaves_its_reader_alive() {
    let shelf = Shelf::with(|settings| settings.readers = 1);
    let outcome = shelf
        .store
        .read(|_| -> Result<(), EngineError> { panic!("this panic is part of the test") })
        .await;
    assert!(matches!(outcome, Err(EngineError::Panicked)));
    assert_eq!(tally(&shelf.store).await.events, 0);
}

#[tokio::test]
async fn keys_end_by_hand() {
    let shelf = Shelf::new();
    let gone = shelf
        .store
        .write(|tx| tx.revoke_key("none", NOW_MS))
        .await
        .expect("a look");
    assert!(!gone);
}
