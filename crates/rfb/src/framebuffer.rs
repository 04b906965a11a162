//! The screen's pixels, as the server last described them: the only place where pixels are written.

mod region;

use crate::damage::Damage;
use crate::{Point, Rect, Size};
pub(crate) use region::{OutsideRegion, Region};

/// A pixel as the framebuffer holds it: red, green, blue, alpha.
pub type Pixel = [u8; 4];

/// Rows of RGBA pixels and the damage done to them since they were last shown.
///
/// Screens are opaque: their pixels have an alpha of 255. Cursor images are decoded into framebuffers of their own,
/// which keep the server's alpha.
#[derive(Clone, Debug)]
pub struct Framebuffer {
    size: Size,
    /// INVARIANT: `pixels.len() == size.area()`.
    pixels: Vec<Pixel>,
    damage: Damage,
    touched: Touched,
}

impl Default for Framebuffer {
    /// An empty framebuffer.
    fn default() -> Self {
        Self {
            size: Size::default(),
            pixels: Vec::new(),
            damage: Damage::default(),
            touched: Touched::NOTHING,
        }
    }
}

/// The width of the tiles of Hextile and TRLE.
const SMALL_TILE: usize = 16;

/// A size that no framebuffer will take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge(pub Size);

impl std::fmt::Display for TooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Size { width, height } = self.0;
        write!(
            f,
            "a screen of {width} by {height} pixels is too large (at most {} a side and {} in all)",
            Framebuffer::MAX_SIDE,
            Framebuffer::MAX_PIXELS
        )
    }
}

impl std::error::Error for TooLarge {}

impl Framebuffer {
    /// The longest side: the largest canvas that all browsers draw.
    pub const MAX_SIDE: u16 = 16_384;
    /// The most pixels, 128 MiB of them: a little more than 7680 by 4320.
    pub const MAX_PIXELS: usize = 32 << 20;

    /// A black framebuffer, damaged as a whole.
    ///
    /// # Errors
    /// [`TooLarge`] beyond [`Self::MAX_SIDE`] or [`Self::MAX_PIXELS`]; nothing is allocated then.
    pub fn new(size: Size) -> Result<Self, TooLarge> {
        let mut framebuffer =
            Self { size, pixels: new_pixels(size)?, damage: Damage::default(), touched: Touched::NOTHING };
        framebuffer.damage.add(Rect::covering(size));
        Ok(framebuffer)
    }

    /// Takes another size, keeps the pixels that both sizes have, and is damaged as a whole. New pixels are black.
    ///
    /// # Errors
    /// [`TooLarge`] as for [`Self::new`]; the framebuffer is then unchanged.
    pub fn resize(&mut self, size: Size) -> Result<(), TooLarge> {
        let mut pixels = new_pixels(size)?;
        let columns = usize::from(size.width.min(self.size.width));
        if columns > 0 {
            let old_rows = self.pixels.chunks_exact(usize::from(self.size.width));
            let new_rows = pixels.chunks_exact_mut(usize::from(size.width));
            for (new, old) in new_rows.zip(old_rows) {
                new[..columns].copy_from_slice(&old[..columns]);
            }
        }
        self.size = size;
        self.pixels = pixels;
        self.touched = Touched::NOTHING;
        self.damage = Damage::default();
        self.damage.add(Rect::covering(size));
        Ok(())
    }

    /// Columns and rows.
    pub fn size(&self) -> Size {
        self.size
    }

    /// All pixels as bytes, row by row from the top without gaps: four a pixel, red first.
    pub fn pixels(&self) -> &[u8] {
        self.pixels.as_flattened()
    }

    /// What has changed since the last call.
    pub fn take_damage(&mut self) -> Damage {
        self.join_damage();
        std::mem::take(&mut self.damage)
    }

