//! What a server reads from a client.

use rfb::decode::Input;
use rfb::wire::{ClientMessage, CutText};

/// Reads messages, and asserts that each, written and read again, is what it was, and that no beginning of it passes
/// for a whole.
pub(crate) fn check(bytes: &[u8]) {
    let mut input = Input::new(bytes);
    while let Ok(Some(message)) = ClientMessage::decode(&mut input) {
        let mut written = Vec::new();
        message.encode(&mut written);
        assert_eq!(ClientMessage::decode(&mut Input::new(&written)).as_ref(), Ok(&Some(message.clone())));
        let mut beginning = Input::new(&written[..written.len() - 1]);
        assert_eq!(ClientMessage::decode(&mut beginning), Ok(None), "{message:?}");
        assert_eq!(beginning.consumed(), 0);
        if let ClientMessage::CutText(CutText::TooLong { length } | CutText::Extended { length }) = message
            && input.take(length as usize).is_none()
        {
            return;
        }
    }
}
