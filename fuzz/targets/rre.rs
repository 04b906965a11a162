//! Fuzzes the decoder of RRE.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("rre", bytes));
