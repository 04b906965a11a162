//! One client's server, sans-IO: its bytes and the time come in, bytes go out.
//!
//! ```text
//!  client's bytes ─► receive ─┐                        ┌─► output: bytes for the client
//!                             ├─► Server ─► Scene ─────┤
//!            time ─► poll ────┘                        └─► when to call poll again
//! ```
//!
//! The driver's loop, for any transport:
//!
//! 1. call [`Server::poll`] (the first call says the server's version);
//! 2. send what is in the output and clear it, which may take as long as the client likes;
//! 3. wait for bytes of the client, which go to [`Server::receive`], or for the time that `poll` answered;
//!    then again from 1.
//!
//! The contract that bounds memory: `poll` adds an update only to an output that is *empty*, so never more
//! than one waits to be sent, however slow the client is. `receive` adds only the short answers of the
//! handshake and of some messages, none of which is longer than what it answers. Only `poll` draws; a client that
//! asks for nothing costs nothing.

mod capabilities;
mod clipboard;
mod config;
mod cursor;
mod encryption;
mod error;
mod extensions;
mod handshake;
mod rsa_aes;
mod speaker;
mod update;
mod view;

use std::{collections::VecDeque, time::Duration};

use rfb::{
    Point, Rect,
    decode::Input as Bytes,
    wire::{
        ClientMessage, CutText, EnableContinuousUpdates, ExtendedDesktopSize, Fence, FenceAnswers,
        FramebufferUpdateRequest, MAX_CLIPBOARD_MESSAGE, PixelFormat, PowerAction, ResizeReason,
        ResizeStatus, Screen, ServerInit, ServerMessage, SetColourMapEntries, SetDesktopSize, XvpReply,
    },
};

use self::{
    capabilities::Capabilities,
    clipboard::Clipboard,
    encryption::Encryption,
    extensions::{Extensions, side_by_side},
    handshake::{Handshake, Step},
    speaker::Speaker,
    update::Update,
    view::View,
};
use crate::{
    canvas::Canvas,
    encode::{Encoders, Pixels, colour_map},
    scene::{CursorShape, Effect, Input, Scene, Tone},
};

pub use config::{Config, Security};
pub use error::Error;
pub use rsa_aes::RsaAes;

/// The most pixels of a desktop that a client can ask for: those of a "5K" screen, 56 MiB for each of the few
/// copies that a server and its scene keep.
pub const MAX_PIXELS: usize = 5120 * 2880;

/// How many answers to size changes may wait for an update request. A client asks for a size a few times a
/// second and for an update all the time.
const MAX_RESIZE_ANSWERS: usize = 64;

/// The server's side of one connection.
pub struct Server {
    config: Config,
    state: State,
    received: Vec<u8>,
    body: Body,
    session: Session,
    encryption: Option<Encryption>,
}

/// What of a message follows its header.
#[derive(Clone, Copy)]
enum Body {
    None,
    /// So many bytes of an extended clipboard's message.
    Clipboard(usize),
    /// So many bytes to drop.
    Skipped(usize),
}

/// How far the connection has come.
enum State {
    New,
    Shaking(Handshake),
    Connected,
    Over(Error),
}

impl Server {
    /// A server that shows this scene. Nothing happens until the first [`Server::poll`].
    pub fn new(config: Config, scene: Box<dyn Scene>) -> Self {
        let session = Session::new(&config, scene);
        Self { config, state: State::New, received: Vec::new(), body: Body::None, session, encryption: None }
    }

    /// Takes bytes of the client, cut anywhere.
    ///
    /// # Errors
    /// [`Error`] says why the connection is over: send what is in `output`, then close. Every later call says
    /// it again.
    pub fn receive(&mut self, bytes: &[u8], now: Duration, output: &mut Vec<u8>) -> Result<(), Error> {
        if let State::Over(error) = &self.state {
            return Err(error.clone());
        }
        let outcome = self.open(bytes, now, output);
        if let Err(error) = &outcome {
            self.state = State::Over(error.clone());
        }
        outcome
    }

