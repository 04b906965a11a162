//! The machine that joins handshake, messages, decoders and framebuffer.

mod audio;
mod clipboard;
mod config;
mod connected;
mod encryption;
mod event;
mod extensions;
mod held;
mod jpeg;
mod screens;
mod tail;
mod video;

pub use config::{Config, Credentials, PixelFormatChoice, Preferences};
pub use event::{Cursor, Event};

use connected::Connected;
use encryption::Encryption;
use extensions::Extensions;
use held::Held;
use tail::Tail;

use crate::auth::RsaKeyPair;
use crate::decode::Input;
use crate::handshake::{self, Handshake, Next};
use crate::wire::{
    AudioFormat, ClientMessage, ClipboardFormats, ClipboardItem, ClipboardMessage, CutText,
    EnableContinuousUpdates, Encoding, ExtendedPointerEvent, Fence, FramebufferUpdateRequest, KeyEvent,
    MAX_CUT_TEXT, PixelFormat, PointerEvent, PowerAction, QemuKeyEvent, ServerInit, SetDesktopSize,
    SetEncodings, SetPixelFormat, XvpRequest, latin1_from_text,
};
use crate::{Error, Framebuffer, Incompatible, Point, Rect, Refusal, Size};

/// The client's side of one connection to a server.
///
/// ```text
///                  ┌────────────┐ ── events ────────► caller
///  bytes ─receive─►│ Connection │ ── output() ──────► bytes
///  input ─methods─►│            │ ── framebuffer() ─► pixels and damage
///                  └────────────┘
/// ```
///
/// It asks for no update by itself: the caller calls [`Connection::request_update`] when it is connected and
/// again by its own policy, most simply at each [`Event::UpdateBegun`].
///
/// # Memory
/// Whatever a server says, a connection holds no more than its framebuffer ([`Framebuffer::MAX_PIXELS`], twice for the
/// moment in which it takes another size), the state of its decoders, a cursor
/// ([`MAX_CURSOR_SIDE`](crate::decode::MAX_CURSOR_SIDE)), a clipboard and the beginning of one part of one message, of which
/// the longest are a JPEG image and a clipboard of four megabytes. The events of one call of [`Connection::receive`] are the caller's: of
/// cursors only the newest is among them, but there can be one for each byte (bells), so bytes are best passed on in
/// pieces of some 64 KiB.
#[derive(Debug)]
pub struct Connection {
    config: Config,
    phase: Phase,
    framebuffer: Framebuffer,
    tail: Tail,
    /// INVARIANT: empty unless a picture is waited for; and then `tail` is empty.
    held: Held,
    output: Vec<u8>,
    /// The client's own keys, once the user has accepted the server's identity.
    key: Option<RsaKeyPair>,
    encryption: Option<Encryption>,
}

#[derive(Debug)]
enum Phase {
    Handshake(Handshake),
    Connected(Box<Connected>),
    Failed(Error),
}

impl Default for Phase {
    fn default() -> Self {
        Self::Handshake(Handshake::default())
    }
}

