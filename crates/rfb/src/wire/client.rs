//! What a client says once it is connected (section 7.5): one type a message, and the enum of them all.

use super::{
    AudioRequest, CutText, Encoding, Fence, PixelFormat, QEMU, Screen, XvpRequest, arrived, audio, point_at,
    put_point, put_rect, put_size, rect_at, size_at, u16_at, u32_at, whole,
};
use crate::{InvalidMessage, Point, Rect, Size, decode::Input};

/// Any message of a connected client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientMessage {
    /// Type 0.
    SetPixelFormat(SetPixelFormat),
    /// Type 2.
    SetEncodings(SetEncodings),
    /// Type 3.
    FramebufferUpdateRequest(FramebufferUpdateRequest),
    /// Type 4.
    KeyEvent(KeyEvent),
    /// Type 5.
    PointerEvent(PointerEvent),
    /// Type 5 with its marker, of clients that know [`Encoding::EXTENDED_MOUSE_BUTTONS`].
    ExtendedPointerEvent(ExtendedPointerEvent),
    /// Type 6.
    CutText(CutText),
    /// Type 251.
    SetDesktopSize(SetDesktopSize),
    /// Type 150.
    EnableContinuousUpdates(EnableContinuousUpdates),
    /// Type 248.
    Fence(Fence),
    /// Type 250.
    Xvp(XvpRequest),
    /// Type 255, submessage 0.
    QemuKeyEvent(QemuKeyEvent),
    /// Type 255, submessage 1.
    Audio(AudioRequest),
}

impl ClientMessage {
    /// Reads the next message; `None` while it is not complete.
    ///
    /// # Errors
    /// [`InvalidMessage`] names a type that is not known or a body that makes no sense: there is no way to go
    /// on then.
    pub fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        Self::decode_among(input, PointerEvents::Plain)
    }

    /// The same for a client that has said that it knows [`Encoding::EXTENDED_MOUSE_BUTTONS`]: from then on, one bit
    /// of its pointer events does not mean a button but that they are longer.
    ///
    /// # Errors
    /// Those of [`ClientMessage::decode`].
    pub fn decode_with_extended_buttons(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        Self::decode_among(input, PointerEvents::PlainOrExtended)
    }

    fn decode_among(
        input: &mut Input<'_>,
        pointer_events: PointerEvents,
    ) -> Result<Option<Self>, InvalidMessage> {
        whole(input, |input| {
            let [message_type] = arrived!(input.take_array());
            Ok(match message_type {
                SetPixelFormat::TYPE => SetPixelFormat::decode(input)?.map(Self::SetPixelFormat),
                SetEncodings::TYPE => SetEncodings::decode(input).map(Self::SetEncodings),
                FramebufferUpdateRequest::TYPE => {
                    FramebufferUpdateRequest::decode(input).map(Self::FramebufferUpdateRequest)
                }
                KeyEvent::TYPE => KeyEvent::decode(input).map(Self::KeyEvent),
                CutText::FROM_CLIENT => CutText::decode(input).map(Self::CutText),
                PointerEvent::TYPE => pointer_events.decode(input),
                SetDesktopSize::TYPE => SetDesktopSize::decode(input).map(Self::SetDesktopSize),
                QEMU => match arrived!(input.u8()) {
                    QemuKeyEvent::SUBMESSAGE => QemuKeyEvent::decode(input).map(Self::QemuKeyEvent),
                    audio::SUBMESSAGE => AudioRequest::decode(input)?.map(Self::Audio),
                    other => return Err(InvalidMessage::UnknownQemuMessage(other)),
                },
                EnableContinuousUpdates::TYPE => {
                    EnableContinuousUpdates::decode(input).map(Self::EnableContinuousUpdates)
                }
                Fence::TYPE => Fence::decode(input)?.map(Self::Fence),
                XvpRequest::TYPE => XvpRequest::decode(input)?.map(Self::Xvp),
                other => return Err(InvalidMessage::UnknownClientMessage(other)),
            })
        })
    }

    /// Appends the message.
    pub fn encode(&self, output: &mut Vec<u8>) {
        match self {
            Self::SetPixelFormat(message) => message.encode(output),
            Self::SetEncodings(message) => message.encode(output),
            Self::FramebufferUpdateRequest(message) => message.encode(output),
            Self::KeyEvent(message) => message.encode(output),
            Self::PointerEvent(message) => message.encode(output),
            Self::CutText(message) => message.encode(CutText::FROM_CLIENT, output),
            Self::ExtendedPointerEvent(message) => message.encode(output),
            Self::SetDesktopSize(message) => message.encode(output),
            Self::EnableContinuousUpdates(message) => message.encode(output),
            Self::Fence(message) => message.encode(output),
            Self::Xvp(message) => message.encode(output),
            Self::QemuKeyEvent(message) => message.encode(output),
            Self::Audio(message) => message.encode(output),
        }
    }
}

