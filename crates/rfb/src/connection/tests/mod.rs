//! Whole connections, played from bytes: each in one piece, byte by byte and cut at every position.

mod audio;
mod clipboard;
mod encodings;
mod extensions;
mod handshakes;
mod hostile;
mod images;
mod input;
mod updates;
mod video;
mod wavelets;

use super::*;
use crate::wire::{Encoding, RectangleHeader, ServerMessage};

/// All that a caller can see of a connection.
#[derive(Debug, PartialEq)]
struct Seen {
    outcome: Result<(), Error>,
    events: Vec<Event>,
    output: Vec<u8>,
    size: Size,
    pixels: Vec<u8>,
}

/// Plays these bytes, in every way that they can arrive, to connections of this configuration.
fn play(config: &Config, bytes: &[u8]) -> Seen {
    let whole = play_pieces(config, [bytes]);
    assert_eq!(play_pieces(config, bytes.chunks(1)), whole, "byte by byte");
    for cut in 0..bytes.len() {
        let (before, after) = bytes.split_at(cut);
        assert_eq!(play_pieces(config, [before, after]), whole, "cut at {cut}");
    }
    whole
}

fn play_pieces<'a>(config: &Config, pieces: impl IntoIterator<Item = &'a [u8]>) -> Seen {
    let mut connection = Connection::new(config.clone());
    let mut events = Vec::new();
    let mut outcome = Ok(());
    for piece in pieces {
        outcome = connection.receive(piece, &mut events);
    }
    Seen {
        outcome,
        events,
        output: connection.output().clone(),
        size: connection.size(),
        pixels: connection.framebuffer().pixels().to_vec(),
    }
}

/// A connection that has had these bytes, and without the output and events they brought about.
fn after(config: Config, bytes: &[u8]) -> Connection {
    let mut connection = Connection::new(config);
    connection.receive(bytes, &mut Vec::new()).expect("a good beginning");
    connection.output().clear();
    connection
}

/// What a server of version 3.8 without authentication says, up to its first message.
fn welcome(size: Size, format: PixelFormat) -> Vec<u8> {
    let mut bytes = b"RFB 003.008\n\x01\x01\0\0\0\0".to_vec();
    ServerInit::encode(size, format, "desk", &mut bytes);
    bytes
}

/// An update of these rectangles, each a header and its data.
fn update(rectangles: &[(Rect, Encoding, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let count = u16::try_from(rectangles.len()).expect("few");
    ServerMessage::FramebufferUpdate { rectangles: count }.encode(&mut bytes);
    for &(rect, encoding, data) in rectangles {
        RectangleHeader { rect, encoding }.encode(&mut bytes);
        bytes.extend(data);
    }
    bytes
}
