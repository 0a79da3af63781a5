//! The one thread that writes. Jobs that wait at the same time share a commit, and so an fsync.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use concierge_runtime_server::EngineError;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::Tx;
use super::fault::Fault;
use super::sqlite_tx::SqliteTx;

/// How many jobs share a commit at most.
const BATCH_MAX: usize = 256;

/// The writer's queue. Dropping it finishes what is queued, then ends the thread.
pub(super) struct Writer {
    queue: Option<SyncSender<Box<dyn Work>>>,
    waiting: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// At most `queue_max` jobs wait; one more is refused.
    pub(super) fn start(connection: Connection, queue_max: usize) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel(queue_max);
        let waiting = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&waiting);
        let tx = SqliteTx { connection };
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || run(tx, &jobs, &counted))?;
        Ok(Self {
            queue: Some(queue),
            waiting,
            thread: Some(thread),
        })
    }

    pub(super) async fn write<T, J>(&self, job: J) -> Result<T, EngineError>
    where
        T: Send + 'static,
        J: FnMut(&mut (dyn Tx + 'static)) -> Result<T, EngineError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.enqueue(Box::new(Pending {
            job,
            value: None,
            reply,
        }))?;
        answer.await.map_err(|_| {
            EngineError::Unavailable("the store closed before the write began".to_owned())
        })?
    }

    /// How many jobs wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    fn enqueue(&self, work: Box<dyn Work>) -> Result<(), EngineError> {
        let closed = || EngineError::Unavailable("the store is closed".to_owned());
        let queue = self.queue.as_ref().ok_or_else(closed)?;
        // Counted before it is sent, so that the writer never takes a job that was not counted.
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let sent = queue.try_send(work);
        if sent.is_err() {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        }
        sent.map_err(|error| match error {
            TrySendError::Full(_) => {
                EngineError::Unavailable("the writer's queue is full".to_owned())
            }
            TrySendError::Disconnected(_) => closed(),
        })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A job and whoever waits for it.
trait Work: Send {
    fn attempt(&mut self, tx: &mut SqliteTx) -> Result<(), EngineError>;
    fn answer(self: Box<Self>, outcome: Result<(), EngineError>);
}

struct Pending<T, J> {
    job: J,
    value: Option<T>,
    reply: oneshot::Sender<Result<T, EngineError>>,
}

impl<T, J> Work for Pending<T, J>
where
    T: Send,
    J: FnMut(&mut (dyn Tx + 'static)) -> Result<T, EngineError> + Send,
{
    fn attempt(&mut self, tx: &mut SqliteTx) -> Result<(), EngineError> {
        self.value = Some((self.job)(tx)?);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), EngineError>) {
        let Self { value, reply, .. } = *self;
        // Nobody waits any more when the caller went away; the effect stands, and a repeat with the same key finds it.
        let _ = reply.send(outcome.and_then(|()| value.ok_or(EngineError::Panicked)));
    }
}

fn run(mut tx: SqliteTx, jobs: &Receiver<Box<dyn Work>>, waiting: &AtomicUsize) {
    while let Ok(first) = jobs.recv() {
        let mut batch = Vec::with_capacity(16);
        batch.push(first);
        batch.extend(jobs.try_iter().take(BATCH_MAX - 1));
        waiting.fetch_sub(batch.len(), Ordering::Relaxed);
        match attempt_all(&mut tx, &mut batch) {
            Ok(outcomes) => batch
                .into_iter()
                .zip(outcomes)
                .for_each(|(work, outcome)| work.answer(outcome)),
            Err(fault) => batch
                .into_iter()
                .for_each(|work| work.answer(Err(fault.to_error()))),
        }
    }
    // The last one out leaves a short log behind; a failure costs the next start some time, nothing else.
    let _ = tx
        .connection
        .execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)");
}

/// Runs a batch in one transaction. The outcomes hold once it is committed; an error means that nothing of the batch was kept.
fn attempt_all(
    tx: &mut SqliteTx,
    batch: &mut [Box<dyn Work>],
) -> Result<Vec<Result<(), EngineError>>, Fault> {
    tx.run("BEGIN IMMEDIATE")
        .map_err(|error| Fault::from(&error))?;
    let outcomes: Result<Vec<_>, Fault> = batch
        .iter_mut()
        .map(|work| attempt(tx, work.as_mut()))
        .collect();
    let committed = outcomes.and_then(|outcomes| {
        tx.run("COMMIT").map_err(|error| Fault::from(&error))?;
        Ok(outcomes)
    });
    if committed.is_err() && !tx.connection.is_autocommit() {
        let _ = tx.run("ROLLBACK");
    }
    committed
}

