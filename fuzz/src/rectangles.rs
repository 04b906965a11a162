//! Rectangles of one encoding, one after the other through the same decoder.

use rfb::decode::{DecodeError, Decoders, Input, Progress, Target};
use rfb::pixel::PixelReader;
use rfb::wire::{Encoding, PixelFormat};
use rfb::{Framebuffer, Rect, Size};

use crate::pieces::pieces;

/// Large enough for several tiles of every encoding each way, and for the smallest part-tiles.
const SCREEN: Size = Size::new(150, 140);

/// What one way of feeding a decoder leads to.
struct Outcome {
    result: Result<(), DecodeError>,
    rectangles: usize,
    pixels: Vec<u8>,
}

/// Reads a pixel format, a rectangle and a way to cut from the first bytes and decodes the others as that rectangle, again
/// and again: in one piece and in many, which must not matter. The last digit of the way to cut is the quality that was
/// asked for.
pub(crate) fn check(encoding: Encoding, bytes: &[u8]) {
    let Some((format, bytes)) = pixel_format(bytes) else {
        return;
    };
    let [x, y, width, height, seed, bytes @ ..] = bytes else {
        return;
    };
    let [x, y, width, height] = [x, y, width, height].map(|&number| u16::from(number));
    let rect = Rect::new(x, y, width, height);
    if rect.is_empty() {
        return; // Most encodings say nothing then, and "nothing" fits into a stream without end.
    }
    let quality = Some(seed % 10);
    let whole = decode(encoding, format, rect, quality, [bytes]);
    let cut = decode(encoding, format, rect, quality, pieces(*seed, bytes));
    let place = || format!("{encoding} at {rect:?} in {format:?}");
    assert_eq!((&whole.result, whole.rectangles), (&cut.result, cut.rectangles), "{}", place());
    // How much of a broken rectangle is drawn before the flaw shows does depend on the pieces.
    assert!(whole.result.is_err() || whole.pixels == cut.pixels, "other pixels for {}", place());
    assert!(whole.pixels.as_chunks().0.iter().all(|[_, _, _, alpha]| *alpha == 255), "{encoding} is opaque");
}

/// A pixel format, by its number in a list of those that differ in how they are read, or spelled out.
pub(crate) fn pixel_format(bytes: &[u8]) -> Option<(PixelFormat, &[u8])> {
    const FORMATS: [PixelFormat; 8] = [
        PixelFormat::BGRX,
        PixelFormat::RGBX,
        PixelFormat { big_endian: true, ..PixelFormat::BGRX },
        PixelFormat { depth: 32, ..PixelFormat::BGRX },
        PixelFormat::RGB565,
        PixelFormat { big_endian: true, ..PixelFormat::RGB565 },
        PixelFormat::BGR233,
        PixelFormat::COLOUR_MAP,
    ];
    let (number, rest) = bytes.split_first()?;
    if let Some(format) = FORMATS.get(usize::from(*number)) {
        return Some((*format, rest));
    }
    let (spelled_out, rest) = rest.split_first_chunk()?;
    Some((PixelFormat::decode(spelled_out).ok()?, rest))
}

fn decode<'a>(
    encoding: Encoding,
    format: PixelFormat,
    rect: Rect,
    quality: Option<u8>,
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> Outcome {
    let mut framebuffer = Framebuffer::new(SCREEN).expect("a small screen");
    let mut decoders = Decoders::default();
    decoders.set_quality(quality);
    let pixels = PixelReader::new(format);
    let mut arrived = Vec::new();
    let mut rectangles = 0;
    let mut result = Ok(());
    'pieces: for piece in pieces {
        arrived.extend_from_slice(piece);
        let mut input = Input::new(&arrived);
        while input.remaining() > 0 {
            let progress = Target::new(&mut framebuffer, rect, &pixels)
                .and_then(|mut target| decoders.decode(encoding, &mut input, &mut target));
            match progress {
                Ok(Progress::Done) => rectangles += 1,
                Ok(Progress::NeedMore) => break,
                Err(error) => {
                    result = Err(error);
                    break 'pieces;
                }
            }
        }
        let consumed = input.consumed();
        arrived.drain(..consumed);
    }
    Outcome { result, rectangles, pixels: framebuffer.pixels().to_vec() }
}
