//! Shapes, shadows, pictures and text, painted onto one area of a canvas.
//!
//! Arithmetic is limited to what IEEE 754 defines exactly (no sine, no power), so that the same scene has the
//! same pixels on every machine.

use rfb::{Rect, Size};

use super::{Colour, Font};
use crate::encode::Picture;

/// A rectangle that may reach outside of the canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// The left column.
    pub x: i32,
    /// The top row.
    pub y: i32,
    /// Columns.
    pub width: i32,
    /// Rows.
    pub height: i32,
}

impl Area {
    /// An area of `width` by `height` pixels whose top left pixel is (`x`, `y`).
    pub const fn new(x: i32, y: i32, width: i32, height: i32) -> Self {
        Self { x, y, width, height }
    }

    /// The first column right of it.
    pub const fn right(self) -> i32 {
        self.x + self.width
    }

    /// The first row below it.
    pub const fn bottom(self) -> i32 {
        self.y + self.height
    }

    /// The same area, moved.
    pub const fn moved(self, right: i32, down: i32) -> Self {
        Self { x: self.x + right, y: self.y + down, ..self }
    }

    /// The area without a margin on all sides; a negative margin makes it larger.
    pub const fn inset(self, margin: i32) -> Self {
        Self {
            x: self.x + margin,
            y: self.y + margin,
            width: self.width - 2 * margin,
            height: self.height - 2 * margin,
        }
    }

    /// Whether a pixel lies in it.
    pub const fn contains(self, x: i32, y: i32) -> bool {
        self.x <= x && x < self.right() && self.y <= y && y < self.bottom()
    }

    /// Whether it shares pixels with another.
    pub const fn overlaps(self, other: Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether another lies in it, whole.
    pub const fn covers(self, other: Self) -> bool {
        self.x <= other.x
            && other.right() <= self.right()
            && self.y <= other.y
            && other.bottom() <= self.bottom()
    }

    /// The smallest area that holds both.
    pub fn joined(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self::new(x, y, self.right().max(other.right()) - x, self.bottom().max(other.bottom()) - y)
    }

    /// What of it lies on a canvas of this size, if anything.
    pub fn on(self, size: Size) -> Option<Rect> {
        let clamp = |value: i32, limit: u16| value.clamp(0, i32::from(limit)) as u16;
        let (x, y) = (clamp(self.x, size.width), clamp(self.y, size.height));
        let (right, bottom) = (clamp(self.right(), size.width), clamp(self.bottom(), size.height));
        (x < right && y < bottom).then(|| Rect::new(x, y, right - x, bottom - y))
    }
}

impl From<Rect> for Area {
    fn from(rect: Rect) -> Self {
        Self::new(rect.x.into(), rect.y.into(), rect.width.into(), rect.height.into())
    }
}

/// Paints; whatever is asked for, no pixel outside of the painter's area changes.
#[derive(Debug)]
pub struct Painter<'a> {
    pixels: &'a mut [u32],
    size: Size,
    clip: Rect,
}

impl<'a> Painter<'a> {
    pub(super) fn new(pixels: &'a mut [u32], size: Size, clip: Rect) -> Self {
        let clip = clip.intersection(Rect::covering(size)).unwrap_or_default();
        Self { pixels, size, clip }
    }

    /// Whether any of an area can be seen.
    pub fn sees(&self, area: Area) -> bool {
        area.overlaps(self.clip.into())
    }

    /// Whether nothing but an area can be seen.
    pub fn is_within(&self, area: Area) -> bool {
        area.covers(self.clip.into())
    }

