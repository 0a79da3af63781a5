//! Feeds `concierge_fuzz::parameters`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| concierge_fuzz::parameters(input));
