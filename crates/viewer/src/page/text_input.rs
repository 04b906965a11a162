//! Text that comes without keys: from input methods and from virtual keyboards, by way of a hidden text field.
//!
//! Keys that are plain keys are caught before they reach the field; what does reach it is text. The field always holds
//! a character that was never typed, because a virtual keyboard reports no deletion in an empty field.

use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use session::{Command, KeySpec};
use wasm_bindgen::JsCast;
use web_sys::{HtmlTextAreaElement, InputEvent};

const PLACEHOLDER: &str = "_";

/// Listens to `field` until it is dropped.
pub(crate) fn listen(field: &HtmlTextAreaElement, send: impl Fn(Command) + 'static) -> [EventListener; 3] {
    let send = Rc::new(send);
    reset(field);
    let before = EventListener::new_with_options(
        field,
        "beforeinput",
        EventListenerOptions::enable_prevent_default(),
        {
            let send = Rc::clone(&send);
            move |event| {
                let input: &InputEvent = event.unchecked_ref();
                if let Some(key) = key_for(&input.input_type()).filter(|_| !input.is_composing()) {
                    event.prevent_default();
                    send(Command::Keys(vec![KeySpec::new(key, key)]));
                }
            }
        },
    );
    let input = EventListener::new(field, "input", {
        let (field, send) = (field.clone(), Rc::clone(&send));
        move |event| {
            // While a composition goes on, the field holds guesses.
            if !event.unchecked_ref::<InputEvent>().is_composing() {
                deliver(&field, &*send);
            }
        }
    });
    let composed = EventListener::new(field, "compositionend", {
        let field = field.clone();
        move |_| deliver(&field, &*send)
    });
    [before, input, composed]
}

fn deliver(field: &HtmlTextAreaElement, send: &impl Fn(Command)) {
    let value = field.value();
    let typed = value.strip_prefix(PLACEHOLDER).unwrap_or(&value);
    if !typed.is_empty() {
        send(Command::Text(typed.to_owned()));
    }
    if value != PLACEHOLDER {
        reset(field);
    }
}

fn reset(field: &HtmlTextAreaElement) {
    field.set_value(PLACEHOLDER);
}

/// The key that means the same as a way of editing (Input Events Level 2, section 4.1.2).
fn key_for(input_type: &str) -> Option<&'static str> {
    match input_type {
        "deleteContentBackward" => Some("Backspace"),
        "deleteContentForward" => Some("Delete"),
        "insertLineBreak" | "insertParagraph" => Some("Enter"),
        _ => None,
    }
}
