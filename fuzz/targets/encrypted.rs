//! Fuzzes an encrypted session.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("encrypted", bytes));
