//! Fuzzes the two cursor pseudo-encodings.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("cursor", bytes));
