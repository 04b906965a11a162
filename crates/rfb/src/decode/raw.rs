//! Raw: pixels as they are (section 7.7.1).

use super::raster::Raster;
use super::{Decode, DecodeError, Input, Progress, Target};

/// The decoder of [`Encoding::RAW`](crate::wire::Encoding::RAW).
#[derive(Debug, Default)]
pub struct Raw {
    place: Raster,
}

impl Decode for Raw {
    fn decode(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Progress, DecodeError> {
        Ok(self.place.read(target.pixels.plain(), input, target))
    }
}
