//! What happens on the page outside of the components.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, KeyboardEvent, PageTransitionEvent};
use yew::Callback;

use super::{document, fullscreen, window};
use crate::chord::Chord;
use crate::state::Action;

/// Listens until it is dropped.
pub(crate) struct Watch {
    _listeners: Vec<EventListener>,
}

impl Watch {
    pub(crate) fn new(on: &Callback<Action>) -> Self {
        let mut listeners = Vec::new();
        if let Some(document) = document() {
            let on = on.clone();
            listeners.push(EventListener::new(&document, "fullscreenchange", move |_| {
                on.emit(Action::FullscreenIs(fullscreen::active()));
            }));
        }
        if let Some(window) = window() {
            listeners.extend(chord(&window, on));
            listeners.push(presses(&window, on));
            listeners.extend(ways(&window, on));
        }
        Self { _listeners: listeners }
    }
}

/// Before the viewer, which keeps the keys it gets to itself.
const FIRST: EventListenerOptions =
    EventListenerOptions { phase: EventListenerPhase::Capture, passive: true };

/// The keys that bring the focus to the bar.
fn chord(window: &EventTarget, on: &Callback<Action>) -> [EventListener; 3] {
    let chord = Rc::new(RefCell::new(Chord::default()));
    let key = |name: &'static str, down: bool| {
        let (chord, on) = (Rc::clone(&chord), on.clone());
        EventListener::new_with_options(window, name, FIRST, move |event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
            if chord.borrow_mut().key(&event.key(), down) {
                on.emit(Action::OpenBar { focus: true });
            }
        })
    };
    let (pressed, released) = (key("keydown", true), key("keyup", false));
    [pressed, released, EventListener::new(window, "blur", move |_| chord.borrow_mut().forget())]
}

/// Presses on the screen, which the viewer keeps to itself as well.
fn presses(window: &EventTarget, on: &Callback<Action>) -> EventListener {
    let on = on.clone();
    EventListener::new_with_options(window, "pointerdown", FIRST, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.and_then(|element| element.closest("#screen").ok().flatten()).is_some() {
            on.emit(Action::ScreenPressed);
        }
    })
}

/// The ways away from the page and back to it, where the browser has kept it in the meantime.
fn ways(window: &EventTarget, on: &Callback<Action>) -> [EventListener; 2] {
    let (away, back) = (on.clone(), on.clone());
    [
        EventListener::new(window, "pagehide", move |_| away.emit(Action::PageLeft)),
        EventListener::new(window, "pageshow", move |event| {
            if event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted) {
                back.emit(Action::PageBack);
            }
        }),
    ]
}
