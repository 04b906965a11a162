//! Who has the keyboard.

use web_sys::HtmlElement;
use yew::{NodeRef, hook, use_effect_with, use_node_ref};

/// The bar's id.
pub(crate) const BAR: &str = "bar";

/// A reference for the element that takes the focus when its component appears.
#[hook]
pub(crate) fn use_focus() -> NodeRef {
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            if let Some(element) = node.cast::<HtmlElement>() {
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
