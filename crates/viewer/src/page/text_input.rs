//! Text that comes without keys: from input methods and from virtual keyboards, by way of a hidden text field.
//!
//! Keys that are plain keys are caught before they reach the field; what does reach it is text. An input method composes
//! guesses, which are nobody's business until the user has chosen. A virtual keyboard composes ordinary words, for it
//! may change its mind about them, and who types expects to see each letter: there the VM gets every change of the field
//! as it comes. The field always holds a character that was never typed, because a virtual keyboard reports no deletion
//! in an empty field.

use std::cell::{Cell, RefCell};
use std::iter;
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use session::{Command, KeySpec};
use wasm_bindgen::JsCast;
use web_sys::{HtmlTextAreaElement, InputEvent, KeyboardEvent};

const PLACEHOLDER: &str = "_";
const BACKSPACE: char = '\u{8}';

/// Listens to `field` until it is dropped.
pub(crate) fn listen(field: &HtmlTextAreaElement, send: impl Fn(Command) + 'static) -> [EventListener; 4] {
    let input = Rc::new(TextInput {
        field: field.clone(),
        send: Box::new(send),
        is_virtual: Cell::new(false),
        delivered: RefCell::default(),
    });
    input.reset();
    let key = EventListener::new(field, "keydown", {
        let input = Rc::clone(&input);
        move |event| {
            // Only what has no keys cannot tell which one was pressed.
            let code = event.unchecked_ref::<KeyboardEvent>().code();
            input.is_virtual.set(matches!(code.as_str(), "" | "Unidentified"));
        }
    });
    let before = EventListener::new_with_options(
        field,
        "beforeinput",
        EventListenerOptions::enable_prevent_default(),
        {
            let input = Rc::clone(&input);
            move |event| {
                let edit: &InputEvent = event.unchecked_ref();
                if let Some(key) = key_for(&edit.input_type()).filter(|_| !edit.is_composing()) {
                    event.prevent_default();
                    (input.send)(Command::Keys(vec![KeySpec::new(key, key)]));
                }
            }
        },
    );
    let changed = EventListener::new(field, "input", {
        let input = Rc::clone(&input);
        move |event| {
            if !event.unchecked_ref::<InputEvent>().is_composing() {
                input.finish();
            } else if input.is_virtual.get() {
                input.deliver();
            }
        }
    });
    let composed = EventListener::new(field, "compositionend", move |_| input.finish());
    [key, before, changed, composed]
}

struct TextInput {
    field: HtmlTextAreaElement,
    send: Box<dyn Fn(Command)>,
    /// Whether the last key was one of a virtual keyboard.
    is_virtual: Cell<bool>,
    /// What the VM has of the field's text.
    delivered: RefCell<String>,
}

impl TextInput {
    /// Brings what the VM has up to the field's text.
    fn deliver(&self) {
        let value = self.field.value();
        let typed = value.strip_prefix(PLACEHOLDER).unwrap_or(&value).to_owned();
        let change = change(&self.delivered.borrow(), &typed);
        if !change.is_empty() {
            (self.send)(Command::Text(change));
        }
        self.delivered.replace(typed);
    }

    /// The same, once nothing of the text will change any more.
    fn finish(&self) {
        self.deliver();
        self.reset();
    }

    fn reset(&self) {
        self.delivered.take();
        // Writing the same again would still disturb a keyboard.
        if self.field.value() != PLACEHOLDER {
            self.field.set_value(PLACEHOLDER);
        }
    }
}

/// What to type after `before` to have `after`: as many Backspaces as it takes, and the new characters.
fn change(before: &str, after: &str) -> String {
    let same = iter::zip(before.chars(), after.chars()).take_while(|(one, other)| one == other).count();
    let deleted = before.chars().skip(same).map(|_| BACKSPACE);
    deleted.chain(after.chars().skip(same)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_backspaces_and_what_is_new() {
        for (before, after, expected) in [
            ("", "", ""),
            ("", "h", "h"),
            ("h", "he", "e"),
            ("hel", "hel", ""),
            ("hel", "he", "\u{8}"),
            ("hel", "", "\u{8}\u{8}\u{8}"),
            // A word corrected, at its end and from its middle.
            ("teh", "the", "\u{8}\u{8}he"),
            ("helo", "hello ", "\u{8}lo "),
            // Characters are counted, and not bytes.
            ("viêt", "việt", "\u{8}\u{8}ệt"),
            ("にほん", "日本", "\u{8}\u{8}\u{8}日本"),
            ("😀", "😃", "\u{8}😃"),
        ] {
            assert_eq!(change(before, after), expected, "{before:?} to {after:?}");
        }
    }
}
