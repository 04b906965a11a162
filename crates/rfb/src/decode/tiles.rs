//! The tiles of TRLE and ZRLE: solid, raw, by palette or by runs.

use super::bits::{two_colours, unpack};
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
        }
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
            match kind {
                Kind::Solid => target.fill_part(tile, self.palette.colours[0])?,
                _ => target.write_part(tile, &self.pixels),
            }
            self.kind = None;
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
        while self.filled < tile.area() {
            let Some(wire) = input.take((width * bits).div_ceil(8)) else {
                return Ok(Progress::NeedMore);
            };
            let row = &mut self.pixels[self.filled..][..width];
            let highest = match bits {
                1 => {
                    two_colours(wire, row, [self.palette.colours[0], self.palette.colours[1]]);
                    1
                }
                2 => unpack::<2, 4>(wire, row, &self.palette.colours),
                _ => unpack::<4, 2>(wire, row, &self.palette.colours),
            };
            self.palette.check(highest)?;
            self.filled += width;
        }
        Ok(Progress::Done)
    }

    fn runs(&mut self, tile: Rect, layout: &Layout, input: &mut Input<'_>) -> Result<Progress, DecodeError> {
        let mut left = &mut self.pixels[self.filled..tile.area()];
        while !left.is_empty() {
            let wire = input.rest();
            let Some((pixel, length)) = wire.split_at_checked(layout.len()) else {
                input.want(layout.len() + 1);
                return Ok(Progress::NeedMore);
            };
            let Some((length, bytes)) = run_length(length, left.len())? else {
                input.want(wire.len() + 1);
                return Ok(Progress::NeedMore);
            };
            let (run, after) = left.split_at_mut(length);
            run.fill(layout.pixel(pixel));
            left = after;
            input.take(layout.len() + bytes);
            self.filled += length;
        }
        Ok(Progress::Done)
    }

    fn palette_runs(&mut self, tile: Rect, input: &mut Input<'_>) -> Result<Progress, DecodeError> {
        let mut left = &mut self.pixels[self.filled..tile.area()];
        while !left.is_empty() {
            let wire = input.rest();
            let Some((&first, length)) = wire.split_first() else {
                input.want(1);
                return Ok(Progress::NeedMore);
            };
            let (length, bytes) = if first < 0x80 {
                (1, 0)
            } else if let Some(run) = run_length(length, left.len())? {
                run
            } else {
                input.want(wire.len() + 1);
                return Ok(Progress::NeedMore);
            };
            let index = first & 0x7f;
            self.palette.check(index)?;
            let (run, after) = left.split_at_mut(length);
            run.fill(self.palette.colours[usize::from(index)]);
            left = after;
            input.take(1 + bytes);
            self.filled += length;
        }
        Ok(Progress::Done)
    }
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

/// A run's length, one more than the sum of its bytes, of which the first that is not 255 is the last; and how many
/// bytes they are. None if the last has not arrived; an error as soon as the sum leaves no room in the tile.
fn run_length(wire: &[u8], left: usize) -> Result<Option<(usize, usize)>, DecodeError> {
    let mut length = 1;
    for (index, &byte) in wire.iter().enumerate() {
        length += usize::from(byte);
        if length > left {
            return Err(DecodeError::RunTooLong { left });
        }
        if byte < 255 {
            return Ok(Some((length, index + 1)));
        }
    }
    Ok(None)
}
