//! Fuzzes a session with commands, bytes, links and time.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("session", bytes));
