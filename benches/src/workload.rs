//! What is decoded: streams of a server's bytes, each with one encoding and one kind of content.

use desktop::encode::{Effort, Encoders, Picture, Pixels, pieces};
use rfb::{
    Rect, Size,
    wire::{Encoding, PixelFormat, RectangleHeader, ServerInit, ServerMessage},
};

use crate::content::Content;

/// A server's side of a session: the handshake, then updates.
pub(crate) struct Workload {
    /// Such as `Tight, JPEG / photograph`.
    pub(crate) name: String,
    /// The encoding, with what sets it apart.
    pub(crate) encoding: &'static str,
    /// What is shown.
    pub(crate) content: Content,
    /// Whether decoding gives the very pixels that were encoded.
    pub(crate) lossless: bool,
    /// The server's messages up to ServerInit, one item for each turn of the conversation.
    pub(crate) handshake: Vec<Vec<u8>>,
    /// One FramebufferUpdate each.
    pub(crate) updates: Vec<Vec<u8>>,
    /// The bytes of RGBA that all updates together write.
    pub(crate) pixel_bytes: usize,
}

/// The screen of every workload.
pub(crate) const SCREEN: Size = Size::new(1920, 1080);

/// noVNC knows no other format; our client keeps it when the server says that it is its own.
const FORMAT: PixelFormat = PixelFormat::RGBX;

/// The encodings that both sides can decode, with the JPEG quality asked for.
const ENCODINGS: [(&str, Encoding, Option<u8>); 7] = [
    ("Raw", Encoding::RAW, None),
    ("RRE", Encoding::RRE, None),
    ("Hextile", Encoding::HEXTILE, None),
    ("Zlib", Encoding::ZLIB, None),
    ("ZRLE", Encoding::ZRLE, None),
    ("Tight, lossless", Encoding::TIGHT, None),
    ("Tight, JPEG", Encoding::TIGHT, Some(6)),
];

/// All of them, with so many updates each.
pub(crate) fn all(updates: usize) -> Vec<Workload> {
    let mut workloads = Vec::new();
    for content in Content::ALL {
        let frames = content.frames(SCREEN, updates);
        for (name, encoding, quality) in ENCODINGS {
            workloads.push(encode(&frames, content, name, encoding, quality));
        }
    }
    workloads
}

/// What a server says to a client that chooses no security, one item a turn.
pub(crate) fn handshake() -> Vec<Vec<u8>> {
    let mut init = Vec::new();
    ServerInit::encode(SCREEN, FORMAT, "benchmark", &mut init);
    let security_types = vec![1, 1]; // one type: None
    let security_result = vec![0; 4]; // OK
    vec![b"RFB 003.008\n".to_vec(), security_types, security_result, init]
}

fn encode(
    frames: &[Vec<u32>],
    content: Content,
    name: &'static str,
    encoding: Encoding,
    quality: Option<u8>,
) -> Workload {
    let mut encoders = Encoders::default();
    let pixels = Pixels::new(FORMAT);
    let effort = Effort { quality, ..Effort::default() };
    let rects: Vec<Rect> = pieces(Rect::covering(SCREEN), Encoders::largest_rectangle(encoding)).collect();
    let mut updates = Vec::with_capacity(frames.len());
    for frame in frames {
        let picture = Picture::new(frame, SCREEN);
        let mut update = Vec::new();
        let rectangles = u16::try_from(rects.len()).unwrap_or(u16::MAX);
        ServerMessage::FramebufferUpdate { rectangles }.encode(&mut update);
        for &rect in &rects {
            RectangleHeader { rect, encoding }.encode(&mut update);
            if let Some(encoder) = encoders.get(encoding) {
                encoder.encode(picture.crop(rect), &pixels, effort, &mut update);
            }
        }
        updates.push(update);
    }
    Workload {
        name: format!("{name} / {}", content.name()),
        encoding: name,
        content,
        lossless: quality.is_none(),
        handshake: handshake(),
        pixel_bytes: frames.len() * SCREEN.area() * 4,
        updates,
    }
}
