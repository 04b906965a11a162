//! The encodings: one a file, all of one signature, each resumable at every byte.
//!
//! A decoder takes what it can use of the bytes that have arrived, writes pixels, keeps its place in itself and asks
//! for more. It never holds a whole rectangle back: what it must have complete (a tile's header, a palette, a JPEG
//! image) is bounded by a constant.

mod bits;
mod copy_rect;
mod corre;
mod cursor;
mod cursor_with_alpha;
mod error;
mod hextile;
mod image;
mod input;
mod jpeg;
mod raster;
mod raw;
mod rre;
mod target;
#[cfg(test)]
mod testing;
mod tight;
mod tight_png;
mod tiles;
mod trle;
mod vmware_cursor;
mod x_cursor;
mod zlib;
mod zlib_hex;
mod zrle;
mod zywrle;

pub use copy_rect::CopyRect;
pub use corre::CoRre;
pub use cursor::CursorDecoder;
pub use cursor_with_alpha::CursorWithAlphaDecoder;
pub use error::DecodeError;
pub use hextile::Hextile;
pub use input::Input;
pub use jpeg::Jpeg;
pub use raw::Raw;
pub use rre::Rre;
pub use target::Target;
pub use tight::Tight;
pub use tight_png::TightPng;
pub use trle::Trle;
pub use vmware_cursor::VmwareCursorDecoder;
pub use x_cursor::XCursorDecoder;
pub use zlib::Zlib;
pub use zlib_hex::ZlibHex;
pub use zrle::Zrle;
pub use zywrle::wavelet_level;

use crate::Size;
use crate::wire::Encoding;

/// Whether a decoder has finished its rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The rectangle is complete and the decoder ready for the next.
    Done,
    /// Every byte that could be used has been taken; call again when more have arrived.
    NeedMore,
}

/// A decoder of one encoding.
pub trait Decode {
    /// Decodes on from where it stopped.
    ///
    /// Until it answers [`Progress::Done`], each call must have a target of the same rectangle, and an input that
    /// begins with the first byte not [`consumed`](Input::consumed) by the call before.
    ///
    /// # Errors
    /// [`DecodeError`] names what is wrong with the rectangle; the decoder must not be used again.
    fn decode(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Progress, DecodeError>;
}

/// The decoders of one connection, with the zlib streams that last as long as it does.
#[derive(Debug, Default)]
pub struct Decoders {
    raw: Raw,
    copy_rect: CopyRect,
    rre: Rre,
    corre: CoRre,
    hextile: Hextile,
    zlib: Zlib,
    zlib_hex: ZlibHex,
    tight: Tight,
    tight_png: TightPng,
    jpeg: Jpeg,
    trle: Trle,
    zrle: Zrle,
    wavelet_level: u8,
}

impl Decoders {
    /// The encodings that [`Self::decode`] knows.
    pub const SUPPORTED: &[Encoding] = &[
        Encoding::RAW,
        Encoding::COPY_RECT,
        Encoding::RRE,
        Encoding::CORRE,
        Encoding::HEXTILE,
        Encoding::ZLIB,
        Encoding::ZLIB_HEX,
        Encoding::TIGHT,
        Encoding::TIGHT_PNG,
        Encoding::JPEG,
        Encoding::TRLE,
        Encoding::ZRLE,
        Encoding::ZYWRLE,
    ];

    /// Says what JPEG quality the server has been asked for: what ZYWRLE sends means another thing at another quality.
    pub fn set_quality(&mut self, quality: Option<u8>) {
        self.wavelet_level = wavelet_level(quality);
    }

