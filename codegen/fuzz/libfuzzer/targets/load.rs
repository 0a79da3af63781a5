//! Feeds `concierge_fuzz::load`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| concierge_fuzz::load(input));
