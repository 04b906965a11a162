//! Feeds rectangles to a decoder whole, byte by byte and cut at every position, and demands the same pixels.

use flate2::{Compress, Compression, FlushCompress};

use super::{
    CursorDecoder, CursorWithAlphaDecoder, DecodeError, Decoders, Input, Progress, Target,
    VmwareCursorDecoder, XCursorDecoder,
};
use crate::framebuffer::{Framebuffer, Pixel};
use crate::pixel::PixelReader;
use crate::wire::{Encoding, PixelFormat};
use crate::{Rect, Size};

pub(super) const BLACK: Pixel = [0, 0, 0, 255];
pub(super) const RED: Pixel = [255, 0, 0, 255];
pub(super) const GREEN: Pixel = [0, 255, 0, 255];
pub(super) const BLUE: Pixel = [0, 0, 255, 255];
pub(super) const WHITE: Pixel = [255, 255, 255, 255];

/// The pixels of a rectangle after it has been sent `rectangles`, one after the other, in one encoding and format.
pub(super) fn decode(
    encoding: Encoding,
    format: PixelFormat,
    (width, height): (u16, u16),
    rectangles: &[&[u8]],
) -> Result<Vec<Pixel>, DecodeError> {
    decode_with_quality(encoding, format, (width, height), None, rectangles)
}

/// As [`decode`], for a client that has asked for a JPEG quality.
pub(super) fn decode_with_quality(
    encoding: Encoding,
    format: PixelFormat,
    (width, height): (u16, u16),
    quality: Option<u8>,
    rectangles: &[&[u8]],
) -> Result<Vec<Pixel>, DecodeError> {
    let reader = PixelReader::new(format);
    Sender { encoding, reader, size: Size::new(width, height), quality }.send(rectangles)
}

/// As [`decode`], with a colour map.
pub(super) fn decode_mapped(
    encoding: Encoding,
    colours: &[[u16; 3]],
    (width, height): (u16, u16),
    rectangle: &[u8],
) -> Result<Vec<Pixel>, DecodeError> {
    let mut reader = PixelReader::new(PixelFormat::COLOUR_MAP);
    reader.set_colours(0, colours);
    Sender { encoding, reader, size: Size::new(width, height), quality: None }.send(&[rectangle])
}

/// The image of a cursor, straight alpha.
pub(super) fn cursor(format: PixelFormat, size: Size, payload: &[u8]) -> Result<Vec<u8>, DecodeError> {
    let pixels = PixelReader::new(format);
    same_however_cut(payload, || {
        let mut decoder = CursorDecoder::default();
        let pixels = &pixels;
        move |input: &mut Input<'_>| decoder.decode(size, input, pixels)
    })
}

/// The image of a cursor with alpha, straight alpha.
pub(super) fn cursor_with_alpha(size: Size, payload: &[u8]) -> Result<Vec<u8>, DecodeError> {
    same_however_cut(payload, || {
        let mut decoder = CursorWithAlphaDecoder::default();
        let mut decoders = Decoders::default();
        move |input: &mut Input<'_>| decoder.decode(size, input, &mut decoders)
    })
}

/// The image of an X cursor.
pub(super) fn x_cursor(size: Size, payload: &[u8]) -> Result<Vec<u8>, DecodeError> {
    same_however_cut(payload, || {
        let mut decoder = XCursorDecoder::default();
        move |input: &mut Input<'_>| decoder.decode(size, input)
    })
}

/// The image of a VMware cursor, straight alpha.
pub(super) fn vmware_cursor(format: PixelFormat, size: Size, payload: &[u8]) -> Result<Vec<u8>, DecodeError> {
    let pixels = PixelReader::new(format);
    same_however_cut(payload, || {
        let mut decoder = VmwareCursorDecoder::default();
        let pixels = &pixels;
        move |input: &mut Input<'_>| decoder.decode(size, input, pixels)
    })
}

/// A zlib stream's data for one rectangle after another, each ending with a synchronising flush as servers do it.
pub(super) struct Deflate(Compress);

impl Deflate {
    pub(super) fn new() -> Self {
        Self(Compress::new(Compression::default(), true))
    }

    pub(super) fn piece(&mut self, data: &[u8]) -> Vec<u8> {
        let mut output = Vec::with_capacity(data.len() + 1024);
        self.0.compress_vec(data, &mut output, FlushCompress::Sync).unwrap();
        output
    }

    /// With the length in four bytes, as Zlib and ZRLE have it.
    pub(super) fn rectangle(&mut self, data: &[u8]) -> Vec<u8> {
        let piece = self.piece(data);
        [&(piece.len() as u32).to_be_bytes()[..], &piece].concat()
    }
}

