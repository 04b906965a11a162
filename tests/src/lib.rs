//! What tests and benchmarks share: processes, the binary under test, a browser.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "this library is part of the tests, which stop loudly where they cannot go on"
)]

pub mod browser;
pub mod porthole;
pub mod process;
pub mod recording;
pub mod scene;
pub mod typing;
