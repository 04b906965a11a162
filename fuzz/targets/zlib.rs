//! Fuzzes the decoder of Zlib.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("zlib", bytes));
