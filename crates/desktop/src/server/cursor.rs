//! The pointer's image in each of the pseudo-encodings for it, the data after the rectangle's header.

use rfb::wire::Encoding;

use crate::{encode::Pixels, scene::CursorShape};

/// The pseudo-encodings that there are for the pointer's image.
pub(super) const ENCODINGS: [Encoding; 4] =
    [Encoding::CURSOR_WITH_ALPHA, Encoding::VMWARE_CURSOR, Encoding::CURSOR, Encoding::X_CURSOR];

/// Appends the image in one of [`ENCODINGS`].
pub(super) fn encode(shape: &CursorShape, encoding: Encoding, pixels: &Pixels, output: &mut Vec<u8>) {
    match encoding {
        Encoding::CURSOR_WITH_ALPHA => with_alpha(shape, output),
        Encoding::VMWARE_CURSOR => vmware(shape, output),
        Encoding::X_CURSOR => two_colours(shape, output),
        _ => plain(shape, pixels, output),
    }
}

/// Raw pixels with alpha, multiplied by it.
fn with_alpha(shape: &CursorShape, output: &mut Vec<u8>) {
    output.extend(Encoding::RAW.0.to_be_bytes());
    for &[red, green, blue, alpha] in &shape.rgba {
        let multiplied = |colour: u8| (u32::from(colour) * u32::from(alpha) + 127) / 255;
        output.extend([red, green, blue].map(|colour| multiplied(colour) as u8));
        output.push(alpha);
    }
}

/// An alpha cursor.
fn vmware(shape: &CursorShape, output: &mut Vec<u8>) {
    output.extend([1, 0]); // type 1, padding 1
    output.extend(shape.rgba.as_flattened());
}

/// Pixels in the client's format, and a mask.
fn plain(shape: &CursorShape, pixels: &Pixels, output: &mut Vec<u8>) {
    let packing = pixels.plain();
    for &[red, green, blue, _] in &shape.rgba {
        packing.put(packing.pack(u32::from_be_bytes([0, red, green, blue])), output);
    }
    bits(shape, is_shown, output);
}

/// Black and white: what is lighter than the middle is white.
fn two_colours(shape: &CursorShape, output: &mut Vec<u8>) {
    if shape.size.is_empty() {
        return;
    }
    output.extend([255, 255, 255, 0, 0, 0]); // primary 3, secondary 3
    let is_light = |[red, green, blue, _]: [u8; 4]| {
        u32::from(red) * 3 + u32::from(green) * 6 + u32::from(blue) >= 10 * 128
    };
    bits(shape, is_light, output);
    bits(shape, is_shown, output);
}

fn is_shown([_, _, _, alpha]: [u8; 4]) -> bool {
    alpha >= 128
}

/// A bit for each pixel, the first in the highest place; rows are whole bytes.
fn bits(shape: &CursorShape, is_set: impl Fn([u8; 4]) -> bool, output: &mut Vec<u8>) {
    for row in shape.rgba.chunks(usize::from(shape.size.width).max(1)) {
        for pixels in row.chunks(8) {
            let bits =
                pixels.iter().enumerate().map(|(place, &pixel)| u8::from(is_set(pixel)) << (7 - place));
            output.push(bits.sum());
        }
    }
}
