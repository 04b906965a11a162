//! Fuzzes the decoder of ZYWRLE.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("zywrle", bytes));
