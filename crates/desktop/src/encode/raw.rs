//! Raw (section 7.7.1): the pixels as they are.

use super::{Effort, Encode, Picture, Pixels};

/// The encoder; its memory is only scratch.
#[derive(Debug, Default)]
pub struct Raw {
    packed: Vec<u32>,
}

impl Encode for Raw {
    fn encode(&mut self, picture: Picture<'_>, pixels: &Pixels, _effort: Effort, output: &mut Vec<u8>) {
        pixels.plain().pack_all(picture, &mut self.packed);
        pixels.plain().put_all(&self.packed, output);
    }
}
