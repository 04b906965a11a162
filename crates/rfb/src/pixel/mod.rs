//! Reading pixels: from any layout a server may use to the framebuffer's RGBA.

mod colours;
mod convert;

use crate::framebuffer::Pixel;
use crate::wire::PixelFormat;
pub(crate) use colours::Colours;
pub(crate) use convert::rgb;

/// A pixel format made ready to read with: each of the shapes in which encodings send its pixels.
#[derive(Clone, Debug)]
pub struct PixelReader {
    format: PixelFormat,
    plain: Layout,
    /// Unless it is the same as `plain`.
    compressed: Option<Layout>,
    /// Unless it is the same as `plain`.
    tight: Option<Layout>,
}

impl PixelReader {
    /// A reader of this format. A colour map starts as 256 greys.
    pub fn new(format: PixelFormat) -> Self {
        Self {
            format,
            plain: Layout::plain(format),
            compressed: Layout::compressed(format),
            tight: Layout::tight(format),
        }
    }

    /// A reader of cursor images with alpha: always four bytes, red, green, blue, alpha.
    pub fn rgba() -> Self {
        let format = PixelFormat { depth: 32, ..PixelFormat::RGBX };
        let plain = Layout { bytes: 4, colours: Colours::new(format), kernel: Kernel::Rgba };
        Self { format, plain, compressed: None, tight: None }
    }

    /// The format it reads.
    pub fn format(&self) -> PixelFormat {
        self.format
    }

    /// Changes colours of the colour map, from index `first` on: 16 bits each for red, green and blue, as
    /// SetColourMapEntries has them (section 7.6.2). Entries past the map's end, and all of them when the format has no
    /// colour map, change nothing.
    pub fn set_colours(&mut self, first: u16, colours: &[[u16; 3]]) {
        if self.format.true_colour {
            return;
        }
        if let Kernel::Table(table) = &mut self.plain.kernel {
            let entries = table.iter_mut().skip(usize::from(first));
            for (entry, &[red, green, blue]) in entries.zip(colours) {
                *entry =
                    [colours::eight_bits(red), colours::eight_bits(green), colours::eight_bits(blue), 255];
            }
        }
    }

    /// `PIXEL`: the format as it is.
    pub fn plain(&self) -> &Layout {
        &self.plain
    }

    /// `CPIXEL`: one byte shorter where a pixel's bits leave a byte unused (section 7.7.5).
    pub fn compressed(&self) -> &Layout {
        self.compressed.as_ref().unwrap_or(&self.plain)
    }

    /// `TPIXEL`: red, green, blue, a byte each, where the format has 8 bits for each ("Tight Encoding").
    pub fn tight(&self) -> &Layout {
        self.tight.as_ref().unwrap_or(&self.plain)
    }
}

/// How the bytes of one pixel are laid out, and the quickest way to read them.
#[derive(Clone, Debug)]
pub struct Layout {
    bytes: usize,
    colours: Colours,
    kernel: Kernel,
}

/// The ways to read pixels. Byte order is settled here, outside the loops.
#[derive(Clone, Debug)]
enum Kernel {
    /// One byte, looked up.
    Table(Box<[Pixel; 256]>),
    /// Two bytes.
    Two { big_endian: bool },
    /// Three bytes: red, green, blue.
    Rgb,
    /// Three bytes: blue, green, red.
    Bgr,
    /// Three bytes of any other kind.
    Three { big_endian: bool },
    /// Four bytes, little-endian, with eight bits for each colour.
    Shifts,
    /// Four bytes of any other kind.
    Four { big_endian: bool },
    /// Four bytes: red, green, blue, alpha.
    Rgba,
}

impl Layout {
    /// Bytes a pixel takes: 1 to 4.
    #[expect(clippy::len_without_is_empty, reason = "a pixel is never empty")]
    pub fn len(&self) -> usize {
        self.bytes
    }

