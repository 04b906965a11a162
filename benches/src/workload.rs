//! What is decoded: streams of a server's bytes, each with one encoding and one kind of content.

use desktop::encode::{Effort, Encoders, Picture, Pixels, encode_copy_rect, pieces};
use rfb::{
    Config, Point, Preferences, Rect, Size,
    wire::{Encoding, PixelFormat, RectangleHeader, ServerInit, ServerMessage},
};

use crate::content::Content;

/// An encoding as it is measured.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// Its name, with what sets it apart.
    pub(crate) name: &'static str,
    encoding: Encoding,
    /// The JPEG quality asked for; without one, decoding gives the very pixels that were encoded.
    quality: Option<u8>,
    peer: Peer,
}

/// What noVNC decodes of the same pictures.
#[derive(Debug, PartialEq, Eq)]
enum Peer {
    /// The same bytes.
    Same,
    /// It does not know the encoding, and would get this one from a server that has both.
    Instead(&'static str),
}

/// All encodings of pictures, and CopyRect; but H.264, which the browser decodes for both sides.
static KINDS: [Kind; 15] = [
    kind("Raw", Encoding::RAW, None, Peer::Same),
    kind("CopyRect", Encoding::COPY_RECT, None, Peer::Same),
    kind("RRE", Encoding::RRE, None, Peer::Same),
    kind("CoRRE", Encoding::CORRE, None, Peer::Instead("RRE")),
    kind("Hextile", Encoding::HEXTILE, None, Peer::Same),
    kind("ZlibHex", Encoding::ZLIB_HEX, None, Peer::Instead("Hextile")),
    kind("Zlib", Encoding::ZLIB, None, Peer::Same),
    kind("TRLE", Encoding::TRLE, None, Peer::Instead("ZRLE")),
    kind("ZRLE", Encoding::ZRLE, None, Peer::Same),
    // The best quality at which it is asked for; and the one that libvncclient expects unless it is told another.
    kind("ZYWRLE", Encoding::ZYWRLE, Some(5), Peer::Instead("ZRLE")),
    kind("Tight, lossless", Encoding::TIGHT, None, Peer::Same),
    kind("Tight, no zlib", Encoding::TIGHT_WITHOUT_ZLIB, None, Peer::Instead("Tight, lossless")),
    kind("Tight, JPEG", Encoding::TIGHT, Some(6), Peer::Same),
    kind("TightPNG", Encoding::TIGHT_PNG, None, Peer::Same),
    kind("JPEG", Encoding::JPEG, Some(6), Peer::Same),
];

const fn kind(name: &'static str, encoding: Encoding, quality: Option<u8>, peer: Peer) -> Kind {
    Kind { name, encoding, quality, peer }
}

/// The compression level that noVNC asks for unless it is told another. It also makes streams as servers' do, each block with
/// codes of its own: at the first level, zlib-rs uses the same codes for everything, which zlib never does.
const COMPRESSION: u8 = 2;

/// How far CopyRect scrolls: a line of text.
const SCROLLED: u16 = 16;

/// The screen of whole pages, and of decoding unless another is asked for.
pub(crate) const SCREEN: Size = Size::new(1920, 1080);

/// The large screen.
pub(crate) const LARGE_SCREEN: Size = Size::new(3840, 2160);

/// The order of colours that noVNC asks every server for.
pub(crate) const NOVNC_FORMAT: (&str, PixelFormat) = ("RGBX", PixelFormat::RGBX);

/// The order of colours of most servers, which our client takes as it is.
pub(crate) const SERVER_FORMAT: (&str, PixelFormat) = ("BGRX", PixelFormat::BGRX);

/// One row of the table: a stream that has not been made yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    pub(crate) kind: &'static Kind,
    pub(crate) content: Content,
    pub(crate) screen: Size,
    pub(crate) format: (&'static str, PixelFormat),
}

/// A server's side of a session: the handshake, then updates.
pub(crate) struct Workload {
    /// The server's messages up to ServerInit, one item for each turn of the conversation.
    pub(crate) handshake: Vec<Vec<u8>>,
    /// Updates whose decoding is not measured.
    pub(crate) before: Vec<Vec<u8>>,
    /// One FramebufferUpdate each.
    pub(crate) updates: Vec<Vec<u8>>,
    /// The bytes of RGBA that all updates together write.
    pub(crate) pixel_bytes: usize,
    /// The quality that the client has asked for, if any.
    pub(crate) quality: Option<u8>,
}

impl Workload {
    /// The client that asked for this.
    pub(crate) fn config(&self) -> Config {
        Config {
            preferences: Preferences { quality: self.quality, ..Preferences::default() },
            ..Config::default()
        }
    }
}

impl Kind {
    /// Those whose name contains one of `names`, or all if there is none.
    pub(crate) fn named(names: &[String]) -> Vec<&'static Self> {
        let wanted = |kind: &&Self| {
            let name = kind.name.to_lowercase();
            names.is_empty() || names.iter().any(|wanted| name.contains(&wanted.to_lowercase()))
        };
        KINDS.iter().filter(wanted).collect()
    }

    /// Whether decoding gives the very pixels that were encoded.
    pub(crate) fn is_lossless(&self) -> bool {
        self.quality.is_none()
    }

    /// Whether the pixels come as images, which noVNC hands to the browser.
    pub(crate) fn has_images(&self) -> bool {
        match self.encoding {
            Encoding::TIGHT => self.quality.is_some(),
            encoding => [Encoding::TIGHT_PNG, Encoding::JPEG].contains(&encoding),
        }
    }

