//! The worker's side: the session and what drives it.

mod engine;
mod link;
mod surface;
mod video;
mod webcodecs;

pub use surface::Surface;
pub use video::Video;
pub use webcodecs::video_is_supported;

use engine::Engine;
use gloo_events::EventListener;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, OffscreenCanvas};

use crate::bridge::{self, ToPage, ToWorker};

/// Whether this thread is a worker rather than the page.
pub fn is_worker() -> bool {
    js_sys::global().is_instance_of::<DedicatedWorkerGlobalScope>()
}

/// Serves the page that started this worker, from its first message until the page ends the worker.
///
/// # Panics
/// On any thread that is not a dedicated worker.
pub fn run_worker() {
    let scope: DedicatedWorkerGlobalScope =
        js_sys::global().dyn_into().expect("is_worker() said that this is a worker");
    report_panics(scope.clone());
    let mut engine: Option<Engine> = None;
    let listener = EventListener::new(&scope, "message", {
        let scope = scope.clone();
        move |event| {
            let data = event.unchecked_ref::<MessageEvent>().data();
            match &engine {
                Some(engine) => {
                    if let Some(ToWorker::Command(command)) = bridge::decode(&data) {
                        engine.command(command);
                    }
                }
                None => engine = start(&scope, &data),
            }
        }
    });
    // It lives as long as the worker.
    listener.forget();
    post(&scope, &ToPage::Ready);
}

fn start(scope: &DedicatedWorkerGlobalScope, data: &JsValue) -> Option<Engine> {
    let (message, canvas) = bridge::split_canvas::<OffscreenCanvas>(data)?;
    let ToWorker::Start(options) = bridge::decode(&message)? else { return None };
    match Surface::new(canvas) {
        Ok(surface) => Some(Engine::start(scope.clone(), surface, *options)),
        Err(_) => {
            post(scope, &ToPage::Stopped("this browser does not let a worker draw".to_owned()));
            None
        }
    }
}

/// Sends a message to the page.
fn post(scope: &DedicatedWorkerGlobalScope, message: &impl Serialize) {
    let message = bridge::encode(message);
    scope
        .post_message_with_transfer(&message, &bridge::transfer(&message))
        .expect("a fresh buffer can be transferred");
}

/// Tells the page about a panic before the module traps, since a trap has no words of its own.
fn report_panics(scope: DedicatedWorkerGlobalScope) {
    std::panic::set_hook(Box::new(move |info| {
        let what = info.to_string();
        web_sys::console::error_1(&what.as_str().into());
        post(&scope, &ToPage::Stopped(what));
    }));
}