    /// A painter for the part of the area that lies within `area` too.
    pub fn within(&mut self, area: Area) -> Painter<'_> {
        let clip = area.on(self.size).and_then(|area| area.intersection(self.clip)).unwrap_or_default();
        Painter { pixels: self.pixels, size: self.size, clip }
    }

    /// Fills an area.
    pub fn fill(&mut self, area: Area, colour: Colour) {
        self.each_row(area, |_, row| {
            if colour.is_opaque() {
                row.fill(colour.pixel());
            } else {
                for pixel in row {
                    *pixel = colour.over(*pixel, 1.0);
                }
            }
        });
    }

    /// Gives each pixel of an area the colour that a function of its place has.
    pub fn shade(&mut self, area: Area, colour_at: impl Fn(i32, i32) -> Colour) {
        self.each_row(area, |(x, y), row| {
            for (x, pixel) in (x..).zip(row) {
                *pixel = colour_at(x, y).over(*pixel, 1.0);
            }
        });
    }

    /// A rectangle with round corners.
    pub fn rounded(&mut self, area: Area, radius: f32, colour: Colour) {
        self.distances(area, area, radius, |pixel, distance| colour.over(pixel, 0.5 - distance));
    }

    /// The outline of a rectangle with round corners, `thickness` pixels inwards.
    pub fn outline(&mut self, area: Area, radius: f32, thickness: f32, colour: Colour) {
        self.distances(area, area, radius, |pixel, distance| {
            colour.over(pixel, (0.5 - distance).min(distance + thickness + 0.5))
        });
    }

    /// The soft shadow of a rectangle with round corners; it fades out over `blur` pixels to either side of
    /// the edge.
    pub fn shadow(&mut self, area: Area, radius: f32, blur: f32, colour: Colour) {
        self.distances(area.inset(-(blur as i32 + 1)), area, radius + blur / 2.0, |pixel, distance| {
            let depth = (0.5 - distance / (2.0 * blur)).clamp(0.0, 1.0);
            colour.over(pixel, depth * depth * (3.0 - 2.0 * depth))
        });
    }

    /// A straight line of some thickness, with round ends.
    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), thickness: f32, colour: Colour) {
        let reach = thickness / 2.0 + 1.0;
        let (left, top) = (from.0.min(to.0) - reach, from.1.min(to.1) - reach);
        let (right, bottom) = (from.0.max(to.0) + reach, from.1.max(to.1) + reach);
        let area = Area::new(
            left.floor() as i32,
            top.floor() as i32,
            (right - left).ceil() as i32 + 1,
            (bottom - top).ceil() as i32 + 1,
        );
        let (along_x, along_y) = (to.0 - from.0, to.1 - from.1);
        let length = (along_x * along_x + along_y * along_y).max(f32::MIN_POSITIVE);
        self.each_row(area, |(x, y), row| {
            for (x, pixel) in (x..).zip(row) {
                let (dx, dy) = (x as f32 + 0.5 - from.0, y as f32 + 0.5 - from.1);
                let along = ((dx * along_x + dy * along_y) / length).clamp(0.0, 1.0);
                let (away_x, away_y) = (dx - along * along_x, dy - along * along_y);
                let distance = (away_x * away_x + away_y * away_y).sqrt() - thickness / 2.0;
                *pixel = colour.over(*pixel, 0.5 - distance);
            }
        });
    }

    /// A picture, with its top left corner at this place.
    pub fn picture(&mut self, x: i32, y: i32, picture: Picture<'_>) {
        let size = picture.size();
        let area = Area::new(x, y, size.width.into(), size.height.into());
        let Some(seen) = area.on(self.size).and_then(|area| area.intersection(self.clip)) else { return };
        let seen = Area::from(seen);
        let skip = (seen.x - x) as usize;
        let rows = picture.rows().skip((seen.y - y) as usize);
        let mut rows = rows.map(|row| &row[skip..]);
        self.each_row(seen, |_, row| {
            if let Some(source) = rows.next() {
                row.copy_from_slice(&source[..row.len()]);
            }
        });
    }

    /// A picture with transparency: red, green, blue and alpha of each of the area's pixels.
    pub fn sprite(&mut self, area: Area, rgba: &[[u8; 4]]) {
        self.each_row(area, |(x, y), row| {
            let start = (y - area.y) * area.width + x - area.x;
            for (pixel, &[red, green, blue, alpha]) in row.iter_mut().zip(&rgba[start as usize..]) {
                let colour = Colour::rgb(u32::from_be_bytes([0, red, green, blue]));
                *pixel = colour.over(*pixel, f32::from(alpha) / 255.0);
            }
        });
    }

    /// A line of text, with its top left corner at this place.
    pub fn text(&mut self, x: i32, y: i32, text: &str, font: Font, colour: Colour) {
        let whole = Area::new(x, y, font.width(text), font.height());
        if !self.sees(whole) {
            return;
        }
        for (column, character) in (0..).zip(text.chars()) {
            let cell = Area::new(x + column * font.advance(), y, font.advance(), font.height());
            if character == ' ' || !self.sees(cell) {
                continue;
            }
            let Some(glyph) = font.glyph(character) else { continue };
            let (pixels, width) = (glyph.pixels(), glyph.width());
            self.each_row(cell, |(x, y), row| {
                let start = (y - cell.y) as usize * width + (x - cell.x) as usize;
                for (pixel, &coverage) in row.iter_mut().zip(&pixels[start..]) {
                    if coverage > 0 {
                        *pixel = colour.over(*pixel, f32::from(coverage) / 255.0);
                    }
                }
            });
        }
    }

    /// Calls `paint` with each pixel of `area` and its distance from the edge of a rectangle with round
    /// corners, in pixels, negative inside.
    fn distances(&mut self, area: Area, of: Area, radius: f32, paint: impl Fn(u32, f32) -> u32) {
        let (half_width, half_height) = (of.width as f32 / 2.0, of.height as f32 / 2.0);
        let (middle_x, middle_y) = (of.x as f32 + half_width, of.y as f32 + half_height);
        let radius = radius.min(half_width).min(half_height);
        self.each_row(area, |(x, y), row| {
            let down = (y as f32 + 0.5 - middle_y).abs() - half_height + radius;
            for (x, pixel) in (x..).zip(row) {
                let right = (x as f32 + 0.5 - middle_x).abs() - half_width + radius;
                let (outer_right, outer_down) = (right.max(0.0), down.max(0.0));
                let outside = (outer_right * outer_right + outer_down * outer_down).sqrt();
                *pixel = paint(*pixel, outside + right.max(down).min(0.0) - radius);
            }
        });
    }

    /// Calls `paint` with what of each row of an area can be painted, and where that starts.
    fn each_row(&mut self, area: Area, mut paint: impl FnMut((i32, i32), &mut [u32])) {
        let Some(area) = area.on(self.size).and_then(|area| area.intersection(self.clip)) else { return };
        let stride = usize::from(self.size.width);
        for y in area.y..area.y + area.height {
            let start = usize::from(y) * stride + usize::from(area.x);
            let row = &mut self.pixels[start..][..usize::from(area.width)];
            paint((area.x.into(), y.into()), row);
        }
    }
}
