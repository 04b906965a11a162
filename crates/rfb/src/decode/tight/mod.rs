//! Tight: a colour, a JPEG image, or filtered pixels through one of four zlib streams (section 7.7.8).

mod gradient;
mod jpeg;
mod length;
mod palette;

use super::raster::Raster;
use super::{Decode, DecodeError, Input, Progress, Target};
use crate::inflate::Inflate;
use gradient::Gradient;
use jpeg::Jpeg;
use palette::Palette;

/// The decoder of [`Encoding::TIGHT`](crate::wire::Encoding::TIGHT).
#[derive(Debug, Default)]
pub struct Tight {
    stage: Stage,
    inflate: Inflate<4>,
    jpeg: Jpeg,
    /// The next pixel of the copy and palette filters.
    place: Raster,
    palette: Palette,
    gradient: Gradient,
}

/// What is expected next.
#[derive(Clone, Copy, Debug, Default)]
enum Stage {
    #[default]
    Control,
    FillColour,
    JpegLength,
    JpegImage {
        length: u32,
    },
    FilterNumber {
        stream: usize,
    },
    PaletteColours {
        stream: usize,
    },
    DataLength {
        stream: usize,
        filter: Filter,
    },
    PlainData {
        filter: Filter,
    },
    CompressedData {
        filter: Filter,
    },
}

/// What was done to the pixels before they were compressed.
#[derive(Clone, Copy, Debug)]
enum Filter {
    Copy,
    Palette,
    Gradient,
}

/// Data shorter than this is sent as it is.
const LEAST_COMPRESSED: usize = 12;

impl Decode for Tight {
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

impl Tight {
    /// Does what the stage asks for and returns the next one; none if more bytes are needed for that.
    fn step(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Option<Stage>, DecodeError> {
        let layout = target.pixels.tight();
        Ok(match self.stage {
            Stage::Control => match input.u8() {
                Some(control) => Some(self.control(control)?),
                None => None,
            },
            Stage::FillColour => input.take(layout.len()).map(|wire| {
                target.fill(layout.pixel(wire));
                Stage::Control
            }),
            Stage::JpegLength => length::read(input).map(|length| Stage::JpegImage { length }),
            Stage::JpegImage { length } => match input.take(length as usize) {
                Some(image) => {
                    self.jpeg.decode(image, target)?;
                    Some(Stage::Control)
                }
                None => None,
            },
            Stage::FilterNumber { stream } => match input.u8() {
                None => None,
                Some(0) => Some(Stage::DataLength { stream, filter: Filter::Copy }),
                Some(1) => Some(Stage::PaletteColours { stream }),
                Some(2) if layout.len() == 1 => return Err(DecodeError::GradientInEightBits),
                Some(2) => {
                    self.gradient.begin(target.rect.width);
                    Some(Stage::DataLength { stream, filter: Filter::Gradient })
                }
                Some(unknown) => return Err(DecodeError::UnknownTightFilter(unknown)),
            },
            Stage::PaletteColours { stream } => {
                let complete = self.palette.read(layout, input)?;
                complete.then_some(Stage::DataLength { stream, filter: Filter::Palette })
            }
            Stage::DataLength { filter, .. } if self.data_length(filter, target) < LEAST_COMPRESSED => {
                Some(Stage::PlainData { filter })
            }
            Stage::DataLength { stream, filter } => length::read(input).map(|length| {
                self.inflate.begin(stream, length);
                Stage::CompressedData { filter }
            }),
            Stage::PlainData { filter } => {
                let Self { place, palette, gradient, .. } = self;
                unfilter(filter, place, palette, gradient, input, target)?.then_control()
            }
            Stage::CompressedData { filter } => {
                let Self { inflate, place, palette, gradient, .. } = self;
                inflate
                    .read(input, |inflated| unfilter(filter, place, palette, gradient, inflated, target))?
                    .then_control()
            }
        })
    }

    /// Resets the streams that the first byte of a rectangle names, and tells what kind of rectangle it is.
    fn control(&mut self, control: u8) -> Result<Stage, DecodeError> {
        for stream in (0..4).filter(|stream| control & 1 << stream != 0) {
            self.inflate.reset(stream);
        }
        let stream = usize::from(control >> 4 & 3);
        match control >> 4 {
            0b0000..=0b0011 => Ok(Stage::DataLength { stream, filter: Filter::Copy }),
            0b0100..=0b0111 => Ok(Stage::FilterNumber { stream }),
            0b1000 => Ok(Stage::FillColour),
            0b1001 => Ok(Stage::JpegLength),
            _ => Err(DecodeError::UnknownTightControl(control)),
        }
    }

    /// How many bytes the rectangle's filtered pixels take.
    fn data_length(&self, filter: Filter, target: &Target<'_>) -> usize {
        match filter {
            Filter::Copy | Filter::Gradient => target.rect.area() * target.pixels.tight().len(),
            Filter::Palette => self.palette.row_length(target.rect.width) * usize::from(target.rect.height),
        }
    }
}

/// Reads filtered pixels until the rectangle is full.
fn unfilter(
    filter: Filter,
    place: &mut Raster,
    palette: &Palette,
    gradient: &mut Gradient,
    input: &mut Input<'_>,
    target: &mut Target<'_>,
) -> Result<Progress, DecodeError> {
    match filter {
        Filter::Copy => Ok(place.read(target.pixels.tight(), input, target)),
        Filter::Palette => palette.unfilter(place, input, target),
        Filter::Gradient => Ok(gradient.unfilter(place, input, target)),
    }
}

impl Progress {
    /// The stage after the last one of a rectangle.
    fn then_control(self) -> Option<Stage> {
        (self == Self::Done).then_some(Stage::Control)
    }
}
