//! Pictures as JPEG, at the quality that the client asked for.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::encode::Picture;

/// JPEG's own quality, 1 to 100, for each of RFB's quality levels.
pub(crate) const QUALITIES: [u8; 10] = [15, 25, 35, 45, 55, 65, 75, 82, 90, 97];

/// From this level the colours keep their full resolution: people who ask for so much look at coloured text.
const FULL_COLOUR_FROM: u8 = 6;

/// Encodes a picture of at least one pixel in place of what `output` held; `scratch` is memory to work in.
/// Levels above 9 mean 9.
pub(super) fn encode(picture: Picture<'_>, quality: u8, scratch: &mut Vec<u8>, output: &mut Vec<u8>) {
    output.clear();
    scratch.clear();
    for row in picture.rows() {
        // Blue, green, red, zero.
        scratch.extend(row.iter().flat_map(|pixel| pixel.to_le_bytes()));
    }
    let level = usize::from(quality).min(QUALITIES.len() - 1);
    let mut encoder = Encoder::new(&mut *output, QUALITIES[level]);
    encoder.set_sampling_factor(if quality >= FULL_COLOUR_FROM {
        SamplingFactor::F_1_1
    } else {
        SamplingFactor::F_2_2
    });
    encoder
        .encode(scratch, picture.size().width, picture.size().height, ColorType::Bgra)
        .expect("writing to memory cannot fail, and a picture has pixels");
}
