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
        while *left > 0 {
            let Some(wire) = input.take(layout.len() + N) else {
                return Ok(Progress::NeedMore);
            };
            let (pixel, bytes) = wire.split_at(layout.len());
            let part = place(std::array::from_fn(|index| bytes[index]));
            target.fill_part(part, layout.pixel(pixel))?;
            *left -= 1;
        }
        self.left = None;
        Ok(Progress::Done)
    }
}