    /// Gives every pixel of `rect` one value.
    ///
    /// # Panics
    /// If `rect` is not empty and does not fit; so do the other writers. Decoders check before they write.
    #[inline]
    pub fn fill(&mut self, rect: Rect, pixel: Pixel) {
        if rect.is_empty() {
            return;
        }
        assert!(rect.fits(self.size), "{rect:?} lies outside a framebuffer of {:?}", self.size);
        self.touched.add(rect);
        let stride = usize::from(self.size.width);
        fill_rows(&mut self.pixels[start_of(rect, stride)..], stride, rect.size(), pixel);
    }

    /// The pixels of `rect`, to fill parts of.
    ///
    /// # Panics
    /// If `rect` is not empty and does not fit.
    pub(crate) fn region(&mut self, rect: Rect) -> Region<'_> {
        let stride = usize::from(self.size.width);
        let mut start = 0;
        if !rect.is_empty() {
            assert!(rect.fits(self.size), "{rect:?} lies outside a framebuffer of {:?}", self.size);
            start = start_of(rect, stride);
        }
        Region::new(&mut self.pixels[start..], stride, rect, &mut self.touched)
    }

    /// The pixels of `rect`, which is one row high or empty, to write to.
    pub(crate) fn row_mut(&mut self, x: u16, y: u16, width: u16) -> &mut [Pixel] {
        self.touched.add(Rect::new(x, y, width, 1));
        let start = usize::from(y) * usize::from(self.size.width) + usize::from(x);
        &mut self.pixels[start..start + usize::from(width)]
    }

    /// Writes `rect` from `source`, which holds its rows without gaps.
    pub(crate) fn write(&mut self, rect: Rect, source: &[Pixel]) {
        if rect.is_empty() {
            return;
        }
        assert!(rect.fits(self.size), "{rect:?} lies outside a framebuffer of {:?}", self.size);
        self.touched.add(rect);
        let width = usize::from(rect.width);
        let rows = self.rows_of(rect).zip(source.chunks_exact(width));
        if width == SMALL_TILE {
            // That the compiler knows how long rows are spares a call for each.
            for (row, source) in rows {
                if let (Some(row), Some(source)) = (row.first_chunk_mut::<SMALL_TILE>(), source.first_chunk())
                {
                    *row = *source;
                }
            }
            return;
        }
        rows.for_each(|(row, source)| row.copy_from_slice(source));
    }

    /// Copies the pixels of `from` to the place whose top left corner is `to`; the two may overlap.
    pub fn copy(&mut self, from: Rect, to: Point) {
        let target = Rect::new(to.x, to.y, from.width, from.height);
        if from.is_empty() {
            return;
        }
        for rect in [from, target] {
            assert!(rect.fits(self.size), "{rect:?} lies outside a framebuffer of {:?}", self.size);
        }
        self.touched.add(target);
        let stride = usize::from(self.size.width);
        let width = usize::from(from.width);
        let mut copy_row = |row: u16| {
            let source = (usize::from(from.y) + usize::from(row)) * stride + usize::from(from.x);
            let target = (usize::from(to.y) + usize::from(row)) * stride + usize::from(to.x);
            self.pixels.copy_within(source..source + width, target);
        };
        // A source row must be read before a copied row lands on it.
        if to.y <= from.y {
            (0..from.height).for_each(&mut copy_row);
        } else {
            (0..from.height).rev().for_each(&mut copy_row);
        }
    }

    /// Joins what the writers touched since the last call into the damage. Called once for each run of a decoder
    /// rather than by the writers, of which there may be one for every few pixels.
    pub(crate) fn join_damage(&mut self) {
        if let Some(rect) = self.touched.take() {
            self.damage.add(rect);
        }
    }

    /// The rows of `rect`, which fits and is not empty.
    fn rows_of(&mut self, rect: Rect) -> impl Iterator<Item = &mut [Pixel]> {
        let stride = usize::from(self.size.width);
        rows(&mut self.pixels[start_of(rect, stride)..], stride, rect.size())
    }
}