/// Asks for another pixel format (section 7.5.1). No update may be outstanding: nothing would tell in which
/// format it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetPixelFormat(pub PixelFormat);

impl SetPixelFormat {
    const TYPE: u8 = 0;

    fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        let body: [u8; 3 + PixelFormat::LENGTH] = arrived!(input.take_array()); // padding 3, format 16
        let [_, _, _, format @ ..] = body;
        Ok(Some(Self(PixelFormat::decode(&format).map_err(InvalidMessage::PixelFormat)?)))
    }

    /// Appends the message.
    pub fn encode(self, output: &mut Vec<u8>) {
        output.extend([Self::TYPE, 0, 0, 0]);
        self.0.encode(output);
    }
}

/// Says which encodings the client can read, the best first (section 7.5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetEncodings(pub Vec<Encoding>);

impl SetEncodings {
    const TYPE: u8 = 2;

    fn decode(input: &mut Input<'_>) -> Option<Self> {
        let header: [u8; 3] = input.take_array()?; // padding 1, count 2
        let encodings = input.take(4 * usize::from(u16_at(&header, 1)))?;
        Some(Self(encodings.chunks_exact(4).map(|bytes| Encoding(u32_at(bytes, 0).cast_signed())).collect()))
    }

    /// Appends the message; of more than 65535 encodings, the first that many.
    pub fn encode(&self, output: &mut Vec<u8>) {
        let count = u16::try_from(self.0.len()).unwrap_or(u16::MAX);
        output.extend([Self::TYPE, 0]);
        output.extend(count.to_be_bytes());
        for encoding in self.0.iter().take(usize::from(count)) {
            output.extend(encoding.0.to_be_bytes());
        }
    }
}

/// Asks for an update (section 7.5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FramebufferUpdateRequest {
    /// Whether only what changed is wanted; otherwise everything, at once.
    pub incremental: bool,
    /// Of which part of the framebuffer.
    pub area: Rect,
}

impl FramebufferUpdateRequest {
    const TYPE: u8 = 3;

    fn decode(input: &mut Input<'_>) -> Option<Self> {
        let body: [u8; 9] = input.take_array()?; // incremental 1, area 8
        Some(Self { incremental: body[0] != 0, area: rect_at(&body, 1) })
    }

    /// Appends the message.
    pub fn encode(self, output: &mut Vec<u8>) {
        output.extend([Self::TYPE, u8::from(self.incremental)]);
        put_rect(self.area, output);
    }
}

/// A key went down or up (section 7.5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyEvent {
    /// Down; a held key repeats this without releases.
    pub down: bool,
    /// The X Window System's number of the symbol.
    pub keysym: u32,
}

impl KeyEvent {
    const TYPE: u8 = 4;

    fn decode(input: &mut Input<'_>) -> Option<Self> {
        let body: [u8; 7] = input.take_array()?; // down 1, padding 2, keysym 4
        Some(Self { down: body[0] != 0, keysym: u32_at(&body, 3) })
    }

    /// Appends the message.
    pub fn encode(self, output: &mut Vec<u8>) {
        output.extend([Self::TYPE, u8::from(self.down), 0, 0]);
        output.extend(self.keysym.to_be_bytes());
    }
}

