//! ZlibHex: Hextile whose tiles may each go through one of two zlib streams ("zlibhex Encoding").

use super::hextile::{Hextile, bit, tile_length};
use super::{Decode, DecodeError, Input, Progress, Target};
use crate::inflate::Inflate;

/// The decoder of [`Encoding::ZLIB_HEX`](crate::wire::Encoding::ZLIB_HEX).
#[derive(Debug, Default)]
pub struct ZlibHex {
    hextile: Hextile,
    inflate: Inflate<2>,
    /// The current tile as plain Hextile has it, as far as it has been decompressed: its first byte and what follows.
    plain: Vec<u8>,
}

/// The bits of a tile's first byte beyond those of Hextile.
const ZLIB_RAW: u8 = 32;
const ZLIB: u8 = 64;

/// The stream of raw tiles, and that of all others.
const RAW_STREAM: usize = 0;
const OTHER_STREAM: usize = 1;

impl Decode for ZlibHex {
    fn decode(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Progress, DecodeError> {
        let size = target.rect.size();
        let layout = target.pixels.plain();
        while let Some(tile) = self.hextile.next(size) {
            if !self.inflate.is_reading() {
                let Some(&first) = input.rest().first() else {
                    input.want(1);
                    return Ok(Progress::NeedMore);
                };
                let stream = match first {
                    raw if raw & bit::RAW != 0 => None,
                    raw if raw & ZLIB_RAW != 0 => Some((RAW_STREAM, bit::RAW)),
                    other if other & ZLIB != 0 => Some((OTHER_STREAM, other & !ZLIB)),
                    _ => None,
                };
                let Some((stream, plain_first)) = stream else {
                    let Some(wire) = input.take(tile_length(tile.size(), layout, input.rest())) else {
                        return Ok(Progress::NeedMore);
                    };
                    self.hextile.tile(tile, layout, wire, target)?;
                    self.hextile.advance(tile, size);
                    continue;
                };
                let Some([_, high, low]) = input.take_array() else {
                    return Ok(Progress::NeedMore);
                };
                self.plain.clear();
                self.plain.push(plain_first);
                self.inflate.begin(stream, u32::from(u16::from_be_bytes([high, low])));
            }
            let plain = &mut self.plain;
            let progress = self.inflate.read(input, |inflated| {
                loop {
                    let missing = tile_length(tile.size(), layout, plain) - plain.len();
                    if missing == 0 {
                        return Ok(Progress::Done);
                    }
                    let Some(bytes) = inflated.take(missing) else {
                        return Ok(Progress::NeedMore);
                    };
                    plain.extend_from_slice(bytes);
                }
            })?;
            if progress == Progress::NeedMore {
                return Ok(Progress::NeedMore);
            }
            self.hextile.tile(tile, layout, &self.plain, target)?;
            self.hextile.advance(tile, size);
        }
        self.hextile.finish();
        Ok(Progress::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::{BLUE, Deflate, GREEN, RED, decode};
    use crate::framebuffer::Pixel;
    use crate::wire::{Encoding, PixelFormat};

    const R: u8 = 0x07;
    const G: u8 = 0x38;
    const B: u8 = 0xc0;

    /// BGR233, where a pixel is a byte.
    fn zlib_hex(size: (u16, u16), rectangles: &[&[u8]]) -> Result<Vec<Pixel>, DecodeError> {
        decode(Encoding::ZLIB_HEX, PixelFormat::BGR233, size, rectangles)
    }

    /// A tile through a stream: its first byte, its length in two bytes, its data.
    fn tile(first: u8, stream: &mut Deflate, plain: &[u8]) -> Vec<u8> {
        let piece = stream.piece(plain);
        [&[first][..], &(piece.len() as u16).to_be_bytes(), &piece].concat()
    }

    #[test]
    fn tiles_of_hextile_are_read_as_they_are() {
        assert_eq!(zlib_hex((18, 1), &[&[bit::BACKGROUND, R, 0]]), Ok(vec![RED; 18]));
        assert_eq!(zlib_hex((2, 1), &[&[bit::RAW | ZLIB, R, G]]), Ok(vec![RED, GREEN]));
    }

    #[test]
    fn raw_tiles_and_others_have_a_stream_each_that_outlives_the_rectangle() {
        let (mut raw, mut other) = (Deflate::new(), Deflate::new());
        let coloured = bit::BACKGROUND | bit::SUBRECTANGLES | bit::COLOURED;
        // Three tiles of 16, 16 and 2 columns, of which the last takes over the background.
        let first = [
            tile(ZLIB_RAW, &mut raw, &[R; 16]),
            tile(ZLIB | coloured, &mut other, &[B, 1, G, 0x00, 0xf0]),
            tile(ZLIB, &mut other, &[]),
        ]
        .concat();
        let expected = [vec![RED; 16], vec![GREEN; 16], vec![BLUE; 2]].concat();
        assert_eq!(zlib_hex((34, 1), &[&first]), Ok(expected));
        let second = [
            tile(ZLIB | bit::BACKGROUND, &mut other, &[R]),
            tile(!bit::RAW, &mut raw, &[B; 16]),
            vec![bit::BACKGROUND, G],
        ]
        .concat();
        let expected = [vec![RED; 16], vec![BLUE; 16], vec![GREEN; 2]].concat();
        assert_eq!(zlib_hex((34, 1), &[&first, &second]), Ok(expected));
    }

    #[test]
    fn a_tile_that_holds_too_much_or_too_little_is_refused() {
        let raw = |data: &[u8]| zlib_hex((2, 2), &[&tile(ZLIB_RAW, &mut Deflate::new(), data)]);
        assert_eq!(raw(&[R; 5]), Err(DecodeError::CompressedDataTooLong));
        assert_eq!(raw(&[R; 3]), Err(DecodeError::CompressedDataTooShort));
        assert_eq!(zlib_hex((1, 1), &[&[ZLIB, 0, 3, 1, 2, 3]]), Err(DecodeError::Zlib));
        assert_eq!(zlib_hex((1, 1), &[&[128]]), Err(DecodeError::UnknownTile(128)));
    }

    #[test]
    fn an_empty_rectangle_has_no_tiles() {
        assert_eq!(zlib_hex((3, 0), &[&[]]), Ok(vec![]));
    }
}
