//! The messages of the Extended Clipboard pseudo-encoding: what ClientCutText and ServerCutText carry when their length is
//! negative.

use super::{CutText, MAX_CUT_TEXT, put_string};
use crate::decode::Input;
use crate::inflate::inflate_whole;

/// The longest message that is read, in bytes as it is sent. It is kept until it has arrived to its end, as is the longest
/// JPEG image, which is as large.
pub const MAX_CLIPBOARD_MESSAGE: usize = 4 << 20;

/// The most data of a message in all its formats together, in bytes: twice a picture of a full HD screen.
pub const MAX_CLIPBOARD_DATA: usize = 16 << 20;

/// The most data that is offered to a server, in all formats together: QEMU disconnects a client whose message is longer
/// than [`MAX_CUT_TEXT`], whatever it is, and its frames take a few bytes of that.
pub const MAX_CLIPBOARD_OFFER: usize = MAX_CUT_TEXT - 1024;

/// One kind of clipboard data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClipboardFormat {
    /// Plain text; see [`ClipboardItem::text`].
    Text,
    /// Microsoft's Rich Text Format.
    Rtf,
    /// Microsoft's HTML clipboard fragments: HTML behind a few lines that tell where the fragment is.
    Html,
    /// A picture: Microsoft's device-independent bitmap, version 5, without a file's header.
    Dib,
    /// Files; the specification has kept the number and not defined the data.
    Files,
}

impl ClipboardFormat {
    /// All of them, by number.
    pub const ALL: [Self; 5] = [Self::Text, Self::Rtf, Self::Html, Self::Dib, Self::Files];

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A set of formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClipboardFormats(u32);

impl ClipboardFormats {
    /// None.
    pub const NONE: Self = Self(0);
    /// Plain text.
    pub const TEXT: Self = Self(ClipboardFormat::Text.bit());
    /// Everything that a console can do something with.
    pub const USEFUL: Self = Self(0b1111);

    /// Whether a format is among them.
    pub const fn contains(self, format: ClipboardFormat) -> bool {
        self.0 & format.bit() != 0
    }

    /// The formats that are in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The formats, by number.
    pub fn iter(self) -> impl Iterator<Item = ClipboardFormat> {
        ClipboardFormat::ALL.into_iter().filter(move |format| self.contains(*format))
    }

    /// Their numbers, those without a name too.
    fn bits(self) -> impl Iterator<Item = usize> {
        (0..FORMATS).filter(move |bit| self.0 >> bit & 1 == 1)
    }
}

impl FromIterator<ClipboardFormat> for ClipboardFormats {
    fn from_iter<I: IntoIterator<Item = ClipboardFormat>>(formats: I) -> Self {
        Self(formats.into_iter().fold(0, |bits, format| bits | format.bit()))
    }
}

/// A clipboard's content in one format.
#[derive(Clone, PartialEq, Eq)]
pub struct ClipboardItem {
    /// What the data is.
    pub format: ClipboardFormat,
    /// The data as it is sent.
    pub data: Vec<u8>,
}

impl ClipboardItem {
    /// A text as it is sent: UTF-8, with `\r\n` for a line's end, whatever it has now, and a zero byte behind it.
    pub fn text(text: &str) -> Self {
        let lines = text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
        let mut data = lines.into_bytes();
        data.push(0);
        Self { format: ClipboardFormat::Text, data }
    }

    /// The text of an item that is one, with `\n` for a line's end. It ends at a zero byte; what is not UTF-8 becomes
    /// replacement characters.
    pub fn to_text(&self) -> Option<String> {
        if self.format != ClipboardFormat::Text {
            return None;
        }
        let end = self.data.iter().position(|&byte| byte == 0).unwrap_or(self.data.len());
        Some(String::from_utf8_lossy(&self.data[..end]).replace("\r\n", "\n"))
    }
}

impl std::fmt::Debug for ClipboardItem {
    /// Tells how much there is and not what: people copy passwords.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClipboardItem")
            .field("format", &self.format)
            .field("length", &self.data.len())
            .finish_non_exhaustive()
    }
}

/// What one side takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClipboardCapabilities {
    flags: u32,
    /// For each format the most bytes that may be sent unasked, by number.
    sizes: [u32; FORMATS],
}

impl ClipboardCapabilities {
    /// All actions and these formats, and nothing unasked, as the specification recommends: so a message with data is
    /// always the answer to a request.
    pub const fn asking_for(formats: ClipboardFormats) -> Self {
        Self { flags: formats.0 | REQUEST | PEEK | NOTIFY | PROVIDE, sizes: [0; FORMATS] }
    }

    /// The same, but that as many bytes of text may be sent unasked.
    #[must_use]
    pub const fn with_unasked_text(mut self, bytes: u32) -> Self {
        self.sizes[ClipboardFormat::Text as usize] = bytes;
        self
    }