    /// Appends what there is to say at this time, and answers when to ask again even if the client says
    /// nothing: at that time, or never. An update is said only to an empty `output`; so call it again when
    /// the output has been sent.
    pub fn poll(&mut self, now: Duration, output: &mut Vec<u8>) -> Option<Duration> {
        match self.state {
            State::New => {
                self.state = State::Shaking(Handshake::begin(&self.config, output));
                None
            }
            State::Connected => self.say(now, output),
            State::Shaking(_) | State::Over(_) => None,
        }
    }

    /// Whether the handshake is behind.
    pub fn is_connected(&self) -> bool {
        matches!(self.state, State::Connected)
    }

    fn read(&mut self, now: Duration, output: &mut Vec<u8>) -> Result<(), Error> {
        let received = std::mem::take(&mut self.received);
        let mut input = Bytes::new(&received);
        let outcome = self.read_all(&mut input, now, output);
        self.received = input.rest().to_vec();
        outcome
    }

    fn read_all(&mut self, input: &mut Bytes<'_>, now: Duration, output: &mut Vec<u8>) -> Result<(), Error> {
        loop {
            match &self.state {
                State::Shaking(handshake) => match handshake.clone().advance(&self.config, input, output)? {
                    Step::Wait => return Ok(()),
                    Step::Next(next) => self.state = State::Shaking(next),
                    Step::Encrypted(next, encryption) => {
                        self.state = State::Shaking(next);
                        self.encryption = Some(encryption);
                        return Ok(());
                    }
                    Step::Done => {
                        self.session.start(&self.config, output);
                        self.state = State::Connected;
                    }
                },
                State::Connected => {
                    if !self.read_body(input, now, output) {
                        return Ok(());
                    }
                    let Some(message) = self.session.next_message(input)? else { return Ok(()) };
                    self.body = self.session.handle(message, now, output)?;
                }
                State::New | State::Over(_) => return Ok(()),
            }
        }
    }

    /// Reads what follows a message's header, and returns whether that is complete.
    fn read_body(&mut self, input: &mut Bytes<'_>, now: Duration, output: &mut Vec<u8>) -> bool {
        match self.body {
            Body::None => return true,
            Body::Clipboard(length) => {
                let Some(body) = input.take(length) else { return false };
                self.session.clipboard_message(body, now);
            }
            Body::Skipped(length) => {
                let arrived = length.min(input.remaining());
                input.take(arrived);
                if arrived < length {
                    self.body = Body::Skipped(length - arrived);
                    return false;
                }
            }
        }
        self.body = Body::None;
        self.session.fences.message_ended(output);
        true
    }
}

/// The connected client and what it sees.
struct Session {
    scene: Box<dyn Scene>,
    canvas: Canvas,
    view: View,
    encoders: Encoders,
    pixels: Pixels,
    client: Capabilities,
    /// The area of the update that the client waits for.
    requested: Option<Rect>,
    frame_interval: Duration,
    next_frame: Duration,
    clipboard: Clipboard,
    speaker: Speaker,
    screens: Vec<Screen>,
    extensions: Extensions,
    power: bool,
    /// Whether updates without requests and fences are offered.
    may_flow: bool,
    /// The area of which updates come without requests.
    flow: Option<Rect>,
    fences: FenceAnswers,
    to_say: ToSay,
}

/// What the client has not been told yet.
#[derive(Default)]
struct ToSay {
    audio: bool,
    bell: bool,
    tone: Option<Tone>,
    colour_map: bool,
    cursor: bool,
    name: bool,
    qemu_key_events: bool,
    screens: bool,
    resize_answers: VecDeque<ExtendedDesktopSize>,
    cursor_shape: CursorShape,
    desktop_name: String,
}

impl Session {
    fn new(config: &Config, scene: Box<dyn Scene>) -> Self {
        let size = scene.size();
        let to_say = ToSay {
            colour_map: !config.pixel_format.true_colour,
            desktop_name: config.name.clone(),
            ..ToSay::default()
        };
        Self {
            scene,
            canvas: Canvas::new(size),
            view: View::new(size),
            encoders: Encoders::default(),
            pixels: Pixels::new(config.pixel_format),
            client: Capabilities::new(&[]),
            requested: None,
            frame_interval: config.frame_interval,
            next_frame: Duration::ZERO,
            clipboard: Clipboard::default(),
            speaker: Speaker::default(),
            screens: side_by_side(config.screens, size),
            extensions: Extensions::default(),
            power: config.power,
            may_flow: config.continuous_updates,
            flow: None,
            fences: FenceAnswers::default(),
            to_say,
        }
    }

