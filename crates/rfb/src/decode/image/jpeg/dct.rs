//! The inverse cosine transform: from a block's values to its samples (ITU-T T.81, section A.3.3).
//!
//! The way of Arai, Agui and Nakajima: most multiplications of the transform are joined with those by a table's steps, and
//! six are left for each eight values. Values are 16 bits with [`FRACTION`] of them behind the point, so that eight fit a
//! vector; sums saturate. Samples are within one of those of an exact transform.

#[cfg(target_arch = "wasm32")]
mod wasm;

#[cfg(not(target_arch = "wasm32"))]
use portable as machine;
#[cfg(target_arch = "wasm32")]
use wasm as machine;

/// The values of a block, multiplied by their steps: those of the same frequency across are together, eight for the
/// frequencies down.
pub(super) type Block = [i16; 64];

/// Bits behind the point. One more would leave values at the edge of what is possible too little room above.
const FRACTION: u32 = 2;

/// What samples are multiplied by: the transform leaves a factor of eight to be divided by.
const SCALE: u32 = FRACTION + 3;

/// Bits behind the point of [`Step::multiplier`].
const STEP_FRACTION: u32 = 10;

/// What is done with the values of a block when they are decoded.
#[derive(Debug)]
pub(super) struct Steps {
    /// In zigzag order. What is past the 64th, which a broken image has, is taken for the 64th; there is room for all
    /// that a run can lead to, and up to a power of two.
    steps: [Step; 128],
    /// What the mean is increased by.
    offset: i16,
}

#[derive(Clone, Copy, Debug)]
struct Step {
    multiplier: i32,
    /// The value's place in a block.
    place: u32,
}

impl Steps {
    /// Those by which values were divided, in zigzag order, made ready.
    pub(super) fn new(divisors: &[u16; 64]) -> Self {
        // The transform's own factors, for frequencies 0 to 7: the square root of 2 times cos(n * pi / 16), but 1 for 0.
        const FACTORS: [f32; 8] =
            [1.0, 1.387_039_8, 1.306_563, 1.175_875_6, 1.0, 0.785_694_96, 0.541_196_1, 0.275_899_38];
        let steps = std::array::from_fn(|at| {
            let at = at.min(63);
            let place = ZIGZAG[at];
            let factor = FACTORS[usize::from(place / 8)] * FACTORS[usize::from(place % 8)];
            let multiplier = f32::from(divisors[at]) * factor * (1 << (FRACTION + STEP_FRACTION)) as f32;
            Step { multiplier: multiplier.round() as i32, place: u32::from(place) }
        });
        // Samples are not around zero but around 128, and are rounded by a half; the mean is a part of each sample.
        Self { steps, offset: (128 << SCALE) + (1 << (SCALE - 1)) }
    }

    /// Steps that put values as they are in zigzag order.
    pub(super) fn none() -> Self {
        let step = |at: usize| Step { multiplier: 1 << STEP_FRACTION, place: at.min(63) as u32 };
        Self { steps: std::array::from_fn(step), offset: 0 }
    }

    /// Puts the first value of a block in its place.
    #[inline(always)]
    pub(super) const fn put_mean(&self, mean: i32, block: &mut Block) {
        block[0] = self.steps[0].multiply(mean).saturating_add(self.offset);
    }

    /// Puts another value in its place, and says which that is.
    #[inline(always)]
    pub(super) const fn put(&self, at: usize, value: i32, block: &mut Block) -> u32 {
        let step = self.steps[at & 127];
        block[step.place as usize & 63] = step.multiply(value);
        step.place
    }
}

impl Step {
    #[inline(always)]
    const fn multiply(self, value: i32) -> i16 {
        (value.wrapping_mul(self.multiplier).wrapping_add(1 << (STEP_FRACTION - 1)) >> STEP_FRACTION) as i16
    }
}

/// For each value in zigzag order its place: 8 times its frequency across, plus that down.
const ZIGZAG: [u8; 64] = {
    let mut places = [0; 64];
    let (mut across, mut down) = (0, 0);
    let mut at = 0;
    while at < 64 {
        places[at] = across * 8 + down;
        // Upwards to the right on even diagonals, downwards to the left on odd ones.
        let upwards = (across + down) % 2 == 0;
        match (upwards, across, down) {
            (true, 7, _) => down += 1,
            (true, _, 0) => across += 1,
            (true, ..) => (across, down) = (across + 1, down - 1),
            (false, _, 7) => across += 1,
            (false, 0, _) => down += 1,
            (false, ..) => (across, down) = (across - 1, down + 1),
        }
        at += 1;
    }
    places
};

/// Writes the samples of a block to the beginnings of eight rows, `stride` apart. `reach` is the places of its values but
/// for the first, joined by or.
///
/// # Panics
/// If `samples` ends before.
#[inline(always)]
pub(super) fn invert(block: &Block, reach: u32, samples: &mut [u8], stride: usize) {
    if reach == 0 {
        write([[(block[0] >> SCALE).clamp(0, 255) as u8; 8]; 8], samples, stride);
    } else if reach & 0o44 == 0 {
        machine::invert_low(block, samples, stride);
    } else {
        machine::invert(block, samples, stride);
    }
}

#[inline(always)]
fn write(rows: [[u8; 8]; 8], samples: &mut [u8], stride: usize) {
    for (row, to) in rows.iter().zip(samples.chunks_mut(stride)) {
        to[..8].copy_from_slice(row);
    }
}

