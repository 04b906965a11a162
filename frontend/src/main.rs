//! The console's page: the Yew application around the viewer.
//!
//! ```text
//!   parameters   what the address and the operator ask for        texts   every word
//!   state        what there is to show, and what changes it       keys, chord, log, diary
//!   components   how it looks: state in, actions out
//!   app          holds the state, has effects done                dom     the browser
//! ```
//!
//! The same Wasm module runs twice: on the page, and in the worker that the viewer starts.

mod app;
mod chord;
mod components;
mod diary;
mod dom;
mod fingerprint;
mod keys;
mod known_servers;
mod log;
mod parameters;
mod state;
mod texts;

fn main() {
    if viewer::is_worker() {
        viewer::run_worker();
        return;
    }
    viewer::report_panics();
    wasm_bindgen_futures::spawn_local(app::start());
}
