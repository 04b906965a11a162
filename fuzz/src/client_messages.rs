//! What a server reads from a client.

use rfb::InvalidMessage;
use rfb::decode::Input;
use rfb::wire::{ClientMessage, CutText};

/// Reads messages, and asserts that each, written and read again, is what it was, and that no beginning of it passes
/// for a whole.
pub(crate) fn check(bytes: &[u8]) {
    check_with(ClientMessage::decode, bytes);
    check_with(ClientMessage::decode_with_extended_buttons, bytes);
}

/// One of the two ways to read.
type Decode = fn(&mut Input<'_>) -> Result<Option<ClientMessage>, InvalidMessage>;

fn check_with(decode: Decode, bytes: &[u8]) {
    let mut input = Input::new(bytes);
    while let Ok(Some(message)) = decode(&mut input) {
        let mut written = Vec::new();
        message.encode(&mut written);
        assert_eq!(decode(&mut Input::new(&written)).as_ref(), Ok(&Some(message.clone())));
        let mut beginning = Input::new(&written[..written.len() - 1]);
        assert_eq!(decode(&mut beginning), Ok(None), "{message:?}");
        assert_eq!(beginning.consumed(), 0);
        if let ClientMessage::CutText(CutText::TooLong { length } | CutText::Extended { length }) = message
            && input.take(length as usize).is_none()
        {
            return;
        }
    }
}
