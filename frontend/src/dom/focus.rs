//! Who has the keyboard.

use std::cell::Cell;

use web_sys::HtmlElement;
use yew::{NodeRef, hook, use_effect_with, use_node_ref};

/// The bar's id.
pub(crate) const BAR: &str = "bar";

thread_local! {
    /// Whether the page has taken the focus by itself.
    static TAKEN: Cell<bool> = const { Cell::new(false) };
}

/// Claims the focus for the page by itself, and says whether it may have it. A frame may once, when there is something to do
/// in it, and then only while the focus is in it: who types elsewhere is not to be drawn away from there.
pub(crate) fn claim() -> bool {
    !TAKEN.replace(true) || !super::page::framed() || has_page()
}

/// Whether keys go to the machine's screen.
pub(crate) fn is_on_screen() -> bool {
    let active = super::document().and_then(|document| document.active_element());
    has_page() && active.is_some_and(|element| element.closest("#screen").ok().flatten().is_some())
}

fn has_page() -> bool {
    super::document().is_some_and(|document| document.has_focus().unwrap_or(false))
}

/// A reference for the element that takes the focus when its component appears, if the page may.
#[hook]
pub(crate) fn use_focus() -> NodeRef {
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            if let Some(element) = node.cast::<HtmlElement>()
                && claim()
            {
                let _ = element.focus();
            }
        }
    });
    node
}

/// Gives the focus to the bar's first button that can be pressed.
pub(crate) fn bar() {
    let first = super::document()
        .and_then(|document| document.query_selector(&format!("#{BAR} button:enabled")).ok().flatten());
    if let Some(button) =
        first.and_then(|element| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(element).ok())
    {
        let _ = button.focus();
    }
}
