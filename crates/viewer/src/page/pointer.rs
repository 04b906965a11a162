//! The pointer: presses, moves and the wheel over the canvas, and dragging a screen that is larger than its frame.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use session::{Area, Command, MotionInput, PointerInput, WheelInput, WheelUnit};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Document, Event, FocusEvent, Node, WheelEvent};

use crate::PointerLock;
use crate::page::elements::style;
use crate::page::pointer_lock::{self, Lock};
use crate::page::screen::Screen;

/// What the browser would do with a press by itself: menus, selections, scrolling by the middle button, going back.
const SUPPRESSED: [&str; 5] = ["contextmenu", "mousedown", "mouseup", "auxclick", "dragstart"];

/// The pointer's listeners, registered until it is dropped.
pub(crate) struct Pointer {
    screen: Rc<Screen>,
    panning: Rc<Cell<bool>>,
    view_only: Rc<Cell<bool>>,
    lock: Rc<Lock>,
    _listeners: Vec<EventListener>,
}

impl Pointer {
    pub(crate) fn listen(
        screen: &Rc<Screen>,
        document: &Document,
        send: impl Fn(Command) + 'static,
        on_lock: impl Fn(PointerLock) + 'static,
    ) -> Self {
        let panning = Rc::new(Cell::new(false));
        let view_only = Rc::new(Cell::new(false));
        let lock = Rc::new(Lock::new(&screen.elements.canvas, document, on_lock));
        let handler = Rc::new(Handler {
            screen: Rc::clone(screen),
            send: Box::new(send),
            panning: Rc::clone(&panning),
            view_only: Rc::clone(&view_only),
            lock: Rc::clone(&lock),
            locking: Cell::new(false),
            grip: Cell::new(None),
        });
        let canvas = &screen.elements.canvas;
        let on = |name: &'static str, handle: fn(&Handler, &Event)| {
            let handler = Rc::clone(&handler);
            // The wheel's listeners would otherwise be passive and could not keep the page from scrolling.
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(canvas, name, options, move |event| handle(&handler, event))
        };
        let mut listeners = vec![
            on("pointerdown", |handler, event| handler.down(event.unchecked_ref())),
            on("pointermove", |handler, event| handler.moved(event.unchecked_ref())),
            on("pointerup", |handler, event| handler.moved(event.unchecked_ref())),
            on("pointercancel", |handler, _| handler.cancelled()),
            on("lostpointercapture", |handler, event| handler.capture_lost(event.unchecked_ref())),
            on("pointerleave", |handler, _| handler.screen.cursor.left()),
            on("wheel", |handler, event| handler.wheel(event.unchecked_ref())),
        ];
        listeners.push(EventListener::new(&screen.elements.frame, "click", {
            let screen = Rc::clone(screen);
            // A press beside the screen means the screen as well.
            move |_| screen.focus()
        }));
        listeners.push(EventListener::new(&screen.elements.frame, "focusout", {
            let (frame, lock) = (screen.elements.frame.clone(), Rc::clone(&lock));
            move |event| {
                // Whoever goes to the page's controls needs the pointer there.
                let to = event.unchecked_ref::<FocusEvent>().related_target();
                if !frame.contains(to.as_ref().and_then(|to| to.dyn_ref::<Node>())) {
                    lock.free();
                }
            }
        }));
        listeners.extend(SUPPRESSED.map(|name| on(name, |_, event| event.prevent_default())));
        Self { screen: Rc::clone(screen), panning, view_only, lock, _listeners: listeners }
    }

    /// Whether dragging moves the view of a large screen in place of the VM's pointer.
    pub(crate) fn set_panning(&self, panning: bool) {
        self.panning.set(panning);
        self.share_touches();
    }

    /// Who only watches keeps the pointer, and the wheel and touches with which a browser scrolls.
    pub(crate) fn set_view_only(&self, view_only: bool) {
        self.view_only.set(view_only);
        if view_only {
            self.lock.free();
        }
        self.share_touches();
    }

    /// The browser acts on touches that mean neither the VM nor the view's dragging.
    fn share_touches(&self) {
        let are_free = self.view_only.get() && !self.panning.get();
        let action = if are_free { "auto" } else { "none" };
        style(&self.screen.elements.canvas, &[("touch-action", action)]);
    }
}

struct Handler {
    screen: Rc<Screen>,
    send: Box<dyn Fn(Command)>,
    panning: Rc<Cell<bool>>,
    view_only: Rc<Cell<bool>>,
    lock: Rc<Lock>,
    /// The press that asked for the lock, which is not the VM's, lasts.
    locking: Cell<bool>,
    /// Where the view was last dragged to, in CSS pixels of the window.
    grip: Cell<Option<(f64, f64)>>,
}

impl Handler {
    fn down(&self, event: &PrecisePointerEvent) {
        if !event.is_primary() {
            return;
        }
        // With the capture a drag goes on outside the canvas, and outside the window.
        // It fails only for a pointer that is already gone.
        let _ = self.screen.elements.canvas.set_pointer_capture(event.pointer_id());
        self.screen.focus();
        if self.panning.get() {
            self.grip.set(Some((event.precise_x(), event.precise_y())));
            return;
        }
        let wants_lock = self.screen.has_relative_pointer() && !self.view_only.get();
        if wants_lock && event.pointer_type() == "mouse" && self.lock.ask() {
            self.locking.set(true);
            return;
        }
        self.point(event);
    }

