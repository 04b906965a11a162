//! The browser: the only room of the application that knows its objects. Plain values go in and come out.

pub(crate) mod bell;
pub(crate) mod clipboard;
pub(crate) mod console;
pub(crate) mod field;
pub(crate) mod focus;
pub(crate) mod fullscreen;
mod operator_file;
pub(crate) mod page;
pub(crate) mod screen;
pub(crate) mod storage;
pub(crate) mod timer;
pub(crate) mod watch;

use wasm_bindgen::JsValue;
use web_sys::{Document, Window};

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

/// What a JavaScript exception says, for the log.
fn words(error: &JsValue) -> String {
    error.as_string().unwrap_or_else(|| String::from(js_sys::Object::from(error.clone()).to_string()))
}
