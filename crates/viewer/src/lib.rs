//! The console as a browser component: one element on the page that shows a VM's screen and takes its input.
//!
//! ```text
//!   page (main thread)                             worker
//!   ──────────────────                             ──────
//!   Viewer ── keyboard, pointer, area, focus       Engine ── Session, timer, animation frame
//!     │        └─ Command ──► Helper ══ bridge ══►   │ ├── Link     (WebSocket)
//!     └─ Screen: canvas, layout, cursor  ◄══ Event ══┘ └── Surface  (OffscreenCanvas)
//! ```
//!
//! The main thread turns DOM events into plain values and shows what comes back; everything that takes time (the
//! socket, decoding, drawing) is done in a dedicated worker. Both run the same Wasm module, so a program's `main`
//! begins with [`is_worker`]:
//!
//! ```no_run
//! if viewer::is_worker() {
//!     viewer::run_worker();
//!     return;
//! }
//! // … build the page, and in it a viewer::Viewer …
//! ```

pub mod bridge;
pub mod layout;
mod page;
mod viewer;
mod worker;

pub use page::files::Files;
pub use viewer::{Config, Event, LinkFault, PointerLock, Unsupported, Viewer};
pub use worker::{Surface, Video, is_worker, run_worker, video_is_supported};

/// Reports a panic on this thread in the browser's console, with its words and place, before the module traps.
///
/// The worker does so by itself; a page calls it at its start.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|info| web_sys::console::error_1(&info.to_string().into())));
}
