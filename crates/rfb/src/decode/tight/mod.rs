//! Tight: a colour, a JPEG image, or filtered pixels through one of four zlib streams or through none ("Tight Encoding").

mod gradient;
pub(super) mod length;
mod palette;

use super::image::{Jpeg, MAX_JPEG_PIXELS};
use super::raster::Raster;
use super::{Decode, DecodeError, Input, Progress, Target};
use crate::inflate::Inflate;
use gradient::Gradient;
use palette::Palette;

/// The decoder of [`Encoding::TIGHT`](crate::wire::Encoding::TIGHT).
#[derive(Debug, Default)]
pub struct Tight {
    stage: Stage,
    inflate: Inflate<4>,
    jpeg: Jpeg,
    /// The next pixel of the copy and palette filters.
    place: Raster,
    palette: Palette,
    gradient: Gradient,
}

/// What is expected next.
#[derive(Clone, Copy, Debug, Default)]
enum Stage {
    #[default]
    Control,
    FillColour,
    JpegLength,
    JpegImage {
        length: u32,
    },
    FilterNumber {
        path: Path,
    },
    PaletteColours {
        path: Path,
    },
    DataLength {
        path: Path,
        filter: Filter,
    },
    PlainData {
        filter: Filter,
    },
    CompressedData {
        filter: Filter,
    },
}

/// How filtered pixels travel.
#[derive(Clone, Copy, Debug)]
enum Path {
    /// Through this zlib stream, unless they are too few.
    Zlib(usize),
    /// As they are, however many ("Tight Encoding Without Zlib Pseudo-encoding").
    Plain,
}

/// What was done to the pixels before they were compressed.
#[derive(Clone, Copy, Debug)]
enum Filter {
    Copy,
    Palette,
    Gradient,
}

/// Data shorter than this is sent as it is.
const LEAST_COMPRESSED: usize = 12;

