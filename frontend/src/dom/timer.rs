//! Later.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Calls back once after a time, unless it is dropped before.
pub(super) struct Timer {
    number: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Timer {
    pub(super) fn new(milliseconds: u32, callback: impl FnOnce() + 'static) -> Option<Self> {
        let callback = Closure::once(callback);
        let delay = i32::try_from(milliseconds).unwrap_or(i32::MAX);
        let function = callback.as_ref().unchecked_ref();
        let window = super::window()?;
        let number = window.set_timeout_with_callback_and_timeout_and_arguments_0(function, delay).ok()?;
        Some(Self { number, _callback: callback })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(window) = super::window() {
            window.clear_timeout_with_handle(self.number);
        }
    }
}

/// Calls back once after so many milliseconds.
pub(crate) fn after(milliseconds: u32, callback: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(callback);
    let delay = i32::try_from(milliseconds).unwrap_or(i32::MAX);
    if let Some(window) = super::window() {
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(callback.unchecked_ref(), delay);
    }
}