struct Sender {
    encoding: Encoding,
    reader: PixelReader,
    size: Size,
    quality: Option<u8>,
}

/// What surrounds the rectangle, which no decoder may touch.
const FRAME: Pixel = [1, 2, 3, 255];

impl Sender {
    fn send(&self, rectangles: &[&[u8]]) -> Result<Vec<Pixel>, DecodeError> {
        same_however_cut(&rectangles.concat(), || {
            let Size { width, height } = self.size;
            let rect = Rect::new(2, 1, width, height);
            let mut framebuffer = Framebuffer::new(Size::new(width + 4, height + 3)).unwrap();
            framebuffer.fill(Rect::covering(framebuffer.size()), FRAME);
            framebuffer.fill(rect, BLACK);
            let mut decoders = Decoders::default();
            decoders.set_quality(self.quality);
            framebuffer.take_damage();
            let mut shown = framebuffer.clone();
            let mut left = rectangles.len();
            move |input: &mut Input<'_>| {
                while left > 0 {
                    let mut target = Target::new(&mut framebuffer, rect, &self.reader)?;
                    let progress = decoders.decode(self.encoding, input, &mut target);
                    show(&mut framebuffer, &mut shown);
                    if progress? == Progress::NeedMore {
                        return Ok(None);
                    }
                    left -= 1;
                }
                Ok(Some(cut_out(&framebuffer, rect)))
            }
        })
    }
}

/// Brings what is `shown` up to date by the damage alone, after which nothing may be missing.
fn show(framebuffer: &mut Framebuffer, shown: &mut Framebuffer) {
    for rect in framebuffer.take_damage().iter() {
        let stride = usize::from(framebuffer.size().width);
        for y in usize::from(rect.y)..rect.bottom() as usize {
            let row = y * stride + usize::from(rect.x)..y * stride + rect.right() as usize;
            let pixels = &framebuffer.pixels().as_chunks().0[row];
            shown.row_mut(rect.x, y as u16, rect.width).copy_from_slice(pixels);
        }
    }
    assert!(shown.pixels() == framebuffer.pixels(), "pixels have changed that are not damaged");
}

/// The pixels of `rect`, after a look at those around it.
fn cut_out(framebuffer: &Framebuffer, rect: Rect) -> Vec<Pixel> {
    let width = usize::from(framebuffer.size().width);
    let mut inside = Vec::new();
    for (index, &pixel) in framebuffer.pixels().as_chunks().0.iter().enumerate() {
        let at = Rect::new((index % width) as u16, (index / width) as u16, 1, 1);
        if at.intersection(rect).is_some() {
            inside.push(pixel);
        } else {
            assert_eq!(pixel, FRAME, "a pixel outside the rectangle has changed");
        }
    }
    inside
}

/// Runs a new decoder on each way to cut `data` and returns what all of them return.
fn same_however_cut<T, D>(data: &[u8], decoder: impl Fn() -> D) -> Result<T, DecodeError>
where
    T: PartialEq + std::fmt::Debug,
    D: FnMut(&mut Input<'_>) -> Result<Option<T>, DecodeError>,
{
    let whole = feed(&[data], decoder());
    // Each byte alone, and an empty piece for a rectangle that takes none.
    let bytes: Vec<&[u8]> = data.chunks(1).chain([&[][..]]).collect();
    assert_eq!(feed(&bytes, decoder()), whole, "byte by byte");
    // Every position of a short vector; a sample of those of a long one. More than the rectangle arrives with its end.
    let and_more = [data, NEXT_MESSAGE].concat();
    for cut in (0..=data.len()).step_by(1 + data.len() / 2000) {
        let (before, after) = and_more.split_at(cut);
        assert_eq!(feed(&[before, after], decoder()), whole, "cut at byte {cut}");
    }
    whole
}

/// What arrives after the data and is not the decoder's to take.
const NEXT_MESSAGE: &[u8] = &[0xaa; 40];

fn feed<T>(
    pieces: &[&[u8]],
    mut decode: impl FnMut(&mut Input<'_>) -> Result<Option<T>, DecodeError>,
) -> Result<T, DecodeError> {
    let mut pending = Vec::new();
    for piece in pieces {
        pending.extend_from_slice(piece);
        let mut input = Input::new(&pending);
        if let Some(result) = decode(&mut input)? {
            assert!(
                matches!(input.rest(), [] | NEXT_MESSAGE),
                "the decoder stopped elsewhere than at the end"
            );
            return Ok(result);
        }
        assert!(input.wanted() > input.remaining(), "the decoder had what it wanted");
        let consumed = input.consumed();
        pending.drain(..consumed);
    }
    panic!("the decoder still wants more");
}
