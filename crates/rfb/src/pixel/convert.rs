//! The loops that turn rows of wire pixels into RGBA.
//!
//! Each is written in 32-bit lanes without branches, so that the compiler makes SSE2 and Wasm SIMD of it; none needs
//! `unsafe`.

use super::Colours;
use crate::framebuffer::Pixel;

pub(super) fn table(wire: &[u8], row: &mut [Pixel], table: &[Pixel; 256]) {
    for (pixel, &index) in row.iter_mut().zip(wire) {
        *pixel = table[usize::from(index)];
    }
}

pub(super) fn two(wire: &[u8], row: &mut [Pixel], value: impl Fn([u8; 2]) -> u16, colours: Colours) {
    each(wire, row, |bytes| colours.pixel(u32::from(value(bytes))));
}

pub(super) fn three(wire: &[u8], row: &mut [Pixel], value: impl Fn([u8; 3]) -> u32, colours: Colours) {
    each(wire, row, |bytes| colours.pixel(value(bytes)));
}

pub(super) fn four(wire: &[u8], row: &mut [Pixel], value: impl Fn([u8; 4]) -> u32, colours: Colours) {
    each(wire, row, |bytes| colours.pixel(value(bytes)));
}

pub(super) fn rgbx(wire: &[u8], row: &mut [Pixel]) {
    each(wire, row, |bytes| (u32::from_le_bytes(bytes) | 0xff00_0000).to_le_bytes());
}

/// Blue is the lowest byte, as most servers have it. Shifts that are known beforehand take half of the time.
pub(super) fn bgrx(wire: &[u8], row: &mut [Pixel]) {
    each(wire, row, |bytes| {
        let value = u32::from_le_bytes(bytes);
        (value >> 16 & 0xff | value & 0xff00 | (value & 0xff) << 16 | 0xff00_0000).to_le_bytes()
    });
}

pub(super) fn shifts(wire: &[u8], row: &mut [Pixel], colours: Colours) {
    each(wire, row, |bytes| colours.whole_bytes(u32::from_le_bytes(bytes)));
}

/// Red, green and blue, a byte each; as many pixels as `row` holds, whose bytes `wire` must have.
pub(crate) fn rgb(wire: &[u8], row: &mut [Pixel]) {
    each_four(wire, row, |[red, green, blue]| [red, green, blue, 255]);
}

pub(super) fn bgr(wire: &[u8], row: &mut [Pixel]) {
    each_four(wire, row, |[blue, green, red]| [red, green, blue, 255]);
}

pub(super) fn rgba(wire: &[u8], row: &mut [Pixel]) {
    each(wire, row, |pixel| pixel);
}

#[inline(always)]
fn each<const N: usize>(wire: &[u8], row: &mut [Pixel], pixel: impl Fn([u8; N]) -> Pixel) {
    for (target, &bytes) in row.iter_mut().zip(wire.as_chunks::<N>().0) {
        *target = pixel(bytes);
    }
}

/// Three-byte pixels, four at a time: their twelve bytes become sixteen by one shuffle.
#[inline(always)]
fn each_four(wire: &[u8], row: &mut [Pixel], pixel: impl Fn([u8; 3]) -> Pixel) {
    let (fours, rest) = row.as_chunks_mut::<4>();
    let (wire_fours, wire_rest) = wire.split_at(fours.len() * 12);
    for (target, &[a, b, c, d, e, f, g, h, i, j, k, l]) in fours.iter_mut().zip(wire_fours.as_chunks().0) {
        *target = [pixel([a, b, c]), pixel([d, e, f]), pixel([g, h, i]), pixel([j, k, l])];
    }
    each(wire_rest, rest, pixel);
}
