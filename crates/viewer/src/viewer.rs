//! The component: what an application makes, speaks to and listens to.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use gloo_events::EventListener;
use serde::{Deserialize, Serialize};
use session::{Command, Options};
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use crate::bridge::{ToPage, ToWorker};
use crate::layout::Size;
use crate::page::area::AreaWatch;
use crate::page::farewell::Farewell;
use crate::page::files::Files;
use crate::page::helper::Helper;
use crate::page::pointer::Pointer;
use crate::page::screen::Screen;
use crate::page::sound::Speaker;
use crate::page::steady_area::SteadyArea;
use crate::page::{focus, keyboard, text_input};

/// What a viewer is made with.
#[derive(Clone, Debug)]
pub struct Config {
    /// For the session. Its `resize` also decides how the screen is shown.
    pub options: Options,
    /// What the screen is called for those who cannot see it, such as "Screen of the virtual machine".
    pub label: String,
    /// The id of an element that says more to them, such as how the keyboard leaves the screen, which keeps all keys.
    pub described_by: Option<&'static str>,
    /// Whether a screen that is larger than its room is cut off instead of getting scroll bars
    /// (with `ResizeMode::Off` only).
    pub clip: bool,
    /// What the worker is made of; usually [`Files::of_page`].
    pub files: Files,
}

/// What a viewer tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// From the session. The viewer has already done what is its own to do: link, size and cursor.
    Session(session::Event),
    /// Whether keys go to the screen.
    Focus(bool),
    /// The pointer was locked to the screen or freed: a press locks it while the VM wants to be told its movements.
    PointerLock(PointerLock),
    /// How long after its arrival sound is heard; told now and then while there is some.
    SoundLatency(Duration),
    /// The link could not even be tried; the session then ends as for one that could not be reached.
    LinkFault(LinkFault),
    /// The worker has come to its end through a fault, described in English. Nothing follows; make another viewer.
    Stopped(String),
    /// The worker did not get round to [`Command::Disconnect`] in time, being busy with what a server sent, and was
    /// ended in the middle of it: the user's word counts. The link is closed. Nothing follows; make another viewer.
    CutOff,
}

/// What became of the pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointerLock {
    /// It is with the screen, and nowhere on the page.
    Locked,
    /// It is free; the user pressed Escape, or went elsewhere.
    Freed,
    /// The browser or the frame that the page is in does not allow it to be locked. It is not asked for again, and the
    /// pointer works as far as the screen's edges.
    Refused,
}

/// Why a link could not even be tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkFault {
    /// The address is none that a WebSocket can have: `ws://…` or `wss://…`.
    BadAddress,
    /// The browser forbids it: a page that came by https may not open an unencrypted `ws://` link.
    Insecure,
    /// The browser refuses it for a reason of its own.
    Refused(String),
}

/// Why there is no viewer: the browser lacks something, or forbids it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsupported {
    /// No worker can be started.
    Worker(String),
    /// The canvas cannot be handed to a worker.
    OffscreenCanvas(String),
    /// An element could not be made or watched.
    Page(String),
}

impl Unsupported {
    pub(crate) fn worker(error: &JsValue) -> Self {
        Self::Worker(words(error))
    }

    fn page(error: &JsValue) -> Self {
        Self::Page(words(error))
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Worker(why) => write!(f, "this browser starts no worker: {why}"),
            Self::OffscreenCanvas(why) => write!(f, "this browser does not let a worker draw: {why}"),
            Self::Page(why) => write!(f, "this browser lacks what the screen needs: {why}"),
        }
    }
}

impl std::error::Error for Unsupported {}

/// A VM's screen on the page, with its session. Dropping it closes the link and takes it off the page.
pub struct Viewer {
    inner: Rc<Inner>,
    pointer: Pointer,
    _area: AreaWatch,
    _listeners: Vec<EventListener>,
}

struct Inner {
    screen: Rc<Screen>,
    helper: Helper,
    view_only: Cell<bool>,
    sound: Rc<RefCell<Output>>,
    /// The worklet's module.
    sound_module: Option<String>,
    farewell: Rc<Farewell>,
    on_event: Rc<dyn Fn(Event)>,
}

/// Where sound goes.
struct Output {
    /// While the user wants to hear it.
    speaker: Option<Speaker>,
    volume: f32,
}

