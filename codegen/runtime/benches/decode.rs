//! What strictness costs: decoding with every rule checked, beside plain serde on the same type.

#[path = "../tests/it/models.rs"]
#[expect(dead_code, reason = "the tests use the other models")]
mod models;

use std::hint::black_box;
use std::time::{Duration, Instant};

use concierge_runtime::decode::strict;
use criterion::{Criterion, criterion_group, criterion_main};
use models::{NewOrder, Shelf};

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
    let large = large();
    let mut group = criterion.benchmark_group("small");
    group.bench_function("plain", |bencher| {
        bencher.iter(|| plain_order(black_box(SMALL)))
    });
    group.bench_function("strict", |bencher| {
        bencher.iter(|| strict_order(black_box(SMALL)))
    });
    group.finish();
    let mut group = criterion.benchmark_group("large");
    group.bench_function("plain", |bencher| {
        bencher.iter(|| plain_shelf(black_box(&large)))
    });
    group.bench_function("strict", |bencher| {
        bencher.iter(|| strict_shelf(black_box(&large)))
    });
    group.finish();
    report(
        "small",
        SMALL.len(),
        || plain_order(SMALL),
        || strict_order(SMALL),
    );
    report(
        "large",
        large.len(),
        || plain_shelf(&large),
        || strict_shelf(&large),
    );
}

fn plain_order(body: &str) -> NewOrder {
    serde_json::from_slice(body.as_bytes()).expect("the body fits")
}

fn strict_order(body: &str) -> NewOrder {
    strict(body.as_bytes()).expect("the body fits")
}

fn plain_shelf(body: &str) -> Shelf {
    serde_json::from_slice(body.as_bytes()).expect("the body fits")
}

fn strict_shelf(body: &str) -> Shelf {
    strict(body.as_bytes()).expect("the body fits")
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
