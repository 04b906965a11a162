//! Pointer Lock: the pointer stays with the screen and tells how far it moves, for VMs that want movements.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;
use js_sys::Promise;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlCanvasElement, MouseEvent};

use crate::PointerLock;

/// Locks the pointer to an element, and knows whether it is.
pub(crate) struct Lock {
    element: HtmlCanvasElement,
    document: Document,
    state: Rc<Cell<State>>,
    /// What becomes of a promise is told by events as well, and in every browser by those alone.
    ignore: Closure<dyn FnMut(JsValue)>,
    _listeners: [EventListener; 2],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Free,
    Locked,
    /// The browser or the frame does not allow it, and is not asked again.
    Refused,
}

impl Lock {
    /// A lock for `element`, which is free. `on_change` hears what becomes of it.
    pub(crate) fn new(
        element: &HtmlCanvasElement,
        document: &Document,
        on_change: impl Fn(PointerLock) + 'static,
    ) -> Self {
        let state = Rc::new(Cell::new(State::Free));
        let has_worked = Rc::new(Cell::new(false));
        let on_change = Rc::new(on_change);
        let changed = EventListener::new(document, "pointerlockchange", {
            let (state, has_worked) = (Rc::clone(&state), Rc::clone(&has_worked));
            let on_change = Rc::clone(&on_change);
            let (document, element) = (document.clone(), element.clone());
            move |_| {
                let locked = document.pointer_lock_element().is_some_and(|locked| locked == **element);
                has_worked.set(has_worked.get() || locked);
                if locked != (state.get() == State::Locked) {
                    state.set(if locked { State::Locked } else { State::Free });
                    on_change(if locked { PointerLock::Locked } else { PointerLock::Freed });
                }
            }
        });
        let failed = EventListener::new(document, "pointerlockerror", {
            let (state, has_worked) = (Rc::clone(&state), Rc::clone(&has_worked));
            move |_| {
                // What has worked will work again: a browser refuses just after the user has freed the pointer.
                if !has_worked.get() {
                    state.set(State::Refused);
                    on_change(PointerLock::Refused);
                }
            }
        });
        Self {
            element: element.clone(),
            document: document.clone(),
            state,
            ignore: Closure::new(|_| {}),
            _listeners: [changed, failed],
        }
    }

    /// Whether the pointer is with the element.
    pub(crate) fn is_on(&self) -> bool {
        self.state.get() == State::Locked
    }

    /// Asks for the pointer, which takes a press of the user's. Returns whether it may come.
    pub(crate) fn ask(&self) -> bool {
        if self.state.get() != State::Free {
            return false;
        }
        let element: &Lockable = self.element.unchecked_ref();
        match element.request() {
            Ok(outcome) => {
                if let Some(outcome) = outcome.dyn_ref::<Promise>() {
                    // Without this, a refusal would be an error in the console beside the event for it.
                    let _ = outcome.catch(&self.ignore);
                }
                true
            }
            // The browser knows no such thing.
            Err(_) => false,
        }
    }

    /// Lets the pointer go.
    pub(crate) fn free(&self) {
        if self.is_on() {
            self.document.exit_pointer_lock();
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.free();
    }
}

/// How far the pointer has moved since the event before, in CSS pixels.
pub(crate) fn movement(event: &MouseEvent) -> (f64, f64) {
    let event: &Moving = event.unchecked_ref();
    (event.right(), event.down())
}

#[wasm_bindgen]
extern "C" {
    /// An element whose `requestPointerLock` may be missing, and may return a promise.
    type Lockable;

    #[wasm_bindgen(method, catch, js_name = requestPointerLock)]
    fn request(this: &Lockable) -> Result<JsValue, JsValue>;

    /// A `MouseEvent` whose movement keeps its fraction.
    type Moving;

    #[wasm_bindgen(method, getter, js_name = movementX)]
    fn right(this: &Moving) -> f64;

    #[wasm_bindgen(method, getter, js_name = movementY)]
    fn down(this: &Moving) -> f64;
}
