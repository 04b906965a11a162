//! Keys: `keydown` and `keyup` become [`KeyInput`]s, and the browser is kept from acting on them.

use std::rc::Rc;
use std::time::Duration;

use gloo_events::{EventListener, EventListenerOptions};
use session::{Command, KeyInput, KeyLocation, Modifiers};
use wasm_bindgen::JsCast;
use web_sys::{Event, EventTarget, KeyboardEvent};

use crate::page::elements::Elements;

/// Listens for keys on the elements until it is dropped. `takes_keys` says whether they are for the VM at all.
pub(crate) fn listen(
    elements: &Elements,
    takes_keys: impl Fn() -> bool + 'static,
    send: impl Fn(Command) + 'static,
) -> [EventListener; 2] {
    let text: EventTarget = elements.text.clone().into();
    let handle = Rc::new(move |event: &Event, down: bool| {
        let event: &KeyboardEvent = event.unchecked_ref();
        if !takes_keys() {
            return;
        }
        // Only the field delivers text in place of a key: on the canvas the key is all there is. A release always
        // passes, since what was pressed before an input method woke up would stay down in the VM.
        let in_field = event.target().as_ref() == Some(&text);
        if down && in_field && is_for_input_method(event) {
            return;
        }
        // Decided here and now: the browser does not wait for the worker.
        event.prevent_default();
        event.stop_propagation();
        send(Command::Key(key_input(event, down)));
    });
    [("keydown", true), ("keyup", false)].map(|(name, down)| {
        let handle = Rc::clone(&handle);
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&elements.frame, name, options, move |event| handle(event, down))
    })
}

/// A keyboard event as a plain value.
fn key_input(event: &KeyboardEvent, down: bool) -> KeyInput {
    KeyInput {
        down,
        code: event.code(),
        key: event.key(),
        location: KeyLocation::from_dom(event.location()),
        modifiers: Modifiers {
            shift: event.shift_key(),
            control: event.ctrl_key(),
            alt: event.alt_key(),
            meta: event.meta_key(),
            alt_graph: event.get_modifier_state("AltGraph"),
            caps_lock: event.get_modifier_state("CapsLock"),
            num_lock: event.get_modifier_state("NumLock"),
            scroll_lock: event.get_modifier_state("ScrollLock"),
        },
        at: Duration::try_from_secs_f64(event.time_stamp() / 1000.0).unwrap_or_default(),
    }
}

/// Whether an input method or a virtual keyboard has taken the key and will deliver text instead.
fn is_for_input_method(event: &KeyboardEvent) -> bool {
    // The key code that stands for "see the input event" on every system.
    const PROCESS_KEY: u32 = 229;
    event.is_composing() || event.key_code() == PROCESS_KEY || event.key() == "Process"
}
