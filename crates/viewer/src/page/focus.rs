//! Focus and visibility: when they leave the screen in any way, everything that is held is let go. A page that is seen again,
//! and a network that is back, have the session ask whether the link still lives.

use std::rc::Rc;

use gloo_events::EventListener;
use session::Command;
use wasm_bindgen::JsCast;
use web_sys::{Document, Event, FocusEvent, HtmlElement, Node, Window};

/// Watches `frame`, its document and its window until it is dropped. `on_focus` hears whether keys go to the screen.
pub(crate) fn listen(
    window: &Window,
    document: &Document,
    frame: &HtmlElement,
    send: impl Fn(Command) + 'static,
    on_focus: impl Fn(bool) + 'static,
) -> [EventListener; 6] {
    let send = Rc::new(send);
    let on_focus = Rc::new(on_focus);
    let release = {
        let send = Rc::clone(&send);
        move || {
            send(Command::ReleaseKeys);
            send(Command::ReleaseButtons);
        }
    };
    let gained = EventListener::new(frame, "focusin", {
        let on_focus = Rc::clone(&on_focus);
        move |_| on_focus(true)
    });
    let lost = EventListener::new(frame, "focusout", {
        let (frame, release) = (frame.clone(), release.clone());
        move |event| {
            let to = event.unchecked_ref::<FocusEvent>().related_target();
            let to = to.as_ref().and_then(|to| to.dyn_ref::<Node>());
            if !frame.contains(to) {
                release();
                on_focus(false);
            }
        }
    });
    // A window can lose the focus to the system without an event for the element inside it.
    let blurred = EventListener::new(window, "blur", {
        let release = release.clone();
        move |_| release()
    });
    let left = EventListener::new(window, "pagehide", move |_| release());
    let look = {
        let document = document.clone();
        move |_: &Event| send(Command::Visible(!document.hidden()))
    };
    // Lets go of nothing: the session is told what it knows, and doubts a link that the network may have left.
    let online = EventListener::new(window, "online", look.clone());
    let visibility = EventListener::new(document, "visibilitychange", look);
    [gained, lost, blurred, left, online, visibility]
}
