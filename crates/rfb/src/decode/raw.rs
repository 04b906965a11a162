//! Raw: pixels as they are (section 7.7.1).

use super::raster::Raster;
use super::{Decode, DecodeError, Input, Progress, Target};

/// The decoder of [`Encoding::RAW`](crate::wire::Encoding::RAW).
#[derive(Debug, Default)]
pub struct Raw {
    place: Raster,
}

impl Decode for Raw {
    fn decode(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Progress, DecodeError> {
        Ok(self.place.read(target.pixels.plain(), input, target))
    }
}

#[cfg(test)]
mod tests {
    use crate::decode::testing::{BLUE, GREEN, RED, WHITE, decode, decode_mapped};
    use crate::wire::{Encoding, PixelFormat};

    #[test]
    fn every_pixel_format_is_read() {
        let big_endian = |format| PixelFormat { big_endian: true, ..format };
        let rgb30 = PixelFormat {
            depth: 30,
            red_max: 1023,
            green_max: 1023,
            blue_max: 1023,
            red_shift: 20,
            green_shift: 10,
            ..PixelFormat::BGRX
        };
        let formats: [(PixelFormat, [&[u8]; 4]); 9] = [
            (PixelFormat::BGRX, [&[0, 0, 255, 0], &[0, 255, 0, 0], &[255, 0, 0, 0], &[255, 255, 255, 9]]),
            (PixelFormat::RGBX, [&[255, 0, 0, 0], &[0, 255, 0, 0], &[0, 0, 255, 0], &[255, 255, 255, 9]]),
            (
                PixelFormat::rgb888(24, 16, 8),
                [&[0, 0, 0, 255], &[0, 0, 255, 0], &[0, 255, 0, 0], &[9, 255, 255, 255]],
            ),
            (
                big_endian(PixelFormat::BGRX),
                [&[0, 255, 0, 0], &[0, 0, 255, 0], &[0, 0, 0, 255], &[9, 255, 255, 255]],
            ),
            (PixelFormat::RGB565, [&[0x00, 0xf8], &[0xe0, 0x07], &[0x1f, 0x00], &[0xff, 0xff]]),
            (big_endian(PixelFormat::RGB565), [&[0xf8, 0x00], &[0x07, 0xe0], &[0x00, 0x1f], &[0xff, 0xff]]),
            (PixelFormat::BGR233, [&[0x07], &[0x38], &[0xc0], &[0xff]]),
            (
                rgb30,
                [&[0, 0, 0xf0, 0x3f], &[0, 0xfc, 0x0f, 0], &[0xff, 0x03, 0, 0], &[0xff, 0xff, 0xff, 0x3f]],
            ),
            (
                big_endian(rgb30),
                [&[0x3f, 0xf0, 0, 0], &[0, 0x0f, 0xfc, 0], &[0, 0, 0x03, 0xff], &[0x3f, 0xff, 0xff, 0xff]],
            ),
        ];
        for (format, wire) in formats {
            // Seven copies: enough for the loops' vector part and their rest.
            let pixels = decode(Encoding::RAW, format, (7, 4), &[&wire.concat().repeat(7)]).unwrap();
            assert_eq!(pixels, [RED, GREEN, BLUE, WHITE].repeat(7), "{format:?}");
        }
    }

    #[test]
    fn a_colour_map_is_looked_up() {
        let colours = [[0xffff, 0, 0], [0, 0xffff, 0], [0x8000, 0x1234, 0xfedc]];
        let pixels = decode_mapped(Encoding::RAW, &colours, (2, 2), &[0, 1, 2, 3]).unwrap();
        assert_eq!(pixels, [RED, GREEN, [0x80, 0x12, 0xfe, 255], [3, 3, 3, 255]]);
    }

    #[test]
    fn an_empty_rectangle_takes_nothing() {
        for size in [(0, 0), (0, 5), (5, 0)] {
            assert_eq!(decode(Encoding::RAW, PixelFormat::BGRX, size, &[&[]]), Ok(vec![]));
        }
    }
}
