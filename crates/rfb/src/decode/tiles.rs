//! The tiles of TRLE and ZRLE: solid, raw, by palette or by runs.

use super::bits::{TwoColours, unpack};
use super::zywrle::Wavelets;
use super::{DecodeError, Input, Progress, Target};
use crate::Rect;
use crate::framebuffer::Pixel;
use crate::pixel::Layout;

/// Tiles from left to right and from top to bottom. A tile is put together apart, where its rows have no gaps between
/// them and a run needs no splitting, and then written at once.
#[derive(Debug)]
pub(super) struct Tiles {
    side: u16,
    /// TRLE has two kinds of tile that take over the palette of the tile before.
    palettes_carry_over: bool,
    /// The corner of the current tile, relative to the rectangle's.
    x: u16,
    y: u16,
    /// What the current tile is, once its header has arrived.
    kind: Option<Kind>,
    /// How many pixels of it have been put together.
    filled: usize,
    pixels: Vec<Pixel>,
    palette: Palette,
    /// What ZYWRLE makes of raw tiles.
    wavelets: Wavelets,
    /// Whether the current tile is the one of coefficients that ZYWRLE has in place of a raw tile.
    within_raw: bool,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Raw,
    Solid,
    /// Palette indices of one width.
    Packed,
    Runs,
    PaletteRuns,
}

#[derive(Debug)]
struct Palette {
    /// One for each index of seven bits.
    colours: [Pixel; 128],
    /// INVARIANT: `length <= 127`; it is 0 until a tile brings a palette.
    length: usize,
}

/// Beyond this, palette indices come in runs only.
const MAX_PACKED_PALETTE: usize = 16;

impl Tiles {
    pub(super) fn of_trle() -> Self {
        Self::new(16, true)
    }

    pub(super) fn of_zrle() -> Self {
        Self::new(64, false)
    }

    fn new(side: u16, palettes_carry_over: bool) -> Self {
        Self {
            side,
            palettes_carry_over,
            x: 0,
            y: 0,
            kind: None,
            filled: 0,
            pixels: vec![[0; 4]; usize::from(side) * usize::from(side)],
            palette: Palette { colours: [[0; 4]; 128], length: 0 },
            wavelets: Wavelets::default(),
            within_raw: false,
        }
    }

    /// Says how often the wavelets of the rectangle's raw tiles were transformed; 0 for tiles that have none.
    pub(super) fn set_wavelet_level(&mut self, level: u8) {
        self.wavelets.level = level;
    }

    pub(super) fn read(
        &mut self,
        input: &mut Input<'_>,
        target: &mut Target<'_>,
    ) -> Result<Progress, DecodeError> {
        let layout = target.pixels.compressed();
        let size = target.rect.size();
        while self.x < size.width && self.y < size.height {
            let tile = Rect::new(
                self.x,
                self.y,
                self.side.min(size.width - self.x),
                self.side.min(size.height - self.y),
            );
            let kind = match self.kind {
                Some(kind) => kind,
                None => {
                    let Some(kind) = self.header(layout, input)? else {
                        return Ok(Progress::NeedMore);
                    };
                    // Pixels of eight bits have no room for coefficients.
                    let wavelets = self.wavelets.level > 0 && layout.len() > 1;
                    if matches!(kind, Kind::Raw) && wavelets && !self.within_raw {
                        self.within_raw = true;
                        continue;
                    }
                    *self.kind.insert(kind)
                }
            };
            let progress = match kind {
                Kind::Raw => self.raw(tile, layout, input),
                Kind::Solid => Progress::Done,
                Kind::Packed => self.packed(tile, input)?,
                Kind::Runs => self.runs(tile, layout, input)?,
                Kind::PaletteRuns => self.palette_runs(tile, input)?,
            };
            if progress == Progress::NeedMore {
                return Ok(Progress::NeedMore);
            }
            if self.within_raw {
                let pixels = &mut self.pixels[..tile.area()];
                if matches!(kind, Kind::Solid) {
                    pixels.fill(self.palette.colours[0]);
                }
                self.wavelets.synthesise(pixels, tile.size(), target.pixels);
            }
            match kind {
                Kind::Solid if !self.within_raw => target.fill_part(tile, self.palette.colours[0])?,
                _ => target.write_part(tile, &self.pixels),
            }
            self.kind = None;
            self.within_raw = false;
            self.filled = 0;
            self.x += tile.width;
            if self.x == size.width {
                self.x = 0;
                self.y += tile.height;
            }
        }
        self.x = 0;
        self.y = 0;
        self.palette.length = 0;
        Ok(Progress::Done)
    }

