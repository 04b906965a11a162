//! Fuzzes the decoder of ZRLE.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("zrle", bytes));
