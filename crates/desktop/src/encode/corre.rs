//! CoRRE ("CoRRE Encoding"): RRE with bytes for coordinates, hence rectangles of at most 255 by 255 pixels.

use super::{Effort, Encode, Picture, Pixels, rre::Rre};

/// The encoder; its memory is only scratch.
#[derive(Debug, Default)]
pub struct Corre {
    rre: Rre,
}

impl Encode for Corre {
    fn encode(&mut self, picture: Picture<'_>, pixels: &Pixels, _effort: Effort, output: &mut Vec<u8>) {
        self.rre.encode_with(picture, pixels, output, |position, output| {
            output.extend(position.map(|coordinate| coordinate as u8));
        });
    }
}