    /// Reads a tile's first byte and palette.
    fn header(&mut self, layout: &Layout, input: &mut Input<'_>) -> Result<Option<Kind>, DecodeError> {
        let Some(&first) = input.rest().first() else {
            input.want(1);
            return Ok(None);
        };
        let (kind, colours) = match first {
            0 => (Kind::Raw, 0),
            1 => (Kind::Solid, 1),
            2..=16 => (Kind::Packed, usize::from(first)),
            128 => (Kind::Runs, 0),
            130.. => (Kind::PaletteRuns, usize::from(first & 0x7f)),
            127 if self.palettes_carry_over => (Kind::Packed, 0),
            129 if self.palettes_carry_over => (Kind::PaletteRuns, 0),
            unknown => return Err(DecodeError::UnknownTile(unknown)),
        };
        let Some(header) = input.take(1 + colours * layout.len()) else {
            return Ok(None);
        };
        if colours > 0 {
            layout.read(&header[1..], &mut self.palette.colours[..colours]);
            self.palette.length = colours;
        }
        let suits = match kind {
            Kind::Raw | Kind::Solid | Kind::Runs => true,
            Kind::Packed => (1..=MAX_PACKED_PALETTE).contains(&self.palette.length),
            Kind::PaletteRuns => self.palette.length > 0,
        };
        if suits { Ok(Some(kind)) } else { Err(DecodeError::NoPaletteToCarryOver) }
    }

    fn raw(&mut self, tile: Rect, layout: &Layout, input: &mut Input<'_>) -> Progress {
        let left = &mut self.pixels[self.filled..tile.area()];
        let arrived = left.len().min(input.remaining() / layout.len());
        let Some(wire) = input.take(arrived * layout.len()) else {
            return Progress::NeedMore;
        };
        layout.read(wire, &mut left[..arrived]);
        self.filled += arrived;
        if arrived < left.len() {
            input.want(layout.len());
            return Progress::NeedMore;
        }
        Progress::Done
    }

    fn packed(&mut self, tile: Rect, input: &mut Input<'_>) -> Result<Progress, DecodeError> {
        let width = usize::from(tile.width);
        let bits = match self.palette.length {
            // A carried over palette of one colour: nothing is left to be said.
            ..=1 => {
                self.pixels[..tile.area()].fill(self.palette.colours[0]);
                return Ok(Progress::Done);
            }
            2 => 1,
            3..=4 => 2,
            _ => 4,
        };
        let [zero, one, ..] = self.palette.colours;
        let two = (bits == 1).then(|| TwoColours::new([zero, one]));
        let colours = &self.palette.colours;
        let look_up = |wire: &[u8], row: &mut [Pixel]| match &two {
            Some(two) => {
                two.look_up(wire, row);
                1
            }
            None if bits == 2 => unpack::<2, 4>(wire, row, colours),
            None => unpack::<4, 2>(wire, row, colours),
        };
        let row_length = (width * bits).div_ceil(8);
        while self.filled < tile.area() {
            // Rows that fill their bytes follow each other without a gap, so all that have arrived are read as one.
            let rows = if (width * bits).is_multiple_of(8) {
                ((tile.area() - self.filled) / width).min(input.remaining() / row_length).max(1)
            } else {
                1
            };
            let Some(wire) = input.take(rows * row_length) else {
                return Ok(Progress::NeedMore);
            };
            let row = &mut self.pixels[self.filled..][..rows * width];
            self.filled += row.len();
            if self.palette.check(look_up(wire, row)).is_err() {
                // The first row that is wrong, however many have arrived.
                for (wire, row) in wire.chunks(row_length).zip(row.chunks_mut(width)) {
                    self.palette.check(look_up(wire, row))?;
                }
            }
        }
        Ok(Progress::Done)
    }

    fn runs(&mut self, tile: Rect, layout: &Layout, input: &mut Input<'_>) -> Result<Progress, DecodeError> {
        let mut left = &mut self.pixels[self.filled..tile.area()];
        let mut wire = input.rest();
        while !left.is_empty() {
            let Some((pixel, length)) = wire.split_at_checked(layout.len()) else {
                break;
            };
            let Some((length, after)) = run_length(length, left.len())? else {
                break;
            };
            left = fill(left, length, layout.pixel(pixel));
            wire = after;
        }
        self.filled = tile.area() - left.len();
        Ok(end_of_runs(self.filled == tile.area(), wire, input))
    }

