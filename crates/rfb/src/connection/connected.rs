//! What happens after the handshake: messages, and the rectangles of updates.

use super::audio::Audio;
use super::clipboard::Clipboard;
use super::config::Understood;
use super::extensions::Extensions;
use super::{Cursor, Event, Preferences};
use crate::decode::{
    CursorDecoder, CursorWithAlphaDecoder, DecodeError, Decoders, Input, Progress, Target,
    VmwareCursorDecoder, XCursorDecoder,
};
use crate::pixel::PixelReader;
use crate::video::{Arrival, Contexts};
use crate::wire::{
    AudioMessage, ClientMessage, CutText, DesktopName, Encoding, ExtendedDesktopSize, MAX_CLIPBOARD_MESSAGE,
    PixelFormat, RectangleHeader, ResizeReason, ResizeStatus, Screen, ServerMessage, SetEncodings,
};
use crate::{Error, Framebuffer, Incompatible, Point, Rect, Size};

/// The reading side of a connection that is up.
#[derive(Debug)]
pub(super) struct Connected {
    place: Place,
    pixels: PixelReader,
    decoders: Decoders,
    cursor: CursorDecoder,
    cursor_with_alpha: CursorWithAlphaDecoder,
    vmware_cursor: VmwareCursorDecoder,
    x_cursor: XCursorDecoder,
    extensions: Extensions,
    /// Once H.264 has been offered; what is under way when it no longer is comes all the same.
    video: Option<Contexts>,
    preferences: Preferences,
    understood: Understood,
    /// Whether an update has ended.
    drawn: bool,
    screens: Option<Vec<Screen>>,
    qemu_key_events: bool,
    clipboard: Clipboard,
    audio: Audio,
    encodings_seen: Vec<Encoding>,
}

/// Where in the stream the next byte belongs.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// Before a message.
    Message,
    /// Before the header of one of the rectangles that are left of an update.
    Header { left: u16 },
    /// In the data of a rectangle; so many are left after it.
    Rectangle { header: RectangleHeader, left: u16 },
    /// Before the body of a message of the extended clipboard.
    Clipboard { length: u32 },
    /// Behind a picture that is being decoded outside; so many rectangles are left after it.
    Picture { number: u32, rect: Rect, left: u16 },
    /// In a text or a sound that is not taken, so many bytes from its end.
    Skipped { length: u32 },
}

impl Connected {
    /// A connection whose first message is next, with pixels of this format.
    pub(super) fn new(format: PixelFormat, preferences: Preferences) -> Self {
        let mut decoders = Decoders::default();
        decoders.set_quality(preferences.quality);
        Self {
            place: Place::Message,
            pixels: PixelReader::new(format),
            decoders,
            cursor: CursorDecoder::default(),
            cursor_with_alpha: CursorWithAlphaDecoder::default(),
            vmware_cursor: VmwareCursorDecoder::default(),
            x_cursor: XCursorDecoder::default(),
            extensions: Extensions::default(),
            video: preferences.video.then(Contexts::default),
            preferences,
            understood: Understood::default(),
            drawn: false,
            screens: None,
            qemu_key_events: false,
            clipboard: Clipboard::default(),
            audio: Audio::default(),
            encodings_seen: Vec::new(),
        }
    }

    /// The screens, once the server has shown that it can tell and change them.
    pub(super) fn screens(&self) -> Option<&[Screen]> {
        self.screens.as_deref()
    }

    /// Whether the server takes key events with scancodes.
    pub(super) const fn qemu_key_events(&self) -> bool {
        self.qemu_key_events
    }

    /// Whether the server speaks of clipboards in Unicode and with formats.
    pub(super) const fn clipboard_is_extended(&self) -> bool {
        self.clipboard.is_extended()
    }

    /// Both sides' clipboards.
    pub(super) const fn clipboard(&mut self) -> &mut Clipboard {
        &mut self.clipboard
    }

    /// The machine's sound.
    pub(super) const fn audio(&mut self) -> &mut Audio {
        &mut self.audio
    }

    /// The encodings of the rectangles that have begun to arrive, each once, in the order in which they came.
    pub(super) fn encodings_seen(&self) -> &[Encoding] {
        &self.encodings_seen
    }

    /// What else the server has shown to know.
    pub(super) const fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// Takes other preferences. The server is yet to be told.
    pub(super) fn set_preferences(&mut self, preferences: Preferences) {
        self.decoders.set_quality(preferences.quality);
        if self.video.is_none() && preferences.video {
            self.video = Some(Contexts::default());
        }
        self.preferences = preferences;
    }

    /// What SetEncodings says to this server.
    pub(super) fn encodings(&self) -> Vec<Encoding> {
        self.preferences.set_encodings(self.understood)
    }