    /// Reads one pixel from its [`Self::len`] bytes: the colour of a run or a sub-rectangle, of which there may be one
    /// for every few bytes.
    #[inline]
    pub fn pixel(&self, wire: &[u8]) -> Pixel {
        match (&self.kernel, wire) {
            (Kernel::Table(table), &[index]) => table[usize::from(index)],
            (Kernel::Rgb, &[red, green, blue]) | (Kernel::Bgr, &[blue, green, red]) => {
                [red, green, blue, 255]
            }
            (Kernel::Shifts, &[a, b, c, d]) => self.colours.whole_bytes(u32::from_le_bytes([a, b, c, d])),
            (Kernel::Rgba, &[red, green, blue, alpha]) => [red, green, blue, alpha],
            _ => self.colours.pixel(self.value(wire)),
        }
    }

    /// Reads as many pixels as `row` holds.
    ///
    /// # Panics
    /// If `wire` has fewer bytes than they take.
    pub fn read(&self, wire: &[u8], row: &mut [Pixel]) {
        let wire = &wire[..row.len() * self.bytes];
        match &self.kernel {
            Kernel::Table(table) => convert::table(wire, row, table),
            Kernel::Two { big_endian: false } => convert::two(wire, row, u16::from_le_bytes, self.colours),
            Kernel::Two { big_endian: true } => convert::two(wire, row, u16::from_be_bytes, self.colours),
            Kernel::Rgb => convert::rgb(wire, row),
            Kernel::Bgr => convert::bgr(wire, row),
            Kernel::Three { big_endian: false } => {
                convert::three(wire, row, |[a, b, c]| u32::from_le_bytes([a, b, c, 0]), self.colours);
            }
            Kernel::Three { big_endian: true } => {
                convert::three(wire, row, |[a, b, c]| u32::from_be_bytes([0, a, b, c]), self.colours);
            }
            Kernel::Shifts if self.colours.shifts() == [0, 8, 16] => convert::rgbx(wire, row),
            Kernel::Shifts if self.colours.shifts() == [16, 8, 0] => convert::bgrx(wire, row),
            Kernel::Shifts => convert::shifts(wire, row, self.colours),
            Kernel::Four { big_endian: false } => convert::four(wire, row, u32::from_le_bytes, self.colours),
            Kernel::Four { big_endian: true } => convert::four(wire, row, u32::from_be_bytes, self.colours),
            Kernel::Rgba => convert::rgba(wire, row),
        }
    }

    /// Where the colours lie if a pixel is four bytes, the lowest first, of which eight bits are each colour's.
    pub(crate) fn eight_bits_each(&self) -> Option<Colours> {
        matches!(self.kernel, Kernel::Shifts).then_some(self.colours)
    }

    /// A pixel's value, of which [`Self::colours`] are parts.
    #[inline(always)]
    pub(crate) fn value(&self, wire: &[u8]) -> u32 {
        let big_endian = match self.kernel {
            Kernel::Two { big_endian } | Kernel::Three { big_endian } | Kernel::Four { big_endian } => {
                big_endian
            }
            Kernel::Table(_) | Kernel::Rgb | Kernel::Bgr | Kernel::Shifts | Kernel::Rgba => false,
        };
        let join = |value: u32, &byte: &u8| value << 8 | u32::from(byte);
        if big_endian { wire.iter().fold(0, join) } else { wire.iter().rev().fold(0, join) }
    }

    /// Where the colours lie in a pixel's value.
    pub(crate) fn colours(&self) -> Colours {
        self.colours
    }

    fn plain(format: PixelFormat) -> Self {
        Self::new(format.bytes_per_pixel(), format.big_endian, Colours::new(format), format)
    }

    /// By convention the low three bytes where both the low and the high ones would do.
    fn compressed(format: PixelFormat) -> Option<Self> {
        if format.bits_per_pixel != 32 || format.depth > 24 || !format.true_colour {
            return None;
        }
        let colours = Colours::new(format);
        let colours = if colours.fit_low_three_bytes() { Some(colours) } else { colours.without_low_byte() };
        colours.map(|colours| Self::new(3, format.big_endian, colours, format))
    }

    fn tight(format: PixelFormat) -> Option<Self> {
        format.is_rgb888().then(|| Self::new(3, false, Colours::new(PixelFormat::RGBX), format))
    }

