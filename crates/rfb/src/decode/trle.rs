//! TRLE: tiles of 16 by 16 pixels with palettes and runs (section 7.7.5).

use super::tiles::Tiles;
use super::{Decode, DecodeError, Input, Progress, Target};

/// The decoder of [`Encoding::TRLE`](crate::wire::Encoding::TRLE).
#[derive(Debug)]
pub struct Trle(Tiles);

impl Default for Trle {
    fn default() -> Self {
        Self(Tiles::of_trle())
    }
}

impl Decode for Trle {
    fn decode(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Progress, DecodeError> {
        self.0.read(input, target)
    }
}
