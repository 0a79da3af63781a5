//! What strictness costs: decoding with every rule checked, beside plain serde on the same type.

#[path = "../tests/it/models.rs"]
mod models;

use std::hint::black_box;
use std::time::{Duration, Instant};

use concierge_runtime::Model;
use concierge_runtime::decode::strict;
use criterion::{Criterion, criterion_group, criterion_main};
use models::{Amount, Item, Labels, NewOrder, Shelf};

const SMALL: &str = r#"{"sessionId":"sess-1234567890","email":"ada.lovelace@example.org","size":3,"weight":0.5,"reason":"The ring is a little too small for the finger.","tags":["ring","gold"],"speed":"fast","address":{"city":"Paris","house":4}}"#;

/// About two kilobytes: shelves of ordinary width.
fn large() -> String {
    let shelf = |number: usize| {
        format!(r#"{{"name":"shelf number {number} in the room behind the shop"}}"#)
    };
    let inner: Vec<String> = (0..35).map(shelf).collect();
    format!(r#"{{"name":"room","inner":[{}]}}"#, inner.join(","))
}

fn measure(criterion: &mut Criterion) {
    compare::<NewOrder>(criterion, "small", SMALL);
    compare::<Shelf>(criterion, "large", &large());
    compare::<Labels>(criterion, "kept", r#"{"name":"x","a":1,"b":2.5,"c":3.75}"#);
    compare::<Item>(
        criterion,
        "tagged",
        r#"{"kind":"crate","holds":{"kind":"book","pages":3}}"#,
    );
    compare::<Amount>(criterion, "untagged", r#""a dozen""#);
}

fn compare<T: Model>(criterion: &mut Criterion, name: &str, body: &str) {
    let plain = || serde_json::from_slice::<T>(black_box(body.as_bytes())).expect("the body fits");
    let strict = || strict::<T>(black_box(body.as_bytes())).expect("the body fits");
    let mut group = criterion.benchmark_group(name);
    group.bench_function("plain", |bencher| bencher.iter(plain));
    group.bench_function("strict", |bencher| bencher.iter(strict));
    group.finish();
    report(name, body.len(), plain, strict);
}

/// One ratio from one run: short rounds of both in turn, the median of each, so that a busy machine hits both alike.
fn report<T>(name: &str, bytes: usize, plain: impl Fn() -> T, strict: impl Fn() -> T) {
    const ROUNDS: usize = 101;
    let (mut plain_times, mut strict_times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        plain_times.push(round(&plain));
        strict_times.push(round(&strict));
    }
    plain_times.sort_unstable();
    strict_times.sort_unstable();
    let (plain, strict) = (
        plain_times[ROUNDS / 2].as_nanos(),
        strict_times[ROUNDS / 2].as_nanos(),
    );
    println!(
        "{name} ({bytes} bytes): strict / plain = {:.2}",
        strict as f64 / plain as f64
    );
}

fn round<T>(decode: &impl Fn() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..1_000 {
        black_box(decode());
    }
    start.elapsed()
}

criterion_group!(benches, measure);
criterion_main!(benches);