    fn start(&mut self, config: &Config, output: &mut Vec<u8>) {
        self.scene.draw_pointer(true);
        ServerInit::encode(self.view.size(), config.pixel_format, &config.name, output);
    }

    fn next_message(&self, input: &mut Bytes<'_>) -> Result<Option<ClientMessage>, Error> {
        Ok(if self.client.extended_buttons {
            ClientMessage::decode_with_extended_buttons(input)?
        } else {
            ClientMessage::decode(input)?
        })
    }

    /// Does what a message says and answers what follows it.
    fn handle(&mut self, message: ClientMessage, now: Duration, output: &mut Vec<u8>) -> Result<Body, Error> {
        let mut body = Body::None;
        match message {
            ClientMessage::SetPixelFormat(format) => self.set_pixel_format(format.0),
            ClientMessage::SetEncodings(encodings) => {
                self.set_client(Capabilities::new(&encodings.0), output);
            }
            ClientMessage::FramebufferUpdateRequest(request) => self.request(request),
            ClientMessage::KeyEvent(key) => {
                self.scene.input(Input::Key { keysym: key.keysym, scancode: None, down: key.down }, now);
            }
            ClientMessage::QemuKeyEvent(key) => {
                let scancode = scancode_from_keycode(key.keycode);
                self.scene.input(Input::Key { keysym: key.keysym, scancode, down: key.down }, now);
            }
            ClientMessage::Audio(request) => self.speaker.request(request),
            ClientMessage::PointerEvent(pointer) => self.point(pointer.buttons.into(), pointer.at, now),
            ClientMessage::ExtendedPointerEvent(pointer) => self.point(pointer.buttons, pointer.at, now),
            ClientMessage::CutText(CutText::Text(text)) => self.scene.input(Input::CutText(text), now),
            ClientMessage::CutText(CutText::Extended { length })
                if length as usize <= MAX_CLIPBOARD_MESSAGE =>
            {
                body = Body::Clipboard(length as usize);
            }
            ClientMessage::CutText(CutText::TooLong { length } | CutText::Extended { length }) => {
                body = Body::Skipped(length as usize);
            }
            ClientMessage::SetDesktopSize(request) => self.resize(&request)?,
            ClientMessage::EnableContinuousUpdates(flow) => self.set_flow(flow, output),
            ClientMessage::Fence(fence) if fence.is_request() => self.fences.owe(fence),
            // An answer, though this server asks nothing.
            ClientMessage::Fence(_) => {}
            ClientMessage::Xvp(request) => self.switch(request.0, now, output),
        }
        if matches!(body, Body::None) {
            self.fences.message_ended(output);
        }
        Ok(body)
    }

    fn point(&mut self, buttons: u16, at: Point, now: Duration) {
        /// What stands for no movement.
        const REST: i32 = 0x7fff;
        let input = if self.extensions.tells_movements(self.client) {
            // The range is an i16's, but for one number beyond it.
            let moved = |place: u16| i16::try_from(i32::from(place) - REST).unwrap_or(i16::MAX);
            Input::Motion { buttons, right: moved(at.x), down: moved(at.y) }
        } else {
            Input::Pointer { buttons, at }
        };
        self.scene.input(input, now);
    }

    fn set_flow(&mut self, message: EnableContinuousUpdates, output: &mut Vec<u8>) {
        let EnableContinuousUpdates { enable, area } = message;
        self.flow = (enable && self.may_flow).then_some(area);
        if !enable {
            ServerMessage::EndOfContinuousUpdates.encode(output);
        }
    }

    fn switch(&mut self, action: PowerAction, now: Duration, output: &mut Vec<u8>) {
        if !self.power || !self.scene.power(action, now) {
            ServerMessage::Xvp(XvpReply::Failed).encode(output);
        }
    }

    fn clipboard_message(&mut self, body: &[u8], now: Duration) {
        if let Some(text) = self.clipboard.receive(body) {
            self.scene.input(Input::CutText(text), now);
        }
    }

    fn set_pixel_format(&mut self, format: PixelFormat) {
        self.pixels = Pixels::new(format);
        self.to_say.colour_map = !format.true_colour;
    }

