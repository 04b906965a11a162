//! Zlib: raw pixels through one zlib stream (section 7.7.7).

use super::raster::Raster;
use super::{Decode, DecodeError, Input, Progress, Target};
use crate::inflate::Inflate;

/// The decoder of [`Encoding::ZLIB`](crate::wire::Encoding::ZLIB).
#[derive(Debug, Default)]
pub struct Zlib {
    inflate: Inflate<1>,
    place: Raster,
}

impl Decode for Zlib {
    fn decode(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Progress, DecodeError> {
        if !self.inflate.is_reading() {
            let Some(length) = input.u32() else {
                return Ok(Progress::NeedMore);
            };
            self.inflate.begin(0, length);
        }
        let layout = target.pixels.plain();
        self.inflate.read(input, |inflated| Ok(self.place.read(layout, inflated, target)))
    }
}
