//! One viewer's session: its life from the first attempt to the last, and what each event of the link does to it.

mod input;
mod pointer;
mod server;
mod sign_in;
mod video;

use std::collections::VecDeque;
use std::mem::{Discriminant, discriminant};
use std::time::Duration;

use rfb::{Connection, Framebuffer};
use zeroize::Zeroize;

use crate::clipboard::ClipboardFormat;
use crate::command::Command;
use crate::cursor::CursorShown;
use crate::ending;
use crate::event::{Ending, Event, LinkClose, Refusal, State, Statistics};
use crate::keyboard::Keyboard;
use crate::options::Options;
use crate::pointer::Pointer;
use crate::reconnect::Reconnect;
use crate::resize::Resizer;
use crate::sound::Meter;
use crate::updates::Updates;
use crate::video::Video;
use sign_in::{Asked, Shown, Trust};

/// How long a link may take to open. Browsers themselves wait for minutes, long after a user has given up; this is
/// what a slow network with two lost packets and a TLS handshake takes, and some more.
const TIME_TO_OPEN: Duration = Duration::from_secs(30);
/// How long the server may be silent before the screen is there. More than the minute that nova-novncproxy itself
/// waits for an answer about the token, so that its refusal comes first.
const TIME_TO_ANSWER: Duration = Duration::from_secs(75);
/// How many bytes are decoded before the events they caused are sorted. It bounds the memory that the events of one
/// message can take, however long the message is.
const PIECE: usize = 1 << 16;

/// One viewer's session. See the crate's documentation for how it is driven.
#[derive(Debug)]
pub struct Session {
    options: Options,
    phase: Phase,
    visible: bool,
    keyboard: Keyboard,
    pointer: Pointer,
    cursor: CursorShown,
    resizer: Resizer,
    reconnect: Reconnect,
    /// Whether the user wants to hear the VM.
    sound: bool,
    sound_meter: Meter,
    statistics: Statistics,
    video: Video,
    video_offered: bool,
    events: VecDeque<Event>,
    output: Vec<u8>,
    trust: Trust,
}

#[derive(Debug)]
enum Phase {
    Idle,
    Connecting { until: Duration },
    Open(Box<Open>),
    Waiting { until: Duration },
    Ended,
}

/// A link that is open.
#[derive(Debug)]
struct Open {
    connection: Connection,
    stage: Stage,
    /// Whether the server has sent a byte.
    heard: bool,
}

/// How far the conversation with the server has come.
#[derive(Debug)]
enum Stage {
    Negotiating {
        /// When the server's silence is taken for its end.
        until: Duration,
    },
    /// It is the user's turn, and users take the time they need.
    AwaitingCredentials(Asked),
    /// The same, while the user compares what the server can be recognised by.
    AwaitingTrust(Shown),
    Connected(Updates),
}

impl Session {
    /// A session that has not been started.
    pub fn new(options: Options) -> Self {
        Self {
            phase: Phase::Idle,
            visible: true,
            keyboard: Keyboard::new(options.platform),
            pointer: Pointer::default(),
            cursor: CursorShown::new(options.show_dot),
            resizer: Resizer::new(options.resize),
            reconnect: Reconnect::new(options.reconnect),
            sound: false,
            sound_meter: Meter::default(),
            statistics: Statistics::default(),
            video: Video::default(),
            video_offered: false,
            events: VecDeque::new(),
            output: Vec::new(),
            trust: Trust::default(),
            options,
        }
    }

    /// Connects; the same as [`Command::Connect`].
    pub fn start(&mut self, now: Duration) {
        self.command(Command::Connect, now);
    }

    /// The link that [`Event::OpenLink`] asked for is open.
    pub fn link_opened(&mut self, now: Duration) {
        if !matches!(self.phase, Phase::Connecting { .. }) {
            return;
        }
        let connection = Connection::new(self.connection_config());
        let stage = Stage::Negotiating { until: now + TIME_TO_ANSWER };
        self.phase = Phase::Open(Box::new(Open { connection, stage, heard: false }));
        self.output.clear();
        self.statistics = Statistics::default();
        self.tell(Event::State(State::Negotiating));
    }