    fn set_client(&mut self, client: Capabilities, output: &mut Vec<u8>) {
        let before = std::mem::replace(&mut self.client, client);
        self.extensions.client_changed(before, client);
        if self.may_flow && client.continuous_updates && !before.continuous_updates {
            ServerMessage::EndOfContinuousUpdates.encode(output);
        }
        if self.may_flow && client.fence && !before.fence {
            ServerMessage::Fence(Fence { flags: Fence::REQUEST, payload: Vec::new() }).encode(output);
        }
        if self.power && client.xvp && !before.xvp {
            ServerMessage::Xvp(XvpReply::Ready).encode(output);
        }
        self.to_say.qemu_key_events |= client.qemu_key_events && !before.qemu_key_events;
        self.to_say.audio |= client.audio && !before.audio;
        self.to_say.cursor |= client.draws_pointer() && !before.draws_pointer();
        self.clipboard.set_extended(client.extended_clipboard);
        self.scene.draw_pointer(!client.draws_pointer());
    }

    fn request(&mut self, request: FramebufferUpdateRequest) {
        if request.incremental && self.flow.is_some() {
            // What has changed comes without being asked for.
            return;
        }
        if !request.incremental {
            if let Some(wanted) = request.area.intersection(Rect::covering(self.view.size())) {
                self.view.want(wanted);
            }
            self.to_say.screens |= self.client.extended_desktop_size;
        }
        let asked_before = self.requested.unwrap_or_default();
        self.requested = Some(asked_before.union(request.area));
    }

    fn resize(&mut self, request: &SetDesktopSize) -> Result<(), Error> {
        if !self.client.extended_desktop_size {
            // It did not say that it reads the answer.
            return Ok(());
        }
        if self.to_say.resize_answers.len() == MAX_RESIZE_ANSWERS {
            return Err(Error::TooManyResizes);
        }
        let status = if !is_valid(request) {
            ResizeStatus::InvalidLayout
        } else if request.size.area() > MAX_PIXELS {
            ResizeStatus::OutOfResources
        } else if self.scene.resize(request.size) {
            self.screens.clone_from(&request.screens);
            ResizeStatus::Done
        } else {
            ResizeStatus::Prohibited
        };
        if status == ResizeStatus::Done {
            self.view = View::new(request.size);
        }
        self.to_say.resize_answers.push_back(ExtendedDesktopSize {
            reason: ResizeReason::ThisClient,
            status,
            size: self.view.size(),
            screens: self.screens.clone(),
        });
        Ok(())
    }

    fn poll(&mut self, now: Duration, output: &mut Vec<u8>) -> Option<Duration> {
        self.collect_effects();
        self.say_messages(output);
        let more_sound = self.speaker.say(now, output);
        let more_picture = self.say_picture(now, output);
        [more_sound, more_picture].into_iter().flatten().min()
    }

    /// Says in an update what there is to see, if the client waits for one.
    fn say_picture(&mut self, now: Duration, output: &mut Vec<u8>) -> Option<Duration> {
        let area = self.requested.or(self.flow)?;
        if now < self.next_frame && self.to_say.resize_answers.is_empty() {
            return Some(self.next_frame);
        }
        self.scene.draw(now, &mut self.canvas);
        self.collect_effects();
        self.view.note(&self.canvas.take_changes());
        if self.say_size(output) {
            self.requested = None;
            return None;
        }
        let difference = self.view.update(&self.canvas, area, self.client.copy_rect);
        if !self.has_news() && difference.is_empty() {
            return self.scene.next_change(now).map(|change| change.max(now));
        }
        let mut update = Update::begin(self.client, output);
        if std::mem::take(&mut self.to_say.qemu_key_events) {
            update.qemu_key_events();
        }
        if std::mem::take(&mut self.to_say.audio) {
            update.audio();
        }
        if std::mem::take(&mut self.to_say.cursor)
            && let Some(encoding) = self.client.cursor
        {
            update.cursor(&self.to_say.cursor_shape, encoding, &self.pixels);
        }
        self.extensions.tell(self.client, &mut update);
        if std::mem::take(&mut self.to_say.name) {
            update.name(&self.to_say.desktop_name);
        }
        update.pictures(&difference, &self.canvas, self.client, &self.pixels, &mut self.encoders);
        update.end();
        self.requested = None;
        self.next_frame = now + self.frame_interval;
        None
    }

