//! Fuzzes rectangles of H.264 among others.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("video", bytes));
