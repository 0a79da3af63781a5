//! Carrying events out: order, repeats, failures, and what a cut in the middle leaves.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use concierge_server::background::relay::Relay;
use concierge_server::domain::HOUR_MS;
use concierge_server::domain::delivery::{Letter, State};
use concierge_server::domain::event::Event;
use concierge_server::sink::{Handover, Sink, Undelivered};
use serde_json::Value;
use slog::{Discard, Logger, o};
use tokio::sync::Notify;

use super::receiver::Books;
use crate::fixture::event;
use crate::house::{House, a_return};

const TRIES_MAX: u32 = 4;

/// What a sink does with a letter.
enum Word {
    Take,
    /// Takes it, and the taker's word of that is lost.
    TakeUnheard,
    Refuse,
    /// Takes it, and never says so.
    Hang,
}

type Script = Box<dyn Fn(&Letter, usize) -> Word + Send + Sync>;

/// A sink that does as it is told; the number is how often the letter was brought before.
struct Scripted {
    script: Script,
    brought: Mutex<BTreeMap<String, usize>>,
    taken: Mutex<Vec<Value>>,
    hung: Notify,
}

impl Scripted {
    fn new(script: impl Fn(&Letter, usize) -> Word + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            script: Box::new(script),
            brought: Mutex::default(),
            taken: Mutex::default(),
            hung: Notify::new(),
        })
    }

    fn taken(&self) -> Vec<Value> {
        self.taken.lock().expect("nobody panicked").clone()
    }

    fn keys(&self) -> Vec<String> {
        let key = |envelope: &Value| envelope["key"].as_str().expect("a key").to_owned();
        self.taken().iter().map(key).collect()
    }
}

impl Sink for Scripted {
    fn take<'a>(&'a self, letter: &'a Letter) -> Handover<'a> {
        let before = {
            let mut brought = self.brought.lock().expect("nobody panicked");
            let times = brought.entry(letter.id.clone()).or_default();
            *times += 1;
            *times - 1
        };
        let word = (self.script)(letter, before);
        if !matches!(word, Word::Refuse) {
            let envelope = serde_json::from_str(&letter.body).expect("JSON");
            self.taken.lock().expect("nobody panicked").push(envelope);
        }
        Box::pin(async move {
            match word {
                Word::Take => Ok(()),
                Word::TakeUnheard | Word::Refuse => Err(Undelivered::Status(503)),
                Word::Hang => {
                    self.hung.notify_one();
                    std::future::pending().await
                }
            }
        })
    }
}

fn relay(house: &House, sink: &Arc<Scripted>) -> Relay {
    let log = Logger::root(Discard, o!());
    Relay::new(
        Arc::clone(&house.app),
        Arc::clone(sink) as Arc<dyn Sink>,
        TRIES_MAX,
        log,
    )
}

/// Puts events into the outbox: their keys, in this order.
async fn publish(house: &House, keys: impl IntoIterator<Item = String>) {
    let events: Vec<Event> = keys
        .into_iter()
        .enumerate()
        .map(|(at, key)| Event {
            subject: key,
            request_id: format!("request-{at}"),
            ..event(&format!("event-{at:05}"))
        })
        .collect();
    let write = house
        .app
        .store()
        .write(move |tx| events.iter().try_for_each(|event| tx.publish(event)));
    write.await.expect("published");
}

fn keys(count: usize, of: usize) -> impl Iterator<Item = String> {
    (0..count).map(move |at| format!("key-{}", at % of))
}

async fn states(house: &House) -> Vec<State> {
    let read = house
        .app
        .store()
        .read(|reads| reads.events_after(0, 10_000));
    read.await
        .expect("events")
        .iter()
        .map(|event| event.state)
        .collect()
}

/// Carries until everything is settled, moving the clock over every wait.
async fn carry_all(house: &House, sink: &Arc<Scripted>) {
    for _ in 0..1000 {
        relay(house, sink).carry().await.expect("carried");
        if !states(house).await.contains(&State::Waiting) {
            return;
        }
        house.clock.advance_ms(HOUR_MS);
    }
    panic!("something waits for ever");
}

fn sequences_by_key(taken: &[Value]) -> BTreeMap<String, Vec<i64>> {
    let mut by_key: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for envelope in taken {
        let sequences = by_key.entry(envelope["key"].to_string()).or_default();
        sequences.push(envelope["sequence"].as_i64().expect("a sequence"));
    }
    by_key
}

#[tokio::test]
async fn events_of_a_key_keep_their_order_whatever_fails() {
    let house = House::new().await;
    publish(&house, keys(300, 7)).await;
    // Every third is refused twice, every fifth is taken unheard once.
    let sink = Scripted::new(|letter, before| match letter.sequence {
        sequence if sequence % 3 == 0 && before < 2 => Word::Refuse,
        sequence if sequence % 5 == 0 && before < 1 => Word::TakeUnheard,
        _ => Word::Take,
    });
    carry_all(&house, &sink).await;
    assert!(
        states(&house)
            .await
            .iter()
            .all(|state| *state == State::Delivered)
    );
    let taken = sink.taken();
    assert!(taken.len() > 300, "some came twice");
    let by_key = sequences_by_key(&taken);
    assert_eq!(by_key.len(), 7);
    for (key, mut sequences) in by_key {
        assert!(sequences.is_sorted(), "{key}: {sequences:?}");
        sequences.dedup();
        assert!(sequences.len() >= 42, "{key}: nothing is missing");
    }
}

