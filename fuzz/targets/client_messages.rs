//! Fuzzes a client's messages.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("client_messages", bytes));