    fn palette_runs(&mut self, tile: Rect, input: &mut Input<'_>) -> Result<Progress, DecodeError> {
        let mut left = &mut self.pixels[self.filled..tile.area()];
        let mut wire = input.rest();
        while !left.is_empty() {
            let Some((&first, mut after)) = wire.split_first() else {
                break;
            };
            let index = first & 0x7f;
            self.palette.check(index)?;
            let mut length = 1;
            if first & 0x80 != 0 {
                let Some(run) = run_length(after, left.len())? else {
                    break;
                };
                (length, after) = run;
            }
            left = fill(left, length, self.palette.colours[usize::from(index)]);
            wire = after;
        }
        self.filled = tile.area() - left.len();
        Ok(end_of_runs(self.filled == tile.area(), wire, input))
    }
}

/// Takes what has been read of the runs, up to `rest`, and asks for more unless they were the last.
fn end_of_runs(complete: bool, rest: &[u8], input: &mut Input<'_>) -> Progress {
    input.take(input.remaining() - rest.len());
    if complete {
        return Progress::Done;
    }
    input.want(rest.len() + 1);
    Progress::NeedMore
}

/// Fills the first `length` pixels and returns the others.
#[inline(always)]
fn fill(pixels: &mut [Pixel], length: usize, pixel: Pixel) -> &mut [Pixel] {
    // Most runs are short: a fixed number of pixels is written at once, and the runs that follow overwrite what was
    // too much.
    match pixels.first_chunk_mut::<8>() {
        Some(eight) if length <= 8 => *eight = [pixel; 8],
        _ => pixels[..length].fill(pixel),
    }
    &mut pixels[length..]
}

impl Palette {
    fn check(&self, index: u8) -> Result<(), DecodeError> {
        if usize::from(index) < self.length {
            Ok(())
        } else {
            Err(DecodeError::PaletteIndex { index, length: self.length })
        }
    }
}