    fn collect_effects(&mut self) {
        while let Some(effect) = self.scene.next_effect() {
            match effect {
                Effect::Bell => self.to_say.bell = true,
                Effect::Tone(tone) => self.to_say.tone = Some(tone),
                Effect::CutText(text) => self.clipboard.copy(text),
                Effect::Cursor(shape) => {
                    self.to_say.cursor_shape = shape;
                    self.to_say.cursor = self.client.draws_pointer();
                }
                Effect::Name(name) => {
                    self.to_say.desktop_name = name;
                    self.to_say.name = self.client.desktop_name;
                }
                Effect::Leds(leds) => self.extensions.set_leds(leds),
                Effect::PointerAt(at) => self.extensions.set_pointer_at(at),
                Effect::PointerMode { relative } => self.extensions.set_pointer_mode(relative),
                Effect::CursorShown(shown) => self.extensions.set_cursor_shown(shown),
                Effect::PixelFormat(format) => self.extensions.set_pixel_format(format),
            }
        }
    }

    /// Says what needs no update request.
    fn say_messages(&mut self, output: &mut Vec<u8>) {
        if std::mem::take(&mut self.to_say.colour_map) {
            ServerMessage::SetColourMapEntries(SetColourMapEntries { first: 0, colours: colour_map() })
                .encode(output);
        }
        if std::mem::take(&mut self.to_say.bell) {
            ServerMessage::Bell.encode(output);
        }
        self.clipboard.say(output);
        if let Some(tone) = self.to_say.tone.take() {
            self.speaker.play(tone, output);
        }
    }

    /// Says, in an update of its own as the specification demands, what there is to say about sizes, if
    /// anything.
    fn say_size(&mut self, output: &mut Vec<u8>) -> bool {
        let size = self.canvas.size();
        let changed = size != self.view.size();
        let extended = self.client.extended_desktop_size;
        let answers = std::mem::take(&mut self.to_say.resize_answers);
        let announce = changed || std::mem::take(&mut self.to_say.screens);
        if changed {
            if !extended && !self.client.desktop_size {
                // It keeps the framebuffer it has, and gets what fits.
                return false;
            }
            self.screens = side_by_side(1, size);
            self.view = View::new(size);
        }
        let format = self.extensions.take_pixel_format(self.client);
        if answers.is_empty() && !announce && format.is_none() {
            return false;
        }
        let mut update = Update::begin(self.client, output);
        if let Some(format) = format {
            // Nothing may come between it and the screens, and all is sent afresh.
            update.display_mode(size, format);
            self.view = View::new(size);
            self.set_pixel_format(format);
        }
        let announce = announce || format.is_some();
        for answer in &answers {
            update.extended_desktop_size(answer);
        }
        if announce && extended {
            update.extended_desktop_size(&ExtendedDesktopSize {
                reason: ResizeReason::Server,
                status: ResizeStatus::Done,
                size,
                screens: self.screens.clone(),
            });
        } else if announce && self.client.desktop_size && format.is_none() {
            update.desktop_size(size);
        }
        update.end();
        true
    }

    fn has_news(&self) -> bool {
        self.to_say.audio
            || self.to_say.qemu_key_events
            || self.to_say.cursor
            || self.to_say.name
            || self.extensions.has_news(self.client)
    }
}

/// Whether the screens can be: each within the framebuffer, with pixels, and with an id of its own.
fn is_valid(request: &SetDesktopSize) -> bool {
    let SetDesktopSize { size, screens } = request;
    let fits = |screen: &Screen| !screen.area.is_empty() && screen.area.fits(*size);
    let own_id =
        |(number, screen): (usize, &Screen)| screens[..number].iter().all(|other| other.id != screen.id);
    !screens.is_empty() && screens.iter().all(fits) && screens.iter().enumerate().all(own_id)
}

/// The XT set 1 make code that a QEMU extended key event stands for, with 0xe0 in front if it has that
/// prefix.
fn scancode_from_keycode(keycode: u32) -> Option<u32> {
    match keycode {
        0 => None,
        0x80..=0xff => Some(0xe000 | keycode & 0x7f),
        other => Some(other),
    }
}