    /// A message came over the link. Empty ones mean nothing: proxies send them to keep the link alive.
    pub fn receive(&mut self, bytes: &[u8], now: Duration) {
        let mut events = Vec::new();
        for piece in bytes.chunks(PIECE) {
            let Phase::Open(open) = &mut self.phase else {
                return;
            };
            open.heard = true;
            self.statistics.bytes_received += piece.len() as u64;
            match &mut open.stage {
                Stage::Negotiating { until } => *until = now + TIME_TO_ANSWER,
                Stage::AwaitingCredentials(_) | Stage::AwaitingTrust(_) => {}
                Stage::Connected(updates) => {
                    if updates.heard(now) {
                        self.events.push_back(Event::Resumed);
                    }
                }
            }
            let outcome = open.connection.receive(piece, &mut events);
            for event in events.drain(..) {
                self.server_event(event, now);
            }
            if let Err(error) = outcome {
                self.send_output();
                self.end(ending::from_error(error), now);
            }
        }
        self.settle(now);
    }

    /// The link has been closed, by whomever, or could not be opened.
    pub fn link_closed(&mut self, close: LinkClose, now: Duration) {
        let ending = match &self.phase {
            Phase::Connecting { .. } => Ending::Unreachable,
            Phase::Open(open) => match open.connection.refusal() {
                Some(refusal) => ending::from_refusal(refusal),
                None => ending::from_close(close, open.heard),
            },
            Phase::Idle | Phase::Waiting { .. } | Phase::Ended => return,
        };
        self.leave(ending, now);
    }

    /// The page has something to say.
    pub fn command(&mut self, command: Command, now: Duration) {
        self.obey(command, now);
        self.settle(now);
    }

    /// Another animation frame begins.
    pub fn frame(&mut self, now: Duration) {
        self.with_pointer(Pointer::frame);
        self.settle(now);
    }

    /// Whether something waits for [`Session::frame`].
    pub fn wants_frame(&self) -> bool {
        self.pointer.wants_frame()
    }

    /// Time has passed; to be called at the [`Session::deadline`], and harmless at any other time.
    pub fn tick(&mut self, now: Duration) {
        let late = |until: &Duration| *until <= now;
        match &self.phase {
            Phase::Connecting { until } if late(until) => self.end(Ending::Unreachable, now),
            Phase::Waiting { until } if late(until) => self.open_link(now),
            Phase::Open(open) if matches!(&open.stage, Stage::Negotiating { until } if late(until)) => {
                self.end(Ending::NoAnswer, now);
            }
            _ => {}
        }
        self.check_video(now);
        self.with_keyboard(|keyboard, strokes| keyboard.tick(now, strokes));
        if let Some((_, updates)) = self.connected()
            && let Some(silence) = updates.take_stall(now)
        {
            self.tell(Event::Stalled { silence });
        }
        self.settle(now);
    }

    /// When [`Session::tick`] has something to do; `None` for never, as things stand.
    pub fn deadline(&self) -> Option<Duration> {
        match &self.phase {
            Phase::Idle | Phase::Ended => None,
            Phase::Connecting { until } | Phase::Waiting { until } => Some(*until),
            Phase::Open(open) => match &open.stage {
                Stage::Negotiating { until } => Some(*until),
                Stage::AwaitingCredentials(_) | Stage::AwaitingTrust(_) => None,
                Stage::Connected(updates) => {
                    let resize = self.resizer.deadline(open.connection.size());
                    let resize = resize.filter(|_| !self.options.view_only);
                    [updates.deadline(), self.keyboard.deadline(), resize, self.video.deadline()]
                        .into_iter()
                        .flatten()
                        .min()
                }
            },
        }
    }

    /// The bytes to send. The driver empties it, and wipes what was in it: some security types send the password as it is.
    pub const fn output(&mut self) -> &mut Vec<u8> {
        &mut self.output
    }

    /// The next event, in the order in which they happened.
    pub fn next_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// The screen, while there is one.
    pub fn framebuffer(&mut self) -> Option<&mut Framebuffer> {
        self.connected().map(|(connection, _)| connection.framebuffer_mut())
    }

    /// Counters since the link was opened.
    pub const fn statistics(&self) -> Statistics {
        self.statistics
    }

    fn connect(&mut self, now: Duration) {
        match self.phase {
            Phase::Idle | Phase::Ended => {
                self.reconnect = Reconnect::new(self.options.reconnect);
                self.open_link(now);
            }
            Phase::Waiting { .. } => self.open_link(now),
            Phase::Connecting { .. } | Phase::Open(_) => {}
        }
    }

