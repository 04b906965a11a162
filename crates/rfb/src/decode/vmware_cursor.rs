//! The VMware Cursor pseudo-encoding: two masks, or an image with an alpha channel ("VMware Cursor Pseudo-encoding").

use super::{DecodeError, Input, cursor_size, some_pixels};
use crate::Size;
use crate::framebuffer::Pixel;
use crate::pixel::PixelReader;

/// What an alpha cursor's pixels are in.
const BYTES_WITH_ALPHA: usize = 4;

/// The decoder of the payload of [`Encoding::VMWARE_CURSOR`](crate::wire::Encoding::VMWARE_CURSOR).
#[derive(Debug, Default)]
pub struct VmwareCursorDecoder {
    kind: Option<Kind>,
    /// Of a classic cursor, whether the screen shows through, as far as it has arrived.
    keeps_screen: Vec<bool>,
    /// What has arrived of the image.
    pixels: Vec<Pixel>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// An AND mask and an XOR mask, both in the screen's pixel format.
    Classic,
    /// Red, green, blue and straight alpha.
    Alpha,
}

impl VmwareCursorDecoder {
    /// Decodes on from where it stopped: the image as RGBA bytes with straight alpha when it is complete, nothing
    /// until then. What [`Decode::decode`](super::Decode::decode) says about calling again holds here.
    ///
    /// # Errors
    /// [`DecodeError::CursorTooLarge`] before anything is allocated, or [`DecodeError::UnknownCursorType`].
    pub fn decode(
        &mut self,
        size: Size,
        input: &mut Input<'_>,
        pixels: &PixelReader,
    ) -> Result<Option<Vec<u8>>, DecodeError> {
        let area = cursor_size(size)?.area();
        let kind = match self.kind {
            Some(kind) => kind,
            None => {
                let Some([kind, _padding]) = input.take_array() else {
                    return Ok(None);
                };
                *self.kind.insert(match kind {
                    0 => Kind::Classic,
                    1 => Kind::Alpha,
                    other => return Err(DecodeError::UnknownCursorType(other)),
                })
            }
        };
        let layout = pixels.plain();
        while kind == Kind::Classic && self.keeps_screen.len() < area {
            let Some(wire) = some_pixels(layout.len(), area - self.keeps_screen.len(), input) else {
                return Ok(None);
            };
            let kept = wire.chunks_exact(layout.len()).map(|pixel| pixel.iter().any(|&byte| byte != 0));
            self.keeps_screen.extend(kept);
        }
        let length = if kind == Kind::Alpha { BYTES_WITH_ALPHA } else { layout.len() };
        while self.pixels.len() < area {
            let Some(wire) = some_pixels(length, area - self.pixels.len(), input) else {
                return Ok(None);
            };
            if kind == Kind::Alpha {
                self.pixels.extend(wire.as_chunks().0);
            } else {
                let start = self.pixels.len();
                self.pixels.resize(start + wire.len() / length, [0; 4]);
                layout.read(wire, &mut self.pixels[start..]);
            }
        }
        let Self { keeps_screen, mut pixels, .. } = std::mem::take(self);
        if kind == Kind::Classic {
            mask(&keeps_screen, &mut pixels, usize::from(size.width));
        }
        Ok(Some(pixels.into_flattened()))
    }
}

/// Turns the XOR mask into the image. Where the screen shows through and is not changed, the image is clear. Where it
/// would be inverted, which no image can say, it is black with a white edge: such cursors are thin (a beam, a cross) and
/// must be seen on any ground.
fn mask(keeps_screen: &[bool], pixels: &mut [Pixel], width: usize) {
    const BLACK: Pixel = [0, 0, 0, 255];
    const WHITE: Pixel = [255; 4];
    let mut inverted = Vec::new();
    for (index, (pixel, keeps)) in pixels.iter_mut().zip(keeps_screen).enumerate() {
        if !keeps {
            continue;
        }
        if pixel[..3] == [0; 3] {
            *pixel = [0; 4];
        } else {
            *pixel = BLACK;
            inverted.push(index);
        }
    }
    for index in inverted {
        let (x, last) = (index % width, width - 1);
        let neighbours = [
            (x > 0).then(|| index - 1),
            (x < last).then(|| index + 1),
            index.checked_sub(width),
            Some(index + width),
        ];
        for neighbour in neighbours.into_iter().flatten() {
            if let Some(pixel @ [_, _, _, 0]) = pixels.get_mut(neighbour) {
                *pixel = WHITE;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::{BLACK, BLUE, RED, WHITE, vmware_cursor};
    use crate::wire::PixelFormat;

    const CLEAR: Pixel = [0; 4];
    const KEEP: [u8; 4] = [255, 255, 255, 0];
    const DROP: [u8; 4] = [0; 4];

    /// A classic cursor of pixels of four bytes.
    fn classic(and: &[[u8; 4]], xor: &[[u8; 4]]) -> Vec<u8> {
        [&[0, 0][..], &and.concat(), &xor.concat()].concat()
    }

    #[test]
    fn a_classic_cursor_has_the_colours_of_the_screens_format() {
        let payload = classic(&[DROP, DROP, KEEP], &[[0, 0, 255, 0], [255, 0, 0, 0], [0; 4]]);
        let size = Size::new(3, 1);
        let shown = vmware_cursor(PixelFormat::BGRX, size, &payload);
        assert_eq!(shown, Ok([RED, BLUE, CLEAR].concat()));
        let shown = vmware_cursor(PixelFormat::RGBX, size, &payload);
        assert_eq!(shown, Ok([BLUE, RED, CLEAR].concat()));
    }

    #[test]
    fn what_would_invert_the_screen_is_black_with_a_white_edge() {
        let mut xor = [[0; 4]; 9];
        xor[4] = KEEP;
        let shown = vmware_cursor(PixelFormat::BGRX, Size::new(3, 3), &classic(&[KEEP; 9], &xor));
        let expected = [CLEAR, WHITE, CLEAR, WHITE, BLACK, WHITE, CLEAR, WHITE, CLEAR];
        assert_eq!(shown, Ok(expected.concat()));
    }

    #[test]
    fn an_alpha_cursor_is_taken_as_it_is_in_every_format() {
        let image = [[1, 2, 3, 4], [250, 100, 0, 255]];
        let payload = [&[1, 9][..], &image.concat()].concat();
        for format in [PixelFormat::BGRX, PixelFormat::RGBX, PixelFormat::RGB565, PixelFormat::COLOUR_MAP] {
            assert_eq!(vmware_cursor(format, Size::new(2, 1), &payload), Ok(image.concat()));
        }
    }

    #[test]
    fn an_empty_cursor_still_says_its_type() {
        for kind in [0, 1] {
            assert_eq!(vmware_cursor(PixelFormat::BGRX, Size::new(0, 0), &[kind, 0]), Ok(vec![]));
        }
    }

    #[test]
    fn a_cursor_of_an_unknown_type_is_an_error_and_not_an_endless_wait() {
        let shown = vmware_cursor(PixelFormat::BGRX, Size::new(1, 1), &[2, 0]);
        assert_eq!(shown, Err(DecodeError::UnknownCursorType(2)));
    }

    #[test]
    fn a_huge_cursor_is_refused() {
        let size = Size::new(1025, 1);
        let shown = vmware_cursor(PixelFormat::BGRX, size, &[0; 2]);
        assert_eq!(shown, Err(DecodeError::CursorTooLarge(size)));
    }
}
