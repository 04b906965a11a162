//! ZRLE: tiles of 64 by 64 pixels through one zlib stream (section 7.7.6); and ZYWRLE, which is ZRLE but for raw tiles.

use super::tiles::Tiles;
use super::{Decode, DecodeError, Input, Progress, Target};
use crate::inflate::Inflate;

/// The decoder of [`Encoding::ZRLE`](crate::wire::Encoding::ZRLE).
#[derive(Debug)]
pub struct Zrle {
    inflate: Inflate<1>,
    tiles: Tiles,
}

impl Default for Zrle {
    fn default() -> Self {
        Self { inflate: Inflate::default(), tiles: Tiles::of_zrle() }
    }
}

impl Zrle {
    /// Says how often the wavelets of the rectangle's raw tiles were transformed: for ZYWRLE, which shares the stream of
    /// ZRLE and its tiles. 0 for ZRLE itself.
    pub(super) fn with_wavelets(&mut self, level: u8) -> &mut Self {
        self.tiles.set_wavelet_level(level);
        self
    }
}

impl Decode for Zrle {
    fn decode(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Progress, DecodeError> {
        if !self.inflate.is_reading() {
            let Some(length) = input.u32() else {
                return Ok(Progress::NeedMore);
            };
            self.inflate.begin(0, length);
        }
        self.inflate.read(input, |inflated| self.tiles.read(inflated, target))
    }
}