#[tokio::test]
async fn duplicates_and_a_shuffle_leave_a_consumers_books_as_they_are() {
    let house = House::new().await;
    publish(&house, keys(200, 9)).await;
    let clean = Scripted::new(|_, _| Word::Take);
    carry_all(&house, &clean).await;
    let clean = clean.taken();
    let mut disturbed: Vec<Value> = clean
        .iter()
        .flat_map(|envelope| vec![envelope.clone(); 3])
        .collect();
    let mut chance = 0x2545_f491_4f6c_dd1d_u64;
    for at in (1..disturbed.len()).rev() {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        disturbed.swap(at, (chance % (at as u64 + 1)) as usize);
    }
    assert_ne!(disturbed[..clean.len()], clean);
    assert_eq!(Books::of(disturbed), Books::of(clean));
}

#[tokio::test]
async fn a_relay_that_is_cut_off_is_taken_up_and_nothing_is_lost() {
    let house = House::new().await;
    publish(&house, keys(120, 5)).await;
    let hanging = Scripted::new(|letter, _| {
        if letter.sequence > 40 {
            Word::Hang
        } else {
            Word::Take
        }
    });
    let first_relay = relay(&house, &hanging);
    tokio::select! {
        carried = first_relay.carry() => panic!("it hangs: {carried:?}"),
        () = hanging.hung.notified() => {}
    }
    let first = hanging.taken();
    let second = Scripted::new(|_, _| Word::Take);
    carry_all(&house, &second).await;
    let (first_books, second) = (Books::of(first.clone()), second.taken());
    let both: Vec<Value> = first.into_iter().chain(second.iter().cloned()).collect();
    for (key, sequences) in sequences_by_key(&both) {
        assert!(sequences.is_sorted(), "{key}: {sequences:?}");
    }
    assert!(second.len() < 120, "what was settled does not come again");
    assert_ne!(Books::of(both.clone()), first_books);
    let ids: std::collections::BTreeSet<String> = both
        .iter()
        .map(|envelope| envelope["id"].to_string())
        .collect();
    assert_eq!(ids.len(), 120);
}

#[tokio::test]
async fn a_poisoned_event_dies_without_holding_up_others_and_can_be_replayed() {
    let house = House::new().await;
    publish(
        &house,
        ["poison", "a", "poison", "b", "a"].map(str::to_owned),
    )
    .await;
    let is_cured = Arc::new(AtomicBool::new(false));
    let cure = Arc::clone(&is_cured);
    let sink = Scripted::new(move |letter, _| {
        if letter.sequence == 1 && !cure.load(Ordering::SeqCst) {
            Word::Refuse
        } else {
            Word::Take
        }
    });
    for tries in 1..TRIES_MAX {
        relay(&house, &sink).carry().await.expect("carried");
        assert_eq!(
            sink.keys(),
            ["a", "b", "a"],
            "others get on, its own key waits"
        );
        let events = house.events().await;
        assert_eq!((events[0].state, events[0].tries), (State::Waiting, tries));
        relay(&house, &sink).carry().await.expect("carried");
        assert_eq!(house.events().await[0].tries, tries, "not before its time");
        house.clock.advance_ms(HOUR_MS);
    }
    relay(&house, &sink).carry().await.expect("carried");
    assert_eq!(
        sink.keys(),
        ["a", "b", "a", "poison"],
        "the next of its key"
    );
    let dead = house
        .app
        .store()
        .read(|reads| reads.dead_events(10))
        .await
        .expect("dead letters");
    let [dead] = dead.try_into().expect("one");
    assert_eq!(
        (dead.position, dead.tries, dead.cause.as_deref()),
        (1, TRIES_MAX, Some("call the webhook: it answered 503"))
    );

    is_cured.store(true, Ordering::SeqCst);
    let id = dead.id.clone();
    let replayed = house
        .app
        .store()
        .write(move |tx| tx.replay_event(&id))
        .await;
    assert!(replayed.expect("written"));
    relay(&house, &sink).carry().await.expect("carried");
    assert_eq!(sink.taken().last().expect("it came")["sequence"], 1);
    assert!(
        states(&house)
            .await
            .iter()
            .all(|state| *state == State::Delivered)
    );
}

#[tokio::test]
async fn a_sink_that_hangs_holds_up_neither_requests_nor_other_keys() {
    let house = House::new().await;
    publish(&house, ["slow", "slow"].map(str::to_owned)).await;
    let sink = Scripted::new(|letter, _| {
        if letter.sequence == 1 {
            Word::Hang
        } else {
            Word::Take
        }
    });
    let relay = relay(&house, &sink);
    let requests = async {
        sink.hung.notified().await;
        let call = house.post_return("key-00000001", a_return("GG-11982"));
        house.answer(call).await.holds(201, "Return");
        while sink.taken().len() < 2 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        carried = relay.carry() => panic!("it hangs: {carried:?}"),
        () = requests => {}
    }
    let last = sink.taken().pop().expect("the return's event");
    assert_eq!(last["type"], "return.initiated");
}