/// The pointer is here, with these buttons down (section 7.5.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PointerEvent {
    /// From bit 0: left, middle, right, wheel up, down, left, right, back.
    pub buttons: u8,
    /// Where on the framebuffer.
    pub at: Point,
}

impl PointerEvent {
    const TYPE: u8 = 5;

    fn decode(input: &mut Input<'_>) -> Option<Self> {
        let body: [u8; 5] = input.take_array()?; // buttons 1, position 4
        Some(Self { buttons: body[0], at: point_at(&body, 1) })
    }

    /// Appends the message.
    pub fn encode(self, output: &mut Vec<u8>) {
        output.extend([Self::TYPE, self.buttons]);
        put_point(self.at, output);
    }
}

/// The pointer with more buttons ("PointerEvent", the extended form). Sent only to a server that has answered
/// [`Encoding::EXTENDED_MOUSE_BUTTONS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtendedPointerEvent {
    /// The seven buttons of [`PointerEvent::buttons`], then from bit 7 back and forward; the bits to 14 have no name.
    pub buttons: u16,
    /// Where on the framebuffer.
    pub at: Point,
}

impl ExtendedPointerEvent {
    /// Takes the place of the plain form's highest button.
    const MARKER: u8 = 1 << 7;

    /// Appends the message.
    pub fn encode(self, output: &mut Vec<u8>) {
        let [high, low] = (self.buttons << 1).to_be_bytes();
        output.extend([PointerEvent::TYPE, low >> 1 | Self::MARKER]);
        put_point(self.at, output);
        output.push(high);
    }
}

/// Which forms of pointer events a client sends.
#[derive(Clone, Copy)]
enum PointerEvents {
    Plain,
    PlainOrExtended,
}

impl PointerEvents {
    fn decode(self, input: &mut Input<'_>) -> Option<ClientMessage> {
        let PointerEvent { buttons, at } = PointerEvent::decode(input)?;
        if matches!(self, Self::Plain) || buttons & ExtendedPointerEvent::MARKER == 0 {
            return Some(ClientMessage::PointerEvent(PointerEvent { buttons, at }));
        }
        let [high] = input.take_array()?;
        let buttons = u16::from(buttons & !ExtendedPointerEvent::MARKER) | u16::from(high) << 7;
        Some(ClientMessage::ExtendedPointerEvent(ExtendedPointerEvent { buttons, at }))
    }
}

/// Switches between updates by themselves and updates on request ("EnableContinuousUpdates").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnableContinuousUpdates {
    /// Whether updates come by themselves.
    pub enable: bool,
    /// Of which part of the framebuffer.
    pub area: Rect,
}

impl EnableContinuousUpdates {
    const TYPE: u8 = 150;

    fn decode(input: &mut Input<'_>) -> Option<Self> {
        let body: [u8; 9] = input.take_array()?; // enable 1, area 8
        Some(Self { enable: body[0] != 0, area: rect_at(&body, 1) })
    }

    /// Appends the message.
    pub fn encode(self, output: &mut Vec<u8>) {
        output.extend([Self::TYPE, u8::from(self.enable)]);
        put_rect(self.area, output);
    }
}

/// Asks for another framebuffer size and arrangement of screens ("SetDesktopSize").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetDesktopSize {
    /// Of the framebuffer.
    pub size: Size,
    /// All screens that shall be on it, at most 255.
    pub screens: Vec<Screen>,
}

impl SetDesktopSize {
    const TYPE: u8 = 251;

    fn decode(input: &mut Input<'_>) -> Option<Self> {
        let header: [u8; 7] = input.take_array()?; // padding 1, size 4, count 1, padding 1
        let screens = Screen::decode_all(header[5], input)?;
        Some(Self { size: size_at(&header, 1), screens })
    }

    /// Appends the message.
    pub fn encode(&self, output: &mut Vec<u8>) {
        let (count, screens) = Screen::countable(&self.screens);
        output.extend([Self::TYPE, 0]);
        put_size(self.size, output);
        output.extend([count, 0]);
        for screen in screens {
            screen.encode(output);
        }
    }
}

