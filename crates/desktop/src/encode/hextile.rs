//! Hextile (section 7.7.4): tiles of 16 by 16 pixels, each raw or a background with sub-rectangles.

use rfb::{Rect, Size};

use super::{Effort, Encode, Picture, Pixels, palette::Palette, pieces::pieces, pixels::Packing, subrects};

/// A tile's size.
pub(super) const TILE: Size = Size::new(16, 16);

/// Bits of a tile's first byte.
pub(super) const RAW: u8 = 1;
const BACKGROUND_SPECIFIED: u8 = 2;
const FOREGROUND_SPECIFIED: u8 = 4;
const ANY_SUBRECTS: u8 = 8;
const SUBRECTS_COLOURED: u8 = 16;

/// The encoder; its memory is only scratch.
#[derive(Debug, Default)]
pub struct Hextile {
    packed: Vec<u32>,
    remaining: Vec<u32>,
    palette: Palette,
}

/// The colours that a tile inherits from the one before it, within a rectangle.
#[derive(Clone, Copy, Default)]
pub(super) struct Carried {
    background: Option<u32>,
    foreground: Option<u32>,
}

impl Encode for Hextile {
    fn encode(&mut self, picture: Picture<'_>, pixels: &Pixels, _effort: Effort, output: &mut Vec<u8>) {
        let mut carried = Carried::default();
        for tile in pieces(Rect::covering(picture.size()), TILE) {
            self.encode_tile(picture.crop(tile), pixels.plain(), &mut carried, output);
        }
    }
}

impl Hextile {
    /// Appends a tile.
    pub(super) fn encode_tile(
        &mut self,
        tile: Picture<'_>,
        packing: &Packing,
        carried: &mut Carried,
        output: &mut Vec<u8>,
    ) {
        packing.pack_all(tile, &mut self.packed);
        let width = usize::from(tile.size().width);
        self.palette.count(&self.packed, usize::MAX);
        let background = self.palette.most_common();
        // With two colours, the one that is not the background is said once, for all sub-rectangles.
        let foreground = match *self.palette.colours() {
            [a, b] => Some(if a == background { b } else { a }),
            _ => None,
        };
        let solid = self.palette.colours().len() == 1;
        let start = output.len();
        let mut mask = 0;
        output.push(mask);
        if carried.background != Some(background) {
            mask |= BACKGROUND_SPECIFIED;
            packing.put(background, output);
        }
        if let Some(foreground) = foreground
            && carried.foreground != Some(foreground)
        {
            mask |= FOREGROUND_SPECIFIED;
            packing.put(foreground, output);
        }
        if !solid {
            mask |= ANY_SUBRECTS | if foreground.is_none() { SUBRECTS_COLOURED } else { 0 };
            let count_at = output.len();
            output.push(0);
            // At most 255 of a tile's 256 pixels are not background.
            let mut count = 0_u8;
            self.remaining.clone_from(&self.packed);
            subrects::cover(&mut self.remaining, width, background, |subrect| {
                if foreground.is_none() {
                    packing.put(subrect.colour, output);
                }
                output.push((subrect.x << 4 | subrect.y) as u8);
                output.push(((subrect.width - 1) << 4 | (subrect.height - 1)) as u8);
                count += 1;
            });
            output[count_at] = count;
            if output.len() - start > self.packed.len() * packing.bytes() {
                output.truncate(start);
                output.push(RAW);
                packing.put_all(&self.packed, output);
                *carried = Carried::default();
                return;
            }
        }
        output[start] = mask;
        carried.background = Some(background);
        // Past a solid tile, the foreground from before it stays valid.
        if !solid {
            carried.foreground = foreground;
        }
    }
}