impl Connection {
    /// A connection before its first byte, which is the server's.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            phase: Phase::default(),
            framebuffer: Framebuffer::default(),
            tail: Tail::default(),
            held: Held::default(),
            output: Vec::new(),
            key: None,
            encryption: None,
        }
    }

    /// Takes bytes from the server, cut anywhere, and appends what they bring about to `events`.
    ///
    /// # Errors
    /// [`Error`] says why the connection cannot go on. What came before it has had its effect, and every
    /// later call returns the same error.
    pub fn receive(&mut self, bytes: &[u8], events: &mut Vec<Event>) -> Result<(), Error> {
        if let Phase::Failed(error) = &self.phase {
            return Err(error.clone());
        }
        let outcome = self.open(bytes, events);
        self.settle(outcome)
    }

    /// Takes bytes as they are when no encryption hides them. Answers how many were read: all, unless those that follow
    /// turn out to be encrypted.
    fn receive_plain(&mut self, bytes: &[u8], events: &mut Vec<Event>) -> Result<usize, Error> {
        if self.is_waiting() {
            return self.hold(bytes, events).map(|()| bytes.len());
        }
        let encrypted = self.encryption.is_some();
        let read = self.take_in(bytes, events)?;
        if self.encryption.is_some() == encrypted && read < bytes.len() {
            self.hold(&bytes[read..], events)?;
            return Ok(bytes.len());
        }
        Ok(read)
    }

    /// Remembers an error, after which nothing else is kept.
    fn settle<T>(&mut self, outcome: Result<T, Error>) -> Result<T, Error> {
        if let Err(error) = &outcome {
            self.phase = Phase::Failed(error.clone());
            self.tail = Tail::default();
            self.held = Held::default();
            self.config.credentials = Credentials::default();
        }
        outcome
    }

    /// The bytes to send. The caller drains them, all that one turn has produced in one message.
    pub fn output(&mut self) -> &mut Vec<u8> {
        match &mut self.encryption {
            None => &mut self.output,
            Some(encryption) => encryption.seal(&mut self.output),
        }
    }

    /// The screen; empty until [`Event::Connected`].
    pub const fn framebuffer(&self) -> &Framebuffer {
        &self.framebuffer
    }

    /// The screen, to take its damage.
    pub const fn framebuffer_mut(&mut self) -> &mut Framebuffer {
        &mut self.framebuffer
    }

    /// The framebuffer's size.
    pub fn size(&self) -> Size {
        self.framebuffer.size()
    }

    /// Answers [`Event::CredentialsRequired`].
    pub fn provide_credentials(&mut self, credentials: Credentials) {
        if matches!(self.phase, Phase::Handshake(_)) {
            self.config.credentials = credentials;
            self.take_answer();
        }
    }

    /// Answers [`Event::ServerIdentity`]: it is the server that the user means. These are the client's own keys for the
    /// session; they can serve several.
    pub fn accept_server(&mut self, key: RsaKeyPair) {
        if matches!(self.phase, Phase::Handshake(_)) {
            self.key = Some(key);
            self.take_answer();
        }
    }

    /// What the end of the link means at this point, where the server has said more than nothing: some refuse
    /// and hang up without the reason that should follow.
    pub fn refusal(&self) -> Option<Refusal> {
        match &self.phase {
            Phase::Handshake(handshake) => handshake.refusal(),
            Phase::Connected(_) | Phase::Failed(_) => None,
        }
    }

    /// Asks for an update of the whole screen: of what has changed, or of everything.
    pub fn request_update(&mut self, incremental: bool) {
        let area = Rect::covering(self.size());
        self.send(&ClientMessage::FramebufferUpdateRequest(FramebufferUpdateRequest { incremental, area }));
    }

    /// Asks for an update of one pixel, whether it has changed or not: something comes back, if the server is there.
    pub fn request_pixel(&mut self) {
        let area = Rect::covering(Size::new(1, 1));
        self.send(&ClientMessage::FramebufferUpdateRequest(FramebufferUpdateRequest {
            incremental: false,
            area,
        }));
    }

    /// Reports a key: its symbol, and its place on the keyboard if known as an XT set 1 make code, 0xe0xx for
    /// one with the prefix 0xe0.
    pub fn key_event(&mut self, keysym: u32, scancode: Option<u32>, down: bool) {
        match scancode.filter(|_| self.qemu_key_events()) {
            Some(scancode) => {
                let keycode = QemuKeyEvent::keycode_from_scancode(scancode);
                self.send(&ClientMessage::QemuKeyEvent(QemuKeyEvent { down, keysym, keycode }));
            }
            None => self.send(&ClientMessage::KeyEvent(KeyEvent { down, keysym })),
        }
    }

    /// Reports where the pointer is and which of its buttons are down; see [`ExtendedPointerEvent::buttons`]. Of a
    /// server that knows seven buttons only, the others are kept.
    pub fn pointer_event(&mut self, buttons: u16, at: Point) {
        /// From here on, buttons need the longer form; [`Encoding::EXTENDED_MOUSE_BUTTONS`] has been asked for, so
        /// that the highest bit of the shorter one would be taken for the longer one's marker.
        const PLAIN_BUTTONS: u16 = (1 << 7) - 1;
        let plain = (buttons & PLAIN_BUTTONS) as u8;
        self.send(
            &if buttons > PLAIN_BUTTONS && self.extensions().is_some_and(|known| known.extended_buttons) {
                ClientMessage::ExtendedPointerEvent(ExtendedPointerEvent { buttons, at })
            } else {
                ClientMessage::PointerEvent(PointerEvent { buttons: plain, at })
            },
        );
    }

    /// Reports how far the pointer has moved, right and down, and which of its buttons are down: after
    /// [`Event::PointerMode`] has said that the server wants to be told so.
    pub fn pointer_motion(&mut self, buttons: u16, right: i16, down: i16) {
        /// What stands for no movement ("QEMU Pointer Motion Change Pseudo-encoding").
        const REST: u16 = 0x7fff;
        let at = Point { x: REST.wrapping_add_signed(right), y: REST.wrapping_add_signed(down) };
        self.pointer_event(buttons, at);
    }

    /// Asks the server to send back this mark when it comes to this place in the stream, where it has had everything
    /// before; [`Event::FenceAnswered`] brings it. Returns false, and sends nothing, unless the server has shown that it
    /// knows fences.
    pub fn send_fence(&mut self, mark: u64) -> bool {
        let known = self.knows_fences();
        if known {
            let flags = Fence::REQUEST | Fence::BLOCK_BEFORE;
            self.send(&ClientMessage::Fence(Fence { flags, payload: mark.to_be_bytes().to_vec() }));
        }
        known
    }

    /// Whether updates of the whole screen come without requests; what is asked for while they do is not heeded unless
    /// it is everything. To be called again when the screen has another size. Returns false, and sends nothing, unless
    /// the server has shown that it can do so.
    pub fn set_continuous_updates(&mut self, enable: bool) -> bool {
        let known = self.knows_continuous_updates();
        if known {
            let area = Rect::covering(self.size());
            self.send(&ClientMessage::EnableContinuousUpdates(EnableContinuousUpdates { enable, area }));
        }
        known
    }

    /// Asks for something to be done to the machine. Returns false, and sends nothing, unless the server has shown by
    /// [`Event::PowerReady`] that it takes such requests; [`Event::PowerFailed`] tells if this one cannot be followed.
    pub fn power(&mut self, action: PowerAction) -> bool {
        let known = self.extensions().is_some_and(|known| known.power);
        if known {
            self.send(&ClientMessage::Xvp(XvpRequest(action)));
        }
        known
    }

    /// Tells the server that the client's clipboard holds this text. A server that has shown
    /// [`Event::ClipboardExtended`] gets all of Unicode, when it asks for it; others get line feeds for line ends and
    /// question marks for what is not Latin-1. Returns false, and sends nothing, if the text is longer than
    /// [`MAX_CLIPBOARD_OFFER`](crate::wire::MAX_CLIPBOARD_OFFER) or [`MAX_CUT_TEXT`].
    pub fn cut_text(&mut self, text: &str) -> bool {
        if self.clipboard_is_extended() {
            return self.offer_clipboard(vec![ClipboardItem::text(text)]);
        }
        let text = text.replace("\r\n", "\n");
        if latin1_from_text(&text).len() > MAX_CUT_TEXT {
            return false;
        }
        self.send(&ClientMessage::CutText(CutText::Text(text)));
        true
    }

    /// Whether the server takes formats other than Latin-1 text; see [`Event::ClipboardExtended`].
    pub fn clipboard_is_extended(&self) -> bool {
        matches!(&self.phase, Phase::Connected(connected) if connected.clipboard_is_extended())
    }

    /// Tells the server that the client's clipboard holds something, in these formats. It is kept, and sent when the server
    /// asks for it. Returns false, and offers nothing, if it is longer than
    /// [`MAX_CLIPBOARD_OFFER`](crate::wire::MAX_CLIPBOARD_OFFER) or the server takes no formats.
    pub fn offer_clipboard(&mut self, items: Vec<ClipboardItem>) -> bool {
        match &mut self.phase {
            Phase::Connected(connected) => connected.clipboard().offer(items, &mut self.output),
            Phase::Handshake(_) | Phase::Failed(_) => false,
        }
    }

    /// Forgets what [`Connection::cut_text`] or [`Connection::offer_clipboard`] offered, as far as it can be taken back.
    pub fn withdraw_clipboard(&mut self) {
        if let Phase::Connected(connected) = &mut self.phase {
            connected.clipboard().withdraw(&mut self.output);
        }
    }

    /// Asks for what [`Event::ClipboardOffered`] told of; it comes as [`Event::ClipboardData`], and text as
    /// [`Event::CutText`].
    pub fn request_clipboard(&mut self, formats: ClipboardFormats) {
        if self.clipboard_is_extended() {
            ClipboardMessage::Request(formats).encode_from_client(&mut self.output);
        }
    }

    /// Asks for the machine's sound in this format, until [`Connection::disable_audio`]. Nothing is sent to this side before.
    /// Returns false, and says nothing, unless the server has shown by [`Event::AudioAvailable`] that it can be asked.
    pub fn enable_audio(&mut self, format: AudioFormat) -> bool {
        match &mut self.phase {
            Phase::Connected(connected) => connected.audio().enable(format, &mut self.output),
            Phase::Handshake(_) | Phase::Failed(_) => false,
        }
    }

    /// Wants no sound any more; what is still under way is dropped.
    pub fn disable_audio(&mut self) {
        if let Phase::Connected(connected) = &mut self.phase {
            connected.audio().disable(&mut self.output);
        }
    }

    /// Asks for a desktop of this size. Where it has several screens they keep their arrangement. Returns false, and
    /// sends nothing, unless the server has shown by [`Event::Screens`] that it can be asked.
    pub fn set_desktop_size(&mut self, size: Size) -> bool {
        let Phase::Connected(connected) = &self.phase else {
            return false;
        };
        let Some(screens) = connected.screens() else {
            return false;
        };
        let screens = screens::arrange(screens, self.size(), size);
        self.send(&ClientMessage::SetDesktopSize(SetDesktopSize { size, screens }));
        true
    }

    /// Takes other preferences, and tells the server if it matters. The pixel format stays as it is.
    pub fn set_preferences(&mut self, preferences: Preferences) {
        let Phase::Connected(connected) = &mut self.phase else {
            self.config.preferences = preferences;
            return;
        };
        let before = connected.encodings();
        connected.set_preferences(preferences);
        let encodings = connected.encodings();
        if encodings != before {
            self.send(&ClientMessage::SetEncodings(SetEncodings(encodings)));
        }
    }

    /// Whether the server takes key events with scancodes.
    pub fn qemu_key_events(&self) -> bool {
        matches!(&self.phase, Phase::Connected(connected) if connected.qemu_key_events())
    }

    /// Whether the server knows fences.
    pub fn knows_fences(&self) -> bool {
        self.extensions().is_some_and(|known| known.fences)
    }

    /// Whether the server can send updates without requests.
    pub fn knows_continuous_updates(&self) -> bool {
        self.extensions().is_some_and(|known| known.continuous_updates)
    }

    /// Whether the server wants to be told of the pointer's movements in place of its places.
    pub fn has_relative_pointer(&self) -> bool {
        self.extensions().is_some_and(|known| known.relative_pointer)
    }

    /// The format of pixels on the wire, once connected.
    pub fn pixel_format(&self) -> Option<PixelFormat> {
        match &self.phase {
            Phase::Connected(connected) => Some(connected.pixel_format()),
            Phase::Handshake(_) | Phase::Failed(_) => None,
        }
    }

    /// The encodings and pseudo-encodings that the server has used, each once, in the order in which they first came.
    pub fn encodings_seen(&self) -> &[Encoding] {
        match &self.phase {
            Phase::Connected(connected) => connected.encodings_seen(),
            Phase::Handshake(_) | Phase::Failed(_) => &[],
        }
    }

    fn extensions(&self) -> Option<&Extensions> {
        match &self.phase {
            Phase::Connected(connected) => Some(connected.extensions()),
            Phase::Handshake(_) | Phase::Failed(_) => None,
        }
    }

    /// Messages can be sent only while connected; before and after there is nobody to understand them.
    fn send(&mut self, message: &ClientMessage) {
        if matches!(self.phase, Phase::Connected(_)) {
            message.encode(&mut self.output);
        }
    }

    /// Goes on with what the user has answered. The handshake waits for nothing else, so that no byte is left over to go
    /// on with, and none of the errors that bytes bring about can come up.
    fn take_answer(&mut self) {
        let unexpected = self.advance(&mut Input::new(&[]), &mut Vec::new());
        debug_assert_eq!(unexpected, Ok(()), "answers alone do not fail");
    }

    /// Reads what is left over from before with just the bytes that it lacked, and then straight from
    /// `bytes`. Answers how many of `bytes` are not needed again: all, unless a picture is to be decoded first, or what
    /// follows is encrypted.
    fn take_in(&mut self, bytes: &[u8], events: &mut Vec<Event>) -> Result<usize, Error> {
        let encrypted = self.encryption.is_some();
        let mut later = bytes;
        while !self.tail.is_empty() {
            if later.is_empty() {
                return Ok(bytes.len());
            }
            later = self.tail.top_up(later);
            if !self.tail.is_complete() {
                return Ok(bytes.len());
            }
            let left_over = self.tail.take_out();
            let mut input = Input::new(&left_over);
            self.advance(&mut input, events)?;
            if self.is_waiting() {
                // What is left over now came with `bytes`: without them there was nothing to go on with.
                return Ok(bytes.len() - later.len() - input.remaining());
            }
            let (consumed, wanted) = (input.consumed(), input.wanted());
            self.tail.put_back(left_over, consumed, wanted);
            if self.encryption.is_some() != encrypted {
                // The tail was completed by what was wanted, and no more; so it holds nothing encrypted.
                debug_assert!(self.tail.is_empty(), "encryption begins after a message");
                return Ok(bytes.len() - later.len());
            }
        }
        let mut input = Input::new(later);
        self.advance(&mut input, events)?;
        if self.is_waiting() || self.encryption.is_some() != encrypted {
            return Ok(bytes.len() - input.remaining());
        }
        self.tail.keep(&input);
        Ok(bytes.len())
    }

    fn advance(&mut self, input: &mut Input<'_>, events: &mut Vec<Event>) -> Result<(), Error> {
        if let Phase::Handshake(handshake) = &mut self.phase {
            let handshake = std::mem::take(handshake);
            let mut context = handshake::Context {
                config: &mut self.config,
                key: self.key.as_ref(),
                output: &mut self.output,
                events,
            };
            match handshake.advance(input, &mut context)? {
                Next::State(handshake) | Next::Wait(handshake) => self.phase = Phase::Handshake(handshake),
                Next::Encrypted(handshake, ciphers) => {
                    self.phase = Phase::Handshake(handshake);
                    self.encryption = Some(Encryption::new(*ciphers, &mut self.output));
                    return Ok(());
                }
                Next::Done(server_init) => self.connect(server_init, events)?,
            }
        }
        if let Phase::Connected(connected) = &mut self.phase {
            connected.advance(input, &mut self.framebuffer, events, &mut self.output)?;
        }
        Ok(())
    }

    /// The handshake is over. The pixel format is settled here, before anything is asked for.
    fn connect(&mut self, server_init: ServerInit, events: &mut Vec<Event>) -> Result<(), Error> {
        let ServerInit { size, pixel_format: native, name } = server_init;
        self.framebuffer.resize(size).map_err(Incompatible::Screen)?;
        let format = match (self.config.preferences.pixel_format, native) {
            (PixelFormatChoice::Automatic, Ok(format)) if has_eight_bits_each(format) => as_meant(format),
            (PixelFormatChoice::Automatic, Ok(format)) if has_few_colours_only(&name, format) => format,
            (PixelFormatChoice::Automatic, _) => PixelFormat::BGRX,
            (PixelFormatChoice::Server, native) => native.map_err(Incompatible::PixelFormat)?,
            (PixelFormatChoice::Fixed(format), _) => format,
        };
        let connected = Connected::new(format, std::mem::take(&mut self.config.preferences));
        let encodings = connected.encodings();
        self.phase = Phase::Connected(Box::new(connected));
        self.config.credentials = Credentials::default();
        if native != Ok(format) {
            self.send(&ClientMessage::SetPixelFormat(SetPixelFormat(format)));
        }
        self.send(&ClientMessage::SetEncodings(SetEncodings(encodings)));
        events.push(Event::Connected { name, size });
        Ok(())
    }
}

/// Whether a format loses nothing and costs no more than a change of the bytes' order.
fn has_eight_bits_each(format: PixelFormat) -> bool {
    format.bits_per_pixel == 32
        && format.true_colour
        && [format.red_max, format.green_max, format.blue_max] == [255; 3]
}

/// The format that a server means by this one. With a depth of 32, which some claim, a ZRLE pixel has four bytes by the
/// specification (section 7.7.5) and three by what these servers send.
fn as_meant(format: PixelFormat) -> PixelFormat {
    if has_eight_bits_each(format) { PixelFormat { depth: 24, ..format } } else { format }
}

/// Whether this is a server that sends no more than 16 bits a pixel, whatever it is asked for: the display in the firmware
/// of Intel's management engine, which is known by nothing but its name.
fn has_few_colours_only(name: &str, format: PixelFormat) -> bool {
    name == "Intel(r) AMT KVM" && format.bits_per_pixel <= 16
}

#[cfg(test)]
mod tests;
