//! Drives a session as a browser would, with a server that says what the test wants.

use std::time::Duration;

use rfb::wire::PixelFormat;
use session::{Command, Event, LinkClose, Options, Session, State};

/// The size of the screen that [`Driver::connected`] has.
pub(crate) const WIDTH: u16 = 64;
pub(crate) const HEIGHT: u16 = 48;

/// The number of the QEMU extended key event's pseudo-encoding.
const QEMU_KEYS: i32 = -258;
/// The number of ExtendedDesktopSize.
const EXTENDED_DESKTOP_SIZE: i32 = -308;

/// A session, what it has said, and the time.
pub(crate) struct Driver {
    pub(crate) session: Session,
    pub(crate) now: Duration,
    events: Vec<Event>,
    sent: Vec<u8>,
    /// Whether the session believes to have a link.
    link: bool,
    connections: u32,
}

impl Driver {
    /// Started, with a link on its way.
    pub(crate) fn start(options: Options) -> Self {
        let mut driver = Self {
            session: Session::new(options).with_seed(&[7; 32]),
            now: Duration::from_secs(100),
            events: Vec::new(),
            sent: Vec::new(),
            link: false,
            connections: 0,
        };
        driver.turn(Session::start);
        driver
    }

    /// Started, and the link is open.
    pub(crate) fn opened(options: Options) -> Self {
        let mut driver = Self::start(options);
        driver.link_opened();
        driver
    }

    /// Connected to a server without passwords and extensions. What was said on the way is forgotten.
    pub(crate) fn connected(options: Options) -> Self {
        let mut driver = Self::opened(options);
        driver.shake_hands();
        driver.forget();
        driver
    }

    /// Connected to a server that takes scancodes, as QEMU does.
    pub(crate) fn connected_to_qemu(options: Options) -> Self {
        let mut driver = Self::connected(options);
        driver.take_scancodes();
        driver.forget();
        driver
    }

    /// The server says that it takes scancodes.
    pub(crate) fn take_scancodes(&mut self) {
        self.receive(&update(&[rectangle(0, 0, 0, 0, QEMU_KEYS, &[])]));
    }

    /// All that a server without passwords says until the screen is there.
    pub(crate) fn shake_hands(&mut self) {
        self.receive(b"RFB 003.008\n");
        self.receive(&[1, 1]);
        self.receive(&[0, 0, 0, 0]);
        self.receive(&server_init());
    }

    /// The server announces its screens, which shows that it takes requests for another size.
    pub(crate) fn announce_screens(&mut self, width: u16, height: u16) {
        self.receive(&update(&[screens(0, 0, width, height)]));
    }

    pub(crate) fn link_opened(&mut self) {
        self.turn(Session::link_opened);
    }

    pub(crate) fn receive(&mut self, bytes: &[u8]) {
        self.turn(|session, now| session.receive(bytes, now));
    }

    pub(crate) fn command(&mut self, command: Command) {
        self.turn(|session, now| session.command(command, now));
    }

    pub(crate) fn frame(&mut self) {
        self.turn(Session::frame);
    }

    pub(crate) fn close(&mut self, code: u16, reason: &str) {
        self.link = false;
        self.turn(|session, now| session.link_closed(LinkClose { code, reason: reason.to_owned() }, now));
    }

    /// Lets time pass, with a tick at each deadline on the way, as the session asks for it.
    pub(crate) fn after(&mut self, milliseconds: u64) {
        let end = self.now + Duration::from_millis(milliseconds);
        let mut ticks_at_once = 0;
        while let Some(deadline) = self.session.deadline().filter(|deadline| *deadline <= end) {
            ticks_at_once = if deadline > self.now { 1 } else { ticks_at_once + 1 };
            assert!(ticks_at_once <= 2, "time stands still: {:?}", self.session);
            self.now = self.now.max(deadline);
            self.turn(Session::tick);
        }
        self.now = end;
    }

    /// What the session has said since the last call, in one piece.
    pub(crate) fn take_sent(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.sent)
    }

    /// The bytes sent since the last call, behind the longer list of encodings that they open with: of a server that has
    /// shown an extension, more is asked for when an update ends.
    pub(crate) fn take_sent_behind_encodings(&mut self) -> Vec<u8> {
        let sent = self.take_sent();
        assert_eq!(sent[..2], [2, 0], "SetEncodings");
        let count = u16::from_be_bytes([sent[2], sent[3]]);
        sent[4 * (1 + usize::from(count))..].to_vec()
    }

    /// The events since the last call.
    pub(crate) fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// How often a connection has come about.
    pub(crate) fn connections(&self) -> u32 {
        self.connections
    }

    /// The states among the events since the last call.
    pub(crate) fn take_states(&mut self) -> Vec<State> {
        let states = self.take_events().into_iter().filter_map(|event| match event {
            Event::State(state) => Some(state),
            _ => None,
        });
        states.collect()
    }

    pub(crate) fn forget(&mut self) {
        self.take_sent();
        self.take_events();
    }

    pub(crate) fn turn(&mut self, act: impl FnOnce(&mut Session, Duration)) {
        act(&mut self.session, self.now);
        self.sent.append(self.session.output());
        while let Some(event) = self.session.next_event() {
            match event {
                Event::OpenLink { .. } => {
                    assert!(!self.link, "a link is opened only when there is none");
                    self.link = true;
                }
                Event::CloseLink => {
                    assert!(self.link, "a link is closed only when there is one");
                    self.link = false;
                }
                Event::State(State::Connected { .. }) => self.connections += 1,
                _ => {}
            }
            self.events.push(event);
        }
    }
}

/// The server's description of a screen named "test".
pub(crate) fn server_init() -> Vec<u8> {
    let mut bytes = [WIDTH.to_be_bytes(), HEIGHT.to_be_bytes()].concat();
    PixelFormat::BGRX.encode(&mut bytes);
    bytes.extend(4_u32.to_be_bytes());
    bytes.extend(b"test");
    bytes
}

/// A FramebufferUpdate with these rectangles.
pub(crate) fn update(rectangles: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = vec![0, 0];
    bytes.extend((rectangles.len() as u16).to_be_bytes());
    bytes.extend(rectangles.concat());
    bytes
}

/// A rectangle's header and data.
pub(crate) fn rectangle(x: u16, y: u16, width: u16, height: u16, encoding: i32, data: &[u8]) -> Vec<u8> {
    let mut bytes: Vec<u8> = [x, y, width, height].into_iter().flat_map(u16::to_be_bytes).collect();
    bytes.extend(encoding.to_be_bytes());
    bytes.extend(data);
    bytes
}

/// An ExtendedDesktopSize rectangle with one screen: who asked for it, and what became of it.
pub(crate) fn screens(reason: u16, status: u16, width: u16, height: u16) -> Vec<u8> {
    let mut data = vec![1, 0, 0, 0];
    data.extend(7_u32.to_be_bytes());
    data.extend([0, 0, width, height].into_iter().flat_map(u16::to_be_bytes));
    data.extend(9_u32.to_be_bytes());
    rectangle(reason, status, width, height, EXTENDED_DESKTOP_SIZE, &data)
}

/// A raw rectangle of one blue pixel.
pub(crate) fn pixel() -> Vec<u8> {
    rectangle(0, 0, 1, 1, 0, &[255, 0, 0, 0])
}

pub(crate) fn options() -> Options {
    Options::new("ws://proxy.example:6080/?token=secret")
}
