//! The main thread's side: DOM events in, plain values out, and the elements on the page.

pub(crate) mod area;
pub(crate) mod cursor;
pub(crate) mod elements;
pub(crate) mod farewell;
pub(crate) mod files;
pub(crate) mod focus;
pub(crate) mod helper;
pub(crate) mod keyboard;
pub(crate) mod pointer;
mod pointer_lock;
pub(crate) mod screen;
pub(crate) mod sound;
pub(crate) mod steady_area;
pub(crate) mod text_input;
