//! The ways in which a rectangle's data can be wrong.

use crate::framebuffer::TooLarge;
use crate::wire::Encoding;
use crate::{Rect, Size};

/// What is wrong with a rectangle that a server sent. Nothing after it can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// An encoding that was not asked for.
    UnsupportedEncoding(Encoding),
    /// A rectangle that does not fit the screen.
    OutsideScreen {
        /// The rectangle.
        rect: Rect,
        /// The screen.
        screen: Size,
    },
    /// A CopyRect whose source does not fit the screen.
    CopyFromOutsideScreen {
        /// The pixels to copy.
        source: Rect,
        /// The screen.
        screen: Size,
    },
    /// A sub-rectangle that does not fit its rectangle or tile.
    SubrectangleOutside {
        /// The sub-rectangle, relative to what it should lie in.
        subrectangle: Rect,
        /// What it should lie in.
        within: Size,
    },
    /// A Hextile tile that takes over a colour where there is none.
    NoColourToCarryOver,
    /// A TRLE or ZRLE tile of a kind that does not exist.
    UnknownTile(u8),
    /// A TRLE tile that takes over a palette that does not exist or does not suit it.
    NoPaletteToCarryOver,
    /// A run that is longer than what is left of its tile.
    RunTooLong {
        /// Pixels left in the tile.
        left: usize,
    },
    /// A palette index past the palette's end.
    PaletteIndex {
        /// The index.
        index: u8,
        /// The palette's length.
        length: usize,
    },
    /// A Tight rectangle of a kind that does not exist or was not asked for.
    UnknownTightControl(u8),
    /// A Tight filter that does not exist.
    UnknownTightFilter(u8),
    /// A Tight palette of one colour.
    TightPaletteTooShort,
    /// A Tight gradient in a format of 8 bits per pixel, which has none.
    GradientInEightBits,
    /// Compressed data that zlib does not understand.
    Zlib,
    /// Compressed data that holds less than its rectangle.
    CompressedDataTooShort,
    /// Compressed data that holds more than its rectangle.
    CompressedDataTooLong,
    /// A JPEG image of several scans, too large to be decoded.
    JpegTooLarge(Size),
    /// A JPEG image that has another size than its rectangle.
    JpegSize {
        /// The image.
        image: (usize, usize),
        /// The rectangle.
        rect: Size,
    },
    /// A JPEG image that cannot be decoded, and why.
    Jpeg(String),
    /// A JPEG image that goes on and on.
    JpegTooLong,
    /// Video of so many bytes for one picture.
    VideoTooLong {
        /// The bytes.
        length: usize,
    },
    /// A PNG image that has another size than its rectangle.
    PngSize {
        /// The image.
        image: (u32, u32),
        /// The rectangle.
        rect: Size,
    },
    /// A PNG image that cannot be decoded, and why.
    Png(&'static str),
    /// A cursor that is larger than any cursor.
    CursorTooLarge(Size),
    /// A VMware cursor of a type that does not exist.
    UnknownCursorType(u8),
}

impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnsupportedEncoding(encoding) => {
                write!(f, "the server used an encoding that was not asked for: {encoding}")
            }
            Self::OutsideScreen { rect, screen } => {
                write!(f, "the server drew outside the screen: {} on {}", Place(*rect), Sides(*screen))
            }
            Self::CopyFromOutsideScreen { source, screen } => {
                write!(
                    f,
                    "the server copied from outside the screen: {} on {}",
                    Place(*source),
                    Sides(*screen)
                )
            }
            Self::SubrectangleOutside { subrectangle, within } => {
                write!(
                    f,
                    "a sub-rectangle lies outside its rectangle: {} in {}",
                    Place(*subrectangle),
                    Sides(*within)
                )
            }
            Self::NoColourToCarryOver => {
                f.write_str("a Hextile tile takes over a colour where there is none")
            }
            Self::UnknownTile(kind) => write!(f, "a run-length tile is of the unknown kind {kind}"),
            Self::NoPaletteToCarryOver => {
                f.write_str("a TRLE tile takes over a palette where there is none that suits")
            }
            Self::RunTooLong { left } => {
                write!(f, "a run of pixels is longer than the {left} left in its tile")
            }
            Self::PaletteIndex { index, length } => {
                write!(f, "a pixel has colour {index} of a palette of {length}, counted from 0")
            }
            Self::UnknownTightControl(control) => {
                write!(f, "a Tight rectangle is of the unknown kind {control:#04x}")
            }
            Self::UnknownTightFilter(filter) => {
                write!(f, "a Tight rectangle has the unknown filter {filter}")
            }
            Self::TightPaletteTooShort => f.write_str("a Tight palette has fewer than two colours"),
            Self::GradientInEightBits => f.write_str("a Tight gradient has pixels of 8 bits"),
            Self::Zlib => f.write_str("compressed pixels cannot be decompressed"),
            Self::CompressedDataTooShort => f.write_str("compressed pixels end before their rectangle does"),
            Self::CompressedDataTooLong => f.write_str("compressed pixels go on after their rectangle's end"),
            Self::JpegTooLarge(size) => {
                write!(f, "a JPEG image of {} in several scans is too large", Sides(*size))
            }
            Self::JpegSize { image: (width, height), rect } => {
                write!(
                    f,
                    "a JPEG image of {width} by {height} pixels came for a rectangle of {}",
                    Sides(*rect)
                )
            }
            Self::Jpeg(reason) => write!(f, "a JPEG image cannot be decoded: {reason}"),
            Self::JpegTooLong => f.write_str("a JPEG image does not end"),
            Self::VideoTooLong { length } => {
                write!(f, "the video for one picture is {length} bytes long, which is too much")
            }
            Self::PngSize { image: (width, height), rect } => {
                write!(
                    f,
                    "a PNG image of {width} by {height} pixels came for a rectangle of {}",
                    Sides(*rect)
                )
            }
            Self::Png(reason) => write!(f, "a PNG image cannot be decoded: {reason}"),
            Self::CursorTooLarge(size) => write!(f, "a cursor of {} is too large", Sides(*size)),
            Self::UnknownCursorType(kind) => write!(f, "a cursor is of the unknown type {kind}"),
        }
    }
}

impl std::error::Error for DecodeError {}

/// A cursor image is a small framebuffer, and its limits are tighter.
impl From<TooLarge> for DecodeError {
    fn from(TooLarge(size): TooLarge) -> Self {
        Self::CursorTooLarge(size)
    }
}

struct Sides(Size);

impl std::fmt::Display for Sides {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} by {} pixels", self.0.width, self.0.height)
    }
}

struct Place(Rect);

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Rect { x, y, width, height } = self.0;
        write!(f, "{width} by {height} pixels at {x}, {y}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_says_what_is_wrong_and_by_how_much() {
        let (rect, size) = (Rect::new(3, 4, 50, 60), Size::new(8, 9));
        let table = [
            (
                DecodeError::UnsupportedEncoding(Encoding(-1)),
                "the server used an encoding that was not asked for: encoding -1",
            ),
            (
                DecodeError::OutsideScreen { rect, screen: size },
                "the server drew outside the screen: 50 by 60 pixels at 3, 4 on 8 by 9 pixels",
            ),
            (
                DecodeError::CopyFromOutsideScreen { source: rect, screen: size },
                "the server copied from outside the screen: 50 by 60 pixels at 3, 4 on 8 by 9 pixels",
            ),
            (
                DecodeError::SubrectangleOutside { subrectangle: rect, within: size },
                "a sub-rectangle lies outside its rectangle: 50 by 60 pixels at 3, 4 in 8 by 9 pixels",
            ),
            (DecodeError::UnknownTile(17), "a run-length tile is of the unknown kind 17"),
            (DecodeError::RunTooLong { left: 5 }, "a run of pixels is longer than the 5 left in its tile"),
            (
                DecodeError::PaletteIndex { index: 7, length: 6 },
                "a pixel has colour 7 of a palette of 6, counted from 0",
            ),
            (DecodeError::UnknownTightControl(0xf0), "a Tight rectangle is of the unknown kind 0xf0"),
            (DecodeError::UnknownTightFilter(3), "a Tight rectangle has the unknown filter 3"),
            (DecodeError::CursorTooLarge(size), "a cursor of 8 by 9 pixels is too large"),
            (TooLarge(size).into(), "a cursor of 8 by 9 pixels is too large"),
        ];
        for (error, sentence) in table {
            assert_eq!(error.to_string(), sentence);
        }
    }

    #[test]
    fn errors_without_a_number_are_sentences_too() {
        for error in [
            DecodeError::NoColourToCarryOver,
            DecodeError::NoPaletteToCarryOver,
            DecodeError::TightPaletteTooShort,
            DecodeError::GradientInEightBits,
            DecodeError::Zlib,
            DecodeError::CompressedDataTooShort,
            DecodeError::CompressedDataTooLong,
        ] {
            let sentence = error.to_string();
            assert!(sentence.contains(' ') && !sentence.ends_with('.'), "{error:?} says {sentence:?}");
        }
    }
}
