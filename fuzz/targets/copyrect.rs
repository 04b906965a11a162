//! Fuzzes the decoder of CopyRect.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("copyrect", bytes));