/// Runs one job in a savepoint: what fails or panics leaves no trace, and its neighbours don't notice. An error means that the whole batch is
/// lost: a job that can be neither kept nor undone alone must not be committed with the others.
fn attempt(tx: &mut SqliteTx, work: &mut dyn Work) -> Result<Result<(), EngineError>, Fault> {
    tx.run("SAVEPOINT job")
        .map_err(|error| Fault::from(&error))?;
    let outcome =
        catch_unwind(AssertUnwindSafe(|| work.attempt(tx))).unwrap_or(Err(EngineError::Panicked));
    if tx.connection.is_autocommit() {
        // The database gave up the whole transaction, as it may when the disk is full; the jobs before this one are gone too.
        return Err(Fault::Unavailable(
            "the storage gave up the transaction".to_owned(),
        ));
    }
    if outcome.is_err() {
        tx.run("ROLLBACK TO job")
            .map_err(|error| Fault::from(&error))?;
    }
    tx.run("RELEASE job").map_err(|error| Fault::from(&error))?;
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use super::super::fault::fault;
    use super::*;

    /// Writes a row, then ends the savepoint that it could be undone by.
    struct Stray;

    impl Work for Stray {
        fn attempt(&mut self, tx: &mut SqliteTx) -> Result<(), EngineError> {
            for sql in ["INSERT INTO rows VALUES (1)", "RELEASE job"] {
                tx.run(sql).map_err(fault)?;
            }
            Err(EngineError::Panicked)
        }

        fn answer(self: Box<Self>, _: Result<(), EngineError>) {}
    }

    /// Adds a row, once it is let go, and tells how many rows another connection sees meanwhile.
    struct Row {
        wait: Option<Receiver<()>>,
        committed: Connection,
        seen: Sender<i64>,
    }

    impl Work for Row {
        fn attempt(&mut self, tx: &mut SqliteTx) -> Result<(), EngineError> {
            if let Some(wait) = self.wait.take() {
                wait.recv().expect("a word to go on");
            }
            tx.run("INSERT INTO rows VALUES (1)").map_err(fault)?;
            let seen = count_rows(&self.committed);
            self.seen.send(seen).expect("a listener");
            Ok(())
        }

        fn answer(self: Box<Self>, outcome: Result<(), EngineError>) {
            outcome.expect("a commit");
        }
    }

    fn count_rows(connection: &Connection) -> i64 {
        connection
            .query_row("SELECT count(*) FROM rows", [], |row| row.get(0))
            .expect("a count")
    }

    #[test]
    fn jobs_that_wait_at_the_same_time_share_one_commit() {
        const WAITING: usize = 64;
        let folder = tempfile::tempdir().expect("a folder");
        let open = || Connection::open(folder.path().join("rows.db")).expect("a database");
        let connection = open();
        connection
            .execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE rows (id INTEGER)")
            .expect("a table");
        let (go, wait) = channel();
        let (seen, told) = channel();
        let mut wait = Some(wait);
        let writer = Writer::start(connection, 1 + WAITING).expect("a writer");
        // The first one holds the writer until all the others are queued.
        for _ in 0..=WAITING {
            let row = Row {
                wait: wait.take(),
                committed: open(),
                seen: seen.clone(),
            };
            writer.enqueue(Box::new(row)).expect("a place in the queue");
        }
        go.send(()).expect("a writer that waits");
        drop((writer, seen));

        let told: Vec<i64> = told.iter().collect();
        assert_eq!(told.len(), 1 + WAITING);
        // The writer may have taken the first one alone, or some with it; no others are committed between two that wait.
        let commits = 1 + told.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!(commits <= 2, "{commits} commits: {told:?}");
        assert_eq!(count_rows(&open()), 1 + WAITING as i64);
    }

    #[test]
    fn a_batch_with_a_job_that_cannot_be_undone_is_given_up() {
        let connection = Connection::open_in_memory().expect("a database");
        connection
            .execute_batch("CREATE TABLE rows (id INTEGER)")
            .expect("a table");
        let mut tx = SqliteTx { connection };
        assert!(attempt_all(&mut tx, &mut [Box::new(Stray) as Box<dyn Work>]).is_err());
        assert!(tx.connection.is_autocommit(), "the next batch can begin");
        let rows: i64 = tx
            .connection
            .query_row("SELECT count(*) FROM rows", [], |row| row.get(0))
            .expect("a count");
        assert_eq!(rows, 0);
    }
}