    /// Whether libvncclient decodes it. It has other zlib streams for ZlibHex, no images but Tight's, and takes Tight
    /// without zlib from no server but its own.
    pub(crate) fn is_in_libvncclient(&self) -> bool {
        let missing = [Encoding::ZLIB_HEX, Encoding::TIGHT_PNG, Encoding::TIGHT_WITHOUT_ZLIB, Encoding::JPEG];
        !missing.contains(&self.encoding)
    }

    /// Whether noVNC decodes it too.
    pub(crate) fn is_shared(&self) -> bool {
        self.peer == Peer::Same
    }

    fn peer(&'static self) -> &'static Self {
        match self.peer {
            Peer::Same => self,
            Peer::Instead(name) => {
                Self::named(&[]).into_iter().find(|kind| kind.name == name).unwrap_or(self)
            }
        }
    }
}

impl Case {
    /// Such as `Tight, JPEG / photograph / 1920x1080 BGRX`.
    pub(crate) fn name(&self) -> String {
        let Size { width, height } = self.screen;
        format!("{} / {} / {width}x{height} {}", self.kind.name, self.content.name(), self.format.0)
    }

    /// What noVNC decodes of the same pictures, if that is not the same stream.
    pub(crate) fn peer(&self) -> Option<Self> {
        let peer = Self { kind: self.kind.peer(), format: NOVNC_FORMAT, ..*self };
        (peer.kind != self.kind || self.format.0 != NOVNC_FORMAT.0).then_some(peer)
    }

    /// Makes the stream of so many screens.
    pub(crate) fn encode(&self, updates: usize) -> Workload {
        let Self { kind, content, screen, format: (_, format) } = *self;
        if kind.encoding == Encoding::COPY_RECT {
            return self.scroll(updates);
        }
        let mut encoder = StreamEncoder::new(kind, format);
        let frames = content.frames(screen, updates);
        Workload {
            handshake: handshake(screen, format),
            before: match kind.encoding {
                // Until then, a client cannot know that the server does not mean KasmVNC's video by that number.
                Encoding::ZYWRLE => vec![empty_update()],
                _ => Vec::new(),
            },
            updates: frames.iter().map(|frame| encoder.update(frame, screen)).collect(),
            pixel_bytes: frames.len() * screen.area() * 4,
            quality: kind.quality,
        }
    }

    /// A picture that scrolls.
    fn scroll(&self, updates: usize) -> Workload {
        let Self { content, screen, format: (_, format), .. } = *self;
        let picture = &content.frames(screen, 1)[0];
        let rect = Rect::new(0, 0, screen.width, screen.height - SCROLLED);
        let mut update = Vec::new();
        ServerMessage::FramebufferUpdate { rectangles: 1 }.encode(&mut update);
        RectangleHeader { rect, encoding: Encoding::COPY_RECT }.encode(&mut update);
        encode_copy_rect(Point { x: 0, y: SCROLLED }, &mut update);
        Workload {
            handshake: handshake(screen, format),
            before: vec![StreamEncoder::new(&KINDS[0], format).update(picture, screen)],
            updates: vec![update; updates],
            pixel_bytes: updates * rect.area() * 4,
            quality: None,
        }
    }
}

/// An update of nothing.
fn empty_update() -> Vec<u8> {
    let mut update = Vec::new();
    ServerMessage::FramebufferUpdate { rectangles: 0 }.encode(&mut update);
    update
}

/// Updates of one small area each, as when somebody types: what they cost is the way there and back.
pub(crate) fn small_updates(count: usize) -> Vec<Vec<u8>> {
    let update = |number: usize| {
        let mut update = Vec::new();
        ServerMessage::FramebufferUpdate { rectangles: 1 }.encode(&mut update);
        let rect = Rect::new(64, 64, 64, 16);
        RectangleHeader { rect, encoding: Encoding::RAW }.encode(&mut update);
        // Never twice the same shade of grey.
        update.resize(update.len() + rect.area() * 4, number as u8);
        update
    };
    (0..count).map(update).collect()
}

/// What a server says to a client that chooses no security, one item a turn.
pub(crate) fn handshake(screen: Size, format: PixelFormat) -> Vec<Vec<u8>> {
    let mut init = Vec::new();
    ServerInit::encode(screen, format, "benchmark", &mut init);
    let security_types = vec![1, 1]; // one type: None
    let security_result = vec![0; 4]; // OK
    vec![b"RFB 003.008\n".to_vec(), security_types, security_result, init]
}

/// The encoders of one stream, which remember what they sent.
struct StreamEncoder {
    encoders: Encoders,
    encoding: Encoding,
    effort: Effort,
    pixels: Pixels,
}

impl StreamEncoder {
    fn new(kind: &Kind, format: PixelFormat) -> Self {
        Self {
            encoders: Encoders::default(),
            encoding: kind.encoding,
            effort: Effort { quality: kind.quality, compression: COMPRESSION },
            pixels: Pixels::new(format),
        }
    }

    /// A whole screen.
    fn update(&mut self, frame: &[u32], screen: Size) -> Vec<u8> {
        // Without zlib, Tight is only asked for under another number.
        let sent =
            if self.encoding == Encoding::TIGHT_WITHOUT_ZLIB { Encoding::TIGHT } else { self.encoding };
        let rects: Vec<Rect> = pieces(Rect::covering(screen), Encoders::largest_rectangle(sent)).collect();
        let picture = Picture::new(frame, screen);
        let mut update = Vec::new();
        let rectangles = u16::try_from(rects.len()).unwrap_or(u16::MAX);
        ServerMessage::FramebufferUpdate { rectangles }.encode(&mut update);
        for rect in rects {
            RectangleHeader { rect, encoding: sent }.encode(&mut update);
            if let Some(encoder) = self.encoders.get(self.encoding) {
                encoder.encode(picture.crop(rect), &self.pixels, self.effort, &mut update);
            }
        }
        update
    }
}
