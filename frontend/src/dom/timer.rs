//! Later.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Calls back once after so many milliseconds.
pub(crate) fn after(milliseconds: u32, callback: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(callback);
    let delay = i32::try_from(milliseconds).unwrap_or(i32::MAX);
    if let Some(window) = super::window() {
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(callback.unchecked_ref(), delay);
    }
}
