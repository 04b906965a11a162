//! Hextile: tiles of 16 by 16 pixels, raw or with sub-rectangles (section 7.7.5).

use super::{Decode, DecodeError, Input, Progress, Target};
use crate::framebuffer::Pixel;
use crate::pixel::Layout;
use crate::{Rect, Size};

/// The decoder of [`Encoding::HEXTILE`](crate::wire::Encoding::HEXTILE).
#[derive(Debug)]
pub struct Hextile {
    /// The corner of the current tile, relative to the rectangle's.
    x: u16,
    y: u16,
    colours: Colours,
    pixels: [Pixel; SIDE as usize * SIDE as usize],
}

/// The colours that a tile may take over from the one before.
///
/// They outlive raw tiles, though a server should not count on that.
#[derive(Debug, Default)]
struct Colours {
    background: Option<Pixel>,
    foreground: Option<Pixel>,
}

const SIDE: u16 = 16;

/// The bits of a tile's first byte.
mod bit {
    pub(super) const RAW: u8 = 1;
    pub(super) const BACKGROUND: u8 = 2;
    pub(super) const FOREGROUND: u8 = 4;
    pub(super) const SUBRECTANGLES: u8 = 8;
    pub(super) const COLOURED: u8 = 16;
    pub(super) const UNKNOWN: u8 = 0xe0;
}

impl Default for Hextile {
    fn default() -> Self {
        Self { x: 0, y: 0, colours: Colours::default(), pixels: [[0; 4]; SIDE as usize * SIDE as usize] }
    }
}

impl Decode for Hextile {
    fn decode(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Progress, DecodeError> {
        let size = target.rect.size();
        let layout = target.pixels.plain();
        while self.x < size.width && self.y < size.height {
            let tile =
                Rect::new(self.x, self.y, SIDE.min(size.width - self.x), SIDE.min(size.height - self.y));
            let Some(wire) = input.take(tile_length(tile.size(), layout, input.rest())) else {
                return Ok(Progress::NeedMore);
            };
            self.tile(tile, layout, wire, target)?;
            self.x += tile.width;
            if self.x == size.width {
                self.x = 0;
                self.y += tile.height;
            }
        }
        self.x = 0;
        self.y = 0;
        self.colours = Colours::default();
        Ok(Progress::Done)
    }
}

impl Hextile {
    /// Draws a tile whose bytes have all arrived.
    fn tile(
        &mut self,
        tile: Rect,
        layout: &Layout,
        wire: &[u8],
        target: &mut Target<'_>,
    ) -> Result<(), DecodeError> {
        let (mask, mut wire) = (wire[0], &wire[1..]);
        let pixels = &mut self.pixels[..tile.area()];
        if mask & bit::RAW != 0 {
            layout.read(wire, pixels);
            target.write_part(tile, pixels);
            return Ok(());
        }
        if mask & bit::UNKNOWN != 0 {
            return Err(DecodeError::UnknownTile(mask));
        }
        let mut colour = || {
            let (pixel, rest) = wire.split_at(layout.len());
            wire = rest;
            layout.pixel(pixel)
        };
        if mask & bit::BACKGROUND != 0 {
            self.colours.background = Some(colour());
        }
        if mask & bit::FOREGROUND != 0 {
            self.colours.foreground = Some(colour());
        }
        let background = self.colours.background.ok_or(DecodeError::NoColourToCarryOver)?;
        if mask & bit::SUBRECTANGLES == 0 {
            return target.fill_part(tile, background);
        }
        pixels.fill(background);
        let subrectangles = &wire[1..];
        if mask & bit::COLOURED != 0 {
            for wire in subrectangles.chunks_exact(layout.len() + 2) {
                let (pixel, place) = wire.split_at(layout.len());
                draw(pixels, tile.size(), [place[0], place[1]], layout.pixel(pixel))?;
            }
        } else if !subrectangles.is_empty() {
            let foreground = self.colours.foreground.ok_or(DecodeError::NoColourToCarryOver)?;
            for &place in subrectangles.as_chunks::<2>().0 {
                draw(pixels, tile.size(), place, foreground)?;
            }
        }
        target.write_part(tile, pixels);
        Ok(())
    }
}

/// How many bytes a tile takes, 1542 at most; or if that cannot be told yet, how many must have arrived to tell.
fn tile_length(tile: Size, layout: &Layout, wire: &[u8]) -> usize {
    let Some(&mask) = wire.first() else {
        return 1;
    };
    if mask & bit::RAW != 0 {
        return 1 + tile.area() * layout.len();
    }
    let colours = (mask & (bit::BACKGROUND | bit::FOREGROUND)).count_ones() as usize;
    let header = 1 + colours * layout.len();
    if mask & bit::SUBRECTANGLES == 0 {
        return header;
    }
    let Some(&count) = wire.get(header) else {
        return header + 1;
    };
    let subrectangle = if mask & bit::COLOURED != 0 { layout.len() + 2 } else { 2 };
    header + 1 + usize::from(count) * subrectangle
}

/// Fills a sub-rectangle of a tile; x and y share a byte, as do the width and the height, less one.
fn draw(pixels: &mut [Pixel], tile: Size, place: [u8; 2], pixel: Pixel) -> Result<(), DecodeError> {
    let [[x, y], [width, height]] = place.map(|byte| [u16::from(byte >> 4), u16::from(byte & 15)]);
    let subrectangle = Rect::new(x, y, width + 1, height + 1);
    if !subrectangle.fits(tile) {
        return Err(DecodeError::SubrectangleOutside { subrectangle, within: tile });
    }
    let stride = usize::from(tile.width);
    let rows = pixels[usize::from(y) * stride..].chunks_exact_mut(stride);
    for row in rows.take(usize::from(height) + 1) {
        row[usize::from(x)..=usize::from(x + width)].fill(pixel);
    }
    Ok(())
}
