//! CoRRE: RRE with a byte for each coordinate (section 7.7.4).

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
