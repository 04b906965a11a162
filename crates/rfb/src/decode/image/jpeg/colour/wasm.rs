//! Colours in vectors: sixteen pixels at a time.

use core::arch::wasm32::{
    i8x16_shuffle, i16x8_add, i16x8_extend_high_u8x16, i16x8_extend_low_u8x16, i16x8_q15mulr_sat, i16x8_shl,
    i16x8_shr, i16x8_shuffle, i16x8_splat, i16x8_sub, u8x16_narrow_i16x8, u64x2, u64x2_extract_lane, v128,
};

use super::{BLUE, GREEN_FRACTION, GREEN_OF_BLUE, GREEN_OF_RED, RED, one_by_one};
use crate::framebuffer::Pixel;

pub(super) fn ycbcr(luminance: &[u8], blue: &[u8], red: &[u8], pixels: &mut [Pixel]) {
    let (sixteens, rest) = pixels.as_chunks_mut::<16>();
    let parts = [luminance, blue, red].map(|part| part.as_chunks::<16>().0);
    for (((pixels, y), cb), cr) in sixteens.iter_mut().zip(parts[0]).zip(parts[1]).zip(parts[2]) {
        let [y, cb, cr] = [y, cb, cr].map(load);
        let low = eight(i16x8_extend_low_u8x16(y), i16x8_extend_low_u8x16(cb), i16x8_extend_low_u8x16(cr));
        let high =
            eight(i16x8_extend_high_u8x16(y), i16x8_extend_high_u8x16(cb), i16x8_extend_high_u8x16(cr));
        let (low_pixels, high_pixels) = pixels.split_at_mut(8);
        store(low, low_pixels);
        store(high, high_pixels);
    }
    let done = sixteens.len() * 16;
    one_by_one(&luminance[done..], &blue[done..], &red[done..], rest);
}

/// Eight pixels, four in each vector, by the same arithmetic as one by one.
#[inline(always)]
fn eight(y: v128, cb: v128, cr: v128) -> [v128; 2] {
    let (cb, cr) = (i16x8_sub(cb, i16x8_splat(128)), i16x8_sub(cr, i16x8_splat(128)));
    let less_green = i16x8_add(
        times(i16x8_shl(cb, GREEN_FRACTION), GREEN_OF_BLUE),
        times(i16x8_shl(cr, GREEN_FRACTION), GREEN_OF_RED),
    );
    let half = i16x8_splat(1 << (GREEN_FRACTION - 1));
    let red = i16x8_add(i16x8_add(y, cr), times(cr, RED));
    let green = i16x8_sub(y, i16x8_shr(i16x8_add(less_green, half), GREEN_FRACTION));
    let blue = i16x8_sub(i16x8_add(i16x8_add(y, cb), cb), times(cb, BLUE));
    let red_blue = u8x16_narrow_i16x8(red, blue);
    let green_alpha = u8x16_narrow_i16x8(green, i16x8_splat(255));
    let red_green =
        i8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(red_blue, green_alpha);
    let blue_alpha =
        i8x16_shuffle::<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>(red_blue, green_alpha);
    [
        i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(red_green, blue_alpha),
        i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(red_green, blue_alpha),
    ]
}

#[inline(always)]
fn times(numbers: v128, factor: i16) -> v128 {
    i16x8_q15mulr_sat(numbers, i16x8_splat(factor))
}

#[inline(always)]
fn load(bytes: &[u8; 16]) -> v128 {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *bytes;
    u64x2(u64::from_le_bytes([a, b, c, d, e, f, g, h]), u64::from_le_bytes([i, j, k, l, m, n, o, p]))
}

#[inline(always)]
fn store(vectors: [v128; 2], pixels: &mut [Pixel]) {
    let halves = pixels.as_flattened_mut().as_chunks_mut::<8>().0.as_chunks_mut::<2>().0;
    for (halves, vector) in halves.iter_mut().zip(vectors) {
        *halves =
            [u64x2_extract_lane::<0>(vector).to_le_bytes(), u64x2_extract_lane::<1>(vector).to_le_bytes()];
    }
}
