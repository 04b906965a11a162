//! Fuzzes the decoder of Tight.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("tight", bytes));
