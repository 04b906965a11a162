//! Hextile: tiles of 16 by 16 pixels, raw or with sub-rectangles (section 7.7.4).

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
pub(super) mod bit {
    pub(in crate::decode) const RAW: u8 = 1;
    pub(in crate::decode) const BACKGROUND: u8 = 2;
    pub(in crate::decode) const FOREGROUND: u8 = 4;
    pub(in crate::decode) const SUBRECTANGLES: u8 = 8;
    pub(in crate::decode) const COLOURED: u8 = 16;
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
        while let Some(tile) = self.next(size) {
            let Some(wire) = input.take(tile_length(tile.size(), layout, input.rest())) else {
                return Ok(Progress::NeedMore);
            };
            self.tile(tile, layout, wire, target)?;
            self.advance(tile, size);
        }
        self.finish();
        Ok(Progress::Done)
    }
}

impl Hextile {
    /// The current tile of a rectangle of this size; none behind its last.
    pub(super) fn next(&self, size: Size) -> Option<Rect> {
        let inside = self.x < size.width && self.y < size.height;
        inside
            .then(|| Rect::new(self.x, self.y, SIDE.min(size.width - self.x), SIDE.min(size.height - self.y)))
    }

    /// Moves past the current tile.
    pub(super) fn advance(&mut self, tile: Rect, size: Size) {
        self.x += tile.width;
        if self.x == size.width {
            self.x = 0;
            self.y += tile.height;
        }
    }

    /// Makes ready for the next rectangle.
    pub(super) fn finish(&mut self) {
        self.x = 0;
        self.y = 0;
        self.colours = Colours::default();
    }

    /// Draws a tile whose bytes have all arrived.
    pub(super) fn tile(
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

/// How many bytes a tile takes, 1540 at most; or if that cannot be told yet, how many must have arrived to tell.
pub(super) fn tile_length(tile: Size, layout: &Layout, wire: &[u8]) -> usize {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::{BLACK, BLUE, GREEN, RED, WHITE, decode};
    use crate::wire::{Encoding, PixelFormat};

    /// BGR233, where a pixel is a byte.
    fn hextile(size: (u16, u16), wire: &[u8]) -> Result<Vec<Pixel>, DecodeError> {
        decode(Encoding::HEXTILE, PixelFormat::BGR233, size, &[wire])
    }

    #[test]
    fn a_solid_tile_takes_over_the_background() {
        let pixels = hextile((18, 1), &[bit::BACKGROUND, 0x07, 0]).unwrap();
        assert_eq!(pixels, [RED; 18]);
    }

    #[test]
    fn raw_tiles_are_cut_at_the_edges() {
        let wire = [&[bit::RAW][..], &[0x07; 16 * 16], &[bit::RAW], &[0x38; 16], &[bit::RAW], &[0xc0; 16]];
        let wire = [&wire.concat()[..], &[bit::RAW | bit::BACKGROUND, 0xff]].concat();
        let pixels = hextile((17, 17), &wire).unwrap();
        assert_eq!(pixels[0], RED);
        assert_eq!(pixels[16], GREEN);
        assert_eq!(pixels[16 * 17], BLUE);
        assert_eq!(pixels[17 * 17 - 1], WHITE);
    }

    #[test]
    fn sub_rectangles_have_one_colour_or_their_own() {
        let one = bit::BACKGROUND | bit::FOREGROUND | bit::SUBRECTANGLES;
        let wire = [one, 0xc0, 0x07, 2, 0x00, 0x10, 0x21, 0x00];
        let expected = [RED, RED, BLUE, BLUE, BLUE, RED];
        assert_eq!(hextile((3, 2), &wire).unwrap(), expected);

        let own = bit::BACKGROUND | bit::SUBRECTANGLES | bit::COLOURED;
        let wire = [own, 0xc0, 2, 0x07, 0x00, 0x10, 0x38, 0x21, 0x00];
        assert_eq!(hextile((3, 2), &wire).unwrap(), [RED, RED, BLUE, BLUE, BLUE, GREEN]);

        let none = [bit::BACKGROUND | bit::SUBRECTANGLES, 0xc0, 0];
        assert_eq!(hextile((2, 1), &none).unwrap(), [BLUE; 2]);
    }

    #[test]
    fn the_foreground_is_taken_over_through_a_solid_tile() {
        let one = bit::BACKGROUND | bit::FOREGROUND | bit::SUBRECTANGLES;
        let wire = [one, 0x00, 0x07, 1, 0x00, 0x00, bit::BACKGROUND, 0xc0, bit::SUBRECTANGLES, 1, 0x00, 0x00];
        let pixels = hextile((33, 1), &wire).unwrap();
        assert_eq!((pixels[0], pixels[1], pixels[16], pixels[32]), (RED, BLACK, BLUE, RED));
    }

    #[test]
    fn wider_pixels_are_read_in_every_place() {
        let one = bit::BACKGROUND | bit::FOREGROUND | bit::SUBRECTANGLES;
        let wire = [&[one, 255, 0, 0, 0, 0, 0, 255, 0, 1, 0x10, 0x00][..]].concat();
        let pixels = decode(Encoding::HEXTILE, PixelFormat::BGRX, (2, 1), &[&wire, &wire]).unwrap();
        assert_eq!(pixels, [BLUE, RED]);
    }

    #[test]
    fn an_empty_rectangle_has_no_tiles() {
        assert_eq!(hextile((0, 3), &[]), Ok(vec![]));
    }

    #[test]
    fn a_colour_cannot_be_taken_over_from_nowhere() {
        for wire in [&[0][..], &[bit::BACKGROUND | bit::SUBRECTANGLES, 0, 1, 0, 0]] {
            assert_eq!(hextile((1, 1), wire), Err(DecodeError::NoColourToCarryOver));
        }
        // Nor from the rectangle before.
        let again = decode(Encoding::HEXTILE, PixelFormat::BGR233, (1, 1), &[&[bit::BACKGROUND, 0], &[0]]);
        assert_eq!(again, Err(DecodeError::NoColourToCarryOver));
    }

    #[test]
    fn unknown_bits_are_refused() {
        assert_eq!(hextile((1, 1), &[32]), Err(DecodeError::UnknownTile(32)));
    }

    #[test]
    fn a_sub_rectangle_outside_its_tile_is_refused() {
        let one = bit::BACKGROUND | bit::FOREGROUND | bit::SUBRECTANGLES;
        assert_eq!(
            hextile((18, 1), &[bit::BACKGROUND, 0, one, 0, 7, 1, 0x10, 0x10]),
            Err(DecodeError::SubrectangleOutside {
                subrectangle: Rect::new(1, 0, 2, 1),
                within: Size::new(2, 1)
            })
        );
    }
}
