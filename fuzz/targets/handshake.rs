//! Fuzzes the handshake.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("handshake", bytes));