/// A key event that carries its place on the keyboard too ("QEMU Extended Key Event Message").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QemuKeyEvent {
    /// Down; a held key repeats this without releases.
    pub down: bool,
    /// The X Window System's number of the symbol; 0 if it is not known.
    pub keysym: u32,
    /// The key's number, see [`QemuKeyEvent::keycode_from_scancode`].
    pub keycode: u32,
}

impl QemuKeyEvent {
    const SUBMESSAGE: u8 = 0;

    /// The message's number for an XT set 1 make code, in which 0xe0xx stands for a code with the prefix
    /// 0xe0.
    pub const fn keycode_from_scancode(scancode: u32) -> u32 {
        match scancode {
            // Print Screen has several make codes; the specification settles on the one of SysRq.
            0xe037 => 0x54,
            0xe000..=0xe07f => scancode & 0x7f | 0x80,
            other => other,
        }
    }

    fn decode(input: &mut Input<'_>) -> Option<Self> {
        let body: [u8; 10] = input.take_array()?; // down 2, keysym 4, keycode 4
        Some(Self { down: u16_at(&body, 0) != 0, keysym: u32_at(&body, 2), keycode: u32_at(&body, 6) })
    }

    /// Appends the message.
    pub fn encode(self, output: &mut Vec<u8>) {
        output.extend([QEMU, Self::SUBMESSAGE]);
        output.extend(u16::from(self.down).to_be_bytes());
        output.extend(self.keysym.to_be_bytes());
        output.extend(self.keycode.to_be_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::super::PowerAction;
    use super::*;

    /// Each message beside its bytes, counted by hand from the specification's tables.
    fn table() -> Vec<(ClientMessage, Vec<u8>)> {
        let screen = Screen { id: 7, area: Rect::new(0, 0, 800, 600), flags: 1 };
        vec![
            (
                ClientMessage::SetPixelFormat(SetPixelFormat(PixelFormat::BGRX)),
                vec![0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0],
            ),
            (
                ClientMessage::SetEncodings(SetEncodings(vec![Encoding::TIGHT, Encoding::CURSOR])),
                vec![2, 0, 0, 2, 0, 0, 0, 7, 0xff, 0xff, 0xff, 0x11],
            ),
            (
                ClientMessage::FramebufferUpdateRequest(FramebufferUpdateRequest {
                    incremental: true,
                    area: Rect::new(1, 2, 3, 0x0405),
                }),
                vec![3, 1, 0, 1, 0, 2, 0, 3, 4, 5],
            ),
            (
                ClientMessage::KeyEvent(KeyEvent { down: true, keysym: 0xff0d }),
                vec![4, 1, 0, 0, 0, 0, 0xff, 0x0d],
            ),
            (
                ClientMessage::PointerEvent(PointerEvent { buttons: 5, at: Point { x: 258, y: 3 } }),
                vec![5, 5, 1, 2, 0, 3],
            ),
            (
                ClientMessage::CutText(CutText::Text("née".into())),
                vec![6, 0, 0, 0, 0, 0, 0, 3, b'n', 0xe9, b'e'],
            ),
            (
                ClientMessage::CutText(CutText::Extended { length: 4 }),
                vec![6, 0, 0, 0, 0xff, 0xff, 0xff, 0xfc],
            ),
            (
                ClientMessage::CutText(CutText::TooLong { length: 0x0020_0000 }),
                vec![6, 0, 0, 0, 0, 0x20, 0, 0],
            ),
            (
                ClientMessage::SetDesktopSize(SetDesktopSize {
                    size: Size::new(800, 600),
                    screens: vec![screen],
                }),
                vec![
                    251, 0, 3, 0x20, 2, 0x58, 1, 0, // size, one screen
                    0, 0, 0, 7, 0, 0, 0, 0, 3, 0x20, 2, 0x58, 0, 0, 0, 1,
                ],
            ),
            (
                ClientMessage::EnableContinuousUpdates(EnableContinuousUpdates {
                    enable: true,
                    area: Rect::new(1, 2, 3, 0x0405),
                }),
                vec![150, 1, 0, 1, 0, 2, 0, 3, 4, 5],
            ),
            (
                ClientMessage::Fence(Fence {
                    flags: Fence::REQUEST | Fence::SYNC_NEXT,
                    payload: b"abc".to_vec(),
                }),
                vec![248, 0, 0, 0, 0x80, 0, 0, 4, 3, b'a', b'b', b'c'],
            ),
            (ClientMessage::Xvp(XvpRequest(PowerAction::ShutDown)), vec![250, 0, 1, 2]),
            (ClientMessage::Xvp(XvpRequest(PowerAction::Reboot)), vec![250, 0, 1, 3]),
            (ClientMessage::Xvp(XvpRequest(PowerAction::Reset)), vec![250, 0, 1, 4]),
            (
                ClientMessage::QemuKeyEvent(QemuKeyEvent { down: true, keysym: 0xff53, keycode: 0xcd }),
                vec![255, 0, 0, 1, 0, 0, 0xff, 0x53, 0, 0, 0, 0xcd],
            ),
        ]
    }

    #[test]
    fn messages_are_the_bytes_of_the_specification() {
        for (message, bytes) in table() {
            let mut output = Vec::new();
            message.encode(&mut output);
            assert_eq!(output, bytes, "{message:?}");
        }
    }

    #[test]
    fn messages_are_read_whole_or_not_at_all() {
        for (message, bytes) in table() {
            for cut in 0..bytes.len() {
                let mut input = Input::new(&bytes[..cut]);
                assert_eq!(ClientMessage::decode(&mut input), Ok(None), "{message:?} cut at {cut}");
                assert_eq!(input.consumed(), 0, "{message:?} cut at {cut}");
            }
            let mut input = Input::new(&bytes);
            assert_eq!(ClientMessage::decode(&mut input), Ok(Some(message)));
            assert_eq!(input.consumed(), bytes.len());
        }
    }

    #[test]
    fn what_no_client_should_say_is_named() {
        let decode = |bytes: &[u8]| ClientMessage::decode(&mut Input::new(bytes));
        assert_eq!(decode(&[99]), Err(InvalidMessage::UnknownClientMessage(99)));
        assert_eq!(decode(&[255, 2]), Err(InvalidMessage::UnknownQemuMessage(2)));
        assert_eq!(decode(&[250, 0, 1, 1]), Err(InvalidMessage::UnknownXvpCode(1)));
        assert!(matches!(decode(&[0; 20]), Err(InvalidMessage::PixelFormat(_))));
    }

    #[test]
    fn the_highest_button_of_a_pointer_event_is_a_marker_once_the_client_has_said_so() {
        let bytes = [5, 0x85, 1, 2, 0, 3, 0x02];
        let plain = PointerEvent { buttons: 0x85, at: Point { x: 258, y: 3 } };
        let mut input = Input::new(&bytes);
        assert_eq!(ClientMessage::decode(&mut input), Ok(Some(ClientMessage::PointerEvent(plain))));
        assert_eq!(input.rest(), [2]);

        let extended = ExtendedPointerEvent { buttons: 0x105, at: plain.at };
        let decode = |bytes: &[u8]| ClientMessage::decode_with_extended_buttons(&mut Input::new(bytes));
        assert_eq!(decode(&bytes), Ok(Some(ClientMessage::ExtendedPointerEvent(extended))));
        assert_eq!(decode(&bytes[..6]), Ok(None));
        let mut written = Vec::new();
        extended.encode(&mut written);
        assert_eq!(written, bytes);
        let plain = PointerEvent { buttons: 0x05, ..plain };
        assert_eq!(decode(&[5, 5, 1, 2, 0, 3]), Ok(Some(ClientMessage::PointerEvent(plain))));
    }

    #[test]
    fn scancodes_become_keycodes() {
        let table = [(0x1e, 0x1e), (0xe04d, 0xcd), (0xe037, 0x54), (0x54, 0x54), (0xe046, 0xc6)];
        for (scancode, keycode) in table {
            assert_eq!(QemuKeyEvent::keycode_from_scancode(scancode), keycode, "{scancode:#x}");
        }
    }
}