impl Decode for Tight {
    fn decode(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Progress, DecodeError> {
        while let Some(next) = self.step(input, target)? {
            self.stage = next;
            if matches!(next, Stage::Control) {
                return Ok(Progress::Done);
            }
        }
        Ok(Progress::NeedMore)
    }
}

impl Tight {
    /// Does what the stage asks for and returns the next one; none if more bytes are needed for that.
    fn step(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Option<Stage>, DecodeError> {
        let layout = target.pixels.tight();
        Ok(match self.stage {
            Stage::Control => match input.u8() {
                Some(control) => Some(self.control(control)?),
                None => None,
            },
            Stage::FillColour => input.take(layout.len()).map(|wire| {
                target.fill(layout.pixel(wire));
                Stage::Control
            }),
            Stage::JpegLength => length::read(input).map(|length| Stage::JpegImage { length }),
            Stage::JpegImage { length } => match input.take(length as usize) {
                Some(image) => {
                    self.jpeg.decode(image, MAX_JPEG_PIXELS, target)?;
                    Some(Stage::Control)
                }
                None => None,
            },
            Stage::FilterNumber { path } => match input.u8() {
                None => None,
                Some(0) => Some(Stage::DataLength { path, filter: Filter::Copy }),
                Some(1) => Some(Stage::PaletteColours { path }),
                Some(2) if layout.len() == 1 => return Err(DecodeError::GradientInEightBits),
                Some(2) => {
                    self.gradient.begin(target.rect.width);
                    Some(Stage::DataLength { path, filter: Filter::Gradient })
                }
                Some(unknown) => return Err(DecodeError::UnknownTightFilter(unknown)),
            },
            Stage::PaletteColours { path } => {
                let complete = self.palette.read(layout, input)?;
                complete.then_some(Stage::DataLength { path, filter: Filter::Palette })
            }
            Stage::DataLength { path: Path::Zlib(stream), filter }
                if self.data_length(filter, target) >= LEAST_COMPRESSED =>
            {
                length::read(input).map(|length| {
                    self.inflate.begin(stream, length);
                    Stage::CompressedData { filter }
                })
            }
            Stage::DataLength { filter, .. } => Some(Stage::PlainData { filter }),
            Stage::PlainData { filter } => {
                let Self { place, palette, gradient, .. } = self;
                unfilter(filter, place, palette, gradient, input, target)?.then_control()
            }
            Stage::CompressedData { filter } => {
                let Self { inflate, place, palette, gradient, .. } = self;
                inflate
                    .read(input, |inflated| unfilter(filter, place, palette, gradient, inflated, target))?
                    .then_control()
            }
        })
    }

    /// Resets the streams that the first byte of a rectangle names, and tells what kind of rectangle it is.
    fn control(&mut self, control: u8) -> Result<Stage, DecodeError> {
        for stream in (0..4).filter(|stream| control & 1 << stream != 0) {
            self.inflate.reset(stream);
        }
        let zlib = Path::Zlib(usize::from(control >> 4 & 3));
        match control >> 4 {
            0b0000..=0b0011 => Ok(Stage::DataLength { path: zlib, filter: Filter::Copy }),
            0b0100..=0b0111 => Ok(Stage::FilterNumber { path: zlib }),
            0b1000 => Ok(Stage::FillColour),
            0b1001 => Ok(Stage::JpegLength),
            0b1010 => Ok(Stage::DataLength { path: Path::Plain, filter: Filter::Copy }),
            0b1110 => Ok(Stage::FilterNumber { path: Path::Plain }),
            _ => Err(DecodeError::UnknownTightControl(control)),
        }
    }

    /// How many bytes the rectangle's filtered pixels take.
    fn data_length(&self, filter: Filter, target: &Target<'_>) -> usize {
        match filter {
            Filter::Copy | Filter::Gradient => target.rect.area() * target.pixels.tight().len(),
            Filter::Palette => self.palette.row_length(target.rect.width) * usize::from(target.rect.height),
        }
    }
}

/// Reads filtered pixels until the rectangle is full.
fn unfilter(
    filter: Filter,
    place: &mut Raster,
    palette: &Palette,
    gradient: &mut Gradient,
    input: &mut Input<'_>,
    target: &mut Target<'_>,
) -> Result<Progress, DecodeError> {
    match filter {
        Filter::Copy => Ok(place.read(target.pixels.tight(), input, target)),
        Filter::Palette => palette.unfilter(place, input, target),
        Filter::Gradient => Ok(gradient.unfilter(place, input, target)),
    }
}

impl Progress {
    /// The stage after the last one of a rectangle.
    fn then_control(self) -> Option<Stage> {
        (self == Self::Done).then_some(Stage::Control)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::{BLUE, Deflate, GREEN, RED, WHITE, decode};
    use crate::framebuffer::Pixel;
    use crate::wire::{Encoding, PixelFormat};

    const R: [u8; 3] = [255, 0, 0];
    const G: [u8; 3] = [0, 255, 0];
    const B: [u8; 3] = [0, 0, 255];

    fn tight(size: (u16, u16), rectangles: &[&[u8]]) -> Result<Vec<Pixel>, DecodeError> {
        decode(Encoding::TIGHT, PixelFormat::BGRX, size, rectangles)
    }

    /// The data of one rectangle with its length, which these tests keep below 16384.
    fn compressed(stream: &mut Deflate, data: &[u8]) -> Vec<u8> {
        let piece = stream.piece(data);
        let length = piece.len();
        [&[(length & 0x7f) as u8 | 0x80, (length >> 7) as u8][..], &piece].concat()
    }

    #[test]
    fn a_fill_is_one_colour_red_first() {
        assert_eq!(tight((2, 2), &[&[0x80, 255, 0, 0]]).unwrap(), [RED; 4]);
    }

    #[test]
    fn pixels_of_other_formats_are_as_they_are() {
        let deep = PixelFormat { depth: 32, ..PixelFormat::BGRX };
        for (format, red) in [
            (PixelFormat::RGB565, &[0x00, 0xf8][..]),
            (PixelFormat { big_endian: true, ..PixelFormat::RGB565 }, &[0xf8, 0x00]),
            (PixelFormat::BGR233, &[0x07]),
            (PixelFormat { big_endian: true, ..PixelFormat::BGRX }, &[255, 0, 0]),
            (deep, &[0, 0, 255, 0]),
        ] {
            let fill = [&[0x80][..], red].concat();
            let copy = [&[0x00][..], red, red].concat();
            for rectangle in [fill, copy] {
                let pixels = decode(Encoding::TIGHT, format, (2, 1), &[&rectangle]);
                assert_eq!(pixels, Ok(vec![RED; 2]), "{format:?}");
            }
        }
    }

    #[test]
    fn less_than_twelve_bytes_are_sent_as_they_are() {
        let pixels = tight((3, 1), &[&[&[0x00][..], &R, &G, &B].concat()]);
        assert_eq!(pixels, Ok(vec![RED, GREEN, BLUE]));
        let twelve = compressed(&mut Deflate::new(), &[R, G, B, R].concat());
        let pixels = tight((4, 1), &[&[&[0x00][..], &twelve].concat()]);
        assert_eq!(pixels, Ok(vec![RED, GREEN, BLUE, RED]));
        let explicit = tight((1, 1), &[&[&[0x40, 0][..], &R].concat()]);
        assert_eq!(explicit, Ok(vec![RED]));
    }

    #[test]
    fn each_stream_goes_on_where_it_stopped_until_it_is_reset() {
        let (mut one, mut two) = (Deflate::new(), Deflate::new());
        let [red, green, blue] = [R, G, B].map(|colour| colour.repeat(6));
        let rectangle = |control: u8, data: Vec<u8>| [vec![control], data].concat();
        let rectangles = [
            rectangle(0x10, compressed(&mut one, &red)),
            rectangle(0x20, compressed(&mut two, &blue)),
            rectangle(0x10, compressed(&mut one, &green)),
            rectangle(0x10 | 0b0010, compressed(&mut Deflate::new(), &blue)),
            // A fill resets streams, too.
            rectangle(0x80 | 0b0100, R.to_vec()),
            rectangle(0x20, compressed(&mut Deflate::new(), &green)),
        ];
        let expected = [RED, BLUE, GREEN, BLUE, RED, GREEN];
        for (count, colour) in (1..).zip(expected) {
            let sent: Vec<&[u8]> = rectangles[..count].iter().map(Vec::as_slice).collect();
            assert_eq!(tight((3, 2), &sent), Ok(vec![colour; 6]), "rectangle {count}");
        }
        // Not reset, the stream would not understand its new beginning.
        let stale = rectangle(0x10, compressed(&mut Deflate::new(), &blue));
        assert_eq!(tight((3, 2), &[&rectangles[0], &stale]), Err(DecodeError::Zlib));
    }

    #[test]
    fn two_colours_take_a_bit_a_pixel() {
        let header = [&[0x50, 1, 1][..], &R, &B].concat();
        let plain = [&header[..], &[0b0100_0000, 0b1010_0000]].concat();
        assert_eq!(tight((3, 2), &[&plain]), Ok(vec![RED, BLUE, RED, BLUE, RED, BLUE]));

        let rows = [0b1000_0000, 0b0000_0001].repeat(8);
        let data = compressed(&mut Deflate::new(), &rows);
        let pixels = tight((16, 8), &[&[&header[..], &data].concat()]).unwrap();
        assert_eq!(pixels, [[BLUE].as_slice(), &[RED; 14], &[BLUE]].concat().repeat(8));
    }

    #[test]
    fn more_colours_take_a_byte_a_pixel() {
        let header = [&[0x60, 1, 2][..], &R, &G, &B].concat();
        let plain = [&header[..], &[2, 1, 0]].concat();
        assert_eq!(tight((3, 1), &[&plain]), Ok(vec![BLUE, GREEN, RED]));
        let data = compressed(&mut Deflate::new(), &[0, 1, 2].repeat(5));
        let pixels = tight((3, 5), &[&[&header[..], &data].concat()]);
        assert_eq!(pixels, Ok([RED, GREEN, BLUE].repeat(5)));
    }

    #[test]
    fn without_zlib_every_filter_is_as_it_is_however_long() {
        let copy = [&[0xa0][..], &[R, G, B].concat().repeat(8)].concat();
        assert_eq!(tight((6, 4), &[&copy]), Ok([RED, GREEN, BLUE].repeat(8)));
        let explicit = [&[0xe0, 0][..], &[R, G, B].concat().repeat(8)].concat();
        assert_eq!(tight((6, 4), &[&explicit]), Ok([RED, GREEN, BLUE].repeat(8)));
        let palette = [&[0xe0, 1, 2][..], &R, &G, &B, &[0, 1, 2].repeat(9)].concat();
        assert_eq!(tight((9, 3), &[&palette]), Ok([RED, GREEN, BLUE].repeat(9)));
        let bits = [&[0xe0, 1, 1][..], &R, &B, &[0b1000_0000, 0b0000_0001].repeat(8)].concat();
        let expected = [[BLUE].as_slice(), &[RED; 14], &[BLUE]].concat().repeat(8);
        assert_eq!(tight((16, 8), &[&bits]), Ok(expected));
        let gradient = [&[0xe0, 2, 255, 0, 0][..], &[0; 3 * 15]].concat();
        assert_eq!(tight((4, 4), &[&gradient]), Ok(vec![RED; 16]));
    }

    #[test]
    fn without_zlib_streams_are_reset_all_the_same() {
        let mut stream = Deflate::new();
        let before = [&[0x00][..], &compressed(&mut stream, &R.repeat(6))].concat();
        let reset = [&[0xa1][..], &G.repeat(6)].concat();
        let after = [&[0x00][..], &compressed(&mut Deflate::new(), &B.repeat(6))].concat();
        assert_eq!(tight((3, 2), &[&before, &reset, &after]), Ok(vec![BLUE; 6]));
    }

    #[test]
    fn a_palette_does_not_outlive_its_rectangle() {
        let empty = [&[0x50, 1, 1][..], &R, &G].concat();
        assert_eq!(tight((0, 5), &[&empty, &[&[0x50, 1, 2][..], &R, &G, &B].concat()]), Ok(vec![]));
        let other = [&[0x50, 1, 1][..], &B, &G, &[0b1000_0000]].concat();
        let first = [&[0x50, 1, 2][..], &R, &G, &B, &[0, 0]].concat();
        assert_eq!(tight((2, 1), &[&first, &other]), Ok(vec![GREEN, BLUE]));
    }

    #[test]
    fn gradients_add_to_what_the_neighbours_suggest() {
        // Differences of the pixels below from the prediction left + above - above left, cut to 0..=255.
        let differences: [[u8; 3]; 4] = [[10, 20, 200], [5, 250, 100], [1, 0, 100], [2, 0, 0]];
        let expected = vec![[10, 20, 200, 255], [15, 14, 44, 255], [11, 20, 44, 255], [18, 14, 0, 255]];
        let data = compressed(&mut Deflate::new(), &differences.concat());
        let rectangle = [&[0x40, 2][..], &data].concat();
        assert_eq!(tight((2, 2), &[&rectangle]).as_ref(), Ok(&expected));
        // Nothing is left of it for the next rectangle.
        let plain = [&[0x40, 2][..], &[1, 2, 3], &[1, 1, 1]].concat();
        assert_eq!(tight((2, 1), &[&plain, &plain]), Ok(vec![[1, 2, 3, 255], [2, 3, 4, 255]]));
    }

    #[test]
    fn gradients_of_16_bits_wrap_within_each_colour() {
        // Red 31, green 0, blue 1; then differences of 1, 0 and 31.
        let wire = [0x01, 0xf8, 0x1f, 0x08];
        let pixels =
            decode(Encoding::TIGHT, PixelFormat::RGB565, (2, 1), &[&[&[0x40, 2][..], &wire].concat()]);
        assert_eq!(pixels, Ok(vec![[255, 0, 8, 255], [0, 0, 0, 255]]));
    }

    #[test]
    fn empty_rectangles_have_headers_alone() {
        for rectangle in [&[0x00][..], &[0x40, 0], &[0x40, 2], &[0x80, 1, 2, 3]] {
            assert_eq!(tight((0, 3), &[rectangle, rectangle]), Ok(vec![]));
        }
    }

    #[test]
    fn what_does_not_exist_is_refused() {
        for control in [0xb0, 0xc0, 0xd0, 0xf0] {
            assert_eq!(tight((1, 1), &[&[control]]), Err(DecodeError::UnknownTightControl(control)));
        }
        assert_eq!(tight((1, 1), &[&[0x40, 3]]), Err(DecodeError::UnknownTightFilter(3)));
        assert_eq!(tight((1, 1), &[&[0x40, 1, 0]]), Err(DecodeError::TightPaletteTooShort));
        let eight_bits = decode(Encoding::TIGHT, PixelFormat::BGR233, (1, 1), &[&[0x40, 2]]);
        assert_eq!(eight_bits, Err(DecodeError::GradientInEightBits));
    }

    #[test]
    fn palette_indices_past_the_end_are_refused() {
        let rectangle = [&[0x40, 1, 2][..], &R, &G, &B, &[0, 3]].concat();
        assert_eq!(tight((2, 1), &[&rectangle]), Err(DecodeError::PaletteIndex { index: 3, length: 3 }));
    }

    #[test]
    fn data_of_the_wrong_length_is_refused() {
        let copy =
            |data: &[u8]| tight((2, 2), &[&[&[0x00][..], &compressed(&mut Deflate::new(), data)].concat()]);
        assert_eq!(copy(&[255; 12]), Ok(vec![WHITE; 4]));
        assert_eq!(copy(&[255; 11]), Err(DecodeError::CompressedDataTooShort));
        assert_eq!(copy(&[255; 13]), Err(DecodeError::CompressedDataTooLong));
        assert_eq!(tight((2, 2), &[&[0x00, 0x00]]), Err(DecodeError::CompressedDataTooShort));
    }
}
