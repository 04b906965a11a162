//! The body of a message of the extended clipboard, from either side.

use rfb::wire::ClipboardMessage;

/// The message type and the length in front of a body.
const HEADER: usize = 8;

/// Reads a body, and asserts that a message, written and read again, is what it was.
pub(crate) fn check(bytes: &[u8]) {
    let Ok(message) = ClipboardMessage::decode(bytes) else {
        return;
    };
    let mut written = Vec::new();
    message.encode_from_client(&mut written);
    assert_eq!(ClipboardMessage::decode(&written[HEADER..]), Ok(message.clone()));
    if let ClipboardMessage::Provide(items) = message {
        for item in items {
            item.to_text();
        }
    }
}
