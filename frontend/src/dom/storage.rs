//! What the page remembers. In a frame of another site the browser may forbid even asking; then nothing is remembered.

use web_sys::Storage;

/// One of the page's texts in the storage. Their names tell them from those of the server's other pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Memory {
    /// What the user chose in the page.
    Settings,
    /// The servers that the user wants to be recognised.
    Servers,
}

/// The remembered text; empty if there is none.
pub(crate) fn read(memory: Memory) -> String {
    storage().and_then(|storage| storage.get_item(memory.key()).ok().flatten()).unwrap_or_default()
}

/// Remembers a text in place of the earlier one, if that is possible.
pub(crate) fn write(memory: Memory, text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(memory.key(), text);
    }
}

impl Memory {
    const fn key(self) -> &'static str {
        match self {
            Self::Settings => "porthole.settings",
            Self::Servers => "porthole.servers",
        }
    }
}

fn storage() -> Option<Storage> {
    super::window()?.local_storage().ok().flatten()
}
