//! Feeds `concierge_fuzz::lower_emit`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| concierge_fuzz::lower_emit(input));
