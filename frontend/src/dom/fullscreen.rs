//! Full screen.

/// Whether the browser and the frame around the page allow it.
pub(crate) fn allowed() -> bool {
    super::document().is_some_and(|document| document.fullscreen_enabled())
}

/// Whether it is on.
pub(crate) fn active() -> bool {
    super::document().is_some_and(|document| document.fullscreen_element().is_some())
}

/// Goes there or comes back. A refusal shows in that nothing happens.
pub(crate) fn set(on: bool) {
    let Some(document) = super::document() else { return };
    if !on {
        document.exit_fullscreen();
    } else if let Some(root) = document.document_element() {
        let _ = root.request_fullscreen();
    }
}
