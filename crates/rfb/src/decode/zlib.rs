//! Zlib: raw pixels through one zlib stream ("zlib Encoding").

use super::raster::Raster;
use super::{Decode, DecodeError, Input, Progress, Target};
use crate::inflate::Inflate;

/// The decoder of [`Encoding::ZLIB`](crate::wire::Encoding::ZLIB).
#[derive(Debug, Default)]
pub struct Zlib {
    inflate: Inflate<1>,
    place: Raster,
}

impl Decode for Zlib {
    fn decode(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Progress, DecodeError> {
        if !self.inflate.is_reading() {
            let Some(length) = input.u32() else {
                return Ok(Progress::NeedMore);
            };
            self.inflate.begin(0, length);
        }
        let layout = target.pixels.plain();
        self.inflate.read(input, |inflated| Ok(self.place.read(layout, inflated, target)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::{BLUE, Deflate, GREEN, RED, decode};
    use crate::wire::{Encoding, PixelFormat};

    #[test]
    fn rectangles_share_one_stream() {
        let mut stream = Deflate::new();
        let red_then_green = stream.rectangle(&[0x07, 0x07, 0x38, 0x38]);
        let blue = stream.rectangle(&[0xc0; 4]);
        let both = decode(Encoding::ZLIB, PixelFormat::BGR233, (2, 2), &[&red_then_green, &blue]);
        assert_eq!(both.unwrap(), [BLUE; 4]);
        let first = decode(Encoding::ZLIB, PixelFormat::BGR233, (2, 2), &[&red_then_green]);
        assert_eq!(first.unwrap(), [RED, RED, GREEN, GREEN]);
    }

    #[test]
    fn a_rectangle_larger_than_a_piece_is_read_in_pieces() {
        let wire: Vec<u8> =
            (0..300 * 300u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let pixels =
            decode(Encoding::ZLIB, PixelFormat::RGBX, (300, 300), &[&Deflate::new().rectangle(&wire)]);
        let expected: Vec<_> = wire.as_chunks().0.iter().map(|&[r, g, b, _]| [r, g, b, 255]).collect();
        assert!(pixels.unwrap() == expected);
    }

    #[test]
    fn an_empty_rectangle_may_have_no_data() {
        assert_eq!(decode(Encoding::ZLIB, PixelFormat::BGRX, (0, 7), &[&[0; 4]]), Ok(vec![]));
    }

    #[test]
    fn too_much_and_too_little_data_are_told_apart() {
        let zlib = |size, data: &[u8]| {
            decode(Encoding::ZLIB, PixelFormat::BGR233, size, &[&Deflate::new().rectangle(data)])
        };
        assert_eq!(zlib((2, 2), &[7; 5]), Err(DecodeError::CompressedDataTooLong));
        assert_eq!(zlib((2, 2), &[7; 3]), Err(DecodeError::CompressedDataTooShort));
        assert_eq!(zlib((0, 2), &[7; 1]), Err(DecodeError::CompressedDataTooLong));
        // Sixteen megabytes in sixteen kilobytes.
        assert_eq!(zlib((2, 2), &vec![0; 16 << 20]), Err(DecodeError::CompressedDataTooLong));
    }

    #[test]
    fn what_is_not_zlib_is_refused() {
        let zlib = |wire: &[u8]| decode(Encoding::ZLIB, PixelFormat::BGR233, (2, 2), &[wire]);
        assert_eq!(zlib(&[0, 0, 0, 4, 1, 2, 3, 4]), Err(DecodeError::Zlib));
        // A stream that says it has ended, and goes on.
        let ended = [0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00];
        assert_eq!(zlib(&[&[0, 0, 0, 9][..], &ended].concat()), Err(DecodeError::Zlib));
    }
}
