//! Fuzzes the decoder of Hextile.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("hextile", bytes));
