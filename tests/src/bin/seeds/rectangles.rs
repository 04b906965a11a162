//! Rectangles that were once sent, each for the target of its encoding.

use rfb::decode::{
    CursorDecoder, CursorWithAlphaDecoder, Decoders, Input, Progress, Target, VmwareCursorDecoder,
    XCursorDecoder,
};
use rfb::pixel::PixelReader;
use rfb::wire::{Encoding, PixelFormat, RectangleHeader, ServerMessage};
use rfb::{Framebuffer, Rect, Size};

/// The screen of the oracle for rectangles.
const SCREEN: Size = Size::new(150, 140);

/// The pixel formats, with their numbers in the oracle for rectangles.
pub(crate) const FORMATS: [(u8, PixelFormat); 4] =
    [(0, PixelFormat::BGRX), (1, PixelFormat::RGBX), (4, PixelFormat::RGB565), (6, PixelFormat::BGR233)];

/// How the oracles cut: into pieces of middling length. Its last digit is the quality that was asked for.
const CUT: u8 = 40;

/// A seed for the target of this name.
pub(crate) struct Seed {
    pub(crate) target: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// Seeds of the first rectangle of each encoding, as far as the oracles can have them: later ones need what the zlib streams
/// saw before.
pub(crate) fn seeds(stream: &[u8], screen: Size, format: PixelFormat, quality: Option<u8>) -> Vec<Seed> {
    let Some((number, _)) = FORMATS.iter().find(|(_, known)| *known == format) else {
        return Vec::new();
    };
    let found = first_rectangles(stream, screen, format, quality);
    found
        .into_iter()
        .filter_map(|rectangle| rectangle.seed(*number, CUT + quality.unwrap_or_default()))
        .collect()
}

/// What was sent for a rectangle, after its header.
struct Rectangle {
    rect: Rect,
    encoding: Encoding,
    data: Vec<u8>,
}

impl Rectangle {
    fn seed(self, format: u8, cut: u8) -> Option<Seed> {
        let Size { width, height } = self.rect.size();
        let (width, height) = (u8::try_from(width).ok()?, u8::try_from(height).ok()?);
        let cursor =
            [Encoding::CURSOR, Encoding::CURSOR_WITH_ALPHA, Encoding::X_CURSOR, Encoding::VMWARE_CURSOR];
        let (target, place) = match cursor.iter().position(|encoding| *encoding == self.encoding) {
            Some(kind) => ("cursor", vec![kind as u8]),
            None if Rect::covering(self.rect.size()).fits(SCREEN) => (target_of(self.encoding)?, vec![0, 0]),
            None => return None,
        };
        Some(Seed { target, bytes: [&[format], &place[..], &[width, height, cut], &self.data].concat() })
    }
}

fn first_rectangles(stream: &[u8], screen: Size, format: PixelFormat, quality: Option<u8>) -> Vec<Rectangle> {
    let mut input = Input::new(stream);
    let mut found: Vec<Rectangle> = Vec::new();
    let Ok(mut framebuffer) = Framebuffer::new(screen) else {
        return found;
    };
    let mut decoders = Decoders::default();
    decoders.set_quality(quality);
    let pixels = PixelReader::new(format);
    // Whatever else a server says ends the search: its first pictures come first.
    while let Ok(Some(ServerMessage::FramebufferUpdate { rectangles })) = ServerMessage::decode(&mut input) {
        for _ in 0..rectangles {
            let Ok(Some(RectangleHeader { rect, encoding })) = RectangleHeader::decode(&mut input) else {
                return found;
            };
            let begin = input.consumed();
            let read = read_cursor(encoding, rect.size(), &mut input, &pixels).or_else(|| {
                let mut target = Target::new(&mut framebuffer, rect, &pixels).ok()?;
                let progress = decoders.decode(encoding, &mut input, &mut target).ok()?;
                (progress == Progress::Done).then_some(())
            });
            if read.is_none() {
                return found;
            }
            if found.iter().all(|seen| seen.encoding != encoding) {
                let data = stream[begin..input.consumed()].to_vec();
                found.push(Rectangle { rect, encoding, data });
            }
        }
    }
    found
}

/// Reads a cursor, if it is one.
fn read_cursor(encoding: Encoding, size: Size, input: &mut Input<'_>, pixels: &PixelReader) -> Option<()> {
    let image = match encoding {
        Encoding::CURSOR => CursorDecoder::default().decode(size, input, pixels),
        Encoding::CURSOR_WITH_ALPHA => {
            CursorWithAlphaDecoder::default().decode(size, input, &mut Decoders::default())
        }
        Encoding::X_CURSOR => XCursorDecoder::default().decode(size, input),
        Encoding::VMWARE_CURSOR => VmwareCursorDecoder::default().decode(size, input, pixels),
        _ => return None,
    };
    image.ok()?.map(drop)
}

/// The fuzz target of an encoding.
fn target_of(encoding: Encoding) -> Option<&'static str> {
    let name = encoding.to_string().to_lowercase();
    porthole_fuzz::targets().find(|target| target.replace('_', "") == name)
}