/// A run's length, one more than the sum of its bytes, of which the first that is not 255 is the last; and what
/// follows them. None if the last has not arrived; an error as soon as the sum leaves no room in the tile.
#[inline(always)]
fn run_length(wire: &[u8], left: usize) -> Result<Option<(usize, &[u8])>, DecodeError> {
    let mut length = 1;
    for (index, &byte) in wire.iter().enumerate() {
        length += usize::from(byte);
        if length > left {
            return Err(DecodeError::RunTooLong { left });
        }
        if byte < 255 {
            return Ok(Some((length, &wire[index + 1..])));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use crate::decode::DecodeError;
    use crate::decode::testing::{BLUE, Deflate, GREEN, RED, WHITE, decode};
    use crate::framebuffer::Pixel;
    use crate::wire::{Encoding, PixelFormat};

    const R: u8 = 0x07;
    const G: u8 = 0x38;
    const B: u8 = 0xc0;
    const W: u8 = 0xff;

    /// A size, a tile's bytes and its pixels.
    type Case = ((u16, u16), &'static [u8], &'static [Pixel]);

    /// BGR233, where a pixel is a byte.
    fn trle(size: (u16, u16), wire: &[u8]) -> Result<Vec<Pixel>, DecodeError> {
        decode(Encoding::TRLE, PixelFormat::BGR233, size, &[wire])
    }

    fn zrle(size: (u16, u16), data: &[u8]) -> Result<Vec<Pixel>, DecodeError> {
        decode(Encoding::ZRLE, PixelFormat::BGR233, size, &[&Deflate::new().rectangle(data)])
    }

    #[test]
    fn tiles_of_every_kind_are_read_by_both_encodings() {
        let cases: [Case; 10] = [
            ((2, 2), &[0, R, G, B, W], &[RED, GREEN, BLUE, WHITE]),
            ((2, 1), &[1, B], &[BLUE, BLUE]),
            // Two colours, a bit each, rows filled up to whole bytes.
            ((3, 2), &[2, R, G, 0b0100_0000, 0b1010_0000], &[RED, GREEN, RED, GREEN, RED, GREEN]),
            (
                (9, 1),
                &[2, R, G, 0b1000_0000, 0b1000_0000],
                &[GREEN, RED, RED, RED, RED, RED, RED, RED, GREEN],
            ),
            ((3, 1), &[3, R, G, B, 0b0001_1000], &[RED, GREEN, BLUE]),
            ((5, 1), &[4, R, G, B, W, 0b1110_0100, 0b0100_0000], &[WHITE, BLUE, GREEN, RED, GREEN]),
            ((3, 1), &[5, R, G, B, W, 0, 0x31, 0x00], &[WHITE, GREEN, RED]),
            // Runs may continue in the next row.
            ((2, 2), &[128, R, 0, G, 2], &[RED, GREEN, GREEN, GREEN]),
            ((2, 2), &[130, R, G, 0x81, 2, 0], &[GREEN, GREEN, GREEN, RED]),
            ((0, 2), &[], &[]),
        ];
        for (size, wire, expected) in cases {
            assert_eq!(trle(size, wire).as_deref(), Ok(expected), "TRLE {wire:x?}");
            assert_eq!(zrle(size, wire).as_deref(), Ok(expected), "ZRLE {wire:x?}");
        }
    }

    #[test]
    fn run_lengths_are_sums_of_bytes() {
        for (length, bytes) in [
            (1, &[0][..]),
            (255, &[254]),
            (256, &[255, 0]),
            (257, &[255, 1]),
            (510, &[255, 254]),
            (511, &[255, 255, 0]),
        ] {
            let rest = 64 * 16 - length;
            let last = [vec![255; (rest - 1) / 255], vec![((rest - 1) % 255) as u8]].concat();
            let expected = [vec![RED; length], vec![BLUE; rest]].concat();
            let plain = [&[128, R][..], bytes, &[B], &last].concat();
            assert!(zrle((64, 16), &plain).unwrap() == expected, "a plain run of {length}");
            let palette = [&[130, R, B, 0x80][..], bytes, &[0x81], &last].concat();
            assert!(zrle((64, 16), &palette).unwrap() == expected, "a palette run of {length}");
        }
    }

    #[test]
    fn tiles_follow_one_another_and_are_cut_at_the_edges() {
        for (encoding, side) in [(Encoding::TRLE, 16), (Encoding::ZRLE, 64)] {
            let tiles = [1, R, 1, G, 1, B, 1, W];
            let data =
                if encoding == Encoding::TRLE { tiles.to_vec() } else { Deflate::new().rectangle(&tiles) };
            let width = side + 1;
            let pixels = decode(encoding, PixelFormat::BGR233, (side + 1, side + 2), &[&data]).unwrap();
            let at = |x: u16, y: u16| pixels[usize::from(y) * usize::from(width) + usize::from(x)];
            assert_eq!([at(0, 0), at(side, side - 1)], [RED, GREEN]);
            assert_eq!([at(side - 1, side), at(side, side + 1)], [BLUE, WHITE]);
        }
    }

    #[test]
    fn a_pixel_is_three_bytes_where_three_hold_it() {
        let shallow = PixelFormat {
            depth: 15,
            red_max: 31,
            green_max: 31,
            blue_max: 31,
            red_shift: 10,
            green_shift: 5,
            ..PixelFormat::BGRX
        };
        let middle = PixelFormat { red_shift: 18, green_shift: 13, blue_shift: 8, ..shallow };
        let deep = PixelFormat { depth: 32, ..PixelFormat::BGRX };
        let wide = PixelFormat {
            depth: 24,
            red_max: 255,
            green_max: 255,
            blue_max: 255,
            ..PixelFormat::rgb888(24, 12, 0)
        };
        let big_endian = |format| PixelFormat { big_endian: true, ..format };
        for (format, red) in [
            (PixelFormat::BGRX, &[0, 0, 255][..]),
            (PixelFormat::RGBX, &[255, 0, 0]),
            // The high three bytes.
            (PixelFormat::rgb888(24, 16, 8), &[0, 0, 255]),
            (big_endian(PixelFormat::rgb888(24, 16, 8)), &[255, 0, 0]),
            (big_endian(PixelFormat::BGRX), &[255, 0, 0]),
            (big_endian(PixelFormat::RGBX), &[0, 0, 255]),
            (shallow, &[0x00, 0x7c, 0x00]),
            (big_endian(shallow), &[0x00, 0x7c, 0x00]),
            // Both would do: the low three bytes.
            (middle, &[0x00, 0x00, 0x7c]),
            (big_endian(middle), &[0x7c, 0x00, 0x00]),
            // Deeper than 24, or neither would do.
            (deep, &[0, 0, 255, 0]),
            (wide, &[0, 0, 0, 255]),
            (PixelFormat::RGB565, &[0x00, 0xf8]),
        ] {
            let pixels =
                decode(Encoding::TRLE, format, (17, 1), &[&[&[128][..], red, &[15, 1], red].concat()]);
            assert_eq!(pixels.as_deref(), Ok(&[RED; 17][..]), "{format:?}");
        }
    }

    #[test]
    fn rows_of_packed_pixels_begin_with_a_byte() {
        let (r, g, b, w) = (RED, GREEN, BLUE, WHITE);
        let two = [2, R, G, 0b0100_0001, 0b1111_1110];
        assert_eq!(trle((8, 2), &two).unwrap(), [r, g, r, r, r, r, r, g, g, g, g, g, g, g, g, r]);
        let two = [2, R, G, 0b0110_0000, 0b1010_0000];
        assert_eq!(trle((3, 2), &two).unwrap(), [r, g, g, g, r, g]);
        let four = [4, R, G, B, W, 0b0001_1011, 0b1100_0000];
        assert_eq!(trle((4, 2), &four).unwrap(), [r, g, b, w, w, r, r, r]);
        let more = [5, R, G, B, W, B, 0x01, 0x34, 0x22];
        assert_eq!(trle((2, 3), &more).unwrap(), [r, g, w, b, b, b]);
    }

    #[test]
    fn zrle_rectangles_share_one_stream() {
        let mut stream = Deflate::new();
        let (first, second) = (stream.rectangle(&[1, R]), stream.rectangle(&[0, R, G]));
        let pixels = decode(Encoding::ZRLE, PixelFormat::BGR233, (2, 1), &[&first, &second]);
        assert_eq!(pixels, Ok(vec![RED, GREEN]));
    }

    #[test]
    fn a_trle_tile_may_take_over_the_palette() {
        // Two tiles of 16 and 1 columns.
        let first = [2, R, G, 0, 0];
        assert_eq!(trle((17, 1), &[&first[..], &[127, 0x80]].concat()).unwrap()[16], GREEN);
        assert_eq!(trle((17, 1), &[&first[..], &[129, 1]].concat()).unwrap()[16], GREEN);
        assert_eq!(trle((17, 1), &[1, B, 127]).unwrap()[16], BLUE);
        assert_eq!(trle((17, 1), &[1, B, 129, 0]).unwrap()[16], BLUE);
    }

    #[test]
    fn a_palette_cannot_be_taken_over_from_nowhere() {
        let none = Err(DecodeError::NoPaletteToCarryOver);
        assert_eq!(trle((1, 1), &[127, 0]), none);
        assert_eq!(trle((1, 1), &[129, 0]), none);
        // Nor one too long for packed indices, nor that of the rectangle before.
        let long = [&[128 + 17][..], &[R; 17], &[0x80, 15, 127, 0]].concat();
        assert_eq!(trle((17, 1), &long), none);
        assert_eq!(decode(Encoding::TRLE, PixelFormat::BGR233, (1, 1), &[&[1, R], &[129, 0]]), none);
    }

    #[test]
    fn unknown_kinds_are_refused() {
        for kind in [17, 126] {
            assert_eq!(trle((1, 1), &[kind]), Err(DecodeError::UnknownTile(kind)));
        }
        for kind in [17, 127, 129] {
            assert_eq!(zrle((1, 1), &[kind]), Err(DecodeError::UnknownTile(kind)));
        }
    }

    #[test]
    fn runs_longer_than_their_tile_are_refused() {
        assert_eq!(zrle((2, 2), &[128, R, 4]), Err(DecodeError::RunTooLong { left: 4 }));
        assert_eq!(zrle((2, 2), &[128, R, 1, G, 255]), Err(DecodeError::RunTooLong { left: 2 }));
        assert_eq!(zrle((2, 2), &[130, R, G, 0, 0x81, 3]), Err(DecodeError::RunTooLong { left: 3 }));
        // An endless length is refused before it ends.
        assert_eq!(
            trle((2, 2), &[&[128, R][..], &[255; 9]].concat()),
            Err(DecodeError::RunTooLong { left: 4 })
        );
    }

    #[test]
    fn palette_indices_past_the_end_are_refused() {
        let refused = |index, length| Err(DecodeError::PaletteIndex { index, length });
        assert_eq!(zrle((1, 1), &[3, R, G, B, 0b1100_0000]), refused(3, 3));
        assert_eq!(zrle((1, 1), &[5, R, G, B, W, W, 0x50]), refused(5, 5));
        assert_eq!(zrle((1, 1), &[130, R, G, 2]), refused(2, 2));
        assert_eq!(zrle((2, 2), &[130, R, G, 0x82, 1]), refused(2, 2));
        // Of several rows, the first that is wrong is told, however many have arrived.
        assert_eq!(trle((2, 2), &[5, R, G, B, W, W, 0x60, 0xf0]), refused(6, 5));
        assert_eq!(zrle((2, 2), &[5, R, G, B, W, W, 0x60, 0xf0]), refused(6, 5));
        // What fills a row up to a whole byte counts for nothing.
        assert_eq!(zrle((1, 1), &[3, R, G, B, 0b0011_1111]).unwrap(), [RED]);
    }
}
