//! The line ends of the clipboard's text, which are `\n` alone both in the protocol (section 7.5.6) and on pages.

use std::borrow::Cow;

/// The text with plain line ends, whatever the system that it comes from writes.
pub(crate) fn with_plain_line_ends(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_a_line_feed() {
        for (text, expected) in [
            ("", ""),
            ("one", "one"),
            ("one\ntwo\n", "one\ntwo\n"),
            ("one\r\ntwo\r\n", "one\ntwo\n"),
            ("one\rtwo\r", "one\ntwo\n"),
            ("one\n\r\r\ntwo", "one\n\n\ntwo"),
        ] {
            assert_eq!(with_plain_line_ends(text), expected);
        }
    }
}
