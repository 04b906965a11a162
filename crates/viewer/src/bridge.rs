//! The boundary between the page and its worker: what crosses it, and how.
//!
//! Messages are postcard bytes in an `ArrayBuffer` that is transferred, so that nothing is cloned on the way. Only the
//! canvas travels beside its message, because it is an object and not data.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use session::{Command, Event, Options};
use wasm_bindgen::{JsCast, JsValue};

use crate::LinkFault;

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToWorker {
    /// Starts the session. Comes first and once, with the canvas to draw on (see [`with_canvas`]).
    Start(Box<Options>),
    /// For the session.
    Command(Command),
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToPage {
    /// The worker listens; what is sent before would be lost.
    Ready,
    /// From the session.
    Event(Event),
    /// The link could not even be tried. The session goes on as if the other side had not answered.
    LinkFault(LinkFault),
    /// The worker has come to its end and says why, in English.
    Stopped(String),
}

/// A message as the bytes that cross.
///
/// # Panics
/// Never: these types have no value that postcard cannot write.
pub fn encode(message: &impl Serialize) -> ArrayBuffer {
    let bytes = postcard::to_allocvec(message).expect("the messages of this module can all be written");
    Uint8Array::from(bytes.as_slice()).buffer()
}

/// A message from what arrived, or nothing if it is none of type `T`.
pub fn decode<T: DeserializeOwned>(data: &JsValue) -> Option<T> {
    let buffer = data.dyn_ref::<ArrayBuffer>()?;
    postcard::from_bytes(&Uint8Array::new(buffer).to_vec()).ok()
}

/// The list of what a message takes along: its own bytes.
pub fn transfer(message: &ArrayBuffer) -> Array {
    Array::of1(message)
}

/// A message and the canvas that goes with it, as one value that crosses; both belong in its transfer list.
pub fn with_canvas(message: &ArrayBuffer, canvas: &JsValue) -> Array {
    Array::of2(message, canvas)
}

/// The two parts of [`with_canvas`].
pub fn split_canvas<C: JsCast>(data: &JsValue) -> Option<(JsValue, C)> {
    let parts = data.dyn_ref::<Array>()?;
    Some((parts.get(0), parts.get(1).dyn_into().ok()?))
}
