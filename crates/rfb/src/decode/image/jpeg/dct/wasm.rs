//! The transform in vectors of eight numbers.

use core::arch::wasm32::{
    i16x8, i16x8_add_sat, i16x8_q15mulr_sat, i16x8_shr, i16x8_shuffle, i16x8_splat, i16x8_sub_sat,
    u8x16_narrow_i16x8, u64x2_extract_lane, v128,
};

use super::{Block, Lane, SCALE, transform, transform_low, write};

impl Lane for v128 {
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        i16x8_add_sat(self, other)
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        i16x8_sub_sat(self, other)
    }

    #[inline(always)]
    fn times<const FACTOR: i16>(self) -> Self {
        i16x8_q15mulr_sat(self, i16x8_splat(FACTOR))
    }
}

#[inline(never)]
pub(super) fn invert(block: &Block, samples: &mut [u8], stride: usize) {
    let [a, b, c, d, e, f, g, h] = transform(load(block));
    // In pairs four apart, two apart and next to each other, columns become rows.
    let [(a, e), (b, f), (c, g), (d, h)] =
        [interleave(a, e), interleave(b, f), interleave(c, g), interleave(d, h)];
    let [(a, c), (b, d), (e, g), (f, h)] =
        [interleave(a, c), interleave(b, d), interleave(e, g), interleave(f, h)];
    let [(a, b), (c, d), (e, f), (g, h)] =
        [interleave(a, b), interleave(c, d), interleave(e, f), interleave(g, h)];
    write(rows(transform([a, b, c, d, e, f, g, h])), samples, stride);
}

/// The same where the values of the upper four frequencies of both directions are zero.
#[inline(never)]
pub(super) fn invert_low(block: &Block, samples: &mut [u8], stride: usize) {
    let [in0, in1, in2, in3, ..] = load(block);
    let [a, b, c, d, e, f, g, h] = transform_low([in0, in1, in2, in3]);
    // Only the first four of each column are not zero.
    let [a, b, c, d] = [low_halves(a, e), low_halves(b, f), low_halves(c, g), low_halves(d, h)];
    let [(a, c), (b, d)] = [interleave(a, c), interleave(b, d)];
    let [(a, b), (c, d)] = [interleave(a, b), interleave(c, d)];
    write(rows(transform_low([a, b, c, d])), samples, stride);
}

#[inline(always)]
fn load(block: &Block) -> [v128; 8] {
    let (columns, _) = block.as_chunks::<8>();
    std::array::from_fn(|column| {
        let [a, b, c, d, e, f, g, h] = columns[column];
        i16x8(a, b, c, d, e, f, g, h)
    })
}

#[inline(always)]
fn interleave(a: v128, b: v128) -> (v128, v128) {
    (low_halves(a, b), i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(a, b))
}

#[inline(always)]
fn low_halves(a: v128, b: v128) -> v128 {
    i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(a, b)
}

#[inline(always)]
fn rows(values: [v128; 8]) -> [[u8; 8]; 8] {
    let mut rows = [[0; 8]; 8];
    for (two, values) in rows.as_chunks_mut::<2>().0.iter_mut().zip(values.as_chunks::<2>().0) {
        let both = u8x16_narrow_i16x8(i16x8_shr(values[0], SCALE), i16x8_shr(values[1], SCALE));
        *two = [u64x2_extract_lane::<0>(both).to_le_bytes(), u64x2_extract_lane::<1>(both).to_le_bytes()];
    }
    rows
}
