//! How a pixel's bits are laid out (section 7.4).

/// A server's pixel layout. Every value in existence has been checked: see [`PixelFormat::decode`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PixelFormat {
    /// 8, 16 or 32.
    pub bits_per_pixel: u8,
    /// How many of those bits mean something, 1 to `bits_per_pixel`.
    pub depth: u8,
    /// Whether the most significant byte comes first.
    pub big_endian: bool,
    /// Whether pixels carry red, green and blue; otherwise they are indices into a colour map.
    pub true_colour: bool,
    /// The largest red value, 2^n - 1. Of no meaning in a colour map format; likewise the five below.
    pub red_max: u16,
    /// The largest green value.
    pub green_max: u16,
    /// The largest blue value.
    pub blue_max: u16,
    /// How far red lies from the least significant bit; less than `bits_per_pixel`.
    pub red_shift: u8,
    /// How far green lies from the least significant bit.
    pub green_shift: u8,
    /// How far blue lies from the least significant bit.
    pub blue_shift: u8,
}

/// A pixel format that no server should send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidPixelFormat {
    /// Bits per pixel is not 8, 16 or 32.
    BitsPerPixel(u8),
    /// A colour's shift moves it out of the pixel.
    Shift(u8),
    /// A colour's maximum does not fit into the bits that its shift leaves.
    Maximum(u16),
    /// A colour map format that is not 8 bits wide: a map of 65536 colours or more is not supported.
    ColourMapWidth(u8),
}

impl std::fmt::Display for InvalidPixelFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BitsPerPixel(bits) => write!(f, "{bits} bits per pixel (8, 16 and 32 are possible)"),
            Self::Shift(shift) => write!(f, "a colour shift of {shift} lies outside the pixel"),
            Self::Maximum(max) => write!(f, "a colour maximum of {max} does not fit into the pixel"),
            Self::ColourMapWidth(bits) => write!(f, "a colour map with {bits} bits per pixel"),
        }
    }
}

impl std::error::Error for InvalidPixelFormat {}

impl PixelFormat {
    /// The length on the wire, in bytes; the last three are padding.
    pub const LENGTH: usize = 16;

    /// Bytes blue, green, red, unused: what QEMU and most other servers hold in memory.
    pub const BGRX: Self = Self::rgb888(16, 8, 0);
    /// Bytes red, green, blue, unused: what a canvas takes, but for the alpha byte.
    pub const RGBX: Self = Self::rgb888(0, 8, 16);
    /// 16 bits, little-endian, 5 for red, 6 for green, 5 for blue.
    pub const RGB565: Self = Self {
        bits_per_pixel: 16,
        depth: 16,
        big_endian: false,
        true_colour: true,
        red_max: 31,
        green_max: 63,
        blue_max: 31,
        red_shift: 11,
        green_shift: 5,
        blue_shift: 0,
    };
    /// 8 bits: 2 for blue, 3 for green, 3 for red, from the most significant.
    pub const BGR233: Self = Self {
        bits_per_pixel: 8,
        depth: 8,
        big_endian: false,
        true_colour: true,
        red_max: 7,
        green_max: 7,
        blue_max: 3,
        red_shift: 0,
        green_shift: 3,
        blue_shift: 6,
    };
    /// 8 bits, each an index into the colour map.
    pub const COLOUR_MAP: Self = Self {
        bits_per_pixel: 8,
        depth: 8,
        big_endian: false,
        true_colour: false,
        red_max: 0,
        green_max: 0,
        blue_max: 0,
        red_shift: 0,
        green_shift: 0,
        blue_shift: 0,
    };

    /// Little-endian 32-bit pixels with 8 bits for each colour at the given shifts.
    pub const fn rgb888(red_shift: u8, green_shift: u8, blue_shift: u8) -> Self {
        Self {
            bits_per_pixel: 32,
            depth: 24,
            big_endian: false,
            true_colour: true,
            red_max: 255,
            green_max: 255,
            blue_max: 255,
            red_shift,
            green_shift,
            blue_shift,
        }
    }

