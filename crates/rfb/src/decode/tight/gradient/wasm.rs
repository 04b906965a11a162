//! Differences of bytes, added in vectors: red, green and blue of one pixel at a time, as each waits for the one before.

use core::arch::wasm32::{
    i8x16_add, i16x8_add, i16x8_extend_low_u8x16, i16x8_sub, u8x16_narrow_i16x8, u32x4, u32x4_extract_lane,
    u64x2, u64x2_extract_lane, v128,
};

use super::{Neighbours, Parts};
use crate::framebuffer::Pixel;

pub(super) fn add_bytes(
    wire: &[[u8; 3]],
    pixels: &mut [Pixel],
    row: &mut [Parts],
    neighbours: &mut Neighbours,
) {
    let [mut left, mut above_left] = [neighbours.left, neighbours.above_left].map(load);
    for ((pixel, &[red, green, blue]), known) in pixels.iter_mut().zip(wire).zip(row) {
        let above = load(*known);
        let guess = i16x8_add(left, i16x8_sub(above, above_left));
        // This also cuts the guess to what a byte can be; and what is added to it wraps as bytes do.
        let guess = u8x16_narrow_i16x8(guess, guess);
        let difference = u32x4(u32::from_le_bytes([red, green, blue, 0]), 0, 0, 0);
        let sum = i8x16_add(guess, difference);
        (left, above_left) = (i16x8_extend_low_u8x16(sum), above);
        *known = store(left);
        *pixel = (u32x4_extract_lane::<0>(sum) | 0xff00_0000).to_le_bytes();
    }
    *neighbours = Neighbours { left: store(left), above_left: store(above_left) };
}

#[inline(always)]
fn load([red, green, blue, none]: Parts) -> v128 {
    let [a, b] = red.to_le_bytes();
    let [c, d] = green.to_le_bytes();
    let [e, f] = blue.to_le_bytes();
    let [g, h] = none.to_le_bytes();
    u64x2(u64::from_le_bytes([a, b, c, d, e, f, g, h]), 0)
}

#[inline(always)]
fn store(vector: v128) -> Parts {
    let [a, b, c, d, e, f, g, h] = u64x2_extract_lane::<0>(vector).to_le_bytes();
    [[a, b], [c, d], [e, f], [g, h]].map(u16::from_le_bytes)
}