    /// Asks for what the server turns out to understand.
    fn update_ended(&mut self, output: &mut Vec<u8>) {
        let understood = Understood {
            wavelets: if self.drawn { self.understood.wavelets } else { self.takes_17_for_wavelets() },
            long_lists: self.understood.long_lists || self.reads_long_lists(),
        };
        self.drawn = true;
        if understood != self.understood {
            let before = self.encodings();
            self.understood = understood;
            let encodings = self.encodings();
            if encodings != before {
                ClientMessage::SetEncodings(SetEncodings(encodings)).encode(output);
            }
        }
    }

    /// Tells ZYWRLE from the video of KasmVNC, which has the same number, at the end of the first update.
    ///
    /// KasmVNC does not say what it is. But it descends from TigerVNC, which answers a client's announcement of fences
    /// by a fence, and of continuous updates by their end, before it sends any update. Of the servers that have ZYWRLE
    /// (QEMU, UltraVNC and those made with libvncserver) none knows either. Whoever has shown neither by now can be asked.
    const fn takes_17_for_wavelets(&self) -> bool {
        !self.extensions.fences && !self.extensions.continuous_updates
    }

    /// Whether the server has shown anything that neatvnc did not have while it misread long lists: see
    /// [`Understood::long_lists`]. It does not say what it is either: its desktops have the names that the programs made
    /// with it give them.
    fn reads_long_lists(&self) -> bool {
        const OF_EARLY_NEATVNC: [Encoding; 8] = [
            Encoding::RAW,
            Encoding::TIGHT,
            Encoding::ZRLE,
            Encoding::H264,
            Encoding::CURSOR,
            Encoding::DESKTOP_SIZE,
            Encoding::EXTENDED_DESKTOP_SIZE,
            Encoding::QEMU_EXTENDED_KEY_EVENT,
        ];
        let Extensions { fences, continuous_updates, power, .. } = self.extensions;
        fences
            || continuous_updates
            || power
            || self.clipboard.is_extended()
            || self.encodings_seen.iter().any(|encoding| !OF_EARLY_NEATVNC.contains(encoding))
    }

    /// The number of the picture that is being decoded outside.
    pub(super) const fn awaited_picture(&self) -> Option<u32> {
        match self.place {
            Place::Picture { number, .. } => Some(number),
            _ => None,
        }
    }

    /// Shows the picture that was waited for, if it has the pixels of its place, and waits no more.
    pub(super) fn finish_video(
        &mut self,
        rgba: Option<&[u8]>,
        framebuffer: &mut Framebuffer,
        events: &mut Vec<Event>,
    ) {
        let Place::Picture { rect, left, .. } = self.place else { return };
        self.place = Place::Header { left };
        match rgba.map(<[u8]>::as_chunks::<4>) {
            Some((pixels, [])) if pixels.len() == rect.area() => {
                framebuffer.write(rect, pixels);
                framebuffer.join_damage();
            }
            _ => events.push(Event::VideoLost),
        }
    }

    /// Waits no more for a picture, and closes its context.
    pub(super) fn abandon_video(&mut self, events: &mut Vec<Event>) {
        let Place::Picture { rect, left, .. } = self.place else { return };
        self.place = Place::Header { left };
        let closed = self.video.as_mut().and_then(|contexts| contexts.remove(rect));
        events.extend(closed.map(Event::VideoContextClosed));
        events.push(Event::VideoLost);
    }

    /// The format of the pixels that arrive.
    pub(super) fn pixel_format(&self) -> PixelFormat {
        self.pixels.format()
    }

    /// Goes on as far as the bytes at hand allow. What has to be answered at once goes to `output`.
    pub(super) fn advance(
        &mut self,
        input: &mut Input<'_>,
        framebuffer: &mut Framebuffer,
        events: &mut Vec<Event>,
        output: &mut Vec<u8>,
    ) -> Result<(), Error> {
        loop {
            let next = match self.place {
                Place::Message => self.message(input, events)?,
                Place::Header { left: 0 } => {
                    events.push(Event::UpdateEnded);
                    self.update_ended(output);
                    Some(Place::Message)
                }
                Place::Header { left } => {
                    let header = RectangleHeader::decode(input)?;
                    header.map(|header| {
                        self.note(header.encoding);
                        Place::Rectangle { header, left: left - 1 }
                    })
                }
                Place::Rectangle { header, left }
                    if header.encoding == Encoding::H264 && self.video.is_some() =>
                {
                    self.video(header.rect, left, input, framebuffer, events)?
                }
                Place::Picture { .. } => None,
                Place::Rectangle { header, left } => {
                    let done = self.rectangle(header, input, framebuffer, events)?;
                    let left = if header.encoding == Encoding::LAST_RECT { 0 } else { left };
                    done.map(|()| Place::Header { left })
                }
                Place::Clipboard { length } => input.take(length as usize).map(|body| {
                    self.clipboard.receive(body, events, output);
                    Place::Message
                }),
                Place::Skipped { length } => skip(length, input),
            };
            let Some(next) = next else {
                return Ok(());
            };
            self.place = next;
            if matches!(self.place, Place::Message) {
                self.extensions.message_ended(output);
            }
        }
    }

