//! The browser's console.

use web_sys::console;

use crate::log::Level;

/// Says a text at its level. The caller has checked that the level is wanted and that the text holds no secret.
pub(crate) fn say(level: Level, text: &str) {
    let text = text.into();
    match level {
        Level::None => {}
        Level::Error => console::error_1(&text),
        Level::Warn => console::warn_1(&text),
        Level::Info => console::info_1(&text),
        Level::Debug => console::debug_1(&text),
    }
}
