//! Palette indices of a byte or less, the leftmost in the most significant bits.

use crate::framebuffer::Pixel;

/// Looks up a row of indices of `BITS` bits each, `PER_BYTE` to a byte, and returns the highest index met.
pub(super) fn unpack<const BITS: usize, const PER_BYTE: usize>(
    wire: &[u8],
    row: &mut [Pixel],
    palette: &[Pixel; 128],
) -> u8 {
    let index = |byte: u8, place: usize| byte >> (8 - BITS * (place + 1)) & ((1 << BITS) - 1);
    let mut highest = 0;
    by_stretches::<PER_BYTE>(wire, row, |all, wire, row| {
        if let Some(byte) = all
            && (1..PER_BYTE).all(|place| index(byte, place) == index(byte, 0))
        {
            let index = index(byte, 0);
            highest = highest.max(index);
            row.fill(palette[usize::from(index)]);
            return;
        }
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
    });
    highest
}

/// A palette of two colours.
#[derive(Debug)]
pub(super) struct TwoColours {
    /// What four bits look like, which is one vector to load and one to store.
    fours: [[Pixel; 4]; 16],
}

impl TwoColours {
    pub(super) fn new([zero, one]: [Pixel; 2]) -> Self {
        let pairs = [[zero, zero], [zero, one], [one, zero], [one, one]];
        let four = |bits: usize| {
            let ([a, b], [c, d]) = (pairs[bits >> 2], pairs[bits & 3]);
            [a, b, c, d]
        };
        Self { fours: std::array::from_fn(four) }
    }

    /// Looks up a row of indices of a bit each.
    pub(super) fn look_up(&self, wire: &[u8], row: &mut [Pixel]) {
        let Self { fours } = self;
        by_stretches::<8>(wire, row, |all, wire, row| match all {
            Some(0) => row.fill(fours[0][0]),
            Some(0xff) => row.fill(fours[15][0]),
            _ => {
                let (whole, part) = row.as_chunks_mut::<8>();
                for (eight, &byte) in whole.iter_mut().zip(wire) {
                    let (left, right) = eight.split_at_mut(4);
                    left.copy_from_slice(&fours[usize::from(byte >> 4)]);
                    right.copy_from_slice(&fours[usize::from(byte & 15)]);
                }
                if let Some(&byte) = wire.get(whole.len()) {
                    for (place, pixel) in part.iter_mut().enumerate() {
                        *pixel = fours[usize::from(byte >> (7 - place) & 1)][3];
                    }
                }
            }
        });
    }
}

/// Looks up a row of indices of a byte each.
pub(super) fn look_up(wire: &[u8], row: &mut [Pixel], palette: &[Pixel; 256]) {
    by_stretches::<1>(wire, row, |all, wire, row| match all {
        Some(index) => row.fill(palette[usize::from(index)]),
        None => {
            for (pixel, &index) in row.iter_mut().zip(wire) {
                *pixel = palette[usize::from(index)];
            }
        }
    });
}

/// Cuts a row, whose bytes `wire` has, into stretches for `draw`. Where all bytes of a stretch are the same, `draw` is told
/// which: flat areas are what palettes are for, and no pixel of theirs needs a look of its own.
#[inline(always)]
fn by_stretches<const PER_BYTE: usize>(
    wire: &[u8],
    row: &mut [Pixel],
    mut draw: impl FnMut(Option<u8>, &[u8], &mut [Pixel]),
) {
    /// Eight bytes are compared at once.
    const WORD: usize = 8;
    let words = &wire.as_chunks::<WORD>().0[..row.len() / (PER_BYTE * WORD)];
    let (mut wire, mut row) = (wire, row);
    for stretch in words.chunk_by(|one, next| one == next) {
        let (now, later) = wire.split_at(stretch.len() * WORD);
        let (pixels, pixels_later) = row.split_at_mut(stretch.len() * WORD * PER_BYTE);
        (wire, row) = (later, pixels_later);
        let all = (stretch[0] == [now[0]; WORD]).then_some(now[0]);
        draw(all, now, pixels);
    }
    draw(None, wire, row);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(index: usize) -> Pixel {
        [index as u8, 255 - index as u8, 7, 255]
    }

    /// Indices below `1 << bits`: flat areas of many lengths, others between them, and patterns that bytes, words and pairs
    /// of words repeat.
    fn indices(bits: usize, length: usize) -> Vec<usize> {
        let mut indices = Vec::new();
        for stretch in 0.. {
            let flat = stretch * 7 % 100;
            indices.extend(std::iter::repeat_n(stretch % (1 << bits), flat));
            indices.extend((0..stretch % 20).map(|n| n * n * 5 % (1 << bits)));
            let period = [2, 3, 16, 64, 128][stretch % 5];
            indices.extend((0..stretch * 11 % 200).map(|n| n % period * 3 % (1 << bits)));
            if indices.len() >= length {
                break;
            }
        }
        indices.truncate(length);
        indices
    }

    fn packed(bits: usize, indices: &[usize]) -> Vec<u8> {
        let byte = |indices: &[usize]| {
            let places = indices.iter().enumerate();
            places.fold(0, |byte, (place, index)| byte | index << (8 - bits * (place + 1))) as u8
        };
        indices.chunks(8 / bits).map(byte).collect()
    }

    #[test]
    fn every_pixel_has_the_colour_of_its_index() {
        let palette = std::array::from_fn(colour);
        let small_palette = std::array::from_fn(colour);
        for bits in [1, 2, 4, 8] {
            for length in (0..300).chain([5000]) {
                let indices = indices(bits, length);
                let wire = packed(bits, &indices);
                let mut row = vec![[0; 4]; length];
                let highest = match bits {
                    1 => {
                        TwoColours::new([palette[0], palette[1]]).look_up(&wire, &mut row);
                        None
                    }
                    2 => Some(unpack::<2, 4>(&wire, &mut row, &small_palette)),
                    4 => Some(unpack::<4, 2>(&wire, &mut row, &small_palette)),
                    _ => {
                        look_up(&wire, &mut row, &palette);
                        None
                    }
                };
                let expected: Vec<Pixel> = indices.iter().map(|&index| colour(index)).collect();
                assert_eq!(row, expected, "{length} indices of {bits} bits");
                if let Some(highest) = highest {
                    assert_eq!(usize::from(highest), indices.iter().copied().max().unwrap_or(0));
                }
            }
        }
    }
}
