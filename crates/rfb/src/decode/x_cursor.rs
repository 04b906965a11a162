//! The X Cursor pseudo-encoding: an image of two colours and a mask ("X Cursor Pseudo-encoding").

use super::{DecodeError, Input, cursor_size};
use crate::Size;
use crate::framebuffer::Pixel;

/// The decoder of the payload of [`Encoding::X_CURSOR`](crate::wire::Encoding::X_CURSOR).
#[derive(Debug, Default)]
pub struct XCursorDecoder {
    /// Primary and secondary, once they have arrived.
    colours: Option<[Pixel; 2]>,
    /// What has arrived of the image.
    pixels: Vec<Pixel>,
    /// How many rows of the mask have been applied.
    masked_rows: usize,
}

impl XCursorDecoder {
    /// Decodes on from where it stopped: the image as RGBA bytes with straight alpha when it is complete, nothing
    /// until then. What [`Decode::decode`](super::Decode::decode) says about calling again holds here.
    ///
    /// # Errors
    /// [`DecodeError::CursorTooLarge`] before anything is allocated.
    pub fn decode(&mut self, size: Size, input: &mut Input<'_>) -> Result<Option<Vec<u8>>, DecodeError> {
        let area = cursor_size(size)?.area();
        if area == 0 {
            return Ok(Some(Vec::new()));
        }
        let [primary, secondary] = match self.colours {
            Some(colours) => colours,
            None => {
                let Some([r1, g1, b1, r2, g2, b2]) = input.take_array() else {
                    return Ok(None);
                };
                *self.colours.insert([[r1, g1, b1, 255], [r2, g2, b2, 255]])
            }
        };
        let width = usize::from(size.width);
        while self.pixels.len() < area {
            let Some(row) = input.take(width.div_ceil(8)) else {
                return Ok(None);
            };
            self.pixels.extend((0..width).map(|x| if bit(row, x) { primary } else { secondary }));
        }
        while self.masked_rows * width < area {
            let Some(mask) = input.take(width.div_ceil(8)) else {
                return Ok(None);
            };
            let row = &mut self.pixels[self.masked_rows * width..][..width];
            for (x, pixel) in row.iter_mut().enumerate() {
                if !bit(mask, x) {
                    *pixel = [0; 4];
                }
            }
            self.masked_rows += 1;
        }
        Ok(Some(std::mem::take(self).pixels.into_flattened()))
    }
}

fn bit(row: &[u8], x: usize) -> bool {
    row[x / 8] & 0x80 >> (x % 8) != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::{RED, WHITE, x_cursor};

    #[test]
    fn the_bitmap_chooses_the_colour_and_the_mask_what_is_shown() {
        let payload = [
            [255, 0, 0, 255, 255, 255].as_slice(),
            &[0b1010_0000, 0b1000_0000, 0b0000_0000, 0b0000_0000], // the image's rows of nine pixels
            &[0b1110_0000, 0b1000_0000, 0b0000_0000, 0b1000_0000], // the mask's
        ]
        .concat();
        let clear = [0; 4];
        let first = [RED, WHITE, RED, clear, clear, clear, clear, clear, RED];
        let second = [clear, clear, clear, clear, clear, clear, clear, clear, WHITE];
        assert_eq!(x_cursor(Size::new(9, 2), &payload), Ok([first, second].concat().concat()));
    }

    #[test]
    fn an_empty_cursor_has_not_even_colours() {
        for size in [Size::new(0, 0), Size::new(0, 4), Size::new(4, 0)] {
            assert_eq!(x_cursor(size, &[]), Ok(vec![]));
        }
    }

    #[test]
    fn a_huge_cursor_is_refused() {
        let size = Size::new(1, 1025);
        assert_eq!(x_cursor(size, &[]), Err(DecodeError::CursorTooLarge(size)));
    }
}
