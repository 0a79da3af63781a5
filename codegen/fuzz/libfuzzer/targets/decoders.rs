//! Feeds `concierge_fuzz::decoders`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| concierge_fuzz::decoders(input));
