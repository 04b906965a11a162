//! Where a decoder writes.

use super::DecodeError;
use crate::Rect;
use crate::framebuffer::{Framebuffer, Pixel, Region};
use crate::pixel::PixelReader;

/// A rectangle of a framebuffer and the format of the pixels that arrive for it.
#[derive(Debug)]
pub struct Target<'a> {
    pub(super) framebuffer: &'a mut Framebuffer,
    /// INVARIANT: it fits `framebuffer`.
    pub(super) rect: Rect,
    pub(super) pixels: &'a PixelReader,
}

impl<'a> Target<'a> {
    /// The place `rect` on a framebuffer.
    ///
    /// # Errors
    /// [`DecodeError::OutsideScreen`] if it does not fit there.
    pub fn new(
        framebuffer: &'a mut Framebuffer,
        rect: Rect,
        pixels: &'a PixelReader,
    ) -> Result<Self, DecodeError> {
        let screen = framebuffer.size();
        if !rect.fits(screen) {
            return Err(DecodeError::OutsideScreen { rect, screen });
        }
        Ok(Self { framebuffer, rect, pixels })
    }

    /// Fills the whole rectangle.
    pub(super) fn fill(&mut self, pixel: Pixel) {
        self.framebuffer.fill(self.rect, pixel);
    }

    /// Its pixels, to fill many parts of.
    pub(super) fn region(&mut self) -> Region<'_> {
        self.framebuffer.region(self.rect)
    }

    /// Fills a part, given relative to the rectangle.
    pub(super) fn fill_part(&mut self, part: Rect, pixel: Pixel) -> Result<(), DecodeError> {
        if !part.fits(self.rect.size()) {
            return Err(DecodeError::SubrectangleOutside { subrectangle: part, within: self.rect.size() });
        }
        self.framebuffer
            .fill(Rect::new(self.rect.x + part.x, self.rect.y + part.y, part.width, part.height), pixel);
        Ok(())
    }

    /// Writes a part, given relative to the rectangle, which it fits, from its rows without gaps.
    pub(super) fn write_part(&mut self, part: Rect, source: &[Pixel]) {
        let place = Rect::new(self.rect.x + part.x, self.rect.y + part.y, part.width, part.height);
        self.framebuffer.write(place, source);
    }
}
