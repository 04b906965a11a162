//! CoRRE: RRE with a byte for each coordinate ("CoRRE Encoding").

use super::rre::Subrectangles;
use super::{Decode, DecodeError, Input, Progress, Target};
use crate::Rect;

/// The decoder of [`Encoding::CORRE`](crate::wire::Encoding::CORRE).
#[derive(Debug, Default)]
pub struct CoRre(Subrectangles);

impl Decode for CoRre {
    fn decode(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Progress, DecodeError> {
        self.0.decode(input, target, |bytes: [u8; 4]| {
            let [x, y, width, height] = bytes.map(u16::from);
            Rect::new(x, y, width, height)
        })
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
        let wire =
            [&[0, 0, 0, 2, 255, 0, 0, 0][..], &[0, 0, 255, 0, 1, 0, 2, 1], &[0, 255, 0, 0, 0, 1, 1, 1]]
                .concat();
        let pixels = decode(Encoding::CORRE, PixelFormat::BGRX, (3, 2), &[&wire, &wire]).unwrap();
        assert_eq!(pixels, [BLUE, RED, RED, GREEN, BLUE, BLUE]);
    }

    #[test]
    fn a_sub_rectangle_outside_is_refused() {
        assert_eq!(
            decode(Encoding::CORRE, PixelFormat::BGR233, (3, 2), &[&[0, 0, 0, 1, 0, 7, 255, 0, 255, 1]]),
            Err(DecodeError::SubrectangleOutside {
                subrectangle: Rect::new(255, 0, 255, 1),
                within: Size::new(3, 2)
            })
        );
    }
}
