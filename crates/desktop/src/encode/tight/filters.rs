//! Tight's filters: what turns pixels into bytes that zlib compresses better.

use crate::encode::{Picture, Pixels, palette::Palette};

/// The mean difference between a colour and its prediction, of 255, below which the gradient filter pays.
const SMOOTH_ENOUGH: u64 = 12;

/// One bit a pixel, most significant first, rows padded to bytes: whether the pixel is `one`.
pub(super) fn bits(packed: &[u32], width: usize, one: u32, output: &mut Vec<u8>) {
    for row in packed.chunks(width) {
        for pixels in row.chunks(8) {
            let mut byte = 0;
            for (place, &pixel) in pixels.iter().enumerate() {
                byte |= u8::from(pixel == one) << (7 - place);
            }
            output.push(byte);
        }
    }
}

/// One byte a pixel: its colour's place in the palette, which was counted from the same pixels.
pub(super) fn indices(packed: &[u32], palette: &Palette, output: &mut Vec<u8>) {
    for run in packed.chunk_by(|a, b| a == b) {
        let index = palette.index(run[0]).unwrap_or_default();
        output.extend(std::iter::repeat_n(index, run.len()));
    }
}

/// Each colour as its difference from what its neighbours above and to the left predict, laid out like a
/// pixel.
pub(super) fn gradient(picture: Picture<'_>, pixels: &Pixels, output: &mut Vec<u8>) {
    let format = pixels.format();
    let (maxima, shifts) = if format.is_rgb888() {
        ([255; 3], [0, 8, 16])
    } else {
        (
            [format.red_max, format.green_max, format.blue_max].map(i32::from),
            [format.red_shift, format.green_shift, format.blue_shift],
        )
    };
    let big_endian = format.big_endian && !format.is_rgb888();
    let packing = pixels.tight();
    let mut above = vec![[0; 3]; usize::from(picture.size().width) + 1];
    let mut current = above.clone();
    for row in picture.rows() {
        for (x, &rgb) in row.iter().enumerate() {
            let mut pixel = 0_u32;
            for colour in 0..3 {
                let intensity = (rgb >> (16 - 8 * colour) & 0xff) as i32;
                let value = (intensity * maxima[colour] + 127) / 255;
                let predicted =
                    (above[x + 1][colour] + current[x][colour] - above[x][colour]).clamp(0, maxima[colour]);
                current[x + 1][colour] = value;
                pixel |= ((value - predicted) & maxima[colour]).cast_unsigned() << shifts[colour];
            }
            if big_endian {
                pixel = pixel.swap_bytes() >> (32 - 8 * packing.bytes());
            }
            packing.put(pixel, output);
        }
        std::mem::swap(&mut above, &mut current);
    }
}

/// Whether most pixels equal their neighbour: then it is windows and text, whose plain areas a JPEG would
/// tint and whose letters it would blur, for little gain.
pub(in crate::encode) fn is_flat(picture: Picture<'_>) -> bool {
    let equal = |row: &[u32]| row.windows(2).filter(|pair| pair[0] == pair[1]).count();
    picture.rows().map(equal).sum::<usize>() > picture.size().area() / 2
}

/// Whether neighbouring pixels predict each other so well that the gradient filter makes the rectangle
/// smaller.
pub(super) fn is_smooth(picture: Picture<'_>) -> bool {
    let (mut difference, mut samples) = (0, 0);
    let mut rows = picture.rows();
    while let (Some(above), Some(row)) = (rows.next(), rows.next()) {
        for (above, pair) in above.windows(2).zip(row.windows(2)) {
            for shift in [0, 8, 16] {
                let colour = |rgb: u32| i64::from(rgb >> shift & 0xff);
                let predicted = (colour(above[1]) + colour(pair[0]) - colour(above[0])).clamp(0, 255);
                difference += (colour(pair[1]) - predicted).unsigned_abs();
                samples += 1;
            }
        }
    }
    samples > 0 && difference < samples * SMOOTH_ENOUGH
}
