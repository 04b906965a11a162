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
