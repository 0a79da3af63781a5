//! What is left when the program is killed, and what it asks of the disk. A small sample runs by default; `CONCIERGE_SUITE=faults` runs the whole.

mod fsync;
mod kill;
mod stream;
