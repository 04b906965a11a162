//! The WebSocket to the proxy.

use gloo_events::EventListener;
use js_sys::{Array, ArrayBuffer, Uint8Array};
use session::LinkClose;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BinaryType, CloseEvent, DomException, MessageEvent, WebSocket};

use crate::LinkFault;

/// What a link reports.
pub(crate) enum LinkEvent {
    /// It is open.
    Opened,
    /// Bytes arrived.
    Bytes(Uint8Array),
    /// It has ended, and reports nothing more.
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
        url: &str,
        protocols: &[String],
        on_event: impl Fn(LinkEvent) + Clone + 'static,
    ) -> Result<Self, LinkFault> {
        // Newer browsers take http addresses as well, which no proxy puts into a link.
        let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        if !matches!(scheme.as_deref(), Some("ws" | "wss")) {
            return Err(LinkFault::BadAddress);
        }
        let offered: Array = protocols.iter().map(|protocol| JsValue::from_str(protocol)).collect();
        let socket = WebSocket::new_with_str_sequence(url, &offered).map_err(|error| fault_of(&error))?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let opened = EventListener::new(&socket, "open", {
            let on_event = on_event.clone();
            move |_| on_event(LinkEvent::Opened)
        });
        let message = EventListener::new(&socket, "message", {
            let (socket, on_event) = (socket.clone(), on_event.clone());
            move |event| {
                match event.unchecked_ref::<MessageEvent>().data().dyn_into::<ArrayBuffer>() {
                    Ok(bytes) => on_event(LinkEvent::Bytes(Uint8Array::new(&bytes))),
                    // RFB is bytes: whoever sends text is no VNC proxy.
                    Err(_) => close(&socket, UNSUPPORTED_DATA),
                }
            }
        });
        let closed = EventListener::new(&socket, "close", move |event| {
            let event: &CloseEvent = event.unchecked_ref();
            on_event(LinkEvent::Closed(LinkClose { code: event.code(), reason: event.reason() }));
        });
        Ok(Self { socket, _listeners: [opened, message, closed] })
    }

    /// Sends one message. What cannot be sent any more is dropped: the close event is on its way.
    pub(crate) fn send(&self, bytes: &[u8]) {
        if self.socket.ready_state() == WebSocket::OPEN {
            let _ = self.socket.send_with_u8_array(bytes);
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        close(&self.socket, NORMAL_CLOSURE);
    }
}

/// Close codes of RFC 6455, section 7.4.1, that a page may send: only 1000 and those from 3000 on.
const NORMAL_CLOSURE: u16 = 1000;
/// 1003 belongs here, but a page may not send it; its counterpart in the private range says the same.
const UNSUPPORTED_DATA: u16 = 4003;

fn close(socket: &WebSocket, code: u16) {
    // It fails for no code that a page may send.
    let _ = socket.close_with_code(code);
}

fn fault_of(error: &JsValue) -> LinkFault {
    match error.dyn_ref::<DomException>() {
        Some(error) if error.name() == "SecurityError" => LinkFault::Insecure,
        Some(error) if error.name() == "SyntaxError" => LinkFault::BadAddress,
        Some(error) => LinkFault::Refused(error.message()),
        None => LinkFault::Refused("the browser did not say why".to_owned()),
    }
}
