//! Fuzzes the decoder of ZlibHex.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| porthole_fuzz::replay("zlib_hex", bytes));
