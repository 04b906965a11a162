//! ClientCutText and ServerCutText (sections 7.5.6 and 7.6.4): the same message in both directions.

use super::{latin1_from_text, put_string, text_from_latin1, u32_at};
use crate::decode::Input;

/// The longest clipboard text that is taken or sent, in bytes: QEMU's own limit (it disconnects a client that
/// sends more). A longer text is not an error, for it is a guest's user and not the server who chose to copy
/// it.
pub const MAX_CUT_TEXT: usize = 1 << 20;

/// A clipboard's text, or the header of one that is not read.
///
/// INVARIANT: the two header variants leave their `length` bytes in the stream; whoever decoded them takes or
/// drops the bytes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CutText {
    /// The whole text.
    Text(String),
    /// A text longer than [`MAX_CUT_TEXT`].
    TooLong {
        /// How many bytes follow.
        length: u32,
    },
    /// A message of the Extended Clipboard pseudo-encoding, told by its negative length; the bytes are for
    /// [`ClipboardMessage::decode`](super::ClipboardMessage::decode).
    Extended {
        /// How many bytes follow.
        length: u32,
    },
}

impl CutText {
    /// ClientCutText's type.
    pub(super) const FROM_CLIENT: u8 = 6;
    /// ServerCutText's type.
    pub(super) const FROM_SERVER: u8 = 3;

    /// Reads what follows the message type.
    pub(super) fn decode(input: &mut Input<'_>) -> Option<Self> {
        let header: [u8; 7] = input.take_array()?; // padding 3, length 4
        let length = u32_at(&header, 3);
        if length.cast_signed() < 0 {
            return Some(Self::Extended { length: length.cast_signed().unsigned_abs() });
        }
        if length as usize > MAX_CUT_TEXT {
            return Some(Self::TooLong { length });
        }
        input.take(length as usize).map(|bytes| Self::Text(text_from_latin1(bytes)))
    }

    /// Appends the message under this type. After one of the header variants the body is the caller's to
    /// send.
    pub(super) fn encode(&self, message_type: u8, output: &mut Vec<u8>) {
        output.extend([message_type, 0, 0, 0]);
        match self {
            Self::Text(text) => put_string(&latin1_from_text(text), output),
            Self::TooLong { length } => output.extend(length.to_be_bytes()),
            Self::Extended { length } => output.extend(length.wrapping_neg().to_be_bytes()),
        }
    }
}
