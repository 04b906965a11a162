//! The pointer: presses, moves and the wheel over the canvas, and dragging a screen that is larger than its frame.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use session::{Area, Command, PointerInput, WheelInput, WheelUnit};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Event, WheelEvent};

use crate::page::screen::Screen;

/// What the browser would do with a press by itself: menus, selections, scrolling by the middle button, going back.
const SUPPRESSED: [&str; 5] = ["contextmenu", "mousedown", "mouseup", "auxclick", "dragstart"];

/// The pointer's listeners, registered until it is dropped.
pub(crate) struct Pointer {
    panning: Rc<Cell<bool>>,
    _listeners: Vec<EventListener>,
}

impl Pointer {
    pub(crate) fn listen(screen: &Rc<Screen>, send: impl Fn(Command) + 'static) -> Self {
        let panning = Rc::new(Cell::new(false));
        let handler = Rc::new(Handler {
            screen: Rc::clone(screen),
            send: Box::new(send),
            panning: Rc::clone(&panning),
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
        listeners.extend(SUPPRESSED.map(|name| on(name, |_, event| event.prevent_default())));
        Self { panning, _listeners: listeners }
    }

    /// Whether dragging moves the view of a large screen in place of the VM's pointer.
    pub(crate) fn set_panning(&self, panning: bool) {
        self.panning.set(panning);
    }
}

struct Handler {
    screen: Rc<Screen>,
    send: Box<dyn Fn(Command)>,
    panning: Rc<Cell<bool>>,
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
        self.point(event);
    }

    fn moved(&self, event: &PrecisePointerEvent) {
        if !event.is_primary() {
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

    fn point(&self, event: &PrecisePointerEvent) {
        let (x, y, element) = self.place(event);
        (self.send)(Command::Pointer(PointerInput { x, y, element, buttons: event.buttons() }));
    }

    fn wheel(&self, event: &WheelEvent) {
        event.prevent_default();
        let (x, y, element) = self.place(event.unchecked_ref());
        (self.send)(Command::Wheel(WheelInput {
            x,
            y,
            element,
            delta_x: event.delta_x(),
            delta_y: event.delta_y(),
            unit: WheelUnit::from_dom(event.delta_mode()),
        }));
    }

    /// Where on the canvas an event is, and how large the canvas is.
    fn place(&self, event: &PrecisePointerEvent) -> (f64, f64, Area) {
        let canvas = self.screen.elements.canvas.get_bounding_client_rect();
        let element = Area { width: canvas.width(), height: canvas.height() };
        (event.precise_x() - canvas.x(), event.precise_y() - canvas.y(), element)
    }
}

#[wasm_bindgen]
extern "C" {
    /// A `PointerEvent` whose coordinates keep their fractions, which web-sys cuts off; at a fractional device-pixel
    /// ratio they tell one pixel from the next.
    #[wasm_bindgen(extends = web_sys::PointerEvent, js_name = PointerEvent)]
    type PrecisePointerEvent;

    #[wasm_bindgen(method, getter, js_name = clientX)]
    fn precise_x(this: &PrecisePointerEvent) -> f64;

    #[wasm_bindgen(method, getter, js_name = clientY)]
    fn precise_y(this: &PrecisePointerEvent) -> f64;
}
