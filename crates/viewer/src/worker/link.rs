//! The WebSocket to the proxy.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;
use js_sys::{Array, ArrayBuffer, Uint8Array};
use session::LinkClose;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BinaryType, CloseEvent, DedicatedWorkerGlobalScope, DomException, MessageEvent, WebSocket};

use crate::LinkFault;

/// What a link reports.
pub(crate) enum LinkEvent {
    /// It is open.
    Opened,
    /// Bytes arrived.
    Bytes(Uint8Array),
    /// It could not be opened, for a reason that is known here. It reports nothing more.
    Failed(LinkFault),
    /// It could not be opened or has ended, and reports nothing more.
    Closed(LinkClose),
}

/// A WebSocket. Dropping it closes it, and nothing of it is reported any more.
pub(crate) struct Link {
    socket: WebSocket,
    _listeners: [EventListener; 3],
}

impl Link {
    /// Opens a link to `url`, offering `protocols`.
    pub(crate) fn open(
        scope: &DedicatedWorkerGlobalScope,
        url: &str,
        protocols: &[String],
        on_event: impl Fn(LinkEvent) + Clone + 'static,
    ) -> Result<Self, LinkFault> {
        let insecure = match url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase()).as_deref() {
            Some("wss") => false,
            // Tried all the same: browsers make an exception for the user's own machine.
            Some("ws") => scope.location().protocol() == "https:",
            // Newer browsers take http addresses as well, which no proxy puts into a link.
            _ => return Err(LinkFault::BadAddress),
        };
        let offered: Array = protocols.iter().map(|protocol| JsValue::from_str(protocol)).collect();
        let socket =
            WebSocket::new_with_str_sequence(url, &offered).map_err(|error| fault_of(&error, insecure))?;
        socket.set_binary_type(BinaryType::Arraybuffer);

        let was_open = Rc::new(Cell::new(false));
        let opened = EventListener::new(&socket, "open", {
            let (was_open, on_event) = (Rc::clone(&was_open), on_event.clone());
            move |_| {
                was_open.set(true);
                on_event(LinkEvent::Opened);
            }
        });
        let message = EventListener::new(&socket, "message", {
            let on_event = on_event.clone();
            move |event| {
                on_event(match event.unchecked_ref::<MessageEvent>().data().dyn_into::<ArrayBuffer>() {
                    Ok(bytes) => LinkEvent::Bytes(Uint8Array::new(&bytes)),
                    // RFB is bytes: whoever sends text is no VNC proxy.
                    Err(_) => LinkEvent::Closed(LinkClose {
                        code: UNSUPPORTED_DATA,
                        reason: "the other side sent text, so it is no VNC server".to_owned(),
                    }),
                });
            }
        });
        let closed = EventListener::new(&socket, "close", move |event| {
            let event: &CloseEvent = event.unchecked_ref();
            on_event(if insecure && !was_open.get() {
                LinkEvent::Failed(LinkFault::Insecure)
            } else {
                LinkEvent::Closed(LinkClose { code: event.code(), reason: event.reason() })
            });
        });
        Ok(Self { socket, _listeners: [opened, message, closed] })
    }

    /// Sends one message. What cannot be sent any more is dropped: the close event is on its way.
    pub(crate) fn send(&self, bytes: &[u8]) {
        if self.socket.ready_state() == WebSocket::OPEN {
            // It throws only while the socket is still connecting.
            let _ = self.socket.send_with_u8_array(bytes);
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        // It throws only for codes that a page may not send.
        let _ = self.socket.close_with_code(NORMAL_CLOSURE);
    }
}

/// Close codes of RFC 6455, section 7.4.1.
const NORMAL_CLOSURE: u16 = 1000;
const UNSUPPORTED_DATA: u16 = 1003;

fn fault_of(error: &JsValue, insecure: bool) -> LinkFault {
    match error.dyn_ref::<DomException>() {
        // Also thrown for ports that browsers keep clear of, such as those of mail servers.
        Some(error) if error.name() == "SecurityError" && insecure => LinkFault::Insecure,
        Some(error) if error.name() == "SyntaxError" => LinkFault::BadAddress,
        Some(error) => LinkFault::Refused(error.message()),
        None => LinkFault::Refused("the browser did not say why".to_owned()),
    }
}
