//! The gradient filter: differences from what the neighbours suggest.

use crate::decode::raster::Raster;
use crate::decode::{Input, Progress, Target};

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
        place.read_with(layout.len(), input, target, |wire, pixels| {
            for (pixel, wire) in pixels.iter_mut().zip(wire.chunks_exact(layout.len())) {
                let difference = colours.split(layout.value(wire)).map(|part| part as i32);
                let above = self.row[self.x];
                let parts: [i32; 3] = std::array::from_fn(|part| {
                    let guess = self.left[part] + above[part] - self.above_left[part];
                    (guess.clamp(0, maxima[part]) + difference[part]) & maxima[part]
                });
                self.row[self.x] = parts;
                self.left = parts;
                self.above_left = above;
                self.x += 1;
                *pixel = colours.join(parts.map(|part| part as u32));
            }
            if self.x == self.row.len() {
                self.begin_row();
            }
        })
    }

    fn begin_row(&mut self) {
        self.left = [0; 3];
        self.above_left = [0; 3];
        self.x = 0;
    }
}
