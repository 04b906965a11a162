//! An image in one of the other encodings ("Cursor With Alpha Pseudo-encoding").

use super::{DecodeError, Decoders, Input, Progress, Target, cursor_size};
use crate::framebuffer::Framebuffer;
use crate::pixel::PixelReader;
use crate::wire::Encoding;
use crate::{Rect, Size};

/// The decoder of the payload of [`Encoding::CURSOR_WITH_ALPHA`](crate::wire::Encoding::CURSOR_WITH_ALPHA).
#[derive(Debug, Default)]
pub struct CursorWithAlphaDecoder {
    image: Option<Image>,
}

#[derive(Debug)]
struct Image {
    encoding: Encoding,
    framebuffer: Framebuffer,
    pixels: PixelReader,
}

impl CursorWithAlphaDecoder {
    /// Decodes on from where it stopped: the image as RGBA bytes with straight alpha when it is complete, nothing
    /// until then. What [`Decode::decode`](super::Decode::decode) says about calling again holds here.
    ///
    /// `decoders` are those of the screen's rectangles, whose zlib streams the image shares.
    ///
    /// # Errors
    /// [`DecodeError::CursorTooLarge`] before anything is allocated, or what is wrong with the image.
    pub fn decode(
        &mut self,
        size: Size,
        input: &mut Input<'_>,
        decoders: &mut Decoders,
    ) -> Result<Option<Vec<u8>>, DecodeError> {
        let size = cursor_size(size)?;
        let image = match &mut self.image {
            Some(image) => image,
            None => {
                let Some(encoding) = input.i32() else {
                    return Ok(None);
                };
                let framebuffer = Framebuffer::new(size)?;
                self.image.insert(Image {
                    encoding: Encoding(encoding),
                    framebuffer,
                    pixels: PixelReader::rgba(),
                })
            }
        };
        let mut target = Target::new(&mut image.framebuffer, Rect::covering(size), &image.pixels)?;
        if decoders.decode(image.encoding, input, &mut target)? == Progress::NeedMore {
            return Ok(None);
        }
        let straight =
            image.framebuffer.pixels().as_chunks().0.iter().flat_map(|&pixel| straight_alpha(pixel));
        let rgba = straight.collect();
        self.image = None;
        Ok(Some(rgba))
    }
}

/// Undoes the multiplication of each colour by the alpha. A colour above its alpha, which no multiplication makes,
/// counts as full.
fn straight_alpha([red, green, blue, alpha]: [u8; 4]) -> [u8; 4] {
    let whole = u16::from(alpha);
    let divided = |colour: u8| {
        let colour = (u16::from(colour) * 255 + whole / 2).checked_div(whole).unwrap_or(0);
        u8::try_from(colour).unwrap_or(u8::MAX)
    };
    [divided(red), divided(green), divided(blue), alpha]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::{Deflate, cursor_with_alpha};

    #[test]
    fn alpha_is_taken_out_of_the_colours() {
        let premultiplied = [[64, 32, 0, 128], [0, 0, 0, 0], [9, 9, 9, 255], [200, 1, 0, 100]].concat();
        let straight = [[128, 64, 0, 128], [0, 0, 0, 0], [9, 9, 9, 255], [255, 3, 0, 100]].concat();
        let size = Size::new(2, 2);
        let raw = [&[0, 0, 0, 0][..], &premultiplied].concat();
        assert_eq!(cursor_with_alpha(size, &raw).as_ref(), Ok(&straight));

        let tile = [&[0][..], &premultiplied].concat();
        let zrle = [&[0, 0, 0, 16][..], &Deflate::new().rectangle(&tile)].concat();
        assert_eq!(cursor_with_alpha(size, &zrle).as_ref(), Ok(&straight));
    }

    #[test]
    fn an_empty_cursor_still_names_its_encoding() {
        assert_eq!(cursor_with_alpha(Size::new(0, 0), &[0; 4]), Ok(vec![]));
    }

    #[test]
    fn what_is_no_image_is_refused() {
        let size = Size::new(1, 1);
        let refused = cursor_with_alpha(size, &[0xff, 0xff, 0xff, 0x11]);
        assert_eq!(refused, Err(DecodeError::UnsupportedEncoding(Encoding::CURSOR)));
        let size = Size::new(2, 1025);
        assert_eq!(cursor_with_alpha(size, &[0; 4]), Err(DecodeError::CursorTooLarge(size)));
    }
}
