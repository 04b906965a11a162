//! Fuzzes the decoder of CoRRE.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("corre", bytes));
