//! A place in a rectangle that is written from left to right and from top to bottom.

use super::{Input, Progress, Target};
use crate::framebuffer::Pixel;
use crate::pixel::Layout;

/// The next pixel to write, relative to the rectangle's corner.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Raster {
    x: u16,
    y: u16,
}

impl Raster {
    /// Reads pixels of one layout until the rectangle is full.
    pub(super) fn read(
        &mut self,
        layout: &Layout,
        input: &mut Input<'_>,
        target: &mut Target<'_>,
    ) -> Progress {
        self.read_with(layout.len(), input, target, |wire, row| layout.read(wire, row))
    }

    /// Reads pixels of `bytes` bytes each until the rectangle is full. `read` has as many of a row as have arrived.
    pub(super) fn read_with(
        &mut self,
        bytes: usize,
        input: &mut Input<'_>,
        target: &mut Target<'_>,
        mut read: impl FnMut(&[u8], &mut [Pixel]),
    ) -> Progress {
        while !self.is_full(target) {
            // At least one, so that a pixel that has not arrived is asked for; nothing is touched for it.
            let arrived = (input.remaining() / bytes).max(1);
            let Some(wire) = input.take(self.left(target).min(arrived) * bytes) else {
                return Progress::NeedMore;
            };
            let row = self.span(wire.len() / bytes, target);
            read(wire, row);
            let read = row.len();
            self.advance(read, target);
        }
        *self = Self::default();
        Progress::Done
    }

    /// Reads rows of `bytes` bytes each until the rectangle is full. `read` has one whole row.
    pub(super) fn read_rows(
        &mut self,
        bytes: usize,
        input: &mut Input<'_>,
        target: &mut Target<'_>,
        mut read: impl FnMut(&[u8], &mut [Pixel]),
    ) -> Progress {
        while !self.is_full(target) {
            let Some(wire) = input.take(bytes) else {
                return Progress::NeedMore;
            };
            let row = self.span(self.left(target), target);
            read(wire, row);
            let read = row.len();
            self.advance(read, target);
        }
        *self = Self::default();
        Progress::Done
    }

    /// Whether every pixel has been written.
    fn is_full(&self, target: &Target<'_>) -> bool {
        self.y >= target.rect.height || target.rect.width == 0
    }

    /// How many pixels of the current row are left.
    fn left(&self, target: &Target<'_>) -> usize {
        usize::from(target.rect.width - self.x)
    }

    /// The next `length` pixels of the current row, which has them.
    fn span<'t>(&self, length: usize, target: &'t mut Target<'_>) -> &'t mut [Pixel] {
        target.framebuffer.row_mut(target.rect.x + self.x, target.rect.y + self.y, length as u16)
    }

    /// Moves past pixels of the current row that have been written.
    fn advance(&mut self, written: usize, target: &Target<'_>) {
        self.x += written as u16;
        if self.x >= target.rect.width {
            self.x = 0;
            self.y += 1;
        }
    }
}
