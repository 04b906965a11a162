//! The viewer in a real browser, with a stand-in for the worker where the page's side is looked at alone; and the engine's
//! decoding there.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops at the line that failed")]

mod area;
mod bridge;
mod decoding;
mod page;
mod sound;
mod support;
mod surface;
mod text_field;
mod video;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
