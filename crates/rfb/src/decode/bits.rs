//! Palette indices of less than a byte, the leftmost in the most significant bits.

use crate::framebuffer::Pixel;

/// Looks up a row of indices of `BITS` bits each, `PER_BYTE` to a byte, and returns the highest index met.
pub(super) fn unpack<const BITS: usize, const PER_BYTE: usize>(
    wire: &[u8],
    row: &mut [Pixel],
    palette: &[Pixel; 128],
) -> u8 {
    let index = |byte: u8, place: usize| byte >> (8 - BITS * (place + 1)) & ((1 << BITS) - 1);
    let mut highest = 0;
    let (whole, part) = row.as_chunks_mut::<PER_BYTE>();
    for (pixels, &byte) in whole.iter_mut().zip(wire) {
        for (place, pixel) in pixels.iter_mut().enumerate() {
            let index = index(byte, place);
            highest = highest.max(index);
            *pixel = palette[usize::from(index)];
        }
    }
    if let Some(&byte) = wire.get(whole.len()) {
        for (place, pixel) in part.iter_mut().enumerate() {
            let index = index(byte, place);
            highest = highest.max(index);
            *pixel = palette[usize::from(index)];
        }
    }
    highest
}

/// Gives each pixel of a row one of two colours, by a bit each.
pub(super) fn two_colours(wire: &[u8], row: &mut [Pixel], palette: [Pixel; 2]) {
    let [zero, one] = palette.map(u32::from_le_bytes);
    let colour = |byte: u8, place: usize| {
        // All ones where the bit is set: a choice without a branch, for eight pixels at once.
        let mask = 0u32.wrapping_sub(u32::from(byte & 0x80 >> place != 0));
        (zero ^ ((zero ^ one) & mask)).to_le_bytes()
    };
    let (whole, part) = row.as_chunks_mut::<8>();
    for (pixels, &byte) in whole.iter_mut().zip(wire) {
        *pixels = std::array::from_fn(|place| colour(byte, place));
    }
    if let Some(&byte) = wire.get(whole.len()) {
        for (place, pixel) in part.iter_mut().enumerate() {
            *pixel = colour(byte, place);
        }
    }
}
