//! What clipboards hold, as plain values, and the line ends of their texts, which are `\n` alone on pages.

use std::borrow::Cow;
use std::fmt;

use rfb::wire;
use serde::{Deserialize, Serialize};

/// One kind of clipboard data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ClipboardFormat {
    /// Plain text: UTF-8 with `\n` for a line's end.
    Text,
    /// Microsoft's Rich Text Format.
    Rtf,
    /// Microsoft's HTML clipboard fragment: a few lines that tell where the fragment is, and the HTML.
    Html,
    /// A picture: Microsoft's device-independent bitmap, version 5, without a file's header.
    Dib,
}

/// A clipboard's content in one format.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClipboardItem {
    /// What the data is.
    pub format: ClipboardFormat,
    /// The data.
    pub data: Vec<u8>,
}

impl fmt::Debug for ClipboardItem {
    /// Tells how much there is and not what: people copy passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClipboardItem")
            .field("format", &self.format)
            .field("length", &self.data.len())
            .finish_non_exhaustive()
    }
}

impl ClipboardFormat {
    const fn to_wire(self) -> wire::ClipboardFormat {
        match self {
            Self::Text => wire::ClipboardFormat::Text,
            Self::Rtf => wire::ClipboardFormat::Rtf,
            Self::Html => wire::ClipboardFormat::Html,
            Self::Dib => wire::ClipboardFormat::Dib,
        }
    }

    /// Nothing for the format that is only reserved.
    const fn from_wire(format: wire::ClipboardFormat) -> Option<Self> {
        match format {
            wire::ClipboardFormat::Text => Some(Self::Text),
            wire::ClipboardFormat::Rtf => Some(Self::Rtf),
            wire::ClipboardFormat::Html => Some(Self::Html),
            wire::ClipboardFormat::Dib => Some(Self::Dib),
            wire::ClipboardFormat::Files => None,
        }
    }
}

pub(crate) fn to_wire(item: ClipboardItem) -> wire::ClipboardItem {
    let ClipboardItem { format, data } = item;
    match format {
        ClipboardFormat::Text => wire::ClipboardItem::text(&String::from_utf8_lossy(&data)),
        _ => wire::ClipboardItem { format: format.to_wire(), data },
    }
}

pub(crate) fn from_wire(item: wire::ClipboardItem) -> Option<ClipboardItem> {
    Some(ClipboardItem { format: ClipboardFormat::from_wire(item.format)?, data: item.data })
}

pub(crate) fn formats_to_wire(formats: &[ClipboardFormat]) -> wire::ClipboardFormats {
    formats.iter().map(|format| format.to_wire()).collect()
}

pub(crate) fn formats_from_wire(formats: wire::ClipboardFormats) -> Vec<ClipboardFormat> {
    formats.iter().filter_map(ClipboardFormat::from_wire).collect()
}

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