/// Where a rectangle begins in pixels whose rows are `stride` apart.
fn start_of(rect: Rect, stride: usize) -> usize {
    usize::from(rect.y) * stride + usize::from(rect.x)
}

/// The rows of a rectangle of this size, which is not empty, from its first pixel on.
fn rows(pixels: &mut [Pixel], stride: usize, size: Size) -> impl Iterator<Item = &mut [Pixel]> {
    let (width, height) = (usize::from(size.width), usize::from(size.height));
    pixels.chunks_mut(stride).take(height).map(move |row| &mut row[..width])
}

/// Fills such a rectangle.
fn fill_rows(pixels: &mut [Pixel], stride: usize, size: Size, pixel: Pixel) {
    let rows = rows(pixels, stride, size);
    // Most sub-rectangles are a few pixels wide, where a loop over pixels costs more than they do.
    match size.width {
        1 => fill_ends::<1>(rows, pixel),
        2..=4 => fill_ends::<2>(rows, pixel),
        5..=8 => fill_ends::<4>(rows, pixel),
        9..=16 => fill_ends::<8>(rows, pixel),
        _ => rows.for_each(|row| row.fill(pixel)),
    }
}

/// Fills rows of `N` to `2 * N` pixels by their first and their last `N`, which may overlap.
#[inline(always)]
fn fill_ends<'p, const N: usize>(rows: impl Iterator<Item = &'p mut [Pixel]>, pixel: Pixel) {
    for row in rows {
        if let Some(first) = row.first_chunk_mut() {
            *first = [pixel; N];
        }
        if let Some(last) = row.last_chunk_mut() {
            *last = [pixel; N];
        }
    }
}

/// The box around the pixels written lately; ends are exclusive.
#[derive(Clone, Copy, Debug)]
struct Touched {
    left: u16,
    top: u16,
    right: u16,
    bottom: u16,
}

impl Touched {
    const NOTHING: Self = Self { left: u16::MAX, top: u16::MAX, right: 0, bottom: 0 };

    /// `rect` fits a framebuffer, so its ends fit 16 bits.
    fn add(&mut self, rect: Rect) {
        self.left = self.left.min(rect.x);
        self.top = self.top.min(rect.y);
        self.right = self.right.max(rect.x.saturating_add(rect.width));
        self.bottom = self.bottom.max(rect.y.saturating_add(rect.height));
    }

    fn take(&mut self) -> Option<Rect> {
        let Self { left, top, right, bottom } = std::mem::replace(self, Self::NOTHING);
        (left < right && top < bottom).then(|| Rect::new(left, top, right - left, bottom - top))
    }
}

