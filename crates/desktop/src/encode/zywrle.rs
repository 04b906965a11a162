//! ZYWRLE: the wavelets that ZRLE's raw tiles become; `rfb::decode` has what is known of it.

use rfb::{Size, decode::wavelet_level};

use super::{Effort, Picture, Pixels};

/// Differences below this are left out, at the finest level and at those above it: where they are small they are noise.
const LEAST_DIFFERENCE: [u8; 3] = [16, 8, 4];

/// What a tile is analysed in.
#[derive(Debug, Default)]
pub(super) struct Wavelets {
    /// V, Y and U of what fits into whole blocks.
    coefficients: Vec<[i8; 3]>,
}

impl Wavelets {
    /// Writes a tile's coefficients as packed pixels in place of what `packed` held, in the order in which they are sent.
    /// False, and nothing, for a tile and a client that have no wavelets.
    pub(super) fn analyse(
        &mut self,
        tile: Picture<'_>,
        pixels: &Pixels,
        effort: Effort,
        packed: &mut Vec<u32>,
    ) -> bool {
        let level = wavelet_level(effort.quality);
        let format = pixels.format();
        if level == 0 || format.bits_per_pixel == 8 {
            return false;
        }
        packed.clear();
        let maxima = [format.red_max, format.green_max, format.blue_max].map(u32::from);
        let Size { width: tile_width, height: tile_height } = tile.size();
        let block = 1_usize << level;
        let [width, height] = [tile_width, tile_height].map(|side| usize::from(side) & !(block - 1));
        self.coefficients.clear();
        if width > 0 {
            for row in tile.rows().take(height) {
                self.coefficients.extend(row[..width].iter().map(|&rgb| luma_and_chroma(rgb, maxima)));
            }
        }
        for level in 0..level {
            self.transform(width, height, 1 << level, LEAST_DIFFERENCE[usize::from(level)]);
        }
        let mut put = |[v, y, u]: [i8; 3]| {
            let parts = [(v, maxima[0]), (y, maxima[1]), (u, maxima[2])];
            let [r, g, b] = parts.map(|(part, max)| intensity(part.cast_unsigned(), max));
            packed.push(pixels.compressed().pack(r << 16 | g << 8 | b));
        };
        for finest in 0..level {
            let step = 2 << finest;
            let last = if finest + 1 == level { 0 } else { 1 };
            for part in (last..4).rev() {
                let (x, y) = ((part & 1) * step / 2, (part >> 1) * step / 2);
                for row in (y..height).step_by(step).filter(|_| width > 0) {
                    for column in (x..width).step_by(step) {
                        put(self.coefficients[row * width + column]);
                    }
                }
            }
        }
        let (columns, rows) = if width == 0 || height == 0 { (0, 0) } else { (width, height) };
        let mut put_plain = |rgb: &[u32]| packed.extend(rgb.iter().map(|&rgb| pixels.compressed().pack(rgb)));
        tile.rows().take(rows).for_each(|row| put_plain(&row[columns..]));
        tile.rows().skip(rows).for_each(|row| put_plain(&row[..columns]));
        tile.rows().skip(rows).for_each(|row| put_plain(&row[columns..]));
        true
    }

    /// Splits what lies `distance` apart into sums and differences: along rows first, then along columns; and leaves out
    /// small differences.
    fn transform(&mut self, width: usize, height: usize, distance: usize, least: u8) {
        for y in (0..height).step_by(distance) {
            for x in (0..width).step_by(2 * distance) {
                self.pair(y * width + x, distance);
            }
        }
        for y in (0..height).step_by(2 * distance) {
            for x in (0..width).step_by(distance) {
                self.pair(y * width + x, distance * width);
            }
        }
        for y in (0..height).step_by(distance) {
            for x in (0..width).step_by(distance) {
                let is_sum = x % (2 * distance) == 0 && y % (2 * distance) == 0;
                for part in &mut self.coefficients[y * width + x] {
                    if !is_sum && part.unsigned_abs() < least {
                        *part = 0;
                    }
                }
            }
        }
    }

    fn pair(&mut self, at: usize, distance: usize) {
        let (before, after) = self.coefficients.split_at_mut(at + distance);
        for (one, other) in before[at].iter_mut().zip(&mut after[0]) {
            (*one, *other) = haar(*one, *other);
        }
    }
}

/// The reversible colour transform of JPEG 2000, with as many bits as the format keeps of each part, and never -128,
/// which has no negative.
fn luma_and_chroma(rgb: u32, maxima: [u32; 3]) -> [i8; 3] {
    let [_, red, green, blue] = rgb.to_be_bytes().map(i32::from);
    let parts = [(red - green) >> 1, ((red + 2 * green + blue) >> 2) - 128, (blue - green) >> 1];
    std::array::from_fn(|index| {
        let lost = 1 << 8_u32.saturating_sub(maxima[index].count_ones());
        let part = parts[index] & -lost;
        (if part == -128 { part + lost } else { part }) as i8
    })
}

/// The intensity that a format packs into the upper bits of this byte.
fn intensity(byte: u8, max: u32) -> u32 {
    let bits = max.count_ones().min(8);
    let value = u32::from(byte) >> (8 - bits);
    let max = max.min(255);
    (value * 255 + max / 2) / max
}

/// Of two numbers of one sign the one further from zero, and their difference; of others their sum, and the one further
/// from zero, turned to the first one's sign. Both results fit into a byte, and undo themselves (Senecal, Lindstrom,
/// Duchaineau and Joy, "An Improved N-Bit to N-Bit Reversible Haar-Like Transform", 2004).
fn haar(a: i8, b: i8) -> (i8, i8) {
    let (one, two) = (i32::from(a), i32::from(b));
    let (low, high) = if (one < 0) == (two < 0) {
        let difference = one - two;
        (if (difference < 0) == (one < 0) { one } else { two }, difference)
    } else {
        let sum = one + two;
        (sum, if (sum < 0) == (two < 0) { -two } else { one })
    };
    (low as i8, high as i8)
}
