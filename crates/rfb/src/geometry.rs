//! Places and sizes on the framebuffer, in pixels; the origin is the top left corner.

/// A pixel's place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Point {
    /// Columns from the left edge.
    pub x: u16,
    /// Rows from the top edge.
    pub y: u16,
}

/// A width and a height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Size {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

impl Size {
    /// A size of `width` by `height` pixels.
    pub const fn new(width: u16, height: u16) -> Self {
        Self { width, height }
    }

    /// How many pixels it holds.
    pub const fn area(self) -> usize {
        self.width as usize * self.height as usize
    }

    /// Whether it holds no pixel at all.
    pub const fn is_empty(self) -> bool {
        self.width == 0 || self.height == 0
    }
}

/// A rectangle of pixels, as rectangle headers carry it on the wire (section 7.6.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rect {
    /// The left column.
    pub x: u16,
    /// The top row.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

impl Rect {
    /// A rectangle of `width` by `height` pixels whose top left pixel is (`x`, `y`).
    pub const fn new(x: u16, y: u16, width: u16, height: u16) -> Self {
        Self { x, y, width, height }
    }

    /// The rectangle that covers a whole framebuffer of this size.
    pub const fn covering(size: Size) -> Self {
        Self::new(0, 0, size.width, size.height)
    }

    /// Its width and height.
    pub const fn size(self) -> Size {
        Size::new(self.width, self.height)
    }

    /// How many pixels it holds.
    pub const fn area(self) -> usize {
        self.size().area()
    }

    /// Whether it holds no pixel at all.
    pub const fn is_empty(self) -> bool {
        self.size().is_empty()
    }

    /// The first column right of it; up to 131070, hence wider than a coordinate.
    pub const fn right(self) -> u32 {
        self.x as u32 + self.width as u32
    }

    /// The first row below it.
    pub const fn bottom(self) -> u32 {
        self.y as u32 + self.height as u32
    }

    /// Whether every pixel of it lies on a framebuffer of this size.
    pub const fn fits(self, size: Size) -> bool {
        self.right() <= size.width as u32 && self.bottom() <= size.height as u32
    }

    /// The pixels that both have, if any.
    pub fn intersection(self, other: Self) -> Option<Self> {
        let x = self.x.max(other.x);
        let y = self.y.max(other.y);
        let right = self.right().min(other.right());
        let bottom = self.bottom().min(other.bottom());
        if right <= u32::from(x) || bottom <= u32::from(y) {
            return None;
        }
        Some(Self::spanning(x, y, right, bottom))
    }

    /// The smallest rectangle that holds both; an empty one adds nothing.
    pub fn union(self, other: Self) -> Self {
        if self.is_empty() {
            return other;
        }
        if other.is_empty() {
            return self;
        }
        let right = self.right().max(other.right());
        let bottom = self.bottom().max(other.bottom());
        Self::spanning(self.x.min(other.x), self.y.min(other.y), right, bottom)
    }

    fn spanning(x: u16, y: u16, right: u32, bottom: u32) -> Self {
        let extent = |end: u32, start: u16| u16::try_from(end - u32::from(start)).unwrap_or(u16::MAX);
        Self::new(x, y, extent(right, x), extent(bottom, y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intersections_are_the_shared_pixels() {
        let a = Rect::new(10, 10, 20, 20);
        assert_eq!(a.intersection(Rect::new(20, 0, 100, 15)), Some(Rect::new(20, 10, 10, 5)));
        assert_eq!(a.intersection(Rect::new(30, 10, 5, 5)), None);
    }

    #[test]
    fn unions_ignore_what_is_empty() {
        let a = Rect::new(10, 10, 20, 20);
        assert_eq!(a.union(Rect::new(0, 0, 0, 9)), a);
        assert_eq!(a.union(Rect::new(0, 40, 1, 1)), Rect::new(0, 10, 30, 31));
    }

    #[test]
    fn a_rectangle_at_the_far_corner_does_not_overflow() {
        let far = Rect::new(u16::MAX, u16::MAX, u16::MAX, u16::MAX);
        assert!(!far.fits(Size::new(u16::MAX, u16::MAX)));
        assert_eq!(far.right(), 131_070);
    }
}
