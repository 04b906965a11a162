//! TightPNG ("Tight PNG Encoding"): a fill, a JPEG or a PNG.

use super::{
    Effort, Encode, Picture, Pixels, jpeg_image,
    palette::Palette,
    png_image,
    tight::{FILL, JPEG, MIN_JPEG_AREA, is_flat, put_length},
};

/// The top bits of the first byte.
const PNG: u8 = 0xa0;

/// The encoder; its memory is only scratch.
#[derive(Debug, Default)]
pub struct TightPng {
    colours: Vec<u32>,
    palette: Palette,
    scratch: Vec<u8>,
    image: Vec<u8>,
}

impl Encode for TightPng {
    fn encode(&mut self, picture: Picture<'_>, pixels: &Pixels, effort: Effort, output: &mut Vec<u8>) {
        self.colours.clear();
        self.colours.extend(picture.rows().flatten());
        self.palette.count(&self.colours, usize::MAX);
        if let ([_], false) = (self.palette.colours(), self.palette.overflown()) {
            output.push(FILL);
            pixels.tight().put(pixels.tight().pack(self.colours[0]), output);
            return;
        }
        let true_colour = pixels.format().true_colour && pixels.format().bits_per_pixel >= 16;
        let photograph = self.palette.overflown() && self.colours.len() >= MIN_JPEG_AREA && !is_flat(picture);
        self.image.clear();
        match effort.quality {
            Some(quality) if true_colour && photograph => {
                jpeg_image::encode(picture, quality, &mut self.scratch, &mut self.image);
                output.push(JPEG);
            }
            _ => {
                png_image::encode(picture, &self.palette, effort.compression, &mut self.image);
                output.push(PNG);
            }
        }
        put_length(self.image.len(), output);
        output.extend_from_slice(&self.image);
    }
}