    /// The formats that it takes.
    pub const fn formats(&self) -> ClipboardFormats {
        ClipboardFormats(self.flags & FORMAT_BITS)
    }

    /// Whether it wants to be told of what there is, to ask for it when it needs it.
    pub const fn takes_notify(&self) -> bool {
        self.flags & NOTIFY != 0
    }

    /// Whether it takes an item that it did not ask for.
    pub const fn takes_unasked(&self, item: &ClipboardItem) -> bool {
        self.flags & PROVIDE != 0
            && self.formats().contains(item.format)
            && item.data.len() <= self.sizes[item.format as usize] as usize
    }
}

/// A message, whichever side says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClipboardMessage {
    /// What the sender takes.
    Capabilities(ClipboardCapabilities),
    /// The sender wants the other's clipboard in these formats.
    Request(ClipboardFormats),
    /// The sender wants to be told which formats there are.
    Peek,
    /// The sender's clipboard is to be had in these formats.
    Notify(ClipboardFormats),
    /// The sender's clipboard.
    Provide(Vec<ClipboardItem>),
}

/// Why a message cannot be used. Its length is known all the same, so the stream goes on behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClipboardFault {
    /// None of the actions that there are, or several.
    Action(u32),
    /// It ends too early.
    TooShort,
    /// Its data is longer than [`MAX_CLIPBOARD_DATA`] allows.
    TooLong {
        /// In this format.
        format: ClipboardFormat,
        /// How many bytes of it.
        size: u32,
    },
    /// Its data is not zlib's.
    Zlib,
}

/// There is room for sixteen formats, of which five have names.
const FORMATS: usize = 16;
const FORMAT_BITS: u32 = 0xffff;
const CAPS: u32 = 1 << 24;
const REQUEST: u32 = 1 << 25;
const PEEK: u32 = 1 << 26;
const NOTIFY: u32 = 1 << 27;
const PROVIDE: u32 = 1 << 28;
const ACTION_BITS: u32 = 0xff00_0000;

impl ClipboardMessage {
    /// Reads a message's body: exactly the bytes that its length announced. What is too many is ignored.
    ///
    /// # Errors
    /// [`ClipboardFault`] says what is wrong with it.
    pub fn decode(body: &[u8]) -> Result<Self, ClipboardFault> {
        let mut input = Input::new(body);
        let flags = input.u32().ok_or(ClipboardFault::TooShort)?;
        let formats = ClipboardFormats(flags & FORMAT_BITS);
        if flags & CAPS != 0 {
            let mut sizes = [0; FORMATS];
            for bit in formats.bits() {
                sizes[bit] = input.u32().ok_or(ClipboardFault::TooShort)?;
            }
            return Ok(Self::Capabilities(ClipboardCapabilities { flags: flags & !CAPS, sizes }));
        }
        match flags & ACTION_BITS {
            REQUEST => Ok(Self::Request(formats)),
            PEEK => Ok(Self::Peek),
            NOTIFY => Ok(Self::Notify(formats)),
            PROVIDE => provided(formats, input.rest()).map(Self::Provide),
            other => Err(ClipboardFault::Action(other)),
        }
    }

    /// Appends the message as a client says it.
    pub fn encode_from_client(&self, output: &mut Vec<u8>) {
        self.encode(CutText::FROM_CLIENT, output);
    }

    /// Appends the message as a server says it.
    pub fn encode_from_server(&self, output: &mut Vec<u8>) {
        self.encode(CutText::FROM_SERVER, output);
    }

    fn encode(&self, message_type: u8, output: &mut Vec<u8>) {
        let mut body = Vec::new();
        match self {
            Self::Capabilities(ClipboardCapabilities { flags, sizes }) => {
                body.extend((CAPS | flags).to_be_bytes());
                for bit in ClipboardFormats(*flags).bits() {
                    body.extend(sizes[bit].to_be_bytes());
                }
            }
            Self::Request(formats) => body.extend((REQUEST | formats.0).to_be_bytes()),
            Self::Peek => body.extend(PEEK.to_be_bytes()),
            Self::Notify(formats) => body.extend((NOTIFY | formats.0).to_be_bytes()),
            Self::Provide(items) => {
                let formats: ClipboardFormats = items.iter().map(|item| item.format).collect();
                body.extend((PROVIDE | formats.0).to_be_bytes());
                let mut data = Vec::new();
                for format in formats.iter() {
                    // Of two items of one format, which no clipboard has, the first counts.
                    if let Some(item) = items.iter().find(|item| item.format == format) {
                        put_string(&item.data, &mut data);
                    }
                }
                put_stored(&data, &mut body);
            }
        }
        // All senders are bounded far below.
        let length = u32::try_from(body.len()).unwrap_or(0);
        CutText::Extended { length }.encode(message_type, output);
        output.extend(body);
    }
}