/// A number or several in a vector.
trait Lane: Copy {
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    /// Times `FACTOR / 32768`, rounded.
    fn times<const FACTOR: i16>(self) -> Self;
}

/// A factor for [`Lane::times`].
const fn factor(number: f64) -> i16 {
    (number * 32768.0 + 0.5) as i16
}

/// The square root of 2, above 1.
const ROOT: i16 = factor(0.414_213_562);
/// 2 cos(pi / 8), below 2.
const COSINE: i16 = factor(2.0 - 1.847_759_065);
/// 2 sin(pi / 8).
const SINE: i16 = factor(0.765_366_865);

/// Eight values along one direction to eight samples.
#[inline(always)]
fn transform<T: Lane>([in0, in1, in2, in3, in4, in5, in6, in7]: [T; 8]) -> [T; 8] {
    let (sum, difference) = (in0.plus(in4), in0.minus(in4));
    let outer = in2.plus(in6);
    let inner = times_root(in2.minus(in6)).minus(outer);
    let even = [sum.plus(outer), difference.plus(inner), difference.minus(inner), sum.minus(outer)];

    let (sum53, difference53) = (in5.plus(in3), in5.minus(in3));
    let (sum17, difference17) = (in1.plus(in7), in1.minus(in7));
    let odd0 = sum17.plus(sum53);
    let middle = times_root(sum17.minus(sum53));
    butterfly(even, odd0, middle, difference17, difference53)
}

/// The same where the last four values are zero.
#[inline(always)]
fn transform_low<T: Lane>([in0, in1, in2, in3]: [T; 4]) -> [T; 8] {
    let inner = in2.times::<ROOT>();
    let even = [in0.plus(in2), in0.plus(inner), in0.minus(inner), in0.minus(in2)];
    let odd0 = in1.plus(in3);
    let middle = times_root(in1.minus(in3));
    let zero = in3.minus(in3);
    butterfly(even, odd0, middle, in1, zero.minus(in3))
}

/// Turns the odd half and joins it to the even one.
#[inline(always)]
fn butterfly<T: Lane>(even: [T; 4], odd0: T, middle: T, difference17: T, difference53: T) -> [T; 8] {
    let turned = times_cosine(difference17).minus(difference53.times::<SINE>());
    let turned_back = times_cosine(difference53).plus(difference17.times::<SINE>());
    let odd1 = turned.minus(odd0);
    let odd2 = middle.minus(odd1);
    let odd3 = turned_back.minus(odd2);
    [
        even[0].plus(odd0),
        even[1].plus(odd1),
        even[2].plus(odd2),
        even[3].plus(odd3),
        even[3].minus(odd3),
        even[2].minus(odd2),
        even[1].minus(odd1),
        even[0].minus(odd0),
    ]
}

#[inline(always)]
fn times_root<T: Lane>(value: T) -> T {
    value.plus(value.times::<ROOT>())
}

#[inline(always)]
fn times_cosine<T: Lane>(value: T) -> T {
    value.plus(value).minus(value.times::<COSINE>())
}

/// Number by number, in loops that compilers make vectors of.
#[cfg(not(target_arch = "wasm32"))]
mod portable {
    use super::{Block, Lane, SCALE, transform, transform_low, write};

    impl Lane for i16 {
        #[inline(always)]
        fn plus(self, other: Self) -> Self {
            self.saturating_add(other)
        }

        #[inline(always)]
        fn minus(self, other: Self) -> Self {
            self.saturating_sub(other)
        }

        #[inline(always)]
        fn times<const FACTOR: i16>(self) -> Self {
            ((i32::from(self) * i32::from(FACTOR) + 0x4000) >> 15) as Self
        }
    }

    #[inline(never)]
    pub(super) fn invert(block: &Block, samples: &mut [u8], stride: usize) {
        let across = pass(block, transform);
        write(rows(&pass(&transpose(&across), transform)), samples, stride);
    }

    /// The same where the values of the upper four frequencies of both directions are zero.
    #[inline(never)]
    pub(super) fn invert_low(block: &Block, samples: &mut [u8], stride: usize) {
        let across = pass(block, low);
        write(rows(&pass(&transpose(&across), low)), samples, stride);
    }

    #[inline(always)]
    fn low([in0, in1, in2, in3, ..]: [i16; 8]) -> [i16; 8] {
        transform_low([in0, in1, in2, in3])
    }

    #[inline(always)]
    fn pass(input: &Block, transform: impl Fn([i16; 8]) -> [i16; 8]) -> Block {
        let mut output = [0; 64];
        for lane in 0..8 {
            let values = transform(std::array::from_fn(|at| input[at * 8 + lane]));
            for (at, value) in values.into_iter().enumerate() {
                output[at * 8 + lane] = value;
            }
        }
        output
    }

    #[inline(always)]
    fn transpose(input: &Block) -> Block {
        std::array::from_fn(|at| input[at % 8 * 8 + at / 8])
    }

    #[inline(always)]
    fn rows(values: &Block) -> [[u8; 8]; 8] {
        let sample = |value: i16| (value >> SCALE).clamp(0, 255) as u8;
        std::array::from_fn(|row| std::array::from_fn(|at| sample(values[row * 8 + at])))
    }
}

#[cfg(test)]
mod tests;