    fn disconnect(&mut self, now: Duration) {
        match self.phase {
            Phase::Connecting { .. } => self.end(Ending::ByUser, now),
            Phase::Open(_) => {
                self.release_everything();
                self.send_output();
                self.end(Ending::ByUser, now);
            }
            Phase::Waiting { .. } => self.leave(Ending::ByUser, now),
            Phase::Idle | Phase::Ended => {}
        }
    }

    fn open_link(&mut self, now: Duration) {
        self.phase = Phase::Connecting { until: now + TIME_TO_OPEN };
        self.tell(Event::State(State::Connecting));
        let (url, protocols) = (self.options.url.clone(), self.options.protocols.clone());
        self.tell(Event::OpenLink { url, protocols });
    }

    /// Closes the link and leaves.
    fn end(&mut self, ending: Ending, now: Duration) {
        self.tell(Event::CloseLink);
        self.leave(ending, now);
    }

    /// There is no link any more: waits for the next attempt, or ends.
    fn leave(&mut self, ending: Ending, now: Duration) {
        // Nobody is left to be told of keys and buttons, and the next server starts with none.
        self.keyboard = Keyboard::new(self.options.platform);
        self.pointer = Pointer::default();
        self.cursor = CursorShown::new(self.options.show_dot);
        self.video = Video::default();
        if matches!(ending, Ending::AuthenticationFailed { .. }) {
            // The next attempt is to ask again.
            self.options.credentials.password.zeroize();
        }
        let state = match self.reconnect.after(&ending) {
            Some(attempt) => {
                self.phase = Phase::Waiting { until: now + attempt.delay };
                State::Waiting { retry_in: attempt.delay, attempt: attempt.number, why: ending }
            }
            None => {
                self.phase = Phase::Ended;
                State::Ended(ending)
            }
        };
        self.tell(Event::State(state));
    }

    /// What every turn ends with: the requests that have become due, and all that was said in one place.
    fn settle(&mut self, now: Duration) {
        self.ask_for_update(now);
        self.ask_for_sign(now);
        self.measure(now);
        self.ask_for_size(now);
        self.send_output();
    }

    fn send_output(&mut self) {
        if let Phase::Open(open) = &mut self.phase {
            self.statistics.bytes_sent += open.connection.output().len() as u64;
            if self.output.is_empty() {
                // Moved instead of copied: of what may be a password, there is only one.
                std::mem::swap(&mut self.output, open.connection.output());
            } else {
                let said = open.connection.output();
                self.output.extend_from_slice(said);
                said.as_mut_slice().zeroize();
                said.clear();
            }
        }
    }

    /// Queues an event. Of those that tell how something is now, only the newest waits: a server may send thousands of
    /// cursors, bells, texts and refusals in one message, and each can be large.
    fn tell(&mut self, event: Event) {
        let replaces = matches!(
            event,
            Event::Bell
                | Event::Clipboard(_)
                | Event::ClipboardData(_)
                | Event::ClipboardOffered(_)
                | Event::Cursor(_)
                | Event::DesktopName(_)
                | Event::Lights(_)
                | Event::PointerAt { .. }
                | Event::PointerMode { .. }
                | Event::PowerReady
                | Event::Refused(_)
                | Event::Resized { .. }
                | Event::RoundTrip(_)
        );
        if replaces {
            self.events.retain(|waiting| kind(waiting) != kind(&event));
        }
        self.events.push_back(event);
    }

    fn connected(&mut self) -> Option<(&mut Connection, &mut Updates)> {
        match &mut self.phase {
            Phase::Open(open) => match &mut open.stage {
                Stage::Connected(updates) => Some((&mut open.connection, updates)),
                Stage::Negotiating { .. } | Stage::AwaitingCredentials(_) | Stage::AwaitingTrust(_) => None,
            },
            Phase::Idle | Phase::Connecting { .. } | Phase::Waiting { .. } | Phase::Ended => None,
        }
    }
}

/// Which events replace each other: those of one variant, of refusals those of the same thing, and of a clipboard's data
/// those in the same format.
fn kind(event: &Event) -> (Discriminant<Event>, Option<Discriminant<Refusal>>, Option<ClipboardFormat>) {
    let refusal = match event {
        Event::Refused(refusal) => Some(discriminant(refusal)),
        _ => None,
    };
    let format = match event {
        Event::ClipboardData(item) => Some(item.format),
        _ => None,
    };
    (discriminant(event), refusal, format)
}
