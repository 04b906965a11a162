//! A part of a framebuffer that many small rectangles are drawn to.

use std::ops::Range;

use super::{Pixel, Touched, fill_rows};
use crate::{Rect, Size};

/// The pixels of a rectangle. Its damage is not noted for each part, of which there may be one for every few bytes, but
/// by [`Self::changed`] for many.
#[derive(Debug)]
pub(crate) struct Region<'f> {
    /// From its first pixel to its last, and what lies beside it.
    pixels: &'f mut [Pixel],
    /// How many pixels lie between one row's beginning and the next one's.
    stride: usize,
    rect: Rect,
    touched: &'f mut Touched,
}

/// Something that was to be drawn beyond a region's edges, where nothing is drawn.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OutsideRegion;

impl<'f> Region<'f> {
    /// The region `rect` of a framebuffer whose `pixels` begin with the first of it.
    pub(super) const fn new(
        pixels: &'f mut [Pixel],
        stride: usize,
        rect: Rect,
        touched: &'f mut Touched,
    ) -> Self {
        Self { pixels, stride, rect, touched }
    }

    /// Columns and rows.
    pub(crate) const fn size(&self) -> Size {
        self.rect.size()
    }

    /// Gives every pixel of `part`, which is relative to the region's corner, one value.
    #[inline(always)]
    pub(crate) fn fill(&mut self, part: Rect, pixel: Pixel) -> Result<(), OutsideRegion> {
        if !part.fits(self.size()) {
            return Err(OutsideRegion);
        }
        if part.is_empty() {
            return Ok(());
        }
        let at = usize::from(part.y) * self.stride + usize::from(part.x);
        // Many sub-rectangles of photographs are one pixel.
        if (part.width, part.height) == (1, 1) {
            self.pixels[at] = pixel;
        } else {
            fill_rows(&mut self.pixels[at..], self.stride, part.size(), pixel);
        }
        Ok(())
    }

    /// Notes that these of its rows, and no others, may have been filled.
    pub(crate) fn changed(self, rows: Range<u16>) {
        if !rows.is_empty() {
            let Rect { x, y, width, .. } = self.rect;
            self.touched.add(Rect::new(x, y + rows.start, width, rows.end - rows.start));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framebuffer::Framebuffer;

    const RED: Pixel = [255, 0, 0, 255];

    #[test]
    fn parts_are_filled_and_nothing_beyond_the_edges() {
        let mut framebuffer = Framebuffer::new(Size::new(30, 10)).unwrap();
        let mut expected = framebuffer.clone();
        framebuffer.take_damage();
        let mut region = framebuffer.region(Rect::new(5, 2, 20, 8));
        for part in
            [Rect::new(0, 3, 1, 1), Rect::new(2, 1, 18, 2), Rect::new(7, 0, 0, 8), Rect::new(20, 8, 0, 0)]
        {
            assert_eq!(region.fill(part, RED), Ok(()));
            expected.fill(Rect::new(5 + part.x, 2 + part.y, part.width, part.height), RED);
        }
        for outside in [Rect::new(20, 0, 1, 1), Rect::new(1, 0, 20, 1), Rect::new(0, 1, 1, 8)] {
            assert_eq!(region.fill(outside, RED), Err(OutsideRegion));
        }
        region.changed(1..4);
        assert_eq!(framebuffer.pixels(), expected.pixels());
        assert_eq!(framebuffer.take_damage().bounds(), Some(Rect::new(5, 3, 20, 3)));
    }

    #[test]
    fn an_empty_region_is_wherever_it_says() {
        let mut framebuffer = Framebuffer::new(Size::new(3, 3)).unwrap();
        framebuffer.take_damage();
        for rect in [Rect::new(3, 3, 0, 0), Rect::new(0, 9, 9, 0)] {
            let mut region = framebuffer.region(rect);
            assert_eq!(region.fill(Rect::default(), RED), Ok(()));
            assert_eq!(region.fill(Rect::new(0, 0, 1, 1), RED), Err(OutsideRegion));
            region.changed(0..0);
        }
        assert!(framebuffer.take_damage().is_empty());
    }
}
