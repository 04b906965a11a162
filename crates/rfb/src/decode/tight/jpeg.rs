//! JPEG images, which fill their rectangle.

use std::io::Cursor;

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::Size;
use crate::decode::{DecodeError, Target};

/// A decoder of images, baseline or progressive, with any subsampling, in colour or grey.
#[derive(Debug, Default)]
pub(super) struct Jpeg {
    /// The image as RGBA, kept for its memory.
    rgba: Vec<u8>,
}

/// The largest image: as wide as a Tight rectangle may be, and as high. A progressive one takes ten bytes a pixel
/// while it is decoded.
const MAX_PIXELS: usize = 2048 * 2048;

impl Jpeg {
    /// Decodes an image, complete in `jpeg`, onto the target.
    pub(super) fn decode(&mut self, jpeg: &[u8], target: &mut Target<'_>) -> Result<(), DecodeError> {
        let size = target.rect.size();
        if size.area() > MAX_PIXELS {
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
        self.rgba.resize(size.area() * 4, 0);
        decoder.decode_into(&mut self.rgba).map_err(failed)?;
        target.write(self.rgba.as_chunks().0);
        Ok(())
    }
}
