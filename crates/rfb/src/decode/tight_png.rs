//! TightPNG: a colour, a JPEG image or a PNG image ("Tight PNG Encoding").

use super::image::{Jpeg, MAX_JPEG_PIXELS, Png};
use super::tight::length;
use super::{Decode, DecodeError, Input, Progress, Target};

/// The decoder of [`Encoding::TIGHT_PNG`](crate::wire::Encoding::TIGHT_PNG).
///
/// It has no zlib streams that a rectangle could reset: each image brings its own.
#[derive(Debug, Default)]
pub struct TightPng {
    stage: Stage,
    jpeg: Jpeg,
    png: Png,
}

/// What is expected next.
#[derive(Clone, Copy, Debug, Default)]
enum Stage {
    #[default]
    Control,
    FillColour,
    ImageLength(Format),
    Image {
        format: Format,
        length: u32,
    },
}

#[derive(Clone, Copy, Debug)]
enum Format {
    Jpeg,
    Png,
}

impl Decode for TightPng {
    fn decode(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Progress, DecodeError> {
        while let Some(next) = self.step(input, target)? {
            self.stage = next;
            if matches!(next, Stage::Control) {
                return Ok(Progress::Done);
            }
        }
        Ok(Progress::NeedMore)
    }
}

impl TightPng {
    /// Does what the stage asks for and returns the next one; none if more bytes are needed for that.
    fn step(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Option<Stage>, DecodeError> {
        Ok(match self.stage {
            Stage::Control => match input.u8() {
                Some(control) => Some(match control >> 4 {
                    0b1000 => Stage::FillColour,
                    0b1001 => Stage::ImageLength(Format::Jpeg),
                    0b1010 => Stage::ImageLength(Format::Png),
                    _ => return Err(DecodeError::UnknownTightControl(control)),
                }),
                None => None,
            },
            Stage::FillColour => {
                let layout = target.pixels.tight();
                input.take(layout.len()).map(|wire| {
                    target.fill(layout.pixel(wire));
                    Stage::Control
                })
            }
            Stage::ImageLength(format) => length::read(input).map(|length| Stage::Image { format, length }),
            Stage::Image { format, length } => match input.take(length as usize) {
                Some(image) => {
                    match format {
                        Format::Jpeg => self.jpeg.decode(image, MAX_JPEG_PIXELS, target)?,
                        Format::Png => self.png.decode(image, target)?,
                    }
                    Some(Stage::Control)
                }
                None => None,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::{RED, decode};
    use crate::wire::{Encoding, PixelFormat};

    #[test]
    fn a_fill_is_one_colour_in_tight_s_layout() {
        let fill = |format, wire: &[u8]| decode(Encoding::TIGHT_PNG, format, (2, 2), &[wire]);
        assert_eq!(fill(PixelFormat::BGRX, &[0x80, 255, 0, 0]), Ok(vec![RED; 4]));
        assert_eq!(fill(PixelFormat::RGB565, &[0x8f, 0x00, 0xf8]), Ok(vec![RED; 4]));
    }

    #[test]
    fn what_only_tight_has_is_refused() {
        for control in [0x00, 0x40, 0x70, 0xb0, 0xe0, 0xf0] {
            let refused = decode(Encoding::TIGHT_PNG, PixelFormat::BGRX, (1, 1), &[&[control]]);
            assert_eq!(refused, Err(DecodeError::UnknownTightControl(control)));
        }
    }
}
