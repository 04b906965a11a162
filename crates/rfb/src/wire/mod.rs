//! The messages: one type each, with `decode` and `encode`, for both sides of a connection.
//!
//! Every `decode` reads from an [`Input`] and answers `None` while bytes are missing. Then nothing has been
//! consumed, and the same call can be made again when more have arrived. Bodies are read whole, so each is
//! bounded by a constant named here or by the width of its count; what may be longer (a clipboard's text) is
//! left in the stream for the caller to drop.

mod audio;
mod capability;
mod client;
mod clipboard;
mod cut_text;
mod encoding;
mod fence;
mod handshake;
mod leds;
mod pixel_format;
mod power;
mod screen;
mod server;
mod text;

pub use audio::{AudioFormat, AudioMessage, AudioRequest, MAX_AUDIO_DATA, SampleFormat};
pub use capability::Capability;
pub use client::{
    ClientMessage, EnableContinuousUpdates, ExtendedPointerEvent, FramebufferUpdateRequest, KeyEvent,
    PointerEvent, QemuKeyEvent, SetDesktopSize, SetEncodings, SetPixelFormat,
};
pub use clipboard::{
    ClipboardCapabilities, ClipboardFault, ClipboardFormat, ClipboardFormats, ClipboardItem,
    ClipboardMessage, MAX_CLIPBOARD_DATA, MAX_CLIPBOARD_MESSAGE, MAX_CLIPBOARD_OFFER,
};
pub use cut_text::{CutText, MAX_CUT_TEXT};
pub use encoding::Encoding;
pub use fence::{Fence, FenceAnswers, MAX_FENCE_PAYLOAD};
pub use handshake::{
    ClientInit, MAX_REASON, ProtocolVersion, Reason, RepeaterId, SecurityResult, SecurityType, SecurityTypes,
    ServerInit,
};
pub use leds::Leds;
pub use pixel_format::{InvalidPixelFormat, PixelFormat};
pub use power::{PowerAction, XvpReply, XvpRequest};
pub use screen::{ExtendedDesktopSize, ResizeReason, ResizeStatus, Screen};
pub use server::{DesktopName, MAX_NAME, RectangleHeader, ServerMessage, SetColourMapEntries};
pub use text::{latin1_from_text, text_from_latin1, text_from_utf8_or_latin1};

use crate::{InvalidMessage, Point, Rect, Size, decode::Input};

/// The type of QEMU's own messages, from either side.
const QEMU: u8 = 255;

/// Runs `read`, and takes back what it consumed if it could not finish.
fn whole<T>(
    input: &mut Input<'_>,
    read: impl FnOnce(&mut Input<'_>) -> Result<Option<T>, InvalidMessage>,
) -> Result<Option<T>, InvalidMessage> {
    let start = input.consumed();
    let outcome = read(input);
    if matches!(outcome, Ok(None)) {
        input.rewind(start);
    }
    outcome
}

/// Unwraps what has arrived, or answers that bytes are missing.
macro_rules! arrived {
    ($read:expr) => {
        match $read {
            Some(value) => value,
            None => return Ok(None),
        }
    };
}
use arrived;

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn point_at(bytes: &[u8], at: usize) -> Point {
    Point { x: u16_at(bytes, at), y: u16_at(bytes, at + 2) }
}

fn size_at(bytes: &[u8], at: usize) -> Size {
    Size::new(u16_at(bytes, at), u16_at(bytes, at + 2))
}

fn rect_at(bytes: &[u8], at: usize) -> Rect {
    let (origin, size) = (point_at(bytes, at), size_at(bytes, at + 4));
    Rect::new(origin.x, origin.y, size.width, size.height)
}

fn put_point(point: Point, output: &mut Vec<u8>) {
    output.extend(point.x.to_be_bytes());
    output.extend(point.y.to_be_bytes());
}

fn put_size(size: Size, output: &mut Vec<u8>) {
    output.extend(size.width.to_be_bytes());
    output.extend(size.height.to_be_bytes());
}

fn put_rect(rect: Rect, output: &mut Vec<u8>) {
    put_point(Point { x: rect.x, y: rect.y }, output);
    put_size(rect.size(), output);
}

/// Appends a length of 32 bits and the bytes themselves.
fn put_string(bytes: &[u8], output: &mut Vec<u8>) {
    // A longer string could not be told to the other side; nobody holds 4 GiB of text, and all senders here
    // are bounded.
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    output.extend(length.to_be_bytes());
    output.extend(bytes.iter().take(length as usize));
}