    /// Reads a message. The number of rectangles that an update announces needs no special case for 65535,
    /// "as many as come until LastRect": it can be counted down like any other.
    fn message(&mut self, input: &mut Input<'_>, events: &mut Vec<Event>) -> Result<Option<Place>, Error> {
        let Some(message) = ServerMessage::decode(input)? else {
            return Ok(None);
        };
        match message {
            ServerMessage::FramebufferUpdate { rectangles } => {
                events.push(Event::UpdateBegun);
                return Ok(Some(Place::Header { left: rectangles }));
            }
            ServerMessage::SetColourMapEntries(entries) => {
                self.pixels.set_colours(entries.first, &entries.colours);
            }
            ServerMessage::Bell => events.push(Event::Bell),
            ServerMessage::Audio(AudioMessage::TooLong { length }) => {
                return Ok(Some(Place::Skipped { length }));
            }
            ServerMessage::Audio(message) => self.audio.receive(message, events),
            ServerMessage::CutText(CutText::Text(text)) => events.push(Event::CutText(text)),
            ServerMessage::CutText(CutText::TooLong { length }) => {
                events.push(Event::CutTextTooLong { length });
                return Ok(Some(Place::Skipped { length }));
            }
            ServerMessage::CutText(CutText::Extended { length }) => {
                if length as usize <= MAX_CLIPBOARD_MESSAGE {
                    return Ok(Some(Place::Clipboard { length }));
                }
                events.push(Event::CutTextTooLong { length });
                return Ok(Some(Place::Skipped { length }));
            }
            ServerMessage::EndOfContinuousUpdates => self.extensions.end_of_continuous_updates(events),
            ServerMessage::Fence(fence) => self.extensions.fence(fence, events),
            ServerMessage::Xvp(reply) => self.extensions.xvp(reply, events),
        }
        Ok(Some(Place::Message))
    }

    /// Remembers an encoding. There are no more of them than this client knows: an unknown one ends the connection.
    fn note(&mut self, encoding: Encoding) {
        if !self.encodings_seen.contains(&encoding) {
            self.encodings_seen.push(encoding);
        }
    }

    /// Reads a rectangle of H.264, whose picture is decoded outside.
    fn video(
        &mut self,
        rect: Rect,
        left: u16,
        input: &mut Input<'_>,
        framebuffer: &Framebuffer,
        events: &mut Vec<Event>,
    ) -> Result<Option<Place>, Error> {
        let screen = framebuffer.size();
        if !rect.fits(screen) {
            return Err(DecodeError::OutsideScreen { rect, screen }.into());
        }
        let Some(contexts) = &mut self.video else { return Ok(None) };
        let Some(Arrival { closed, picture }) = contexts.read(rect, input)? else {
            return Ok(None);
        };
        events.extend(closed.into_iter().map(Event::VideoContextClosed));
        let Some(picture) = picture else {
            return Ok(Some(Place::Header { left }));
        };
        let number = picture.number;
        events.push(Event::VideoPicture(picture));
        Ok(Some(Place::Picture { number, rect, left }))
    }