    fn moved(&self, event: &PrecisePointerEvent) {
        if !event.is_primary() {
            return;
        }
        if self.locking.get() {
            self.locking.set(event.buttons() != 0);
            return;
        }
        if self.lock.is_on() {
            self.move_by(event);
            return;
        }
        let (x, y) = (event.precise_x(), event.precise_y());
        self.screen.cursor.moved(x, y);
        if !self.panning.get() {
            self.point(event);
        } else if event.buttons() == 0 {
            self.grip.set(None);
        } else if let Some((from_x, from_y)) = self.grip.replace(Some((x, y))) {
            self.screen.elements.frame.scroll_by_with_x_and_y(from_x - x, from_y - y);
        }
    }

    fn capture_lost(&self, event: &PrecisePointerEvent) {
        // Ordinarily it ends after the release; with a button still down, something took the pointer away.
        if event.buttons() != 0 {
            self.cancelled();
        }
    }

    fn cancelled(&self) {
        self.grip.set(None);
        (self.send)(Command::ReleaseButtons);
    }

    /// Passes on how far the locked pointer has moved; one that need not be locked any more is let go.
    fn move_by(&self, event: &PrecisePointerEvent) {
        if !self.screen.has_relative_pointer() {
            self.lock.free();
        }
        let (right, down) = pointer_lock::movement(event);
        (self.send)(Command::Motion(MotionInput { right, down, buttons: event.buttons() }));
    }

    fn point(&self, event: &PrecisePointerEvent) {
        if self.lock.is_on() {
            return self.move_by(event);
        }
        let (x, y, element) = self.place(event);
        (self.send)(Command::Pointer(PointerInput { x, y, element, buttons: event.buttons() }));
    }

    fn wheel(&self, event: &WheelEvent) {
        if self.view_only.get() {
            return;
        }
        event.prevent_default();
        let (x, y, element) = self.place(event.unchecked_ref());
        let (delta_x, delta_y, unit) = turn(event);
        (self.send)(Command::Wheel(WheelInput { x, y, element, delta_x, delta_y, unit }));
    }

    /// Where on the canvas an event is, and how large the canvas is.
    fn place(&self, event: &PrecisePointerEvent) -> (f64, f64, Area) {
        let canvas = self.screen.elements.canvas.get_bounding_client_rect();
        let element = Area { width: canvas.width(), height: canvas.height() };
        (event.precise_x() - canvas.x(), event.precise_y() - canvas.y(), element)
    }
}

/// How far a wheel has turned, to the right and down, and in which unit.
fn turn(event: &WheelEvent) -> (f64, f64, WheelUnit) {
    // First of all: Firefox tells lines only to those who have asked for the unit, and turns them into pixels for good
    // once a delta was read without that.
    let unit = WheelUnit::from_dom(event.delta_mode());
    let (right, down) = (event.delta_x(), event.delta_y());
    match notches(event.unchecked_ref()).filter(|_| unit == WheelUnit::Pixel) {
        Some((across, along)) => (across.copysign(right), along.copysign(down), WheelUnit::Notch),
        None => (right, down, unit),
    }
}

/// How many whole notches a wheel has turned, if it is a wheel. How many pixels one is depends on system, zoom and
/// scale, but on Windows and Linux its `wheelDelta` is 120; its sign is the opposite of the delta's, though not in every
/// event that a script has made. (macOS speeds wheels up and tells fractions of notches, so that there pixels count.) A
/// trackpad's is a multiple of 120 now and then by chance, which is of no harm to a scroll of many events.
fn notches(event: &Ticking) -> Option<(f64, f64)> {
    const NOTCH: f64 = 120.0;
    let (across, along) = (event.wheel_delta_x()?.abs() / NOTCH, event.wheel_delta_y()?.abs() / NOTCH);
    let whole = across.fract() == 0.0 && along.fract() == 0.0 && across + along > 0.0;
    whole.then_some((across, along))
}

#[wasm_bindgen]
extern "C" {
    /// A `WheelEvent` with the properties of its forerunner, which no specification has and every browser keeps.
    type Ticking;

    #[wasm_bindgen(method, getter, js_name = wheelDeltaX)]
    fn wheel_delta_x(this: &Ticking) -> Option<f64>;

    #[wasm_bindgen(method, getter, js_name = wheelDeltaY)]
    fn wheel_delta_y(this: &Ticking) -> Option<f64>;

    /// A `PointerEvent` whose coordinates keep their fractions, which web-sys cuts off; at a fractional device-pixel
    /// ratio they tell one pixel from the next.
    #[wasm_bindgen(extends = web_sys::PointerEvent, js_name = PointerEvent)]
    type PrecisePointerEvent;

    #[wasm_bindgen(method, getter, js_name = clientX)]
    fn precise_x(this: &PrecisePointerEvent) -> f64;

    #[wasm_bindgen(method, getter, js_name = clientY)]
    fn precise_y(this: &PrecisePointerEvent) -> f64;
}
