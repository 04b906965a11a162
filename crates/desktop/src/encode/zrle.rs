//! ZRLE (section 7.7.6): tiles of 64 by 64 pixels with palettes and runs, through one zlib stream that lives
//! as long as the connection.

use super::{
    Effort, Encode, Picture, Pixels,
    deflate::Deflate,
    tiles::{self, TileEncoder},
};

/// A tile's side.
const TILE: u16 = 64;

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
        for tile in tiles::grid(picture.size(), TILE) {
            packing.pack_all(picture.crop(tile), &mut self.packed);
            self.tiles.encode(&self.packed, usize::from(tile.width), packing, false, &mut self.plain);
        }
        self.deflate.set_level(effort.compression);
        self.deflate.append_with_length(&self.plain, output);
    }
}
