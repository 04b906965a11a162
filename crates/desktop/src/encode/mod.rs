//! Every encoding's sending side: one file each, one signature.
//!
//! [`Encoders`] holds all of them with their zlib streams, as one connection needs them. Each is also of use
//! alone:
//!
//! ```
//! use desktop::encode::{Effort, Encode, Picture, Pixels, Zrle};
//! use rfb::{Size, wire::PixelFormat};
//!
//! let pixels = vec![0x00_ff_80_00; 64 * 48];
//! let mut bytes = Vec::new();
//! Zrle::default().encode(
//!     Picture::new(&pixels, Size::new(64, 48)),
//!     &Pixels::new(PixelFormat::BGRX),
//!     Effort::default(),
//!     &mut bytes,
//! );
//! assert!(bytes.len() < 32);
//! ```

mod copy_rect;
mod corre;
mod deflate;
mod hextile;
mod jpeg;
mod jpeg_image;
mod palette;
mod picture;
mod pieces;
mod pixels;
mod png_image;
mod raw;
mod rre;
mod subrects;
mod tight;
mod tight_png;
mod tiles;
mod trle;
mod zlib;
mod zlib_hex;
mod zrle;
mod zywrle;

use rfb::{Size, wire::Encoding};

pub use copy_rect::encode as encode_copy_rect;
pub use corre::Corre;
pub use hextile::Hextile;
pub use jpeg::Jpeg;
pub(crate) use jpeg_image::QUALITIES as JPEG_QUALITIES;
pub use picture::Picture;
pub use pieces::pieces;
pub use pixels::{Packing, Pixels, colour_map};
pub use raw::Raw;
pub use rre::Rre;
pub use tight::Tight;
pub use tight_png::TightPng;
pub use trle::Trle;
pub use zlib::Zlib;
pub use zlib_hex::ZlibHex;
pub use zrle::Zrle;

/// One encoding's sending side.
pub trait Encode {
    /// Appends the picture to `output`: all of a rectangle but its header. The picture has at least one
    /// pixel.
    ///
    /// State that outlives a rectangle, such as a zlib stream, is the encoder's; so one encoder serves one
    /// connection, and its rectangles must be sent in the order in which they were encoded.
    fn encode(&mut self, picture: Picture<'_>, pixels: &Pixels, effort: Effort, output: &mut Vec<u8>);
}

/// How hard to try, as the client's quality and compression level pseudo-encodings say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// JPEG's quality, 0 (worst) to 9 (best); without one there is no JPEG and every encoding is lossless.
    pub quality: Option<u8>,
    /// How much work to put into compression, 0 to 9.
    pub compression: u8,
}

impl Default for Effort {
    /// Lossless and quick: most of what zlib can save it saves at its first level.
    fn default() -> Self {
        Self { quality: None, compression: 1 }
    }
}

/// All encoders of one connection.
#[derive(Debug, Default)]
pub struct Encoders {
    raw: Raw,
    rre: Rre,
    corre: Corre,
    hextile: Hextile,
    zlib: Zlib,
    zlib_hex: ZlibHex,
    tight: Tight,
    tight_without_zlib: TightWithoutZlib,
    tight_png: TightPng,
    jpeg: Jpeg,
    trle: Trle,
    zrle: Zrle,
}

#[derive(Debug)]
struct TightWithoutZlib(Tight);

impl Default for TightWithoutZlib {
    fn default() -> Self {
        Self(Tight::without_zlib())
    }
}

impl Encoders {
    /// The encodings of pictures that lose nothing unless a quality is asked for, best first.
    pub const SUPPORTED: [Encoding; 10] = [
        Encoding::TIGHT,
        Encoding::TIGHT_PNG,
        Encoding::ZRLE,
        Encoding::TRLE,
        Encoding::ZLIB_HEX,
        Encoding::HEXTILE,
        Encoding::ZLIB,
        Encoding::CORRE,
        Encoding::RRE,
        Encoding::RAW,
    ];

    /// The encodings that lose something in any case; they are for clients that ask for a quality.
    pub const LOSSY: [Encoding; 2] = [Encoding::JPEG, Encoding::ZYWRLE];

    /// Encoders of which Tight starts each of its streams afresh after so many rectangles; see [`Tight::with_resets`].
    pub fn with_resets(rectangles_per_stream: u32) -> Self {
        Self { tight: Tight::with_resets(rectangles_per_stream), ..Self::default() }
    }

    /// The encoder for an encoding, if there is one. [`Encoding::TIGHT_WITHOUT_ZLIB`] gets one whose rectangles are of the
    /// encoding [`Encoding::TIGHT`].
    pub fn get(&mut self, encoding: Encoding) -> Option<&mut dyn Encode> {
        Some(match encoding {
            Encoding::RAW => &mut self.raw,
            Encoding::RRE => &mut self.rre,
            Encoding::CORRE => &mut self.corre,
            Encoding::HEXTILE => &mut self.hextile,
            Encoding::ZLIB => &mut self.zlib,
            Encoding::ZLIB_HEX => &mut self.zlib_hex,
            Encoding::TIGHT => &mut self.tight,
            Encoding::TIGHT_WITHOUT_ZLIB => &mut self.tight_without_zlib.0,
            Encoding::TIGHT_PNG => &mut self.tight_png,
            Encoding::JPEG => &mut self.jpeg,
            Encoding::TRLE => &mut self.trle,
            Encoding::ZRLE => self.zrle.with_wavelets(false),
            Encoding::ZYWRLE => self.zrle.with_wavelets(true),
            _ => return None,
        })
    }

    /// The largest rectangle that an encoding should be given: CoRRE (255) and Tight (2048 wide, four
    /// megabytes compressed) cannot have larger ones; and RRE's background and Tight's choice between palette
    /// and JPEG suit a part of the screen better than the whole.
    pub const fn largest_rectangle(encoding: Encoding) -> Size {
        match encoding {
            Encoding::CORRE | Encoding::RRE => Size::new(128, 128),
            Encoding::TIGHT | Encoding::TIGHT_PNG => Size::new(256, 128),
            // A JPEG has tables and edges of its own, which small pieces repeat.
            Encoding::JPEG => Size::new(1024, 1024),
            _ => Size::new(u16::MAX, u16::MAX),
        }
    }
}
