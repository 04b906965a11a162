//! RRE (section 7.7.3): a background and the rectangles that differ from it.

use super::{Effort, Encode, Picture, Pixels, palette::Palette, subrects};

/// The encoder; its memory is only scratch.
#[derive(Debug, Default)]
pub struct Rre {
    packed: Vec<u32>,
    palette: Palette,
}

impl Encode for Rre {
    fn encode(&mut self, picture: Picture<'_>, pixels: &Pixels, _effort: Effort, output: &mut Vec<u8>) {
        self.encode_with(picture, pixels, output, |position, output| {
            for coordinate in position {
                output.extend((coordinate as u16).to_be_bytes());
            }
        });
    }
}

impl Rre {
    /// What RRE and CoRRE share: all but how a sub-rectangle's x, y, width and height are written.
    pub(super) fn encode_with(
        &mut self,
        picture: Picture<'_>,
        pixels: &Pixels,
        output: &mut Vec<u8>,
        put_position: impl Fn([usize; 4], &mut Vec<u8>),
    ) {
        let packing = pixels.plain();
        packing.pack_all(picture, &mut self.packed);
        self.palette.count(&self.packed, usize::MAX);
        let background = self.palette.most_common();
        let start = output.len();
        output.extend([0; 4]);
        packing.put(background, output);
        let mut count = 0_u32;
        subrects::cover(&mut self.packed, usize::from(picture.size().width), background, |subrect| {
            packing.put(subrect.colour, output);
            put_position([subrect.x, subrect.y, subrect.width, subrect.height], output);
            count += 1;
        });
        output[start..start + 4].copy_from_slice(&count.to_be_bytes());
    }
}