    /// Bytes a pixel takes: 1, 2 or 4.
    pub const fn bytes_per_pixel(self) -> usize {
        self.bits_per_pixel as usize / 8
    }

    /// Whether red, green and blue have 8 bits each in a 32-bit pixel of depth 24: the formats for which
    /// Tight sends three bytes a pixel, red first (section 7.7.6).
    pub const fn is_rgb888(self) -> bool {
        self.bits_per_pixel == 32
            && self.depth == 24
            && self.true_colour
            && self.red_max == 255
            && self.green_max == 255
            && self.blue_max == 255
    }

    /// Reads and checks a format.
    ///
    /// # Errors
    /// [`InvalidPixelFormat`] says what no decoder could work with.
    pub fn decode(bytes: &[u8; Self::LENGTH]) -> Result<Self, InvalidPixelFormat> {
        let max = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
        Self {
            bits_per_pixel: bytes[0],
            depth: bytes[1],
            big_endian: bytes[2] != 0,
            true_colour: bytes[3] != 0,
            red_max: max(4),
            green_max: max(6),
            blue_max: max(8),
            red_shift: bytes[10],
            green_shift: bytes[11],
            blue_shift: bytes[12],
        }
        .checked()
    }

    /// Appends the 16 bytes of the wire.
    pub fn encode(self, output: &mut Vec<u8>) {
        output.extend([
            self.bits_per_pixel,
            self.depth,
            u8::from(self.big_endian),
            u8::from(self.true_colour),
        ]);
        for max in [self.red_max, self.green_max, self.blue_max] {
            output.extend(max.to_be_bytes());
        }
        output.extend([self.red_shift, self.green_shift, self.blue_shift, 0, 0, 0]);
    }

    fn checked(self) -> Result<Self, InvalidPixelFormat> {
        if !matches!(self.bits_per_pixel, 8 | 16 | 32) {
            return Err(InvalidPixelFormat::BitsPerPixel(self.bits_per_pixel));
        }
        if !self.true_colour {
            return if self.bits_per_pixel == 8 {
                Ok(self)
            } else {
                Err(InvalidPixelFormat::ColourMapWidth(self.bits_per_pixel))
            };
        }
        let colours = [
            (self.red_max, self.red_shift),
            (self.green_max, self.green_shift),
            (self.blue_max, self.blue_shift),
        ];
        for (max, shift) in colours {
            if shift >= self.bits_per_pixel {
                return Err(InvalidPixelFormat::Shift(shift));
            }
            if max == 0 || u64::from(max) << shift >= 1 << self.bits_per_pixel {
                return Err(InvalidPixelFormat::Maximum(max));
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(format: PixelFormat) -> [u8; PixelFormat::LENGTH] {
        let mut bytes = Vec::new();
        format.encode(&mut bytes);
        bytes.try_into().expect("sixteen bytes")
    }

    #[test]
    fn formats_survive_the_wire() {
        for format in [
            PixelFormat::BGRX,
            PixelFormat::RGBX,
            PixelFormat::RGB565,
            PixelFormat::BGR233,
            PixelFormat::COLOUR_MAP,
        ] {
            assert_eq!(PixelFormat::decode(&wire(format)), Ok(format));
        }
    }

    #[test]
    fn impossible_formats_are_named() {
        let decode = |change: fn(&mut PixelFormat)| {
            let mut format = PixelFormat::BGRX;
            change(&mut format);
            PixelFormat::decode(&wire(format))
        };
        assert_eq!(decode(|f| f.bits_per_pixel = 24), Err(InvalidPixelFormat::BitsPerPixel(24)));
        assert_eq!(decode(|f| f.red_shift = 32), Err(InvalidPixelFormat::Shift(32)));
        assert_eq!(decode(|f| f.red_shift = 25), Err(InvalidPixelFormat::Maximum(255)));
        assert_eq!(decode(|f| f.green_max = 0), Err(InvalidPixelFormat::Maximum(0)));
        assert_eq!(decode(|f| f.true_colour = false), Err(InvalidPixelFormat::ColourMapWidth(32)));
    }
}
