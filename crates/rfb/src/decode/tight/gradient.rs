//! The gradient filter: differences from what the neighbours suggest.

#[cfg(target_arch = "wasm32")]
mod wasm;

use crate::decode::raster::Raster;
use crate::decode::{Input, Progress, Target};
use crate::framebuffer::Pixel;

/// Red, green and blue, unscaled, and nothing: four numbers are a vector, or half of one.
type Parts = [u16; 4];

/// The pixels that the next ones are predicted from.
#[derive(Debug, Default)]
pub(super) struct Gradient {
    /// One row: pixels of the current row where they are known already, of the row above it elsewhere.
    row: Vec<Parts>,
    neighbours: Neighbours,
    /// The column of the next pixel.
    x: usize,
}

/// What a row does not keep.
#[derive(Debug, Default)]
struct Neighbours {
    left: Parts,
    above_left: Parts,
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
        if layout.len() == 3 {
            // Three bytes are red, green and blue, in no need of masks and scales.
            return place.read_with(3, input, target, |wire, pixels| {
                self.add(pixels, |pixels, row, neighbours| {
                    add_bytes(wire.as_chunks().0, pixels, row, neighbours);
                });
            });
        }
        let colours = layout.colours();
        let parts = |[red, green, blue]: [u32; 3]| [red, green, blue, 0].map(|part| part as u16);
        let maxima = parts(colours.maxima());
        let join = |[red, green, blue, _]: Parts| colours.join([red, green, blue].map(u32::from));
        place.read_with(layout.len(), input, target, |wire, pixels| {
            let wire = wire.chunks_exact(layout.len()).map(|wire| parts(colours.split(layout.value(wire))));
            self.add(pixels, |pixels, row, neighbours| add(wire, pixels, row, neighbours, maxima, join));
        })
    }

    /// Lets `add` add differences to predictions, for pixels of one row.
    #[inline(always)]
    fn add(&mut self, pixels: &mut [Pixel], add: impl FnOnce(&mut [Pixel], &mut [Parts], &mut Neighbours)) {
        let row = &mut self.row[self.x..][..pixels.len()];
        self.x += row.len();
        add(pixels, row, &mut self.neighbours);
        if self.x == self.row.len() {
            self.begin_row();
        }
    }

    fn begin_row(&mut self) {
        self.neighbours = Neighbours::default();
        self.x = 0;
    }
}

#[cfg(target_arch = "wasm32")]
use wasm::add_bytes;

#[cfg(not(target_arch = "wasm32"))]
fn add_bytes(wire: &[[u8; 3]], pixels: &mut [Pixel], row: &mut [Parts], neighbours: &mut Neighbours) {
    let wire = wire.iter().map(|&[red, green, blue]| [red, green, blue, 0].map(u16::from));
    let join = |parts: Parts| {
        let [red, green, blue, _] = parts.map(|part| part as u8);
        [red, green, blue, 255]
    };
    add(wire, pixels, row, neighbours, [255, 255, 255, 0], join);
}

#[inline(always)]
fn add(
    wire: impl Iterator<Item = Parts>,
    pixels: &mut [Pixel],
    row: &mut [Parts],
    neighbours: &mut Neighbours,
    maxima: Parts,
    join: impl Fn(Parts) -> Pixel,
) {
    let Neighbours { mut left, mut above_left } = *neighbours;
    for ((pixel, difference), known) in pixels.iter_mut().zip(wire).zip(row) {
        let above = *known;
        let parts = std::array::from_fn(|part| {
            let [left, above, above_left, maximum] =
                [left[part], above[part], above_left[part], maxima[part]].map(i32::from);
            let guess = (left + above - above_left).clamp(0, maximum);
            (guess as u16).wrapping_add(difference[part]) & maxima[part]
        });
        (*known, left, above_left) = (parts, parts, above);
        *pixel = join(parts);
    }
    *neighbours = Neighbours { left, above_left };
}
