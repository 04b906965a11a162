//! Keys: `keydown` and `keyup` become [`KeyInput`]s, and the browser is kept from acting on them.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use gloo_events::{EventListener, EventListenerOptions};
use session::{Command, KeyInput, KeyLocation, Modifiers};
use wasm_bindgen::JsCast;
use web_sys::{Event, EventTarget, KeyboardEvent};

use crate::page::screen::Screen;

/// Listens for keys on the screen until it is dropped. `takes_keys` says whether they are for the VM at all.
pub(crate) fn listen(
    screen: &Rc<Screen>,
    takes_keys: impl Fn() -> bool + 'static,
    send: impl Fn(Command) + 'static,
) -> [EventListener; 2] {
    let frame = screen.elements.frame.clone();
    let screen = Rc::clone(screen);
    let composing = Composing::default();
    let handle = Rc::new(move |event: &Event, down: bool| {
        let event: &KeyboardEvent = event.unchecked_ref();
        if !takes_keys() {
            return;
        }
        // Only the field delivers text in place of a key: on the canvas the key is all there is. A release always
        // passes, since what was pressed before an input method woke up would stay down in the VM.
        let text: &EventTarget = &screen.elements.text;
        let in_field = event.target().as_ref() == Some(text);
        if down && in_field {
            let by_dead_key = composing.takes(&event.key(), modifiers(event));
            if is_for_input_method(event) || (by_dead_key && !screen.has_scancodes()) {
                return;
            }
        }
        // Decided here and now: the browser does not wait for the worker.
        event.prevent_default();
        event.stop_propagation();
        send(Command::Key(key_input(event, down)));
    });
    [("keydown", true), ("keyup", false)].map(|(name, down)| {
        let handle = Rc::clone(&handle);
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&frame, name, options, move |event| handle(event, down))
    })
}

/// A keyboard event as a plain value.
fn key_input(event: &KeyboardEvent, down: bool) -> KeyInput {
    KeyInput {
        down,
        code: event.code(),
        key: event.key(),
        location: KeyLocation::from_dom(event.location()),
        modifiers: modifiers(event),
        at: Duration::try_from_secs_f64(event.time_stamp() / 1000.0).unwrap_or_default(),
    }
}

fn modifiers(event: &KeyboardEvent) -> Modifiers {
    Modifiers {
        shift: event.shift_key(),
        control: event.ctrl_key(),
        alt: event.alt_key(),
        meta: event.meta_key(),
        alt_graph: event.get_modifier_state("AltGraph"),
        caps_lock: event.get_modifier_state("CapsLock"),
        num_lock: event.get_modifier_state("NumLock"),
        scroll_lock: event.get_modifier_state("ScrollLock"),
    }
}

/// Whether an input method or a virtual keyboard has taken the key and will deliver text instead.
fn is_for_input_method(event: &KeyboardEvent) -> bool {
    // The key code that stands for "see the input event" on every system.
    const PROCESS_KEY: u32 = 229;
    event.is_composing() || event.key_code() == PROCESS_KEY || event.key() == "Process"
}

/// Dead keys in the text field. A page is not told which accent a dead key carries, and a server that takes keys by their
/// meanings could not be told of one; but a field gets the character that the key after it makes of both.
#[derive(Default)]
struct Composing {
    /// The last key, modifiers aside, was a dead one.
    has_begun: Cell<bool>,
}

impl Composing {
    /// Whether this press is one of those of which a field makes a character together.
    fn takes(&self, key: &str, modifiers: Modifiers) -> bool {
        let Modifiers { control, alt, meta, alt_graph, .. } = modifiers;
        let mut characters = key.chars();
        match (characters.next(), characters.next()) {
            _ if matches!(key, "Shift" | "Control" | "Alt" | "AltGraph" | "Meta" | "CapsLock") => false,
            // On a Mac, Option and a letter are a dead key.
            _ if key == "Dead" => {
                self.has_begun.set(alt_graph || !(control || meta));
                self.has_begun.get()
            }
            (Some(_), None) => self.has_begun.take() && (alt_graph || !(control || alt || meta)),
            _ => {
                self.has_begun.set(false);
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_key_and_the_character_after_it_belong_together() {
        const NONE: Modifiers = Modifiers {
            shift: false,
            control: false,
            alt: false,
            meta: false,
            alt_graph: false,
            caps_lock: false,
            num_lock: false,
            scroll_lock: false,
        };
        const SHIFT: Modifiers = Modifiers { shift: true, ..NONE };
        const CONTROL: Modifiers = Modifiers { control: true, ..NONE };
        const ALT: Modifiers = Modifiers { alt: true, ..NONE };
        const ALT_GRAPH: Modifiers = Modifiers { alt_graph: true, control: true, alt: true, ..NONE };
        // Each row is one field: its keys, and whether it takes them.
        let table: [&[(&str, Modifiers, bool)]; 9] = [
            &[("e", NONE, false), ("Dead", NONE, true), ("e", NONE, true), ("e", NONE, false)],
            &[("Dead", NONE, true), (" ", NONE, true)],
            &[("Shift", SHIFT, false), ("Dead", SHIFT, true), ("Shift", SHIFT, false), ("E", SHIFT, true)],
            &[("Dead", ALT_GRAPH, true), ("n", NONE, true), ("n", NONE, false)],
            &[("Dead", ALT, true), ("AltGraph", ALT_GRAPH, false), ("ñ", ALT_GRAPH, true)],
            &[("Dead", NONE, true), ("Dead", NONE, true), ("e", NONE, true)],
            // Keys that type nothing, and shortcuts, are the VM's, and end it.
            &[("Dead", NONE, true), ("Escape", NONE, false), ("e", NONE, false)],
            &[("Dead", NONE, true), ("c", CONTROL, false), ("e", NONE, false)],
            &[("Dead", CONTROL, false), ("e", NONE, false)],
        ];
        for row in table {
            let composing = Composing::default();
            for &(key, modifiers, taken) in row {
                assert_eq!(composing.takes(key, modifiers), taken, "{key} in {row:?}");
            }
        }
    }
}
