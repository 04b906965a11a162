//! ZYWRLE: ZRLE whose raw tiles are wavelets, lossy as much as the client asked for.
//!
//! No specification has it; what follows is what QEMU, UltraVNC and libvncserver send. A raw tile of ZRLE is in
//! ZYWRLE another tile of ZRLE whose pixels are no colours but coefficients: red is V, green is Y, blue is U, each a
//! signed byte. How often the transform was applied is not said. It follows from the JPEG quality that the client has
//! asked for, so that both sides know it.

use crate::Size;
use crate::framebuffer::Pixel;
use crate::pixel::PixelReader;

/// How often the wavelet transform is applied at a JPEG quality of 0 to 9. At 9 and without a quality, servers send ZRLE.
pub const fn wavelet_level(quality: Option<u8>) -> u8 {
    match quality {
        Some(0..=2) => 3,
        Some(3..=5) => 2,
        Some(6..=8) => 1,
        _ => 0,
    }
}

/// Turns the coefficients of a tile into its pixels.
#[derive(Debug, Default)]
pub(super) struct Wavelets {
    /// How often the transform was applied; 0 for tiles that are no wavelets.
    pub(super) level: u8,
    /// What fits into whole blocks, as V, Y and U.
    coefficients: Vec<[i8; 3]>,
    /// The pixels at the edges that do not.
    plain: Vec<Pixel>,
}

impl Wavelets {
    /// Synthesises the tile of this size that is in `tile`, read as if it were colours.
    pub(super) fn synthesise(&mut self, tile: &mut [Pixel], size: Size, pixels: &PixelReader) {
        let block = 1 << self.level;
        let [tile_width, tile_height] = [size.width, size.height].map(usize::from);
        let [width, height] = [tile_width, tile_height].map(|side| side & !(block - 1));
        if width == 0 || height == 0 {
            return; // Too small to have been transformed.
        }
        let maxima = pixels.plain().colours().maxima();
        self.coefficients.clear();
        self.coefficients.resize(width * height, [0; 3]);
        // The finest differences come first, diagonal before vertical before horizontal, and the coarse picture last.
        let mut sent = tile.iter();
        for level in 0..self.level {
            let step = 2 << level;
            let last = if level + 1 == self.level { 0 } else { 1 };
            for part in (last..4).rev() {
                let (x, y) = ((part & 1) * step / 2, (part >> 1) * step / 2);
                for row in (y..height).step_by(step) {
                    for column in (x..width).step_by(step) {
                        let Some(&pixel) = sent.next() else { return };
                        self.coefficients[row * width + column] = coefficient(pixel, maxima);
                    }
                }
            }
        }
        self.plain.clear();
        self.plain.extend(sent);
        for level in (0..self.level).rev() {
            invert(&mut self.coefficients, width, height, 1 << level);
        }
        for (row, coefficients) in tile.chunks_mut(tile_width).zip(self.coefficients.chunks(width)) {
            for (pixel, &coefficient) in row.iter_mut().zip(coefficients) {
                *pixel = colour(coefficient);
            }
        }
        self.put_plain(tile, (tile_width, tile_height), (width, height));
    }

    /// Puts the pixels that were sent as they are where they belong: right of the blocks, below them, and in the corner.
    fn put_plain(
        &self,
        tile: &mut [Pixel],
        (tile_width, tile_height): (usize, usize),
        (width, height): (usize, usize),
    ) {
        let mut plain = self.plain.iter();
        let areas = [
            (width..tile_width, 0..height),
            (0..width, height..tile_height),
            (width..tile_width, height..tile_height),
        ];
        for (columns, rows) in areas {
            for y in rows {
                for (pixel, &sent) in tile[y * tile_width..][columns.clone()].iter_mut().zip(&mut plain) {
                    *pixel = sent;
                }
            }
        }
    }
}

/// The V, Y and U that a pixel stands for: its bits as the server packed them, at the top of a signed byte.
fn coefficient(pixel: Pixel, maxima: [u32; 3]) -> [i8; 3] {
    std::array::from_fn(|index| {
        let max = maxima[index];
        if max >= 255 {
            return pixel[index].cast_signed();
        }
        let bits = max.count_ones();
        let value = (u32::from(pixel[index]) * max + 127) / 255;
        ((value << (8 - bits)) as u8).cast_signed()
    })
}

/// Undoes one transform, whose pixels lie `distance` apart: of columns first, then of rows.
fn invert(coefficients: &mut [[i8; 3]], width: usize, height: usize, distance: usize) {
    for y in (0..height).step_by(2 * distance) {
        for x in (0..width).step_by(distance) {
            pair(coefficients, y * width + x, distance * width);
        }
    }
    for y in (0..height).step_by(distance) {
        for x in (0..width).step_by(2 * distance) {
            pair(coefficients, y * width + x, distance);
        }
    }
}

fn pair(coefficients: &mut [[i8; 3]], at: usize, distance: usize) {
    let (before, after) = coefficients.split_at_mut(at + distance);
    for (one, other) in before[at].iter_mut().zip(&mut after[0]) {
        (*one, *other) = haar(*one, *other);
    }
}

