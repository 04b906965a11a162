//! RRE: a background and sub-rectangles on it (section 7.7.3).

use super::{Decode, DecodeError, Input, Progress, Target};
use crate::Rect;

/// The decoder of [`Encoding::RRE`](crate::wire::Encoding::RRE).
#[derive(Debug, Default)]
pub struct Rre(Subrectangles);

impl Decode for Rre {
    fn decode(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Progress, DecodeError> {
        self.0.decode(input, target, |bytes: [u8; 8]| {
            let number = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
            Rect::new(number(0), number(2), number(4), number(6))
        })
    }
}

/// What RRE and CoRRE share: sub-rectangles whose place takes `N` bytes.
#[derive(Debug, Default)]
pub(super) struct Subrectangles {
    /// How many are still to come; none before the background has.
    left: Option<u32>,
}

impl Subrectangles {
    pub(super) fn decode<const N: usize>(
        &mut self,
        input: &mut Input<'_>,
        target: &mut Target<'_>,
        place: impl Fn([u8; N]) -> Rect,
    ) -> Result<Progress, DecodeError> {
        let layout = target.pixels.plain();
        let left = match &mut self.left {
            Some(left) => left,
            None => {
                let Some(header) = input.take(4 + layout.len()) else {
                    return Ok(Progress::NeedMore);
                };
                let mut header = Input::new(header);
                let count = header.u32().unwrap_or_default();
                target.fill(layout.pixel(header.rest()));
                self.left.insert(count)
            }
        };
        let length = layout.len() + N;
        while *left > 0 {
            // At least one, so that a sub-rectangle that has not arrived is asked for.
            let arrived = (input.remaining() / length).clamp(1, *left as usize);
            let Some(wire) = input.take(arrived * length) else {
                return Ok(Progress::NeedMore);
            };
            for (pixel, &bytes) in wire.chunks_exact(length).filter_map(<[u8]>::split_last_chunk) {
                target.fill_part(place(bytes), layout.pixel(pixel))?;
            }
            *left -= arrived as u32;
        }
        self.left = None;
        Ok(Progress::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Size;
    use crate::decode::testing::{BLUE, GREEN, RED, decode};
    use crate::wire::{Encoding, PixelFormat};

    #[test]
    fn sub_rectangles_lie_on_the_background() {
        let wire = [
            &[0, 0, 0, 2, 255, 0, 0, 0][..],
            &[0, 0, 255, 0, 0, 1, 0, 0, 0, 2, 0, 1],
            &[0, 255, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1],
        ]
        .concat();
        let expected = [BLUE, RED, RED, GREEN, BLUE, BLUE];
        let pixels = decode(Encoding::RRE, PixelFormat::BGRX, (3, 2), &[&wire, &wire]).unwrap();
        assert_eq!(pixels, expected);

        let wire = [0, 0, 0, 2, 0x1f, 0, 0, 0xf8, 0, 1, 0, 0, 0, 2, 0, 1, 0xe0, 0x07, 0, 0, 0, 1, 0, 1, 0, 1];
        assert_eq!(decode(Encoding::RRE, PixelFormat::RGB565, (3, 2), &[&wire]).unwrap(), expected);
    }

    #[test]
    fn an_empty_rectangle_still_has_a_header() {
        assert_eq!(decode(Encoding::RRE, PixelFormat::BGR233, (0, 2), &[&[0, 0, 0, 0, 7]]), Ok(vec![]));
    }

    #[test]
    fn a_sub_rectangle_outside_is_refused() {
        for place in [Rect::new(2, 0, 2, 1), Rect::new(0, 1, 1, 2), Rect::new(0xffff, 0, 0xffff, 1)] {
            let numbers = [place.x, place.y, place.width, place.height].map(u16::to_be_bytes);
            let wire = [&[0, 0, 0, 1, 0, 7][..], &numbers.concat()].concat();
            assert_eq!(
                decode(Encoding::RRE, PixelFormat::BGR233, (3, 2), &[&wire]),
                Err(DecodeError::SubrectangleOutside { subrectangle: place, within: Size::new(3, 2) })
            );
        }
    }
}
