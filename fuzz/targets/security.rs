//! Fuzzes the security types.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("security", bytes));
