//! The user's own clipboard, where the browser lets pages reach it: only those that came encrypted, and only if the user
//! agrees.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Clipboard, PermissionState, PermissionStatus};

use super::window;

/// Whether there is a way to it at all.
pub(crate) fn reachable() -> bool {
    clipboard().is_some()
}

/// Puts a text on it, and tells whether the browser let it happen.
pub(crate) fn write(text: &str, told: impl FnOnce(bool) + 'static) {
    let Some(clipboard) = clipboard() else { return told(false) };
    let written = clipboard.write_text(text);
    spawn_local(async move { told(JsFuture::from(written).await.is_ok()) });
}

/// Reads the text on it. The browser may ask the user, who must just have pressed something; none if they do not agree.
pub(crate) fn read(told: impl FnOnce(Option<String>) + 'static) {
    let Some(clipboard) = clipboard() else { return told(None) };
    let text = clipboard.read_text();
    spawn_local(async move { told(JsFuture::from(text).await.ok().and_then(|text| text.as_string())) });
}

/// The same, but only if the user has agreed before, once and for all: nobody is asked.
pub(crate) fn read_if_granted(told: impl FnOnce(String) + 'static) {
    spawn_local(async move {
        if granted().await == Some(true) {
            read(|text| {
                if let Some(text) = text {
                    told(text);
                }
            });
        }
    });
}

/// Whether the user has agreed. Browsers that ask each time do not know this permission.
async fn granted() -> Option<bool> {
    let descriptor = Object::new();
    Reflect::set(&descriptor, &"name".into(), &"clipboard-read".into()).ok()?;
    let permissions = window()?.navigator().permissions().ok()?;
    let status = JsFuture::from(permissions.query(&descriptor).ok()?).await.ok()?;
    Some(PermissionStatus::from(status).state() == PermissionState::Granted)
}

fn clipboard() -> Option<Clipboard> {
    let navigator = window()?.navigator();
    Reflect::get(&navigator, &"clipboard".into())
        .is_ok_and(|clipboard: JsValue| clipboard.is_object())
        .then(|| navigator.clipboard())
}