impl Viewer {
    /// Puts a viewer at the end of `parent`, whose size it takes, gives it the focus and starts its session.
    ///
    /// `on_event` may call the viewer; of all events only [`Event::Focus`] can come before this function returns.
    ///
    /// # Errors
    /// [`Unsupported`] if the browser lacks something that a viewer cannot do without; the page is then as before.
    pub fn new(
        parent: &HtmlElement,
        config: Config,
        on_event: impl Fn(Event) + 'static,
    ) -> Result<Self, Unsupported> {
        let Config { options, label, described_by, clip, files } = config;
        let window = web_sys::window().ok_or_else(|| Unsupported::Page("no window".to_owned()))?;
        let document = window.document().ok_or_else(|| Unsupported::Page("no document".to_owned()))?;
        let on_event: Rc<dyn Fn(Event)> = Rc::new(on_event);

        let screen = Rc::new(
            Screen::new(parent, &label, options.resize, clip).map_err(|error| Unsupported::page(&error))?,
        );
        if let Some(id) = described_by {
            screen.set_description(id);
        }
        let canvas = screen
            .elements
            .canvas
            .transfer_control_to_offscreen()
            .map_err(|error| Unsupported::OffscreenCanvas(words(&error)))?;
        let view_only = Cell::new(options.view_only);
        let sound = Rc::new(RefCell::new(Output { speaker: None, volume: 1.0 }));
        let sound_module = files.sound.clone();
        let farewell = Rc::new(Farewell::default());
        let helper = Helper::start(&files, canvas, ToWorker::Start(Box::new(options)), {
            let (screen, farewell, sound) = (Rc::clone(&screen), Rc::clone(&farewell), Rc::clone(&sound));
            let on_event = Rc::clone(&on_event);
            move |message| {
                if let Some(event) = heard(&screen, &farewell, &sound, message) {
                    on_event(event);
                }
            }
        })?;
        let inner = Rc::new(Inner { screen, helper, view_only, sound, sound_module, farewell, on_event });

        let send = |inner: &Rc<Inner>| {
            let inner = Rc::clone(inner);
            move |command| inner.helper.send(ToWorker::Command(command))
        };
        let Screen { elements, .. } = &*inner.screen;
        let steady = SteadyArea::new(&window, &document, {
            let send = send(&inner);
            move |area| {
                let Size { width, height } = area.screen_size();
                send(Command::Area(session::Area { width: width.into(), height: height.into() }));
            }
        });
        let area = AreaWatch::new(&window, &elements.frame, {
            let (screen, steady) = (Rc::clone(&inner.screen), Rc::clone(&steady));
            move |area| {
                screen.set_area(area);
                steady.set(area);
            }
        })
        .map_err(|error| Unsupported::page(&error))?;
        let takes_keys = {
            let inner = Rc::clone(&inner);
            move || !inner.view_only.get()
        };
        let mut listeners = Vec::from(SteadyArea::listen(&steady));
        listeners.extend(keyboard::listen(&inner.screen, takes_keys, send(&inner)));
        listeners.extend(text_input::listen(&elements.text, send(&inner)));
        listeners.extend(focus::listen(&window, &document, &elements.frame, send(&inner), {
            let on_event = Rc::clone(&inner.on_event);
            move |focused| on_event(Event::Focus(focused))
        }));
        let pointer = Pointer::listen(&inner.screen, &document, send(&inner), {
            let inner = Rc::clone(&inner);
            move |change| (inner.on_event)(Event::PointerLock(change))
        });
        pointer.set_view_only(inner.view_only.get());
        let viewer = Self { inner, pointer, _area: area, _listeners: listeners };
        if document.hidden() {
            viewer.command(Command::Visible(false));
        }
        viewer.focus();
        Ok(viewer)
    }

    /// Tells the session something.
    ///
    /// [`Command::Disconnect`] is obeyed within seconds whatever the worker is busy with: [`Event::CutOff`].
    pub fn command(&self, command: Command) {
        match command {
            Command::Resize(mode) => self.inner.screen.set_mode(mode),
            Command::ViewOnly(view_only) => {
                self.inner.view_only.set(view_only);
                self.pointer.set_view_only(view_only);
            }
            Command::Connect => self.inner.farewell.revoke(),
            Command::Disconnect => {
                let inner = Rc::downgrade(&self.inner);
                self.inner.farewell.ask(move || {
                    if let Some(inner) = inner.upgrade() {
                        inner.cut_off();
                    }
                });
            }
            _ => {}
        }
        self.inner.helper.send(ToWorker::Command(command));
    }

