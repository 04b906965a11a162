//! The gradient filter: differences from what the neighbours suggest.

use crate::decode::raster::Raster;
use crate::decode::{Input, Progress, Target};
use crate::framebuffer::Pixel;

/// Red, green and blue, unscaled, and nothing: four numbers are one vector, and each pixel waits for the one before.
type Parts = [i32; 4];

/// The pixels that the next ones are predicted from.
#[derive(Debug, Default)]
pub(super) struct Gradient {
    /// One row: pixels of the current row where they are known already, of the row above it elsewhere.
    row: Vec<Parts>,
    left: Parts,
    above_left: Parts,
    /// The column of the next pixel.
    x: usize,
}

impl Gradient {
    /// Begins a rectangle of this width. Outside it all is black.
    pub(super) fn begin(&mut self, width: u16) {
        self.row.clear();
        self.row.resize(usize::from(width), Parts::default());
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
        if layout.len() == 3 {
            // Three bytes are red, green and blue, in no need of masks and scales.
            let split = |&[red, green, blue]: &[u8; 3]| [red, green, blue, 0].map(i32::from);
            let join = |parts: Parts| {
                let [red, green, blue, _] = parts.map(|part| part as u8);
                [red, green, blue, 255]
            };
            return place.read_with(3, input, target, |wire, pixels| {
                self.add(wire.as_chunks().0, pixels, [255, 255, 255, 0], split, join);
            });
        }
        let parts = |[red, green, blue]: [u32; 3]| [red, green, blue, 0].map(|part| part as i32);
        let maxima = parts(colours.maxima());
        let join = |[red, green, blue, _]: Parts| colours.join([red, green, blue].map(|part| part as u32));
        place.read_with(layout.len(), input, target, |wire, pixels| {
            let wire = wire.chunks_exact(layout.len());
            self.add(wire, pixels, maxima, |wire| parts(colours.split(layout.value(wire))), join);
        })
    }

    /// Adds differences to predictions, for pixels of one row.
    #[inline(always)]
    fn add<W>(
        &mut self,
        wire: impl IntoIterator<Item = W>,
        pixels: &mut [Pixel],
        maxima: Parts,
        split: impl Fn(W) -> Parts,
        join: impl Fn(Parts) -> Pixel,
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
        self.left = Parts::default();
        self.above_left = Parts::default();
        self.x = 0;
    }
}
