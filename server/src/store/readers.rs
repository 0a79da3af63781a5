//! A few threads that read, each with a connection that can't write.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use concierge_runtime_server::EngineError;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::Reads;

type Question = Box<dyn FnOnce(&Connection) + Send>;

/// The readers and their queue. Dropping it answers what is queued, then ends the threads.
pub(super) struct Readers {
    queue: Option<SyncSender<Question>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    /// One thread per connection; at most `queue_max` questions wait.
    pub(super) fn start(connections: Vec<Connection>, queue_max: usize) -> std::io::Result<Self> {
        let (queue, questions) = sync_channel(queue_max);
        let questions = Arc::new(Mutex::new(questions));
        let threads = connections.into_iter().map(|connection| {
            let questions = Arc::clone(&questions);
            std::thread::Builder::new()
                .name("store-reader".to_owned())
                .spawn(move || answer(&connection, &questions))
        });
        Ok(Self {
            queue: Some(queue),
            threads: threads.collect::<Result<_, _>>()?,
        })
    }

    pub(super) async fn ask<T, Q>(&self, question: Q) -> Result<T, EngineError>
    where
        T: Send + 'static,
        Q: FnOnce(&Reads<'_>) -> Result<T, EngineError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.enqueue(Box::new(move |connection| {
            // Nobody waits any more when the caller went away.
            let _ = reply.send(question(&Reads { connection }));
        }))?;
        answer.await.map_err(|_| EngineError::Panicked)?
    }

    fn enqueue(&self, question: Question) -> Result<(), EngineError> {
        let closed = || EngineError::Unavailable("the store is closed".to_owned());
        let queue = self.queue.as_ref().ok_or_else(closed)?;
        queue.try_send(question).map_err(|error| match error {
            TrySendError::Full(_) => {
                EngineError::Unavailable("the readers' queue is full".to_owned())
            }
            TrySendError::Disconnected(_) => closed(),
        })
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        drop(self.queue.take());
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn answer(connection: &Connection, questions: &Mutex<Receiver<Question>>) {
    loop {
        let next = questions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(question) = next else { return };
        // A question that panics drops its reply; the thread goes on with the next one.
        let _ = catch_unwind(AssertUnwindSafe(|| question(connection)));
    }
}
