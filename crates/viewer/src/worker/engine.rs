//! Drives a session: bytes, commands, time and animation frames in; bytes, events and pictures out.

use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::time::Duration;

use js_sys::{Function, Uint8Array};
use session::{Command, Event, LinkClose, Options, Session};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, Performance};
use zeroize::{Zeroize, Zeroizing};

use crate::bridge::ToPage;
use crate::worker::link::{Link, LinkEvent};
use crate::worker::{Surface, Video, post, video_is_supported};

/// How many bytes are copied into Wasm memory at a time. A message can be of any length; this bounds what it costs.
const PIECE: usize = 1 << 16;

/// A running session. Nothing in it wakes up by itself unless the session has a deadline or there is something to show.
pub(crate) struct Engine(Rc<RefCell<State>>);

struct State {
    scope: DedicatedWorkerGlobalScope,
    clock: Performance,
    session: Session,
    surface: Surface,
    video: Video,
    link: Option<Link>,
    /// A piece of a message on its way into the session.
    inbox: Box<[u8]>,
    /// Whether an animation frame has been asked for. In a hidden page it comes when the page is seen again.
    frame_asked: bool,
    timer: Option<Timer>,
    on_frame: Closure<dyn FnMut()>,
    on_timer: Closure<dyn FnMut()>,
    this: Weak<RefCell<Self>>,
}

struct Timer {
    id: i32,
    deadline: Duration,
}

impl Engine {
    /// Starts a session that is shown on `surface` and reports to the page.
    pub(crate) fn start(scope: DedicatedWorkerGlobalScope, surface: Surface, options: Options) -> Self {
        let state = Rc::new_cyclic(|this: &Weak<RefCell<State>>| {
            RefCell::new(State {
                clock: scope.performance().expect("every worker has a clock"),
                session: session(&scope, options),
                scope,
                surface,
                video: Video::new(on_picture(this)),
                link: None,
                inbox: vec![0; PIECE].into_boxed_slice(),
                frame_asked: false,
                timer: None,
                on_frame: callback(this, State::frame),
                on_timer: callback(this, State::tick),
                this: this.clone(),
            })
        });
        state.borrow_mut().turn(Session::start);
        // Nothing waits for the answer, which some browsers take long to give: video is asked for once it is there.
        let this = Rc::downgrade(&state);
        spawn_local(async move {
            if video_is_supported().await
                && let Some(state) = this.upgrade()
            {
                state.borrow_mut().turn(Session::offer_video);
            }
        });
        Self(state)
    }

    /// Hands the session a command.
    pub(crate) fn command(&self, command: Command) {
        self.0.borrow_mut().turn(|session, now| session.command(command, now));
    }
}

impl State {
    /// Lets the session do something, and then what follows from it.
    fn turn(&mut self, act: impl FnOnce(&mut Session, Duration)) {
        let now = now(&self.clock);
        act(&mut self.session, now);
        self.settle();
    }

    fn frame(&mut self) {
        self.turn(Session::frame);
        if let Some(framebuffer) = self.session.framebuffer() {
            // A browser that is out of memory for one picture may have some for the next.
            if let Err(error) = self.surface.present(framebuffer) {
                web_sys::console::error_2(&"a picture could not be shown:".into(), &error);
            }
        }
        // Only now, so that this frame did not ask for another one to show what it has just shown.
        self.frame_asked = false;
        if self.session.wants_frame() {
            self.ask_for_frame();
        }
    }

    fn tick(&mut self) {
        self.timer = None;
        self.turn(Session::tick);
    }

    fn link_event(&mut self, event: LinkEvent) {
        match event {
            LinkEvent::Opened => self.turn(Session::link_opened),
            LinkEvent::Bytes(bytes) => self.receive(&bytes),
            LinkEvent::Failed(fault) => {
                self.forget_link();
                post(&self.scope, &ToPage::LinkFault(fault));
                self.turn(|session, now| session.link_closed(never_opened(), now));
            }
            LinkEvent::Closed(close) => {
                self.forget_link();
                self.turn(|session, now| session.link_closed(close, now));
            }
        }
    }

    /// Hands the session a message, piece by piece. What a piece has to be answered leaves before the next one is
    /// decoded: an update's first piece asks for the update after it, and the server is to work on that meanwhile.
    fn receive(&mut self, bytes: &Uint8Array) {
        let end = bytes.length();
        for start in (0..end).step_by(PIECE) {
            let piece = bytes.subarray(start, end.min(start.saturating_add(PIECE as u32)));
            let inbox = &mut self.inbox[..piece.length() as usize];
            piece.copy_to(inbox);
            let now = now(&self.clock);
            self.session.receive(inbox, now);
            self.send_output();
        }
        self.settle();
    }