    /// Decodes a rectangle of this encoding on from where it stopped, as [`Decode::decode`] does, and joins what was
    /// written into the framebuffer's damage.
    ///
    /// # Errors
    /// [`DecodeError`] names what is wrong with the rectangle.
    pub fn decode(
        &mut self,
        encoding: Encoding,
        input: &mut Input<'_>,
        target: &mut Target<'_>,
    ) -> Result<Progress, DecodeError> {
        let decoder: &mut dyn Decode = match encoding {
            Encoding::RAW => &mut self.raw,
            Encoding::COPY_RECT => &mut self.copy_rect,
            Encoding::RRE => &mut self.rre,
            Encoding::CORRE => &mut self.corre,
            Encoding::HEXTILE => &mut self.hextile,
            Encoding::ZLIB => &mut self.zlib,
            Encoding::ZLIB_HEX => &mut self.zlib_hex,
            Encoding::TIGHT => &mut self.tight,
            Encoding::TIGHT_PNG => &mut self.tight_png,
            Encoding::JPEG => &mut self.jpeg,
            Encoding::TRLE => &mut self.trle,
            Encoding::ZRLE => self.zrle.with_wavelets(0),
            Encoding::ZYWRLE => self.zrle.with_wavelets(self.wavelet_level),
            unknown => return Err(DecodeError::UnsupportedEncoding(unknown)),
        };
        let progress = decoder.decode(input, target);
        target.framebuffer.join_damage();
        progress
    }
}

/// The longest side of a cursor's image: eight times what browsers show, four times what QEMU sends.
pub const MAX_CURSOR_SIDE: u16 = 1024;

fn cursor_size(size: Size) -> Result<Size, DecodeError> {
    if size.width > MAX_CURSOR_SIDE || size.height > MAX_CURSOR_SIDE {
        return Err(DecodeError::CursorTooLarge(size));
    }
    Ok(size)
}

/// Of a cursor's image as many whole pixels of `length` bytes as have arrived, at most `left`.
fn some_pixels<'a>(length: usize, left: usize, input: &mut Input<'a>) -> Option<&'a [u8]> {
    let count = (input.remaining() / length).clamp(1, left);
    input.take(count * length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framebuffer::Framebuffer;
    use crate::pixel::PixelReader;
    use crate::wire::PixelFormat;
    use crate::{Rect, Size};

    #[test]
    fn what_has_been_written_is_damaged_though_more_is_to_come() {
        let mut framebuffer = Framebuffer::new(Size::new(8, 8)).unwrap();
        framebuffer.take_damage();
        let pixels = PixelReader::new(PixelFormat::BGR233);
        let mut decoders = Decoders::default();
        let mut decode = |bytes: &[u8]| {
            let mut target = Target::new(&mut framebuffer, Rect::new(2, 1, 4, 5), &pixels).unwrap();
            let progress = decoders.decode(Encoding::RAW, &mut Input::new(bytes), &mut target).unwrap();
            (progress, framebuffer.take_damage().bounds())
        };
        assert_eq!(decode(&[0; 8]), (Progress::NeedMore, Some(Rect::new(2, 1, 4, 2))));
        assert_eq!(decode(&[]), (Progress::NeedMore, None));
        assert_eq!(decode(&[0; 12]), (Progress::Done, Some(Rect::new(2, 3, 4, 3))));
    }

    #[test]
    fn a_rectangle_outside_the_screen_has_no_target() {
        let screen = Size::new(8, 8);
        let mut framebuffer = Framebuffer::new(screen).unwrap();
        let pixels = PixelReader::new(PixelFormat::BGRX);
        assert!(Target::new(&mut framebuffer, Rect::new(8, 8, 0, 0), &pixels).is_ok());
        for rect in [Rect::new(5, 0, 4, 1), Rect::new(0, 8, 1, 1), Rect::new(u16::MAX, 0, u16::MAX, 1)] {
            let refused = Target::new(&mut framebuffer, rect, &pixels).err();
            assert_eq!(refused, Some(DecodeError::OutsideScreen { rect, screen }));
        }
    }

    #[test]
    fn every_supported_encoding_has_a_decoder_and_no_other_has() {
        let mut framebuffer = Framebuffer::new(Size::new(8, 8)).unwrap();
        let pixels = PixelReader::new(PixelFormat::BGRX);
        for number in -512..512 {
            let encoding = Encoding(number);
            let mut target = Target::new(&mut framebuffer, Rect::new(0, 0, 8, 8), &pixels).unwrap();
            let progress = Decoders::default().decode(encoding, &mut Input::new(&[]), &mut target);
            let supported = Decoders::SUPPORTED.contains(&encoding);
            let expected = if supported {
                Ok(Progress::NeedMore)
            } else {
                Err(DecodeError::UnsupportedEncoding(encoding))
            };
            assert_eq!(progress, expected);
        }
    }
}
