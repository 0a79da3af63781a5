//! The power goes in the middle of writes: a program's calls are recorded, and what a disk may hold at any moment is rebuilt from them.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use concierge_runtime_server::{Profile, SystemClock};
use concierge_server::app::{App, Means};
use concierge_server::ids::RandomIds;
use concierge_server::secret::MasterSecret;
use concierge_server::store::{Settings, Store};
use futures_util::future::join_all;
use http::Method;
use rusqlite::Connection;

use super::disk::{Chance, Disk};
use super::stream::{Ground, order_number};
use super::trace::{self, Step};
use super::{fsync, sized};
use crate::house::{Call, RETURNS, a_return, key};

/// What the program is told: its folder, how many write at once, how many writes there are, and whether commits wait for the disk.
const FOLDER: &str = "CONCIERGE_POWER_FOLDER";
const WRITERS: &str = "CONCIERGE_POWER_WRITERS";
const WRITES: &str = "CONCIERGE_POWER_WRITES";
const SYNCED: &str = "CONCIERGE_POWER_SYNCED";

/// What came of many losses of power.
#[derive(Debug, Default)]
struct Outcome {
    points: usize,
    /// Points at which something that was acknowledged is gone.
    lossy: usize,
    /// Acknowledged writes that were looked for, over all points.
    looked_for: usize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_with_the_power() {
    if !fsync::can_trace() {
        println!("not tested: strace is missing or may not trace");
        return;
    }
    let mut outcome = Outcome::default();
    let writers: &[usize] = &[4, 1, 16, 32];
    for writers in &writers[..sized(1, 4)] {
        let (writes, points) = (sized(60, 500), sized(40, 500));
        lose_power_often(*writers, writes, points, true, &mut outcome).await;
    }
    assert_eq!(outcome.lossy, 0, "{outcome:?}");
    println!(
        "power lost at {} points, {} acknowledged writes looked for: 0 lost, 0 half",
        outcome.points, outcome.looked_for
    );
}

/// Without a sync at every commit the latest ones go, though nothing breaks: were this not seen, the test above could see nothing either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commits_that_do_not_wait_for_the_disk_are_lost() {
    if !fsync::can_trace() {
        println!("not tested: strace is missing or may not trace");
        return;
    }
    let mut outcome = Outcome::default();
    let (writes, points) = (sized(60, 500), sized(40, 500));
    lose_power_often(4, writes, points, false, &mut outcome).await;
    assert!(outcome.lossy > 0, "{outcome:?}");
    println!(
        "power lost at {} points with synchronous=NORMAL: acknowledged writes are gone at {} of them",
        outcome.points, outcome.lossy
    );
}

/// Records one run of the program, then cuts the power at points that are spread over it by chance.
async fn lose_power_often(
    writers: usize,
    writes: usize,
    points: usize,
    synced: bool,
    outcome: &mut Outcome,
) {
    let ground = Ground::with_orders(writes).await;
    let folder = ground.folder.path().to_owned();
    let mut disk = Disk::of(&folder);
    let steps = record(&folder, writers, writes, synced);
    let mut chance = Chance::new(u64::try_from(writers).expect("few"));
    let mut at: Vec<usize> = (0..points).map(|_| chance.below(steps.len())).collect();
    at.sort_unstable();
    let mut at = at.into_iter().peekable();
    let mut acknowledged = BTreeSet::new();
    for (index, step) in steps.iter().enumerate() {
        while at.next_if_eq(&index).is_some() {
            let clone = tempfile::tempdir().expect("a folder");
            disk.lose_power(&mut chance, clone.path());
            let there = returned(clone.path()).await;
            outcome.points += 1;
            outcome.looked_for += acknowledged.len();
            outcome.lossy += usize::from(!there.is_superset(&acknowledged));
        }
        disk.take(step);
        if let Step::Said(said) = step {
            acknowledged.extend(said.lines().filter_map(|line| {
                let at = line.strip_prefix("acknowledged ")?.parse().ok()?;
                Some(order_number(at))
            }));
        }
    }
    assert_eq!(acknowledged.len(), writes, "every write was acknowledged");
}

/// The orders with a return, in a store as it opens after the loss; nothing in it may be half.
async fn returned(folder: &Path) -> BTreeSet<String> {
    let path = folder.join("concierge.db");
    let store = Store::open(&Settings::new(path.clone())).expect("the store opens");
    let tally = store.read(|reads| reads.tally()).await.expect("a tally");
    assert_eq!(
        (tally.events, tally.audit, tally.idempotency),
        (tally.returns, tally.returns, tally.returns),
        "effect, event, audit row and answer stand together"
    );
    drop(store);
    let connection = Connection::open(path).expect("the store");
    let check: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("a check");
    assert_eq!(check, "ok");
    let mut numbers = connection
        .prepare("SELECT order_number FROM returns")
        .expect("a question");
    let numbers = numbers.query_map([], |row| row.get(0)).expect("rows");
    numbers.map(|number| number.expect("text")).collect()
}

/// What the program below does to its folder.
fn record(folder: &Path, writers: usize, writes: usize, synced: bool) -> Vec<Step> {
    let out = folder.join("trace");
    let status = trace::tracer(&out)
        .arg(std::env::current_exe().expect("this program"))
        .args([
            "faults::power::program",
            "--exact",
            "--ignored",
            "--nocapture",
        ])
        .env(FOLDER, folder)
        .env(WRITERS, writers.to_string())
        .env(WRITES, writes.to_string())
        .env(SYNCED, synced.to_string())
        .stdout(Stdio::piped())
        .output()
        .expect("strace runs");
    assert!(status.status.success(), "{status:?}");
    trace::read(&std::fs::read_to_string(out).expect("a trace"), folder)
}

/// The program that is recorded: it writes, says what was acknowledged, and ends without closing anything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the tests above run it in a process of its own"]
async fn program() {
    let told = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is set"));
    let number = |name: &str| told(name).parse::<usize>().expect("a number");
    let folder = told(FOLDER);
    let folder = Path::new(&folder);
    let mut settings = Settings::new(folder.join("concierge.db"));
    settings.sync_commits = told(SYNCED) == "true";
    let app = App::new(Means {
        store: Arc::new(Store::open(&settings).expect("a store")),
        secret: MasterSecret::new(&[7; 32]).expect("long enough"),
        clock: Arc::new(SystemClock::new()),
        ids: Arc::new(RandomIds),
        uploads_dir: folder.to_owned(),
    });
    let token = app.keys().create(key("all", &["*"])).await.expect("a key");
    let mut options = app.options();
    options.limits = Profile::Open;
    let service = app.service(options);
    let (writes, next) = (number(WRITES), AtomicUsize::new(0));
    join_all((0..number(WRITERS)).map(async |_| {
        loop {
            let at = next.fetch_add(1, Ordering::SeqCst);
            if at >= writes {
                return;
            }
            let call = Call::new(Method::POST, RETURNS)
                .header("authorization", &format!("Bearer {token}"))
                .header("content-type", "application/json")
                .header("x-idempotency-key", &format!("key-{at:08}"))
                .body(a_return(&order_number(at)).to_string());
            assert_eq!(service.call(call.request()).await.status(), 201);
            println!("acknowledged {at}");
        }
    }))
    .await;
    std::process::exit(0);
}
