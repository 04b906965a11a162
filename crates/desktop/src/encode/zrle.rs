//! ZRLE (section 7.7.6): tiles of 64 by 64 pixels with palettes and runs, through one zlib stream that lives
//! as long as the connection; and ZYWRLE, which is ZRLE but for raw tiles.

use rfb::{Rect, Size};

use super::{
    Effort, Encode, Picture, Pixels, deflate::Deflate, pieces::pieces, tiles, tiles::TileEncoder,
    zywrle::Wavelets,
};

/// A tile's size.
const TILE: Size = Size::new(64, 64);

/// The encoder and its stream.
#[derive(Debug, Default)]
pub struct Zrle {
    packed: Vec<u32>,
    plain: Vec<u8>,
    tiles: TileEncoder,
    deflate: Deflate,
    wavelets: Option<Wavelets>,
}

impl Zrle {
    /// The same stream, but raw tiles are sent as wavelets or not from here on: ZYWRLE and ZRLE.
    pub(super) fn with_wavelets(&mut self, with: bool) -> &mut Self {
        if with != self.wavelets.is_some() {
            self.wavelets = with.then(Wavelets::default);
        }
        self
    }
}

impl Encode for Zrle {
    fn encode(&mut self, picture: Picture<'_>, pixels: &Pixels, effort: Effort, output: &mut Vec<u8>) {
        let packing = pixels.compressed();
        self.plain.clear();
        for tile in pieces(Rect::covering(picture.size()), TILE) {
            packing.pack_all(picture.crop(tile), &mut self.packed);
            let width = usize::from(tile.width);
            let start = self.plain.len();
            self.tiles.encode(&self.packed, width, packing, false, &mut self.plain);
            if let Some(wavelets) = &mut self.wavelets
                && self.plain[start] == tiles::RAW
                && wavelets.analyse(picture.crop(tile), pixels, effort, &mut self.packed)
            {
                self.plain.truncate(start + 1);
                self.tiles.encode(&self.packed, width, packing, false, &mut self.plain);
            }
        }
        self.deflate.set_level(effort.compression);
        self.deflate.append_with_length(&self.plain, output);
    }
}
