//! Fuzzes the decoder of TightPNG.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("tight_png", bytes));
