//! From the desktop's pixels to those of the wire, in any client's format (section 7.4).

use rfb::wire::PixelFormat;

use super::Picture;

/// How many steps each colour has in the colour map that the desktop gives to clients without true colour.
const CUBE_SIDE: u32 = 6;

/// A client's pixel format, made ready for work.
#[derive(Debug)]
pub struct Pixels {
    format: PixelFormat,
    plain: Packing,
    compressed: Packing,
    tight: Packing,
}

impl Pixels {
    /// Prepares for a format.
    pub fn new(format: PixelFormat) -> Self {
        let plain = Packing::new(format, 0, format.bytes_per_pixel());
        let compressed = match compressed_pixel_start(format) {
            Some(start) => Packing::new(format, start, 3),
            None => plain.clone(),
        };
        // Red, green, blue in this order, whatever the format says ("Tight Encoding").
        let tight = if format.is_rgb888() { Packing::new(PixelFormat::RGBX, 0, 3) } else { plain.clone() };
        Self { format, plain, compressed, tight }
    }

    /// The format itself.
    pub fn format(&self) -> PixelFormat {
        self.format
    }

    /// `PIXEL`s.
    pub fn plain(&self) -> &Packing {
        &self.plain
    }

    /// `CPIXEL`s, those of TRLE and ZRLE.
    pub fn compressed(&self) -> &Packing {
        &self.compressed
    }

    /// `TPIXEL`s, those of Tight.
    pub fn tight(&self) -> &Packing {
        &self.tight
    }
}

/// One way to lay out a pixel. A packed pixel is a `u32` whose first `bytes` bytes, least significant first,
/// are the bytes of the wire; the rest is zero, so that equal pixels are equal numbers.
#[derive(Clone, Debug)]
pub struct Packing {
    bytes: usize,
    conversion: Conversion,
}

#[derive(Clone, Debug)]
enum Conversion {
    /// The wire has what the desktop has: blue, green, red, zero.
    Same,
    /// Whole bytes move; the left shifts for red, green and blue.
    Bytes([u32; 3]),
    /// Whatever else: each colour's share of the pixel for each of its 256 intensities.
    Tables(Box<[[u32; 256]; 3]>),
}

impl Packing {
    /// Pixels of which only `bytes` bytes, from number `start`, are sent.
    fn new(format: PixelFormat, start: usize, bytes: usize) -> Self {
        Self { bytes, conversion: Conversion::new(format, start) }
    }

    /// Bytes a pixel takes on the wire: 1 to 4.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Packs one pixel.
    pub fn pack(&self, rgb: u32) -> u32 {
        let [red, green, blue] = [rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff];
        match &self.conversion {
            Conversion::Same => rgb,
            Conversion::Bytes([r, g, b]) => red << r | green << g | blue << b,
            Conversion::Tables(tables) => {
                let [r, g, b] = &**tables;
                r[red as usize].wrapping_add(g[green as usize]).wrapping_add(b[blue as usize])
            }
        }
    }

    /// Packs a picture, row by row, in place of what `packed` held.
    pub fn pack_all(&self, picture: Picture<'_>, packed: &mut Vec<u32>) {
        packed.clear();
        packed.reserve(picture.size().area());
        for row in picture.rows() {
            match &self.conversion {
                Conversion::Same => packed.extend_from_slice(row),
                &Conversion::Bytes([r, g, b]) => packed.extend(
                    row.iter()
                        .map(|rgb| (rgb >> 16 & 0xff) << r | (rgb >> 8 & 0xff) << g | (rgb & 0xff) << b),
                ),
                Conversion::Tables(_) => packed.extend(row.iter().map(|&rgb| self.pack(rgb))),
            }
        }
    }

    /// Appends one packed pixel.
    pub fn put(&self, packed: u32, output: &mut Vec<u8>) {
        output.extend_from_slice(&packed.to_le_bytes()[..self.bytes]);
    }

    /// Appends packed pixels.
    pub fn put_all(&self, packed: &[u32], output: &mut Vec<u8>) {
        output.reserve(packed.len() * self.bytes);
        match self.bytes {
            1 => output.extend(packed.iter().map(|pixel| pixel.to_le_bytes()[0])),
            2 => put_chunks::<2>(packed, output),
            3 => put_chunks::<3>(packed, output),
            _ => put_chunks::<4>(packed, output),
        }
    }
}

/// The colour map for clients that ask for one, from entry 0: red, green and blue, where 65535 is full
/// intensity.
pub fn colour_map() -> Vec<[u16; 3]> {
    let intensity = |step: u32| (step * 0xffff / (CUBE_SIDE - 1)) as u16;
    (0..CUBE_SIDE.pow(3))
        .map(|entry| {
            [entry / CUBE_SIDE / CUBE_SIDE, entry / CUBE_SIDE % CUBE_SIDE, entry % CUBE_SIDE].map(intensity)
        })
        .collect()
}

