//! A program on the X server under test that copies and pastes: it owns the clipboard, or asks for what is on it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use x11rb::{
    connection::Connection,
    protocol::{
        Event,
        xproto::{
            Atom, AtomEnum, ConnectionExt, CreateWindowAux, EventMask, PropMode, SELECTION_NOTIFY_EVENT,
            SelectionNotifyEvent, SelectionRequestEvent, Time, WindowClass,
        },
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use porthole_tests::process::wait_until;

/// A program that has copied a text; it can be pasted until this is dropped.
pub(crate) struct Copied {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Copied {
    /// Copies `text` on `display`.
    pub(crate) fn text(display: &str, text: &str) -> Self {
        let program = Program::connect(display);
        let owner = program.window;
        program.connection.set_selection_owner(owner, program.clipboard, Time::CURRENT_TIME).unwrap();
        program.connection.flush().unwrap();
        let over = Arc::new(AtomicBool::new(false));
        let (stop, text) = (Arc::clone(&over), text.to_owned());
        let thread = thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                while let Some(event) = program.connection.poll_for_event().unwrap() {
                    if let Event::SelectionRequest(request) = event {
                        program.answer(&request, &text);
                    }
                }
                thread::sleep(Duration::from_millis(5));
            }
        });
        Self { over, thread: Some(thread) }
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

/// Pastes on `display`: the text of the clipboard, if it has one.
pub(crate) fn pasted(display: &str) -> Option<String> {
    let program = Program::connect(display);
    let Program { connection, window, clipboard, utf8, property, .. } = &program;
    connection.convert_selection(*window, *clipboard, *utf8, *property, Time::CURRENT_TIME).unwrap();
    connection.flush().unwrap();
    let notice = wait_until("an answer about the clipboard", || match connection.poll_for_event().unwrap() {
        Some(Event::SelectionNotify(notice)) => Some(notice),
        _ => None,
    });
    if notice.property == u32::from(AtomEnum::NONE) {
        return None;
    }
    let value = connection.get_property(true, *window, *property, AtomEnum::ANY, 0, 1 << 20).unwrap();
    Some(String::from_utf8(value.reply().unwrap().value).unwrap())
}

/// A connection with a window that nobody sees, and the names that clipboards are spoken of in.
struct Program {
    connection: RustConnection,
    window: u32,
    clipboard: Atom,
    targets: Atom,
    utf8: Atom,
    property: Atom,
}

impl Program {
    fn connect(display: &str) -> Self {
        let (connection, screen) = wait_until("the X server", || x11rb::connect(Some(display)).ok());
        let root = connection.setup().roots[screen].root;
        let window = connection.generate_id().unwrap();
        let attributes = CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        connection
            .create_window(0, window, root, 0, 0, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &attributes)
            .unwrap();
        let atom = |name: &str| connection.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom;
        let [clipboard, targets, utf8, property] =
            ["CLIPBOARD", "TARGETS", "UTF8_STRING", "PASTED"].map(atom);
        Self { connection, window, clipboard, targets, utf8, property }
    }

    /// Gives the text to who asks for it, or the formats that it is to be had in.
    fn answer(&self, request: &SelectionRequestEvent, text: &str) {
        let SelectionRequestEvent { requestor, property, target, .. } = *request;
        let connection = &self.connection;
        let given = if target == self.targets {
            let targets = [self.targets, self.utf8];
            connection.change_property32(PropMode::REPLACE, requestor, property, AtomEnum::ATOM, &targets)
        } else if target == self.utf8 {
            connection.change_property8(PropMode::REPLACE, requestor, property, self.utf8, text.as_bytes())
        } else {
            return self.notify(request, AtomEnum::NONE.into());
        };
        given.unwrap();
        self.notify(request, property);
    }

    fn notify(&self, request: &SelectionRequestEvent, property: Atom) {
        let notice = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property,
        };
        self.connection.send_event(false, request.requestor, EventMask::NO_EVENT, notice).unwrap();
        self.connection.flush().unwrap();
    }
}