/// The items behind the flags of a Provide. A format without a name is passed over.
fn provided(formats: ClipboardFormats, compressed: &[u8]) -> Result<Vec<ClipboardItem>, ClipboardFault> {
    const SIZES: usize = 4 * FORMATS;
    let data = inflate_whole(compressed, MAX_CLIPBOARD_DATA + SIZES).ok_or(ClipboardFault::Zlib)?;
    let mut input = Input::new(&data);
    let mut items = Vec::new();
    let mut room = MAX_CLIPBOARD_DATA;
    for bit in formats.bits() {
        let size = input.u32().ok_or(ClipboardFault::TooShort)?;
        let format = ClipboardFormat::ALL.get(bit).copied();
        room = room
            .checked_sub(size as usize)
            .ok_or(ClipboardFault::TooLong { format: format.unwrap_or(ClipboardFormat::Files), size })?;
        let data = input.take(size as usize).ok_or(ClipboardFault::TooShort)?;
        if let Some(format) = format {
            items.push(ClipboardItem { format, data: data.to_vec() });
        }
    }
    Ok(items)
}

/// Appends data as a zlib stream of stored blocks (RFC 1950, and 3.2.4 of RFC 1951). A compressor would be a tenth of the
/// whole page's weight, for texts that are short.
fn put_stored(data: &[u8], output: &mut Vec<u8>) {
    // Deflate with the usual window, the least effort, and the check bits that make the two bytes a multiple of 31.
    output.extend([0x78, 0x01]);
    let blocks = data.len().div_ceil(usize::from(u16::MAX)).max(1);
    for number in 0..blocks {
        let start = number * usize::from(u16::MAX);
        let block = &data[start..data.len().min(start + usize::from(u16::MAX))];
        output.push(u8::from(number + 1 == blocks));
        let length = block.len() as u16;
        output.extend(length.to_le_bytes());
        output.extend((!length).to_le_bytes());
        output.extend(block);
    }
    output.extend(adler32(data).to_be_bytes());
}