    /// Reads a rectangle's data; `None` while it is not complete.
    fn rectangle(
        &mut self,
        header: RectangleHeader,
        input: &mut Input<'_>,
        framebuffer: &mut Framebuffer,
        events: &mut Vec<Event>,
    ) -> Result<Option<()>, Error> {
        let size = header.rect.size();
        match header.encoding {
            Encoding::LAST_RECT => Ok(Some(())),
            Encoding::DESKTOP_SIZE => resize(framebuffer, size, events).map(Some),
            Encoding::EXTENDED_DESKTOP_SIZE => {
                let Some(desktop) = ExtendedDesktopSize::decode(header, input)? else {
                    return Ok(None);
                };
                self.extended_desktop_size(desktop, framebuffer, events).map(Some)
            }
            Encoding::DESKTOP_NAME => {
                let name = DesktopName::decode(input)?;
                Ok(name.map(|DesktopName(name)| events.push(Event::DesktopName(name))))
            }
            Encoding::QEMU_EXTENDED_KEY_EVENT => {
                if !std::mem::replace(&mut self.qemu_key_events, true) {
                    events.push(Event::ScancodesTaken);
                }
                Ok(Some(()))
            }
            Encoding::QEMU_AUDIO => {
                self.audio.announced(events);
                Ok(Some(()))
            }
            Encoding::CURSOR => {
                let image = self.cursor.decode(size, input, &self.pixels)?;
                Ok(image.map(|rgba| show_cursor(cursor(header, rgba), events)))
            }
            Encoding::CURSOR_WITH_ALPHA => {
                let image = self.cursor_with_alpha.decode(size, input, &mut self.decoders)?;
                Ok(image.map(|rgba| show_cursor(cursor(header, rgba), events)))
            }
            Encoding::VMWARE_CURSOR => {
                let image = self.vmware_cursor.decode(size, input, &self.pixels)?;
                Ok(image.map(|rgba| show_cursor(cursor(header, rgba), events)))
            }
            Encoding::X_CURSOR => {
                let image = self.x_cursor.decode(size, input)?;
                Ok(image.map(|rgba| show_cursor(cursor(header, rgba), events)))
            }
            Encoding::VMWARE_DISPLAY_MODE => {
                let Some(format) = input.take_array() else {
                    return Ok(None);
                };
                let format = PixelFormat::decode(&format).map_err(Incompatible::PixelFormat)?;
                self.pixels = PixelReader::new(super::as_meant(format));
                resize(framebuffer, size, events).map(Some)
            }
            Encoding::LED_STATE
            | Encoding::VMWARE_LED_STATE
            | Encoding::VMWARE_CURSOR_STATE
            | Encoding::VMWARE_CURSOR_POSITION
            | Encoding::POINTER_POSITION
            | Encoding::QEMU_POINTER_MOTION_CHANGE
            | Encoding::EXTENDED_MOUSE_BUTTONS => self.extensions.rectangle(header, input, events),
            Encoding::ZYWRLE if !self.understood.wavelets => {
                Err(DecodeError::UnsupportedEncoding(Encoding::ZYWRLE).into())
            }
            encoding => {
                let mut target = Target::new(framebuffer, header.rect, &self.pixels)?;
                let progress = self.decoders.decode(encoding, input, &mut target)?;
                Ok((progress == Progress::Done).then_some(()))
            }
        }
    }

    /// Takes over a new size and screens, unless the rectangle only says that this client's request was not
    /// followed: then all but its status is undefined. A request that was handed to the guest is neither
    /// followed nor refused yet.
    fn extended_desktop_size(
        &mut self,
        desktop: ExtendedDesktopSize,
        framebuffer: &mut Framebuffer,
        events: &mut Vec<Event>,
    ) -> Result<(), Error> {
        let ExtendedDesktopSize { reason, status, size, screens } = desktop;
        if reason == ResizeReason::ThisClient && status != ResizeStatus::Done {
            if status != ResizeStatus::Forwarded {
                events.push(Event::DesktopSizeRefused(status));
            }
            return Ok(());
        }
        resize(framebuffer, size, events)?;
        self.screens = Some(screens.clone());
        events.push(Event::Screens(screens));
        Ok(())
    }
}

/// Gives the framebuffer another size. What it held is kept: some servers draw first and resize after, in one
/// update.
fn resize(framebuffer: &mut Framebuffer, size: Size, events: &mut Vec<Event>) -> Result<(), Error> {
    if size != framebuffer.size() {
        framebuffer.resize(size).map_err(Incompatible::Screen)?;
        events.push(Event::Resized(size));
    }
    Ok(())
}

/// Reports a cursor in the place of an earlier one that the caller has not yet seen: a few bytes can make a large one, and
/// only the last is ever shown.
fn show_cursor(cursor: Cursor, events: &mut Vec<Event>) {
    events.retain(|event| !matches!(event, Event::Cursor(_)));
    events.push(Event::Cursor(cursor));
}

/// A cursor whose hotspot lies on its image, which not all servers care about.
fn cursor(header: RectangleHeader, rgba: Vec<u8>) -> Cursor {
    let size = header.rect.size();
    let hotspot = Point {
        x: header.rect.x.min(size.width.saturating_sub(1)),
        y: header.rect.y.min(size.height.saturating_sub(1)),
    };
    Cursor { size, hotspot, rgba }
}

/// Drops what has arrived of `length` bytes; `None` if nothing has.
fn skip(length: u32, input: &mut Input<'_>) -> Option<Place> {
    if length == 0 {
        return Some(Place::Message);
    }
    let arrived = u32::try_from(input.remaining()).unwrap_or(u32::MAX).clamp(1, length);
    input.take(arrived as usize)?;
    Some(Place::Skipped { length: length - arrived })
}
