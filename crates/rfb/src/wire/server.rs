//! What a server says once the client is connected (section 7.6), and the headers and names inside its
//! updates.

use super::{
    AudioMessage, CutText, Encoding, Fence, QEMU, XvpReply, arrived, put_rect, put_string, rect_at,
    text_from_utf8_or_latin1, u16_at, u32_at, whole,
};
use crate::{InvalidMessage, Rect, decode::Input};

/// The longest desktop name that is taken, in bytes: far more than any title bar shows, far less than would
/// hurt.
pub const MAX_NAME: usize = 1 << 16;

/// Any message of a server; of an update, its header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerMessage {
    /// Type 0: so many rectangles follow, or fewer if one of them is a LastRect.
    FramebufferUpdate {
        /// How many.
        rectangles: u16,
    },
    /// Type 1.
    SetColourMapEntries(SetColourMapEntries),
    /// Type 2.
    Bell,
    /// Type 3.
    CutText(CutText),
    /// Type 255, submessage 1.
    Audio(AudioMessage),
    /// Type 150: updates come on request from now on; the first of these says that they can come by themselves.
    EndOfContinuousUpdates,
    /// Type 248.
    Fence(Fence),
    /// Type 250.
    Xvp(XvpReply),
}

impl ServerMessage {
    const FRAMEBUFFER_UPDATE: u8 = 0;
    const BELL: u8 = 2;
    const END_OF_CONTINUOUS_UPDATES: u8 = 150;

    /// Reads the next message; `None` while it is not complete.
    ///
    /// # Errors
    /// [`InvalidMessage`] names a type that is not known or a body that makes no sense: there is no way to go
    /// on then.
    pub fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        whole(input, |input| {
            let [message_type] = arrived!(input.take_array());
            Ok(match message_type {
                Self::FRAMEBUFFER_UPDATE => {
                    let body: [u8; 3] = arrived!(input.take_array()); // padding 1, count 2
                    Some(Self::FramebufferUpdate { rectangles: u16_at(&body, 1) })
                }
                SetColourMapEntries::TYPE => {
                    SetColourMapEntries::decode(input)?.map(Self::SetColourMapEntries)
                }
                Self::BELL => Some(Self::Bell),
                CutText::FROM_SERVER => CutText::decode(input).map(Self::CutText),
                QEMU => AudioMessage::decode(input)?.map(Self::Audio),
                Self::END_OF_CONTINUOUS_UPDATES => Some(Self::EndOfContinuousUpdates),
                Fence::TYPE => Fence::decode(input)?.map(Self::Fence),
                XvpReply::TYPE => XvpReply::decode(input)?.map(Self::Xvp),
                other => return Err(InvalidMessage::UnknownServerMessage(other)),
            })
        })
    }

    /// Appends the message.
    pub fn encode(&self, output: &mut Vec<u8>) {
        match self {
            Self::FramebufferUpdate { rectangles } => {
                output.extend([Self::FRAMEBUFFER_UPDATE, 0]);
                output.extend(rectangles.to_be_bytes());
            }
            Self::SetColourMapEntries(message) => message.encode(output),
            Self::Bell => output.push(Self::BELL),
            Self::CutText(message) => message.encode(CutText::FROM_SERVER, output),
            Self::Audio(message) => message.encode(output),
            Self::EndOfContinuousUpdates => output.push(Self::END_OF_CONTINUOUS_UPDATES),
            Self::Fence(message) => message.encode(output),
            Self::Xvp(message) => message.encode(output),
        }
    }
}

/// Gives entries of the colour map their colours (section 7.6.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetColourMapEntries {
    /// The first entry's index.
    pub first: u16,
    /// The colours from there on, each red, green and blue; 65535 is full intensity.
    pub colours: Vec<[u16; 3]>,
}

impl SetColourMapEntries {
    const TYPE: u8 = 1;

    fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        let header: [u8; 5] = arrived!(input.take_array()); // padding 1, first 2, count 2
        let (first, count) = (u16_at(&header, 1), u16_at(&header, 3));
        if u32::from(first) + u32::from(count) > 1 << 16 {
            return Err(InvalidMessage::ColourMapOverflow { first, count });
        }
        let bytes = arrived!(input.take(6 * usize::from(count)));
        let colour = |bytes| [u16_at(bytes, 0), u16_at(bytes, 2), u16_at(bytes, 4)];
        Ok(Some(Self { first, colours: bytes.chunks_exact(6).map(colour).collect() }))
    }

    /// Appends the message; of more than 65535 colours, the first that many.
    pub fn encode(&self, output: &mut Vec<u8>) {
        let count = u16::try_from(self.colours.len()).unwrap_or(u16::MAX);
        output.extend([Self::TYPE, 0]);
        output.extend(self.first.to_be_bytes());
        output.extend(count.to_be_bytes());
        for colour in self.colours.iter().take(usize::from(count)) {
            for intensity in colour {
                output.extend(intensity.to_be_bytes());
            }
        }
    }
}

/// What opens each rectangle of an update (section 7.6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RectangleHeader {
    /// Where it lies; some pseudo-encodings give the four numbers other meanings.
    pub rect: Rect,
    /// How what follows is to be read.
    pub encoding: Encoding,
}

impl RectangleHeader {
    /// Reads a header.
    ///
    /// # Errors
    /// None so far; the signature is that of every message.
    pub fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        let bytes: [u8; 12] = arrived!(input.take_array()); // area 8, encoding 4
        Ok(Some(Self { rect: rect_at(&bytes, 0), encoding: Encoding(u32_at(&bytes, 8).cast_signed()) }))
    }

    /// Appends the header.
    pub fn encode(self, output: &mut Vec<u8>) {
        put_rect(self.rect, output);
        output.extend(self.encoding.0.to_be_bytes());
    }
}