impl Conversion {
    fn new(format: PixelFormat, start: usize) -> Self {
        if !format.true_colour {
            let steps =
                |weight: u32| std::array::from_fn(|intensity| scaled(intensity, CUBE_SIDE - 1) * weight);
            return Self::Tables(Box::new([steps(CUBE_SIDE * CUBE_SIDE), steps(CUBE_SIDE), steps(1)]));
        }
        let width = u32::from(format.bits_per_pixel);
        let dropped = 8 * start as u32;
        let colours = [
            (format.red_max, format.red_shift),
            (format.green_max, format.green_shift),
            (format.blue_max, format.blue_shift),
        ];
        let whole_bytes = colours.iter().all(|&(max, shift)| max == 255 && shift.is_multiple_of(8));
        if whole_bytes && width == 32 {
            let shifts = colours.map(|(_, shift)| {
                let shift = u32::from(shift);
                (if format.big_endian { 24 - shift } else { shift }) - dropped
            });
            return if shifts == [16, 8, 0] { Self::Same } else { Self::Bytes(shifts) };
        }
        Self::Tables(Box::new(colours.map(|(max, shift)| {
            std::array::from_fn(|intensity| {
                let pixel = scaled(intensity, u32::from(max)) << shift;
                let little_endian =
                    if format.big_endian { pixel.swap_bytes() >> (32 - width) } else { pixel };
                little_endian >> dropped
            })
        })))
    }
}

/// Which byte of a pixel on the wire is the first of its `CPIXEL`, where that is shorter than the pixel
/// (section 7.7.5).
fn compressed_pixel_start(format: PixelFormat) -> Option<usize> {
    if !format.true_colour || format.bits_per_pixel != 32 || format.depth > 24 {
        return None;
    }
    let used = u32::from(format.red_max) << format.red_shift
        | u32::from(format.green_max) << format.green_shift
        | u32::from(format.blue_max) << format.blue_shift;
    // The least significant three bytes are preferred where both threes would do.
    let least_significant = if used >> 24 == 0 {
        true
    } else if used & 0xff == 0 {
        false
    } else {
        return None;
    };
    Some(usize::from(least_significant == format.big_endian))
}

/// An intensity of 0 to 255 as one of 0 to `max`, rounded.
fn scaled(intensity: usize, max: u32) -> u32 {
    (intensity as u32 * max + 127) / 255
}

fn put_chunks<const BYTES: usize>(packed: &[u32], output: &mut Vec<u8>) {
    let start = output.len();
    output.resize(start + packed.len() * BYTES, 0);
    for (bytes, pixel) in output[start..].chunks_exact_mut(BYTES).zip(packed) {
        bytes.copy_from_slice(&pixel.to_le_bytes()[..BYTES]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(packing: &Packing, rgb: u32) -> Vec<u8> {
        let mut output = Vec::new();
        packing.put(packing.pack(rgb), &mut output);
        output
    }

    #[test]
    fn pixels_are_laid_out_as_the_format_says() {
        let big_endian = |format| PixelFormat { big_endian: true, ..format };
        let table: [(PixelFormat, &[u8]); 8] = [
            (PixelFormat::BGRX, &[0x56, 0x34, 0x12, 0]),
            (PixelFormat::RGBX, &[0x12, 0x34, 0x56, 0]),
            (big_endian(PixelFormat::BGRX), &[0, 0x12, 0x34, 0x56]),
            (PixelFormat::rgb888(24, 16, 8), &[0, 0x56, 0x34, 0x12]),
            // 0x12 is 2 of 31, 0x34 is 13 of 63, 0x56 is 10 of 31.
            (PixelFormat::RGB565, &[0b1010_1010, 0b0001_0001]),
            (big_endian(PixelFormat::RGB565), &[0b0001_0001, 0b1010_1010]),
            // 0x12 is 0 of 7, 0x34 is 1 of 7, 0x56 is 1 of 3.
            (PixelFormat::BGR233, &[0b0100_1000]),
            // 0x12 is 0 of 5, 0x34 is 1 of 5, 0x56 is 2 of 5.
            (PixelFormat::COLOUR_MAP, &[8]),
        ];
        for (format, wire) in table {
            assert_eq!(bytes(Pixels::new(format).plain(), 0x12_34_56), wire, "{format:?}");
        }
    }

    #[test]
    fn compressed_pixels_leave_out_the_unused_byte() {
        let big_endian = |format| PixelFormat { big_endian: true, ..format };
        let deep = PixelFormat { depth: 32, ..PixelFormat::BGRX };
        let table: [(PixelFormat, &[u8]); 6] = [
            (PixelFormat::BGRX, &[0x56, 0x34, 0x12]),
            (big_endian(PixelFormat::BGRX), &[0x12, 0x34, 0x56]),
            (PixelFormat::rgb888(24, 16, 8), &[0x56, 0x34, 0x12]),
            (big_endian(PixelFormat::rgb888(24, 16, 8)), &[0x12, 0x34, 0x56]),
            (PixelFormat::rgb888(24, 8, 0), &[0x56, 0x34, 0, 0x12]),
            (deep, &[0x56, 0x34, 0x12, 0]),
        ];
        for (format, wire) in table {
            assert_eq!(bytes(Pixels::new(format).compressed(), 0x12_34_56), wire, "{format:?}");
        }
    }

    #[test]
    fn tight_pixels_have_red_first() {
        let big_endian = PixelFormat { big_endian: true, ..PixelFormat::BGRX };
        for format in [PixelFormat::BGRX, PixelFormat::RGBX, big_endian] {
            assert_eq!(bytes(Pixels::new(format).tight(), 0x12_34_56), [0x12, 0x34, 0x56], "{format:?}");
        }
    }

    #[test]
    fn the_colour_map_holds_the_colours_that_pixels_name() {
        let map = colour_map();
        let pixels = Pixels::new(PixelFormat::COLOUR_MAP);
        for rgb in [0x00_00_00, 0xff_ff_ff, 0x33_66_99, 0xcc_00_ff] {
            let entry = map[pixels.plain().pack(rgb) as usize];
            let [red, green, blue] = entry.map(|intensity| u32::from(intensity >> 8));
            assert_eq!(red << 16 | green << 8 | blue, rgb);
        }
    }
}
