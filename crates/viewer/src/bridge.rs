//! The boundary between the page and its worker: what crosses it, and how.
//!
//! Messages are postcard bytes in an `ArrayBuffer` that is transferred, so that nothing is cloned on the way. Only the
//! canvas travels beside its message, because it is an object and not data. Some of them hold passwords, so each copy of the
//! bytes is wiped once it is read.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use postcard::experimental::serialized_size;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use session::{Command, Event, Options};
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

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
    const WRITABLE: &str = "the messages of this module can all be written";
    let length = serialized_size(message).expect(WRITABLE);
    // Of the right length from the start: a vector that grows leaves copies behind.
    let mut bytes = Zeroizing::new(vec![0; length]);
    postcard::to_slice(message, &mut bytes).expect(WRITABLE);
    Uint8Array::from(bytes.as_slice()).buffer()
}

/// A message from what arrived, which is wiped; or nothing if it is none of type `T`.
pub fn decode<T: DeserializeOwned>(data: &JsValue) -> Option<T> {
    let view = Uint8Array::new(data.dyn_ref::<ArrayBuffer>()?);
    let bytes = Zeroizing::new(view.to_vec());
    view.fill(0, 0, view.length());
    postcard::from_bytes(&bytes).ok()
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
