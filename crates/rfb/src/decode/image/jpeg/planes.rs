//! The samples of one row of minimum coded units, and their way to the screen.

use super::colour::Colours;
use super::header::Frame;
use crate::decode::Target;

/// Samples of each component at its own resolution, for one row of minimum coded units at a time.
#[derive(Debug, Default)]
pub(super) struct Planes {
    planes: Vec<Plane>,
    /// Whether rows wait for the next ones, whose colours they share.
    delayed: bool,
    sums: Vec<u16>,
}

#[derive(Debug, Default)]
struct Plane {
    /// The last row of the unit row before, then the rows of this one.
    samples: Vec<u8>,
    stride: usize,
    /// How many rows of a unit row there are.
    rows: usize,
    /// How many samples there are in the whole image across and down; more are decoded, to whole blocks.
    width: usize,
    height: usize,
    /// How many pixels a sample stands for across and down.
    across: usize,
    down: usize,
    /// A row at full resolution, unless `samples` has it.
    full: Vec<u8>,
}

impl Planes {
    /// Begins an image. What the planes held is overwritten before it is shown.
    pub(super) fn begin(&mut self, frame: &Frame) {
        self.planes.resize_with(frame.components.len(), Plane::default);
        for (plane, component) in self.planes.iter_mut().zip(&frame.components) {
            plane.stride = frame.columns * component.horizontal * 8;
            plane.rows = component.vertical * 8;
            plane.samples.resize((1 + plane.rows) * plane.stride, 0);
            (plane.width, plane.height) = (component.width, component.height);
            plane.across = frame.horizontal / component.horizontal;
            plane.down = frame.vertical / component.vertical;
            plane.full.resize(frame.columns * frame.horizontal * 8, 0);
        }
        self.delayed = self.planes.iter().any(|plane| plane.down == 2);
    }

    /// The place of a block, and how far apart its rows are.
    #[inline(always)]
    pub(super) fn block(&mut self, component: usize, column: usize, row: usize) -> (&mut [u8], usize) {
        let plane = &mut self.planes[component];
        (&mut plane.samples[(1 + row * 8) * plane.stride + column * 8..], plane.stride)
    }

    /// Shows what is complete after this unit row.
    pub(super) fn show(&mut self, unit_row: usize, frame: &Frame, colours: Colours, target: &mut Target<'_>) {
        let rows = frame.vertical * 8;
        let (top, height) = (unit_row * rows, usize::from(frame.size.height));
        let last = unit_row + 1 == frame.rows;
        let delay = usize::from(self.delayed);
        let first_shown = if unit_row == 0 { 0 } else { top - delay };
        let end = if last { height } else { top + rows - delay };
        for y in first_shown..end {
            for plane in &mut self.planes {
                plane.expand(y, top, &mut self.sums);
            }
            let row =
                |component: usize| self.planes.get(component).map_or(&[][..], |plane| plane.full_row(y, top));
            let rows = [row(0), row(1), row(2), row(3)];
            let rect = target.rect;
            let pixels = target.framebuffer.row_mut(rect.x, rect.y + y as u16, rect.width);
            colours.convert(rows, pixels);
        }
        for plane in self.planes.iter_mut().filter(|_| self.delayed) {
            let last_row = plane.rows * plane.stride;
            plane.samples.copy_within(last_row..last_row + plane.stride, 0);
        }
    }
}

impl Plane {
    /// The samples for the image's row `y`, where the unit row begins at `top`.
    fn full_row(&self, y: usize, top: usize) -> &[u8] {
        if self.across == 1 && self.down == 1 { self.row(y, top) } else { &self.full }
    }

    /// A row of samples, by its place in the whole image and that of the unit row. The row before the unit row is there,
    /// too.
    fn row(&self, row: usize, top: usize) -> &[u8] {
        &self.samples[(row + 1 - top) * self.stride..][..self.stride]
    }

    /// Brings the samples for the image's row `y` to full resolution. Where a sample stands for two pixels of a
    /// direction, three parts of each pixel are of its own sample and one is of the sample on its other side, as
    /// libjpeg has it; where it stands for more, they are all alike.
    fn expand(&mut self, y: usize, top: usize, sums: &mut Vec<u16>) {
        if self.across == 1 && self.down == 1 {
            return;
        }
        let top = top / self.down;
        let near = y / self.down;
        let upper = y.is_multiple_of(self.down);
        let far = if upper { near.saturating_sub(1) } else { (near + 1).min(self.height - 1) };
        let mut full = std::mem::take(&mut self.full);
        let near = self.row(near, top);
        match (self.across, self.down) {
            (1, 2) => mix(near, self.row(far, top), if upper { 1 } else { 2 }, &mut full),
            (2, 1) => {
                sum(near[..self.width].iter().map(|&near| u16::from(near) * 4), sums);
                double(sums, [4, 8], &mut full);
            }
            (2, 2) => {
                let both = near.iter().zip(self.row(far, top)).take(self.width);
                sum(both.map(|(&near, &far)| u16::from(near) * 3 + u16::from(far)), sums);
                double(sums, [8, 7], &mut full);
            }
            (across, _) => {
                for (pixels, &sample) in full.chunks_mut(across).zip(near) {
                    pixels.fill(sample);
                }
            }
        }
        self.full = full;
    }
}

/// Three parts of one row and one of the other.
fn mix(near: &[u8], far: &[u8], rounding: u16, full: &mut [u8]) {
    for ((pixel, &near), &far) in full.iter_mut().zip(near).zip(far) {
        *pixel = ((u16::from(near) * 3 + u16::from(far) + rounding) >> 2) as u8;
    }
}

/// Puts quadruple samples into `sums`, the first and the last twice.
fn sum(samples: impl Iterator<Item = u16>, sums: &mut Vec<u16>) {
    sums.clear();
    sums.push(0);
    sums.extend(samples);
    sums[0] = sums[1];
    sums.push(sums[sums.len() - 1]);
}

/// Makes two pixels of each quadruple sample but the first and the last.
fn double(sums: &[u16], [left_rounding, right_rounding]: [u16; 2], full: &mut [u8]) {
    let (pairs, _) = full.as_chunks_mut::<2>();
    for (((pair, &before), &this), &after) in pairs.iter_mut().zip(sums).zip(&sums[1..]).zip(&sums[2..]) {
        *pair = [
            ((this * 3 + before + left_rounding) >> 4) as u8,
            ((this * 3 + after + right_rounding) >> 4) as u8,
        ];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_between_two_samples_is_mostly_of_the_nearer() {
        let mut sums = Vec::new();
        let mut full = [0; 6];
        sum([0, 100, 200].map(|sample| sample * 4).into_iter(), &mut sums);
        double(&sums, [4, 8], &mut full);
        assert_eq!(full, [0, 25, 75, 125, 175, 200]);
        mix(&[0, 100, 255], &[100, 0, 255], 1, &mut full);
        assert_eq!(full[..3], [25, 75, 255]);
    }

    #[test]
    fn the_brightest_samples_do_not_overflow() {
        let mut sums = Vec::new();
        let mut full = [0; 4];
        sum([1020, 1020].into_iter(), &mut sums);
        double(&sums, [8, 8], &mut full);
        assert_eq!(full, [255; 4]);
    }
}