/// The reversible Haar-like transform of Senecal, Lindstrom, Duchaineau and Joy ("An Improved N-Bit to N-Bit Reversible
/// Haar-Like Transform", 2004), which is its own inverse and never leaves a byte.
fn haar(a: i8, b: i8) -> (i8, i8) {
    let (mut x0, mut x1) = (i32::from(a), i32::from(b));
    let differ = |one: i32, other: i32| (one ^ other) & 0x80 != 0;
    if differ(x0, x1) {
        x1 += x0;
        if !differ(x1, i32::from(b)) {
            x0 -= x1;
        }
    } else {
        x0 -= x1;
        if !differ(x0, i32::from(a)) {
            x1 += x0;
        }
    }
    (x1 as i8, x0 as i8)
}

/// The reversible colour transform of JPEG 2000, undone.
fn colour([v, y, u]: [i8; 3]) -> Pixel {
    let (y, u, v) = (i32::from(y) + 128, i32::from(u) * 2, i32::from(v) * 2);
    let green = y - ((u + v) >> 2);
    [v + green, green, u + green, 255].map(|part| part.clamp(0, 255) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::{Deflate, decode_with_quality};
    use crate::wire::{Encoding, PixelFormat};

    /// ZYWRLE at a quality of 5: two levels.
    fn zywrle(format: PixelFormat, size: (u16, u16), tile: &[u8]) -> Vec<Pixel> {
        decode_with_quality(Encoding::ZYWRLE, format, size, Some(5), &[&Deflate::new().rectangle(tile)])
            .unwrap()
    }

    #[test]
    fn the_transform_is_its_own_inverse() {
        for a in -127..=127 {
            for b in -127..=127 {
                let (low, high) = haar(a, b);
                assert_eq!(haar(low, high), (a, b));
            }
        }
    }

    #[test]
    fn levels_follow_from_the_quality() {
        let levels = [3, 3, 3, 2, 2, 2, 1, 1, 1, 0];
        for (quality, level) in (0..).zip(levels) {
            assert_eq!(wavelet_level(Some(quality)), level);
        }
        assert_eq!(wavelet_level(None), 0);
    }

    #[test]
    fn a_raw_tile_is_a_tile_of_coefficients() {
        // Fifteen differences of zero, then a coarse picture of one pixel: Y of -28, U of 10, V of 50.
        let grey =
            [&[0, 0][..], &[[0, 0, 0].as_slice(); 15].concat(), &[10, 256_u16.wrapping_sub(28) as u8, 50]];
        // Green is 100 - (20 + 100) / 4.
        assert_eq!(zywrle(PixelFormat::BGRX, (4, 4), &grey.concat()), [[170, 70, 90, 255]; 16]);
    }

    #[test]
    fn the_inner_tile_may_be_of_any_kind() {
        // All coefficients are equal, so that differences appear.
        let solid = zywrle(PixelFormat::BGRX, (4, 4), &[0, 1, 0, 8, 0]);
        let raw = [&[0, 0][..], &[0, 8, 0].repeat(16)].concat();
        let runs = [0, 128, 0, 8, 0, 15];
        assert_eq!(zywrle(PixelFormat::BGRX, (4, 4), &raw), solid);
        assert_eq!(zywrle(PixelFormat::BGRX, (4, 4), &runs), solid);
        assert!(solid.windows(2).any(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn tiles_of_other_kinds_are_those_of_zrle() {
        for tile in [&[1, 0, 0, 255][..], &[128, 0, 0, 255, 15], &[130, 0, 0, 255, 1, 1, 1, 0x80, 15]] {
            assert_eq!(zywrle(PixelFormat::BGRX, (4, 4), tile), [[255, 0, 0, 255]; 16]);
        }
    }

    #[test]
    fn what_no_block_covers_is_sent_as_it_is() {
        // Five columns and rows: a block of four, and nine pixels of blue.
        let coefficients = [0, 0, 0].repeat(16);
        let tile = [&[0, 0][..], &coefficients, &[255, 0, 0].repeat(9)].concat();
        let pixels = zywrle(PixelFormat::BGRX, (5, 5), &tile);
        for (at, pixel) in pixels.into_iter().enumerate() {
            let expected = if at % 5 < 4 && at / 5 < 4 { [128, 128, 128, 255] } else { [0, 0, 255, 255] };
            assert_eq!(pixel, expected, "pixel {at}");
        }
        // A tile smaller than a block has no wavelets at all.
        assert_eq!(zywrle(PixelFormat::BGRX, (1, 3), &[0, 1, 255, 0, 0]), [[0, 0, 255, 255]; 3]);
    }

    #[test]
    fn coefficients_of_fewer_bits_keep_their_place() {
        // 5, 6 and 5 bits: V of -8, Y of 4, U of 16.
        let pixel: u16 = 0xf822;
        let tile = [&[0, 0][..], &[0; 30], &pixel.to_le_bytes()].concat();
        let green = 132 - ((32 - 16) >> 2);
        let expected = [green - 16, green, green + 32].map(|part: i32| part as u8);
        let [red, green, blue] = expected;
        assert_eq!(zywrle(PixelFormat::RGB565, (4, 4), &tile), [[red, green, blue, 255]; 16]);
    }
}
