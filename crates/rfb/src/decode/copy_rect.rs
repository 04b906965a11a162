//! CopyRect: pixels that the screen already has elsewhere (section 7.7.2).

use super::{Decode, DecodeError, Input, Progress, Target};
use crate::{Point, Rect};

/// The decoder of [`Encoding::COPY_RECT`](crate::wire::Encoding::COPY_RECT).
#[derive(Debug, Default)]
pub struct CopyRect;

impl Decode for CopyRect {
    fn decode(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Progress, DecodeError> {
        let Some([x_high, x_low, y_high, y_low]) = input.take_array() else {
            return Ok(Progress::NeedMore);
        };
        let Rect { x, y, width, height } = target.rect;
        let source = Rect::new(
            u16::from_be_bytes([x_high, x_low]),
            u16::from_be_bytes([y_high, y_low]),
            width,
            height,
        );
        let screen = target.framebuffer.size();
        if !source.fits(screen) {
            return Err(DecodeError::CopyFromOutsideScreen { source, screen });
        }
        target.framebuffer.copy(source, Point { x, y });
        Ok(Progress::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Size;
    use crate::decode::testing::{BLACK, RED, decode};
    use crate::framebuffer::Framebuffer;
    use crate::pixel::PixelReader;
    use crate::wire::{Encoding, PixelFormat};

    #[test]
    fn pixels_come_from_elsewhere_on_the_screen() {
        let mut framebuffer = Framebuffer::new(Size::new(4, 2)).unwrap();
        framebuffer.fill(Rect::new(3, 1, 1, 1), RED);
        let pixels = PixelReader::new(PixelFormat::BGRX);
        let mut target = Target::new(&mut framebuffer, Rect::new(0, 0, 2, 1), &pixels).unwrap();
        let progress = CopyRect.decode(&mut Input::new(&[0, 2, 0, 1]), &mut target);
        assert_eq!(progress, Ok(Progress::Done));
        assert_eq!(framebuffer.pixels()[..8], [BLACK, RED].concat());
    }

    #[test]
    fn a_source_outside_the_screen_is_refused() {
        // The screen of these tests has four columns and three rows more than the rectangle.
        assert_eq!(
            decode(Encoding::COPY_RECT, PixelFormat::BGRX, (2, 2), &[&[0, 4, 0, 3]]).unwrap().len(),
            4
        );
        for (x, y) in [(5, 3), (4, 4), (0xffff, 0)] {
            let wire = [u16::to_be_bytes(x), u16::to_be_bytes(y)].concat();
            let refused = decode(Encoding::COPY_RECT, PixelFormat::BGRX, (2, 2), &[&wire]);
            let screen = Size::new(6, 5);
            let source = Rect::new(x, y, 2, 2);
            assert_eq!(refused, Err(DecodeError::CopyFromOutsideScreen { source, screen }));
        }
    }
}
