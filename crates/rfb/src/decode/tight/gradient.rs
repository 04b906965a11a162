//! The gradient filter: differences from what the neighbours suggest.

use crate::decode::raster::Raster;
use crate::decode::{Input, Progress, Target};
use crate::framebuffer::Pixel;

/// Red, green and blue, unscaled, of the pixels that the next ones are predicted from.
#[derive(Debug, Default)]
pub(super) struct Gradient {
    /// One row: pixels of the current row where they are known already, of the row above it elsewhere.
    row: Vec<[i32; 3]>,
    left: [i32; 3],
    above_left: [i32; 3],
    /// The column of the next pixel.
    x: usize,
}

impl Gradient {
    /// Begins a rectangle of this width. Outside it all is black.
    pub(super) fn begin(&mut self, width: u16) {
        self.row.clear();
        self.row.resize(usize::from(width), [0; 3]);
        self.begin_row();
    }

    /// Reads differences until the rectangle is full.
    pub(super) fn unfilter(
        &mut self,
        place: &mut Raster,
        input: &mut Input<'_>,
        target: &mut Target<'_>,
    ) -> Progress {
        let layout = target.pixels.tight();
        let colours = layout.colours();
        let maxima = colours.maxima().map(|max| max as i32);
        if layout.len() == 3 {
            // Three bytes are red, green and blue, in no need of masks and scales.
            let split = |wire: &[u8; 3]| wire.map(i32::from);
            let join = |[red, green, blue]: [i32; 3]| [red as u8, green as u8, blue as u8, 255];
            return place.read_with(3, input, target, |wire, pixels| {
                self.add(wire.as_chunks().0, pixels, [255; 3], split, join);
            });
        }
        let join = |parts: [i32; 3]| colours.join(parts.map(|part| part as u32));
        place.read_with(layout.len(), input, target, |wire, pixels| {
            let wire = wire.chunks_exact(layout.len());
            self.add(
                wire,
                pixels,
                maxima,
                |wire| colours.split(layout.value(wire)).map(|part| part as i32),
                join,
            );
        })
    }

    /// Adds differences to predictions, for pixels of one row.
    #[inline(always)]
    fn add<W>(
        &mut self,
        wire: impl IntoIterator<Item = W>,
        pixels: &mut [Pixel],
        maxima: [i32; 3],
        split: impl Fn(W) -> [i32; 3],
        join: impl Fn([i32; 3]) -> Pixel,
    ) {
        let row = &mut self.row[self.x..][..pixels.len()];
        let (mut left, mut above_left) = (self.left, self.above_left);
        for ((pixel, wire), known) in pixels.iter_mut().zip(wire).zip(row) {
            let difference = split(wire);
            let above = *known;
            let parts = std::array::from_fn(|part| {
                let guess = (left[part] + above[part] - above_left[part]).clamp(0, maxima[part]);
                (guess + difference[part]) & maxima[part]
            });
            (*known, left, above_left) = (parts, parts, above);
            *pixel = join(parts);
        }
        (self.left, self.above_left) = (left, above_left);
        self.x += pixels.len();
        if self.x == self.row.len() {
            self.begin_row();
        }
    }

    fn begin_row(&mut self) {
        self.left = [0; 3];
        self.above_left = [0; 3];
        self.x = 0;
    }
}
