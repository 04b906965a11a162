//! The cursor pseudo-encodings.

use rfb::Size;
use rfb::decode::{
    CursorDecoder, CursorWithAlphaDecoder, DecodeError, Decoders, Input, VmwareCursorDecoder, XCursorDecoder,
};
use rfb::pixel::PixelReader;

use crate::pieces::pieces;
use crate::rectangles::pixel_format;

/// The images that came, and the error that ended them.
type Outcome = (Vec<Vec<u8>>, Result<(), DecodeError>);

/// Reads a pixel format, a kind and a size from the first bytes and decodes the others as such cursors: in one piece
/// and in many, which must not matter.
pub(crate) fn check(bytes: &[u8]) {
    let Some((format, bytes)) = pixel_format(bytes) else {
        return;
    };
    let [kind, width, height, seed, bytes @ ..] = bytes else {
        return;
    };
    let size = Size::new(u16::from(*width), u16::from(*height));
    if size.is_empty() {
        return; // An empty image is said in no bytes, which fits into a stream without end.
    }
    let pixels = PixelReader::new(format);
    let whole = decode(*kind, size, &pixels, [bytes]);
    let cut = decode(*kind, size, &pixels, pieces(*seed, bytes));
    assert_eq!(whole, cut, "{size:?} in {format:?}");
    assert!(
        whole.0.iter().all(|image| image.len() == 4 * size.area()),
        "images are as large as they should be"
    );
}

fn decode<'a>(
    kind: u8,
    size: Size,
    pixels: &PixelReader,
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> Outcome {
    let mut plain = CursorDecoder::default();
    let mut alpha = CursorWithAlphaDecoder::default();
    let mut vmware = VmwareCursorDecoder::default();
    let mut x = XCursorDecoder::default();
    let mut decoders = Decoders::default();
    let mut arrived = Vec::new();
    let mut images = Vec::new();
    for piece in pieces {
        arrived.extend_from_slice(piece);
        let mut input = Input::new(&arrived);
        while input.remaining() > 0 {
            let image = match kind % 4 {
                0 => plain.decode(size, &mut input, pixels),
                1 => alpha.decode(size, &mut input, &mut decoders),
                2 => x.decode(size, &mut input),
                _ => vmware.decode(size, &mut input, pixels),
            };
            match image {
                Ok(Some(image)) => images.push(image),
                Ok(None) => break,
                Err(error) => return (images, Err(error)),
            }
        }
        let consumed = input.consumed();
        arrived.drain(..consumed);
    }
    (images, Ok(()))
}