fn new_pixels(size: Size) -> Result<Vec<Pixel>, TooLarge> {
    let longest = size.width.max(size.height);
    if longest > Framebuffer::MAX_SIDE || size.area() > Framebuffer::MAX_PIXELS {
        return Err(TooLarge(size));
    }
    Ok(vec![[0, 0, 0, 255]; size.area()])
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: Pixel = [255, 0, 0, 255];

    fn numbered(size: Size) -> Framebuffer {
        let mut framebuffer = Framebuffer::new(size).unwrap();
        for y in 0..size.height {
            for (x, pixel) in framebuffer.row_mut(0, y, size.width).iter_mut().enumerate() {
                *pixel = [x as u8, y as u8, 0, 255];
            }
        }
        framebuffer.take_damage();
        framebuffer
    }

    fn pixel(framebuffer: &Framebuffer, x: usize, y: usize) -> Pixel {
        framebuffer.pixels[y * usize::from(framebuffer.size.width) + x]
    }

    #[test]
    fn a_new_framebuffer_is_black_and_wholly_damaged() {
        let mut framebuffer = Framebuffer::new(Size::new(3, 2)).unwrap();
        assert_eq!(framebuffer.pixels(), [0, 0, 0, 255].repeat(6));
        assert_eq!(framebuffer.take_damage().bounds(), Some(Rect::new(0, 0, 3, 2)));
        assert!(framebuffer.take_damage().is_empty());
    }

    #[test]
    fn sizes_beyond_the_limits_are_refused() {
        for size in [Size::new(16_385, 1), Size::new(1, 16_385), Size::new(16_384, 2_049)] {
            assert_eq!(Framebuffer::new(size).err(), Some(TooLarge(size)));
        }
        assert!(Framebuffer::new(Size::new(0, 0)).is_ok());
    }

    #[test]
    fn a_fill_touches_its_pixels_and_no_other() {
        let mut framebuffer = numbered(Size::new(5, 4));
        framebuffer.fill(Rect::new(1, 2, 3, 2), RED);
        for y in 0..4 {
            for x in 0..5 {
                let filled = (1..4).contains(&x) && y >= 2;
                let expected = if filled { RED } else { [x as u8, y as u8, 0, 255] };
                assert_eq!(pixel(&framebuffer, x, y), expected, "at {x}, {y}");
            }
        }
        assert_eq!(framebuffer.take_damage().bounds(), Some(Rect::new(1, 2, 3, 2)));
    }

    #[test]
    fn rectangles_of_every_width_are_filled_and_written_alike() {
        let screen = Size::new(70, 5);
        for width in 1..=66 {
            let rect = Rect::new(3, 1, width, 3);
            let mut filled = numbered(screen);
            filled.fill(rect, RED);
            let mut written = numbered(screen);
            written.write(rect, &vec![RED; rect.area()]);
            let before = numbered(screen);
            for y in 0..5 {
                for x in 0..70 {
                    let inside = (3..3 + usize::from(width)).contains(&x) && (1..4).contains(&y);
                    let expected = if inside { RED } else { pixel(&before, x, y) };
                    assert_eq!(pixel(&filled, x, y), expected, "a fill of {width}, at {x}, {y}");
                    assert_eq!(pixel(&written, x, y), expected, "a write of {width}, at {x}, {y}");
                }
            }
        }
    }

    #[test]
    #[should_panic(expected = "lies outside a framebuffer")]
    fn a_fill_past_the_right_edge_does_not_go_on_at_the_left() {
        numbered(Size::new(5, 4)).fill(Rect::new(3, 0, 3, 2), RED);
    }

    #[test]
    fn overlapping_copies_move_in_every_direction() {
        for (from, to) in [
            (Rect::new(1, 1, 4, 3), Point { x: 2, y: 2 }),
            (Rect::new(1, 1, 4, 3), Point { x: 0, y: 0 }),
            (Rect::new(1, 1, 4, 3), Point { x: 2, y: 1 }),
            (Rect::new(1, 1, 4, 3), Point { x: 0, y: 1 }),
        ] {
            let before = numbered(Size::new(6, 6));
            let mut after = before.clone();
            after.copy(from, to);
            for y in 0..usize::from(from.height) {
                for x in 0..usize::from(from.width) {
                    assert_eq!(
                        pixel(&after, usize::from(to.x) + x, usize::from(to.y) + y),
                        pixel(&before, usize::from(from.x) + x, usize::from(from.y) + y),
                        "{from:?} to {to:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_resize_keeps_what_overlaps() {
        let mut framebuffer = numbered(Size::new(4, 4));
        framebuffer.resize(Size::new(6, 2)).unwrap();
        assert_eq!(pixel(&framebuffer, 3, 1), [3, 1, 0, 255]);
        assert_eq!(pixel(&framebuffer, 4, 1), [0, 0, 0, 255]);
        assert_eq!(framebuffer.take_damage().bounds(), Some(Rect::new(0, 0, 6, 2)));
        framebuffer.resize(Size::new(0, 0)).unwrap();
        framebuffer.resize(Size::new(2, 2)).unwrap();
        assert_eq!(pixel(&framebuffer, 1, 1), [0, 0, 0, 255]);
    }
}