/// The check sum of RFC 1950.
fn adler32(data: &[u8]) -> u32 {
    const LARGEST_PRIME: u32 = 65_521;
    // The most bytes for which neither sum can overflow.
    const CHUNK: usize = 5552;
    let (mut a, mut b) = (1, 0);
    for chunk in data.chunks(CHUNK) {
        for &byte in chunk {
            a += u32::from(byte);
            b += a;
        }
        a %= LARGEST_PRIME;
        b %= LARGEST_PRIME;
    }
    b << 16 | a
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::ZlibEncoder};

    use super::super::u32_at;
    use super::*;

    fn item(format: ClipboardFormat, data: &[u8]) -> ClipboardItem {
        ClipboardItem { format, data: data.to_vec() }
    }

    fn body(message: &ClipboardMessage) -> Vec<u8> {
        let mut output = Vec::new();
        message.encode_from_client(&mut output);
        assert_eq!(output[..4], [6, 0, 0, 0]);
        let length = u32_at(&output, 4).cast_signed().unsigned_abs() as usize;
        assert_eq!(output.len(), 8 + length);
        output.split_off(8)
    }

    fn deflated(flags: u32, data: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(flags.to_be_bytes().to_vec(), Compression::best());
        encoder.write_all(data).expect("to memory");
        encoder.finish().expect("to memory")
    }

    #[test]
    fn messages_are_the_bytes_of_the_specification() {
        let capabilities = ClipboardCapabilities::asking_for(
            [ClipboardFormat::Text, ClipboardFormat::Dib].into_iter().collect(),
        )
        .with_unasked_text(0x0102);
        let table: [(ClipboardMessage, &[u8]); 5] = [
            (ClipboardMessage::Capabilities(capabilities), &[0x1f, 0, 0, 0b1001, 0, 0, 1, 2, 0, 0, 0, 0]),
            (ClipboardMessage::Request(ClipboardFormats::TEXT), &[2, 0, 0, 1]),
            (ClipboardMessage::Peek, &[4, 0, 0, 0]),
            (ClipboardMessage::Notify(ClipboardFormats::NONE), &[8, 0, 0, 0]),
            (
                ClipboardMessage::Provide(vec![ClipboardItem::text("é")]),
                &[
                    0x10, 0, 0, 1, // provide, text
                    0x78, 0x01, 1, 7, 0, 0xf8, 0xff, // zlib, last block, stored, seven bytes
                    0, 0, 0, 3, 0xc3, 0xa9, 0, // three bytes: é and a zero
                    0x03, 0xae, 0x01, 0x70, // check sum
                ],
            ),
        ];
        for (message, bytes) in table {
            assert_eq!(body(&message), bytes, "{message:?}");
            assert_eq!(ClipboardMessage::decode(bytes), Ok(message));
            for cut in 0..4 {
                assert_eq!(ClipboardMessage::decode(&bytes[..cut]), Err(ClipboardFault::TooShort));
            }
        }
    }

    #[test]
    fn all_formats_are_carried_and_unknown_ones_are_passed_over() {
        let items: Vec<_> =
            ClipboardFormat::ALL.map(|format| item(format, format!("{format:?}").as_bytes())).to_vec();
        let message = ClipboardMessage::Provide(items.clone());
        assert_eq!(ClipboardMessage::decode(&body(&message)), Ok(message));

        let unknown = deflated(PROVIDE | 0b100_0001, b"\0\0\0\x02ab\0\0\0\x03xyz");
        let expected = ClipboardMessage::Provide(vec![item(ClipboardFormat::Text, b"ab")]);
        assert_eq!(ClipboardMessage::decode(&unknown), Ok(expected));
    }

    #[test]
    fn data_longer_than_a_stored_block_survives() {
        for length in [0, 1, 65_534, 65_535, 65_536, 200_000] {
            let data: Vec<u8> = (0..length).map(|at: u32| (at.wrapping_mul(at) >> 7) as u8).collect();
            let message = ClipboardMessage::Provide(vec![item(ClipboardFormat::Html, &data)]);
            assert_eq!(ClipboardMessage::decode(&body(&message)), Ok(message), "{length}");
        }
    }

    #[test]
    fn a_stream_that_is_flushed_and_never_ended_is_read() {
        let mut encoder = ZlibEncoder::new((PROVIDE | 1).to_be_bytes().to_vec(), Compression::fast());
        encoder.write_all(b"\0\0\0\x03hi\0").expect("to memory");
        encoder.flush().expect("to memory");
        let expected = ClipboardMessage::Provide(vec![ClipboardItem::text("hi")]);
        assert_eq!(ClipboardMessage::decode(encoder.get_ref()), Ok(expected));
    }

    #[test]
    fn lies_have_names_and_no_memory() {
        let huge = deflated(PROVIDE | 1, &u32::MAX.to_be_bytes());
        let bomb = deflated(PROVIDE | 1, &vec![1; 3 * MAX_CLIPBOARD_DATA]);
        let twice =
            [&(9_u32 << 20).to_be_bytes()[..], &vec![0; 9 << 20], &(9_u32 << 20).to_be_bytes()].concat();
        let table: [(Vec<u8>, ClipboardFault); 7] = [
            (vec![0, 0, 0, 1], ClipboardFault::Action(0)),
            (vec![6, 0, 0, 1], ClipboardFault::Action(REQUEST | PEEK)),
            (vec![1, 0, 0, 1, 0, 0], ClipboardFault::TooShort),
            (vec![0x10, 0, 0, 1, 9, 9, 9], ClipboardFault::Zlib),
            (deflated(PROVIDE | 1, b"\0\0\0\x09abc"), ClipboardFault::TooShort),
            (huge, ClipboardFault::TooLong { format: ClipboardFormat::Text, size: u32::MAX }),
            (
                deflated(PROVIDE | 5, &twice),
                ClipboardFault::TooLong { format: ClipboardFormat::Html, size: 9 << 20 },
            ),
        ];
        for (bytes, fault) in table {
            assert_eq!(ClipboardMessage::decode(&bytes), Err(fault));
        }
        let size = u32::from_be_bytes([1; 4]);
        let fault = ClipboardFault::TooLong { format: ClipboardFormat::Text, size };
        assert_eq!(ClipboardMessage::decode(&bomb), Err(fault));
    }

    #[test]
    fn texts_have_the_line_ends_and_the_end_of_the_specification() {
        for (text, sent) in
            [("", "\0"), ("a\nb", "a\r\nb\0"), ("a\r\nb\rc\n", "a\r\nb\r\nc\r\n\0"), ("東京", "東京\0")]
        {
            assert_eq!(ClipboardItem::text(text).data, sent.as_bytes());
        }
        for (sent, text) in [
            (&b""[..], ""),
            (b"a\r\nb\0", "a\nb"),
            (b"a\0b\0", "a"),
            (b"no end", "no end"),
            (b"\xff!\0", "\u{fffd}!"),
        ] {
            assert_eq!(item(ClipboardFormat::Text, sent).to_text().as_deref(), Some(text));
        }
        assert_eq!(item(ClipboardFormat::Html, b"<p>").to_text(), None);
    }

    #[test]
    fn what_people_copy_is_not_shown() {
        let shown = format!("{:?}", ClipboardMessage::Provide(vec![ClipboardItem::text("secret")]));
        assert!(!shown.contains("secret") && shown.contains("Text"), "{shown}");
    }
}
