//! TRLE (section 7.7.5): tiles of 16 by 16 pixels with palettes and runs, uncompressed.

use rfb::{Rect, Size};

use super::{Effort, Encode, Picture, Pixels, pieces::pieces, tiles::TileEncoder};

/// A tile's size.
const TILE: Size = Size::new(16, 16);

/// The encoder; its memory is only scratch.
#[derive(Debug, Default)]
pub struct Trle {
    packed: Vec<u32>,
    tiles: TileEncoder,
}

impl Encode for Trle {
    fn encode(&mut self, picture: Picture<'_>, pixels: &Pixels, _effort: Effort, output: &mut Vec<u8>) {
        let packing = pixels.compressed();
        self.tiles.start_rectangle();
        for tile in pieces(Rect::covering(picture.size()), TILE) {
            packing.pack_all(picture.crop(tile), &mut self.packed);
            self.tiles.encode(&self.packed, usize::from(tile.width), packing, true, output);
        }
    }
}
