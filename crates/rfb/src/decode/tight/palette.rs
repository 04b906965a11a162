//! The palette filter: a bit for each pixel where there are two colours, a byte where there are more.

use crate::decode::bits::{TwoColours, look_up};
use crate::decode::raster::Raster;
use crate::decode::{DecodeError, Input, Progress, Target};
use crate::framebuffer::Pixel;
use crate::pixel::Layout;

/// The palette of the current rectangle.
#[derive(Debug)]
pub(super) struct Palette {
    colours: [Pixel; 256],
    length: usize,
    /// The same where there are two.
    two: TwoColours,
}

impl Palette {
    /// Reads a palette of 2 to 256 colours; false if it has not all arrived.
    pub(super) fn read(&mut self, layout: &Layout, input: &mut Input<'_>) -> Result<bool, DecodeError> {
        let Some(&last) = input.rest().first() else {
            input.want(1);
            return Ok(false);
        };
        if last == 0 {
            return Err(DecodeError::TightPaletteTooShort);
        }
        let length = usize::from(last) + 1;
        let Some(wire) = input.take(1 + length * layout.len()) else {
            return Ok(false);
        };
        layout.read(&wire[1..], &mut self.colours[..length]);
        self.length = length;
        if let [zero, one] = self.colours[..length] {
            self.two = TwoColours::new([zero, one]);
        }
        Ok(true)
    }

    /// How many bytes a row of indices takes.
    pub(super) fn row_length(&self, width: u16) -> usize {
        let width = usize::from(width);
        if self.length == 2 { width.div_ceil(8) } else { width }
    }

    /// Reads indices until the rectangle is full.
    pub(super) fn unfilter(
        &self,
        place: &mut Raster,
        input: &mut Input<'_>,
        target: &mut Target<'_>,
    ) -> Result<Progress, DecodeError> {
        let progress = if self.length == 2 {
            let bytes = self.row_length(target.rect.width);
            place.read_rows(bytes, input, target, |wire, row| self.two.look_up(wire, row))
        } else {
            let mut outside = None;
            let progress = place.read_with(1, input, target, |wire, row| {
                look_up(wire, row, &self.colours);
                // The highest is found for many at once; which came first is asked only if it is too high.
                let highest = wire.iter().copied().fold(0, u8::max);
                if usize::from(highest) >= self.length && outside.is_none() {
                    outside = wire.iter().copied().find(|&index| usize::from(index) >= self.length);
                }
            });
            if let Some(index) = outside {
                return Err(DecodeError::PaletteIndex { index, length: self.length });
            }
            progress
        };
        Ok(progress)
    }
}

impl Default for Palette {
    /// Opaque, for a pixel of a colour past the palette's end is drawn before it is refused.
    fn default() -> Self {
        let black = [0, 0, 0, 255];
        Self { colours: [black; 256], length: 0, two: TwoColours::new([black; 2]) }
    }
}