    fn new(bytes: usize, big_endian: bool, colours: Colours, format: PixelFormat) -> Self {
        // Whole bytes can be picked in either order, so the big-endian twin of such a format is a little-endian one.
        let little_endian = if big_endian { colours.bytes_reversed(bytes) } else { Some(colours) };
        let eight_bits_each = little_endian.filter(|colours| colours.have_eight_bits_each());
        let (colours, kernel) = match (bytes, eight_bits_each) {
            (1, _) => (colours, Kernel::Table(Box::new(colours::table(format)))),
            (3, Some(colours)) if colours.shifts() == [0, 8, 16] => (colours, Kernel::Rgb),
            (3, Some(colours)) if colours.shifts() == [16, 8, 0] => (colours, Kernel::Bgr),
            (4, Some(colours)) => (colours, Kernel::Shifts),
            (2, _) => (colours, Kernel::Two { big_endian }),
            (3, _) => (colours, Kernel::Three { big_endian }),
            _ => (colours, Kernel::Four { big_endian }),
        };
        Self { bytes, colours, kernel }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Formats that differ in how they are read.
    fn formats() -> Vec<PixelFormat> {
        let deep = PixelFormat { depth: 32, ..PixelFormat::BGRX };
        let uneven =
            PixelFormat { red_max: 1023, green_max: 127, blue_max: 3, ..PixelFormat::rgb888(3, 20, 30) };
        let shallow = PixelFormat { bits_per_pixel: 32, depth: 16, ..PixelFormat::RGB565 };
        let mut formats = vec![
            PixelFormat::BGRX,
            PixelFormat::RGBX,
            PixelFormat::rgb888(24, 16, 8),
            PixelFormat::rgb888(13, 5, 21),
            deep,
            uneven,
            shallow,
            PixelFormat::RGB565,
            PixelFormat::BGR233,
            PixelFormat::COLOUR_MAP,
        ];
        formats.extend(formats.clone().into_iter().map(|format| PixelFormat { big_endian: true, ..format }));
        formats
    }

    #[test]
    fn one_pixel_and_many_are_read_alike() {
        let wire: Vec<u8> = (0..4 * 23u32).map(|n| (n * 151 + n * n * 7) as u8).collect();
        for format in formats() {
            let reader = PixelReader::new(format);
            for layout in [reader.plain(), reader.compressed(), reader.tight()] {
                let mut row = [[0; 4]; 23];
                layout.read(&wire, &mut row);
                for (wire, pixel) in wire.chunks_exact(layout.len()).zip(row) {
                    assert_eq!(layout.pixel(wire), pixel, "{format:?} {wire:?}");
                    assert_eq!(pixel[3], 255);
                }
            }
        }
    }

    #[test]
    fn colours_lie_where_the_format_says() {
        for format in formats().into_iter().filter(|format| format.true_colour) {
            let reader = PixelReader::new(format);
            let colours = [
                (u32::from(format.red_max) << format.red_shift, [255, 0, 0, 255]),
                (u32::from(format.green_max) << format.green_shift, [0, 255, 0, 255]),
                (u32::from(format.blue_max) << format.blue_shift, [0, 0, 255, 255]),
            ];
            for (value, pixel) in colours {
                let bytes = value.to_le_bytes();
                let mut wire = bytes[..format.bytes_per_pixel()].to_vec();
                if format.big_endian {
                    wire.reverse();
                }
                assert_eq!(reader.plain().pixel(&wire), pixel, "{format:?} {wire:?}");
            }
        }
    }

    #[test]
    fn a_colour_map_changes_only_where_it_is_set() {
        let mut reader = PixelReader::new(PixelFormat::COLOUR_MAP);
        reader.set_colours(254, &[[0x1234, 0x5678, 0x9abc], [0xffff; 3], [0; 3]]);
        assert_eq!(reader.plain().pixel(&[253]), [253, 253, 253, 255]);
        assert_eq!(reader.plain().pixel(&[254]), [0x12, 0x56, 0x9a, 255]);
        assert_eq!(reader.plain().pixel(&[255]), [255; 4]);
        assert_eq!(reader.plain().pixel(&[0]), [0, 0, 0, 255]);
    }

    #[test]
    fn a_true_colour_format_has_no_colour_map() {
        let mut reader = PixelReader::new(PixelFormat::BGR233);
        reader.set_colours(0, &[[0xffff; 3]; 256]);
        assert_eq!(reader.plain().pixel(&[7]), [255, 0, 0, 255]);
    }
}
