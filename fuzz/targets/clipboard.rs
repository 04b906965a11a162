//! Fuzzes the messages of the extended clipboard.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("clipboard", bytes));