/// A desktop's name, as ServerInit and the DesktopName rectangle carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesktopName(pub String);

impl DesktopName {
    /// Reads a name with its length; of a DesktopName rectangle, what follows the header.
    ///
    /// # Errors
    /// [`InvalidMessage::NameTooLong`] beyond [`MAX_NAME`].
    pub fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        whole(input, |input| {
            let length = u32::from_be_bytes(arrived!(input.take_array()));
            if length as usize > MAX_NAME {
                return Err(InvalidMessage::NameTooLong(length));
            }
            let name = input.take(length as usize).map(text_from_utf8_or_latin1);
            Ok(name.map(Self))
        })
    }

    /// Appends the rectangle, header included.
    pub fn encode(&self, output: &mut Vec<u8>) {
        RectangleHeader { rect: Rect::default(), encoding: Encoding::DESKTOP_NAME }.encode(output);
        put_string(self.0.as_bytes(), output);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ExtendedDesktopSize, MAX_CUT_TEXT, ResizeReason, ResizeStatus, Screen};
    use super::*;
    use crate::Size;

    fn table() -> Vec<(ServerMessage, Vec<u8>)> {
        let colours = vec![[0x0102, 0x0304, 0x0506]];
        vec![
            (ServerMessage::FramebufferUpdate { rectangles: 0x0102 }, vec![0, 0, 1, 2]),
            (
                ServerMessage::SetColourMapEntries(SetColourMapEntries { first: 9, colours }),
                vec![1, 0, 0, 9, 0, 1, 1, 2, 3, 4, 5, 6],
            ),
            (ServerMessage::Bell, vec![2]),
            (ServerMessage::CutText(CutText::Text("hi".into())), vec![3, 0, 0, 0, 0, 0, 0, 2, b'h', b'i']),
            (ServerMessage::CutText(CutText::Extended { length: 1 << 31 }), vec![3, 0, 0, 0, 0x80, 0, 0, 0]),
            (ServerMessage::EndOfContinuousUpdates, vec![150]),
            (
                ServerMessage::Fence(Fence { flags: Fence::BLOCK_AFTER, payload: vec![9] }),
                vec![248, 0, 0, 0, 0, 0, 0, 2, 1, 9],
            ),
            (ServerMessage::Xvp(XvpReply::Failed), vec![250, 0, 1, 0]),
            (ServerMessage::Xvp(XvpReply::Ready), vec![250, 0, 1, 1]),
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
                assert_eq!(ServerMessage::decode(&mut input), Ok(None), "{message:?} cut at {cut}");
                assert_eq!(input.consumed(), 0, "{message:?} cut at {cut}");
            }
            assert_eq!(ServerMessage::decode(&mut Input::new(&bytes)), Ok(Some(message)));
        }
    }

    #[test]
    fn a_text_over_the_limit_is_announced_before_its_bytes_arrive() {
        let length = u32::try_from(MAX_CUT_TEXT).expect("fits") + 1;
        let mut bytes = vec![3, 0, 0, 0];
        bytes.extend(length.to_be_bytes());
        let expected = ServerMessage::CutText(CutText::TooLong { length });
        assert_eq!(ServerMessage::decode(&mut Input::new(&bytes)), Ok(Some(expected)));
    }

    #[test]
    fn what_no_server_should_say_is_named() {
        let decode = |bytes: &[u8]| ServerMessage::decode(&mut Input::new(bytes));
        assert_eq!(decode(&[77]), Err(InvalidMessage::UnknownServerMessage(77)));
        assert_eq!(decode(&[250, 0, 1, 2]), Err(InvalidMessage::UnknownXvpCode(2)));
        assert_eq!(decode(&[248, 0, 0, 0, 0, 0, 0, 0, 65]), Err(InvalidMessage::FenceTooLong(65)));
        assert_eq!(
            decode(&[1, 0, 0xff, 0xff, 0, 2]),
            Err(InvalidMessage::ColourMapOverflow { first: 0xffff, count: 2 })
        );
        assert_eq!(
            DesktopName::decode(&mut Input::new(&[0xff, 0xff, 0xff, 0xff])),
            Err(InvalidMessage::NameTooLong(u32::MAX))
        );
    }

    #[test]
    fn rectangles_of_names_and_sizes_survive_the_wire() {
        let mut bytes = Vec::new();
        DesktopName("東京".into()).encode(&mut bytes);
        let size = ExtendedDesktopSize {
            reason: ResizeReason::ThisClient,
            status: ResizeStatus::OutOfResources,
            size: Size::new(1024, 768),
            screens: vec![Screen { id: 3, area: Rect::new(1, 2, 3, 4), flags: 5 }; 2],
        };
        size.encode(&mut bytes);

        let mut input = Input::new(&bytes);
        let header = RectangleHeader::decode(&mut input).expect("valid").expect("complete");
        assert_eq!(header.encoding, Encoding::DESKTOP_NAME);
        assert_eq!(DesktopName::decode(&mut input), Ok(Some(DesktopName("東京".into()))));
        let header = RectangleHeader::decode(&mut input).expect("valid").expect("complete");
        assert_eq!(header.rect, Rect::new(1, 2, 1024, 768));
        assert_eq!(ExtendedDesktopSize::decode(header, &mut input), Ok(Some(size)));
        assert_eq!(input.consumed(), bytes.len());
    }
}