    /// A picture has been decoded, or cannot be.
    fn picture(&mut self, number: u32, rgba: Option<&[u8]>) {
        self.turn(|session, now| session.video_decoded(number, rgba, now));
    }

    /// The driver's rule of [`session`](mod@session): one message first, then events, then the timer; and a frame if there is
    /// anything to show.
    fn settle(&mut self) {
        self.send_output();
        while let Some(event) = self.session.next_event() {
            match event {
                Event::OpenLink { url, protocols } => self.open_link(&url.0, &protocols),
                Event::CloseLink => self.forget_link(),
                Event::DecodeVideo(picture) => {
                    let number = picture.number;
                    if !self.video.decode(picture) {
                        let now = now(&self.clock);
                        self.session.video_decoded(number, None, now);
                    }
                }
                Event::CloseVideo { context } => self.video.close(context),
                event => post(&self.scope, &ToPage::Event(event)),
            }
        }
        // A picture that could not be decoded may have been answered.
        self.send_output();
        self.set_timer();
        let damaged = self.session.framebuffer().is_some_and(|framebuffer| self.surface.collect(framebuffer));
        if damaged || self.session.wants_frame() {
            self.ask_for_frame();
        }
    }

    fn send_output(&mut self) {
        let output = self.session.output();
        if !output.is_empty() {
            if let Some(link) = &self.link {
                link.send(output);
            }
            // It may have held a password.
            output.zeroize();
        }
    }

    /// The link is no more, and its video ends with it.
    fn forget_link(&mut self) {
        self.link = None;
        self.video.close_all();
    }

    fn open_link(&mut self, url: &str, protocols: &[String]) {
        let this = self.this.clone();
        let opened = Link::open(&self.scope, url, protocols, move |event| {
            if let Some(state) = this.upgrade() {
                state.borrow_mut().link_event(event);
            }
        });
        match opened {
            Ok(link) => self.link = Some(link),
            Err(fault) => {
                post(&self.scope, &ToPage::LinkFault(fault));
                let now = now(&self.clock);
                self.session.link_closed(never_opened(), now);
            }
        }
    }

    fn set_timer(&mut self) {
        let deadline = self.session.deadline();
        if let (Some(timer), Some(deadline)) = (&self.timer, deadline)
            && timer.deadline <= deadline
        {
            // Deadlines move on with every message. A tick that comes early is harmless, and sets the next timer.
            return;
        }
        if let Some(timer) = self.timer.take() {
            self.scope.clear_timeout_with_handle(timer.id);
        }
        let Some(deadline) = deadline else { return };
        // Rounded up, or the timer could come just before the deadline.
        let wait = deadline.saturating_sub(now(&self.clock)).as_micros().div_ceil(1000);
        let wait = i32::try_from(wait).unwrap_or(i32::MAX);
        let id = self
            .scope
            .set_timeout_with_callback_and_timeout_and_arguments_0(function(&self.on_timer), wait)
            .expect("a worker can set a timer");
        self.timer = Some(Timer { id, deadline });
    }

    fn ask_for_frame(&mut self) {
        if !self.frame_asked {
            self.scope
                .request_animation_frame(function(&self.on_frame))
                .expect("a worker with a canvas of the page has animation frames");
            self.frame_asked = true;
        }
    }
}

/// A session with random numbers of the browser's, which pages without encryption have as well. Without them, it can do all
/// that needs none.
fn session(scope: &DedicatedWorkerGlobalScope, options: Options) -> Session {
    let session = Session::new(options);
    let mut seed = Zeroizing::new([0; 32]);
    let drawn = scope.crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut *seed));
    if drawn.is_ok() { session.with_seed(&seed) } else { session }
}

/// The time since the worker was started.
fn now(clock: &Performance) -> Duration {
    Duration::try_from_secs_f64(clock.now() / 1000.0).unwrap_or_default()
}

/// What a browser reports for a link that never came to be.
fn never_opened() -> LinkClose {
    LinkClose { code: 1006, reason: String::new() }
}

/// What to do with a decoded picture, while there is a state.
fn on_picture(this: &Weak<RefCell<State>>) -> impl Fn(u32, Option<&[u8]>) + use<> {
    let this = this.clone();
    move |number, rgba| {
        if let Some(state) = this.upgrade() {
            state.borrow_mut().picture(number, rgba);
        }
    }
}

/// A function for the browser that acts on the state while there is one.
fn callback(this: &Weak<RefCell<State>>, act: fn(&mut State)) -> Closure<dyn FnMut()> {
    let this = this.clone();
    Closure::new(move || {
        if let Some(state) = this.upgrade() {
            act(&mut state.borrow_mut());
        }
    })
}

fn function(closure: &Closure<dyn FnMut()>) -> &Function {
    closure.as_ref().unchecked_ref()
}
