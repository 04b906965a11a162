//! ZRLE (section 7.7.6): tiles of 64 by 64 pixels with palettes and runs, through one zlib stream that lives
//! as long as the connection.

use rfb::{Rect, Size};

use super::{Effort, Encode, Picture, Pixels, deflate::Deflate, pieces::pieces, tiles::TileEncoder};

/// A tile's size.
const TILE: Size = Size::new(64, 64);

/// The encoder and its stream.
#[derive(Debug, Default)]
pub struct Zrle {
    packed: Vec<u32>,
    plain: Vec<u8>,
    tiles: TileEncoder,
    deflate: Deflate,
}

impl Encode for Zrle {
    fn encode(&mut self, picture: Picture<'_>, pixels: &Pixels, effort: Effort, output: &mut Vec<u8>) {
        let packing = pixels.compressed();
        self.plain.clear();
        for tile in pieces(Rect::covering(picture.size()), TILE) {
            packing.pack_all(picture.crop(tile), &mut self.packed);
            self.tiles.encode(&self.packed, usize::from(tile.width), packing, false, &mut self.plain);
        }
        self.deflate.set_level(effort.compression);
        self.deflate.append_with_length(&self.plain, output);
    }
}
