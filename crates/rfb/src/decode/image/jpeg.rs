//! JPEG images, which fill their rectangle.

use std::io::Cursor;

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::Size;
use crate::decode::{DecodeError, Target};

/// A decoder of images, baseline or progressive, with any subsampling, in colour or grey.
#[derive(Debug, Default)]
pub(in crate::decode) struct Jpeg {
    /// The image as RGBA, kept for its memory.
    rgba: Vec<u8>,
}

/// The largest image in a rectangle of Tight's kinds: as wide as such a rectangle may be, and as high. A progressive one
/// takes ten bytes a pixel while it is decoded.
pub(in crate::decode) const MAX_PIXELS: usize = 2048 * 2048;

impl Jpeg {
    /// Decodes an image of at most `max_pixels`, complete in `jpeg`, onto the target.
    pub(in crate::decode) fn decode(
        &mut self,
        jpeg: &[u8],
        max_pixels: usize,
        target: &mut Target<'_>,
    ) -> Result<(), DecodeError> {
        let size = target.rect.size();
        if size.area() > max_pixels {
            return Err(DecodeError::JpegTooLarge(size));
        }
        let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGBA);
        let mut decoder = JpegDecoder::new_with_options(Cursor::new(jpeg), options);
        let failed = |error: zune_jpeg::errors::DecodeErrors| DecodeError::Jpeg(error.to_string());
        // The header's size is checked before anything of that size is allocated.
        decoder.decode_headers().map_err(failed)?;
        let image = decoder.dimensions().unwrap_or_default();
        let Size { width, height } = size;
        if image != (usize::from(width), usize::from(height)) {
            return Err(DecodeError::JpegSize { image, rect: size });
        }
        // An image that breaks off is decoded as far as it goes; the rest is black, not what an earlier image left.
        self.rgba.clear();
        self.rgba.resize(size.area() * 4, 0);
        decoder.decode_into(&mut self.rgba).map_err(failed)?;
        let pixels = self.rgba.as_chunks_mut::<4>().0;
        for [.., alpha] in pixels.iter_mut() {
            *alpha = 255;
        }
        target.write(pixels);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

    use crate::Size;
    use crate::decode::DecodeError;
    use crate::decode::testing::{RED, decode};
    use crate::framebuffer::Pixel;
    use crate::wire::{Encoding, PixelFormat};

    type Settings = fn(&mut Encoder<&mut Vec<u8>>);

    /// A smooth picture, which quality 100 keeps nearly as it is.
    fn picture(width: u16, height: u16) -> Vec<u8> {
        let pixel = |x: u16, y: u16| [100 + x as u8, 200 - y as u8, 50 + (x + y) as u8];
        (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect()
    }

    fn encode(rgb: &[u8], (width, height): (u16, u16), kind: ColorType, set: Settings) -> Vec<u8> {
        let mut jpeg = Vec::new();
        let mut encoder = Encoder::new(&mut jpeg, 100);
        set(&mut encoder);
        encoder.encode(rgb, width, height, kind).unwrap();
        jpeg
    }

    fn tight(size: (u16, u16), jpeg: &[u8]) -> Result<Vec<Pixel>, DecodeError> {
        let length = jpeg.len();
        let header = [0x90, length as u8 | 0x80, (length >> 7) as u8 | 0x80, (length >> 14) as u8];
        // A fill after it shows that the stream has stayed in step.
        let rectangle = [&header[..], jpeg].concat();
        let pixels = decode(Encoding::TIGHT, PixelFormat::BGRX, size, &[&rectangle])?;
        let filled = decode(Encoding::TIGHT, PixelFormat::BGRX, size, &[&rectangle, &[0x80, 255, 0, 0]])?;
        assert_eq!(filled, vec![RED; filled.len()]);
        Ok(pixels)
    }

    fn assert_near(pixels: &[Pixel], rgb: &[u8], what: &str) {
        assert_eq!(pixels.len() * 3, rgb.len(), "{what}");
        for (pixel, expected) in pixels.iter().zip(rgb.chunks(3)) {
            let distance = pixel.iter().zip(expected).map(|(&a, &b)| a.abs_diff(b)).max();
            assert!(distance <= Some(12) && pixel[3] == 255, "{what}: {pixel:?} for {expected:?}");
        }
    }

    #[test]
    fn images_of_every_kind_fill_their_rectangle() {
        let size = (37, 21);
        let rgb = picture(size.0, size.1);
        let kinds: [(&str, Settings); 5] = [
            ("4:4:4", |encoder| encoder.set_sampling_factor(SamplingFactor::F_1_1)),
            ("4:2:2", |encoder| encoder.set_sampling_factor(SamplingFactor::F_2_1)),
            ("4:2:0", |encoder| encoder.set_sampling_factor(SamplingFactor::F_2_2)),
            ("4:1:1", |encoder| encoder.set_sampling_factor(SamplingFactor::F_4_1)),
            ("progressive", |encoder| encoder.set_progressive(true)),
        ];
        for (name, set) in kinds {
            assert_near(&tight(size, &encode(&rgb, size, ColorType::Rgb, set)).unwrap(), &rgb, name);
        }
        let grey: Vec<u8> = rgb.chunks(3).map(|pixel| pixel[0]).collect();
        let pixels = tight(size, &encode(&grey, size, ColorType::Luma, |_| ())).unwrap();
        assert_near(&pixels, &grey.iter().flat_map(|&grey| [grey; 3]).collect::<Vec<_>>(), "grey");
    }

    #[test]
    fn an_image_of_another_size_is_refused() {
        let jpeg = encode(&picture(16, 8), (16, 8), ColorType::Rgb, |_| ());
        assert_eq!(
            tight((8, 16), &jpeg),
            Err(DecodeError::JpegSize { image: (16, 8), rect: Size::new(8, 16) })
        );
    }

    #[test]
    fn what_is_no_image_is_refused() {
        for broken in [&[][..], &[0; 50], &[0xff, 0xd8, 0xff, 0xd9]] {
            assert!(matches!(tight((8, 8), broken), Err(DecodeError::Jpeg(_))), "{broken:x?}");
        }
    }
}
