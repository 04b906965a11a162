//! What the page remembers. In a frame of another site the browser may forbid even asking; then nothing is remembered.

use web_sys::Storage;

/// One name for all, since the server's other pages share the storage.
const KEY: &str = "porthole.settings";

/// The remembered text; empty if there is none.
pub(crate) fn read() -> String {
    storage().and_then(|storage| storage.get_item(KEY).ok().flatten()).unwrap_or_default()
}

/// Remembers a text in place of the earlier one, if that is possible.
pub(crate) fn write(text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(KEY, text);
    }
}

fn storage() -> Option<Storage> {
    super::window()?.local_storage().ok().flatten()
}
