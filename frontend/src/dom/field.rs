//! What is in the fields of forms.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, HtmlInputElement, HtmlTextAreaElement};
use yew::{InputEvent, NodeRef, TargetCast};

/// The text of an input element, which is empty from then on; none if it is not on the page.
pub(crate) fn take(field: &NodeRef) -> String {
    let Some(input) = field.cast::<HtmlInputElement>() else { return String::new() };
    let text = input.value();
    input.set_value("");
    text
}

/// Whether a checkbox is ticked; not if it is not on the page.
pub(crate) fn checked(field: &NodeRef) -> bool {
    field.cast::<HtmlInputElement>().is_some_and(|input| input.checked())
}

/// The text of the field that an event is about.
pub(crate) fn entered(event: &InputEvent) -> String {
    match event.target_dyn_into::<HtmlTextAreaElement>() {
        Some(area) => area.value(),
        None => event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default(),
    }
}

/// Copies the whole text of a text area. It uses the old way, which works on unencrypted pages and in frames as well; where
/// even that is forbidden, it returns false and the text is left selected for the user's own copy key.
pub(crate) fn copy(area: &NodeRef) -> bool {
    if let Some(area) = area.cast::<HtmlTextAreaElement>() {
        area.select();
    }
    super::document()
        .and_then(|document| document.dyn_into::<HtmlDocument>().ok())
        .is_some_and(|document| document.exec_command("copy").unwrap_or(false))
}
