//! The Cursor pseudo-encoding: an image and a mask (section 7.8.1).

use super::{DecodeError, Input, cursor_size, some_pixels};
use crate::Size;
use crate::framebuffer::Pixel;
use crate::pixel::PixelReader;

/// The decoder of the payload of [`Encoding::CURSOR`](crate::wire::Encoding::CURSOR).
#[derive(Debug, Default)]
pub struct CursorDecoder {
    /// What has arrived of the image.
    pixels: Vec<Pixel>,
    /// How many rows of the mask have been applied.
    masked_rows: usize,
}

impl CursorDecoder {
    /// Decodes on from where it stopped: the image as RGBA bytes with straight alpha when it is complete, nothing
    /// until then. What [`Decode::decode`](super::Decode::decode) says about calling again holds here.
    ///
    /// # Errors
    /// [`DecodeError::CursorTooLarge`] before anything is allocated.
    pub fn decode(
        &mut self,
        size: Size,
        input: &mut Input<'_>,
        pixels: &PixelReader,
    ) -> Result<Option<Vec<u8>>, DecodeError> {
        let area = cursor_size(size)?.area();
        let layout = pixels.plain();
        while self.pixels.len() < area {
            let Some(wire) = some_pixels(layout.len(), area - self.pixels.len(), input) else {
                return Ok(None);
            };
            let start = self.pixels.len();
            self.pixels.resize(start + wire.len() / layout.len(), [0; 4]);
            layout.read(wire, &mut self.pixels[start..]);
        }
        let width = usize::from(size.width);
        while self.masked_rows * width < area {
            let Some(mask) = input.take(width.div_ceil(8)) else {
                return Ok(None);
            };
            let row = &mut self.pixels[self.masked_rows * width..][..width];
            for (x, pixel) in row.iter_mut().enumerate() {
                if mask[x / 8] & 0x80 >> (x % 8) == 0 {
                    *pixel = [0; 4];
                }
            }
            self.masked_rows += 1;
        }
        let image = std::mem::take(self).pixels;
        Ok(Some(image.into_flattened()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::{BLUE, GREEN, RED, cursor};
    use crate::wire::PixelFormat;

    #[test]
    fn masked_pixels_keep_their_colours_and_the_others_are_clear() {
        // Red stays red: the order of the bytes is that of the server's pixels.
        let image = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0];
        let payload = [&image[..], &[0b1000_0000, 0b0100_0000]].concat();
        let size = Size::new(2, 2);
        let rgba = cursor(PixelFormat::BGRX, size, &payload).unwrap();
        assert_eq!(rgba, [RED, [0; 4], [0; 4], [255, 255, 255, 255]].concat());
        let payload = [&image[..], &[0b1100_0000, 0b1000_0000]].concat();
        let rgba = cursor(PixelFormat::RGBX, size, &payload).unwrap();
        assert_eq!(rgba, [BLUE, GREEN, RED, [0; 4]].concat());
    }

    #[test]
    fn rows_of_the_mask_are_whole_bytes() {
        let payload = [&[0x07; 9][..], &[0xff, 0x80]].concat();
        let rgba = cursor(PixelFormat::BGR233, Size::new(9, 1), &payload).unwrap();
        assert_eq!(rgba, RED.repeat(9));
    }

    #[test]
    fn an_empty_cursor_has_no_data() {
        for size in [Size::new(0, 0), Size::new(0, 4), Size::new(4, 0)] {
            assert_eq!(cursor(PixelFormat::BGRX, size, &[]), Ok(vec![]));
        }
    }

    #[test]
    fn a_huge_cursor_is_refused() {
        let size = Size::new(1025, 1);
        assert_eq!(cursor(PixelFormat::BGRX, size, &[]), Err(DecodeError::CursorTooLarge(size)));
    }
}
