//! The worker as the page sees it: started, spoken to, listened to, and ended with its owner.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, OffscreenCanvas, Worker, WorkerOptions, WorkerType};

use crate::bridge::{self, ToPage, ToWorker};
use crate::page::files::Files;
use crate::viewer::Unsupported;

/// A running worker. Dropping it ends the worker, and with it the link.
pub(crate) struct Helper {
    shared: Rc<Shared>,
    _listeners: [EventListener; 3],
}

struct Shared {
    worker: Worker,
    /// What waits for the worker to be ready, and the canvas that goes with the first of it; `None` from then on.
    waiting: RefCell<Option<(OffscreenCanvas, Vec<ToWorker>)>>,
    stopped: Cell<bool>,
}

impl Helper {
    /// Starts a worker, gives it `canvas` and `first`, and hands what it says to `on_message`.
    ///
    /// A worker says [`ToPage::Stopped`] at most once, and nothing after it.
    pub(crate) fn start(
        files: &Files,
        canvas: OffscreenCanvas,
        first: ToWorker,
        on_message: impl Fn(ToPage) + 'static,
    ) -> Result<Self, Unsupported> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker =
            Worker::new_with_options(&files.boot, &options).map_err(|error| Unsupported::worker(&error))?;
        worker.post_message(&boot_message(files)).map_err(|error| Unsupported::worker(&error))?;

        let shared = Rc::new(Shared {
            worker,
            waiting: RefCell::new(Some((canvas, vec![first]))),
            stopped: Cell::new(false),
        });
        let on_message = Rc::new(on_message);
        let stop = {
            let (shared, on_message) = (Rc::clone(&shared), Rc::clone(&on_message));
            Rc::new(move |what: String| {
                if !shared.stopped.replace(true) {
                    on_message(ToPage::Stopped(what));
                }
            })
        };
        let listeners = [
            EventListener::new(&shared.worker, "message", {
                let (shared, stop) = (Rc::clone(&shared), Rc::clone(&stop));
                move |event| {
                    let data = event.unchecked_ref::<MessageEvent>().data();
                    // The start script has no postcard and says in plain text what went wrong.
                    if let Some(what) = data.as_string() {
                        return stop(what);
                    }
                    match bridge::decode(&data) {
                        Some(ToPage::Ready) => shared.send_waiting(),
                        Some(ToPage::Stopped(what)) => stop(what),
                        Some(message) if !shared.stopped.get() => on_message(message),
                        _ => {}
                    }
                }
            }),
            EventListener::new(&shared.worker, "error", {
                let stop = Rc::clone(&stop);
                move |event| {
                    // A script that could not be loaded raises a plain Event, without words.
                    let words = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
                    stop(if words.is_empty() {
                        "its worker could not be loaded: a file is missing, or this browser is too old for module workers"
                            .to_owned()
                    } else {
                        words
                    });
                }
            }),
            EventListener::new(&shared.worker, "messageerror", move |_| {
                stop("its worker sent something that could not be read".to_owned());
            }),
        ];
        Ok(Self { shared, _listeners: listeners })
    }

    /// Sends a message, or keeps it until the worker is ready.
    pub(crate) fn send(&self, message: ToWorker) {
        if let Some((_, waiting)) = &mut *self.shared.waiting.borrow_mut() {
            waiting.push(message);
            return;
        }
        self.shared.post(&message);
    }

    /// Ends the worker in the middle of whatever it does. It says nothing more, and its link closes.
    pub(crate) fn terminate(&self) {
        self.shared.stopped.set(true);
        self.shared.worker.terminate();
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        self.terminate();
    }
}

impl Shared {
    fn send_waiting(&self) {
        let Some((canvas, waiting)) = self.waiting.take() else { return };
        let mut waiting = waiting.into_iter();
        if let Some(first) = waiting.next() {
            let parts = bridge::with_canvas(&bridge::encode(&first), &canvas);
            self.deliver(&parts, &parts);
        }
        for message in waiting {
            self.post(&message);
        }
    }

    fn post(&self, message: &ToWorker) {
        let message = bridge::encode(message);
        self.deliver(&message, &bridge::transfer(&message));
    }

    fn deliver(&self, message: &JsValue, transfer: &Array) {
        if self.stopped.get() {
            return;
        }
        // It throws only for what cannot be transferred, and only fresh buffers and a fresh canvas are.
        if let Err(error) = self.worker.post_message_with_transfer(message, transfer) {
            web_sys::console::error_2(&"a message to the worker was lost:".into(), &error);
        }
    }
}

/// What the start script waits for: `{ module, glue }`.
fn boot_message(files: &Files) -> Object {
    let message = Object::new();
    for (name, value) in [("module", wasm_bindgen::module()), ("glue", files.glue.as_str().into())] {
        Reflect::set(&message, &name.into(), &value).expect("a new object takes any property");
    }
    message
}
