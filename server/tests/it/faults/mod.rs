//! What is left when the program is killed, the power goes, the disk is full, connections break, clocks jump, and many want the same thing.
//! A small sample runs by default; `CONCIERGE_SUITE=faults` runs the whole.

mod clocks;
mod cut;
mod disk;
mod fsync;
mod full_disk;
mod kill;
mod power;
mod races;
mod stream;
mod trace;

/// How much is tried: little by default, all of it in the suite.
fn sized(sample: usize, whole: usize) -> usize {
    match std::env::var("CONCIERGE_SUITE").as_deref() {
        Ok("faults") => whole,
        _ => sample,
    }
}