    /// Turns the machine's sound on or off. It is off at first, and nothing of it is sent or loaded before; to be called
    /// while the user presses something, for browsers let no page sound by itself. Returns false, and leaves it off, if the
    /// browser has no sound.
    pub fn set_sound(&self, on: bool) -> bool {
        let inner = &self.inner;
        let speaker = on.then(|| {
            let on_event = Rc::clone(&inner.on_event);
            let volume = inner.sound.borrow().volume;
            Speaker::new(inner.sound_module.as_deref(), volume, move |latency| {
                on_event(Event::SoundLatency(latency));
            })
        });
        let speaker = match speaker.transpose() {
            Ok(speaker) => speaker,
            Err(error) => {
                web_sys::console::warn_2(&"there is no sound:".into(), &error);
                return false;
            }
        };
        inner.sound.borrow_mut().speaker = speaker;
        inner.helper.send(ToWorker::Command(Command::Sound(on)));
        true
    }

    /// How loud the sound is, from 0 to 1, as people hear it.
    pub fn set_volume(&self, volume: f32) {
        let mut output = self.inner.sound.borrow_mut();
        output.volume = volume;
        if let Some(speaker) = &output.speaker {
            speaker.set_volume(volume);
        }
    }

    /// Gives the screen the keyboard.
    pub fn focus(&self) {
        self.inner.screen.focus();
    }

    /// Renames the screen for those who cannot see it.
    pub fn set_label(&self, label: &str) {
        self.inner.screen.set_label(label);
    }

    /// Whether a screen that is larger than its room is cut off instead of getting scroll bars.
    pub fn set_clip(&self, clip: bool) {
        self.inner.screen.set_clip(clip);
    }

    /// Whether dragging moves the view of a screen that is larger than its room, in place of the VM's pointer.
    pub fn set_panning(&self, panning: bool) {
        self.pointer.set_panning(panning);
    }

    /// Whether typing goes through an invisible text field: it brings up the virtual keyboard of a touch device, and
    /// lets an input method or a dead key compose text that no key stands for. Plain keys work as before.
    pub fn set_text_input(&self, on: bool) {
        self.inner.screen.set_text_input(on);
    }
}

impl Inner {
    fn cut_off(&self) {
        self.helper.terminate();
        self.farewell.alone();
        (self.on_event)(Event::CutOff);
    }
}

/// Does what is the viewer's to do about a message, and turns it into an event, if others care about it.
fn heard(screen: &Screen, farewell: &Farewell, sound: &RefCell<Output>, message: ToPage) -> Option<Event> {
    Some(match message {
        ToPage::Event(session::Event::Sound(piece)) => {
            if let Some(speaker) = &sound.borrow().speaker {
                speaker.play(&piece);
            }
            return None;
        }
        ToPage::Event(event) => {
            match &event {
                session::Event::Resized { width, height } => {
                    screen.set_size(Size { width: *width, height: *height });
                }
                session::Event::Cursor(cursor) => screen.set_cursor(cursor.clone()),
                session::Event::PointerAt { x, y } => screen.show_pointer_at(*x, *y),
                session::Event::PointerMode { relative } => screen.set_relative_pointer(*relative),
                session::Event::ScancodesTaken => screen.set_scancodes(true),
                session::Event::State(state) => {
                    if matches!(state, session::State::Connected { .. }) {
                        // Until the server says something else.
                        screen.set_relative_pointer(false);
                        screen.set_scancodes(false);
                    }
                    farewell.told(state);
                }
                _ => {}
            }
            Event::Session(event)
        }
        ToPage::LinkFault(fault) => Event::LinkFault(fault),
        ToPage::Stopped(what) => {
            farewell.alone();
            Event::Stopped(what)
        }
        ToPage::Ready => Event::Stopped("its worker started twice".to_owned()),
    })
}

/// What a thrown value says.
fn words(error: &JsValue) -> String {
    let text: String = js_sys::Object::from(error.clone()).to_string().into();
    text
}
