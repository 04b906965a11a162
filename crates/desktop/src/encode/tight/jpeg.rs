//! Pictures as JPEG, at the quality that the client asked for.

use jpeg_encoder::{Encoder, ImageBuffer, JpegColorType, SamplingFactor, rgb_to_ycbcr};

use crate::encode::Picture;

/// JPEG's own quality, 1 to 100, for each of RFB's quality levels.
const QUALITIES: [u8; 10] = [15, 25, 35, 45, 55, 65, 75, 82, 90, 97];

/// From this level the colours keep their full resolution: people who ask for so much look at coloured text.
const FULL_COLOUR_FROM: u8 = 6;

/// Encodes a picture of at least one pixel in place of what `output` held. Levels above 9 mean 9.
pub(super) fn encode(picture: Picture<'_>, quality: u8, output: &mut Vec<u8>) {
    output.clear();
    let level = usize::from(quality).min(QUALITIES.len() - 1);
    let mut encoder = Encoder::new(&mut *output, QUALITIES[level]);
    encoder.set_sampling_factor(if quality >= FULL_COLOUR_FROM {
        SamplingFactor::F_1_1
    } else {
        SamplingFactor::F_2_2
    });
    encoder
        .encode_image(Rows { rows: picture.rows().collect(), width: picture.size().width })
        .expect("writing to memory cannot fail, and a picture has pixels");
}

/// The encoder's view of a picture.
struct Rows<'a> {
    rows: Vec<&'a [u32]>,
    width: u16,
}

impl ImageBuffer for Rows<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        self.width
    }

    fn height(&self) -> u16 {
        self.rows.len() as u16
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        for rgb in self.rows[usize::from(y)] {
            let [_, red, green, blue] = rgb.to_be_bytes();
            let (luma, blue_difference, red_difference) = rgb_to_ycbcr(red, green, blue);
            for (buffer, value) in buffers.iter_mut().zip([luma, blue_difference, red_difference]) {
                buffer.push(value);
            }
        }
    }
}
