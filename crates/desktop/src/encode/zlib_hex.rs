//! ZlibHex ("zlibhex Encoding"): Hextile whose larger tiles go through one of two zlib streams.

use rfb::Rect;

use super::{
    Effort, Encode, Picture, Pixels,
    deflate::Deflate,
    hextile::{Carried, Hextile, RAW, TILE},
    pieces::pieces,
};

/// Bits of a tile's first byte beyond those of Hextile.
const ZLIB_RAW: u8 = 32;
const ZLIB: u8 = 64;

/// A tile that is shorter than this gains nothing: a flushed stream takes half of it for itself.
const MIN_TO_COMPRESS: usize = 24;

/// The encoder and its two streams.
#[derive(Debug, Default)]
pub struct ZlibHex {
    hextile: Hextile,
    tile: Vec<u8>,
    raw: Deflate,
    other: Deflate,
}

impl Encode for ZlibHex {
    fn encode(&mut self, picture: Picture<'_>, pixels: &Pixels, effort: Effort, output: &mut Vec<u8>) {
        let mut carried = Carried::default();
        for tile in pieces(Rect::covering(picture.size()), TILE) {
            self.tile.clear();
            self.hextile.encode_tile(picture.crop(tile), pixels.plain(), &mut carried, &mut self.tile);
            if self.tile.len() < MIN_TO_COMPRESS {
                output.extend_from_slice(&self.tile);
                continue;
            }
            let (first, stream) = match self.tile[0] {
                RAW => (ZLIB_RAW, &mut self.raw),
                first => (first | ZLIB, &mut self.other),
            };
            output.extend([first, 0, 0]);
            let start = output.len();
            stream.set_level(effort.compression);
            stream.append(&self.tile[1..], output);
            // A tile has at most 1539 bytes, which zlib makes little longer at worst.
            let length = (output.len() - start) as u16;
            output[start - 2..start].copy_from_slice(&length.to_be_bytes());
        }
    }
}
