//! What encoders read: a borrowed window onto pixels.

use rfb::{Rect, Size};

/// A rectangle of pixels, each `0x00RRGGBB`. The eight bits on top are zero: encoders compare whole pixels.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    pixels: &'a [u32],
    stride: usize,
    size: Size,
}

impl<'a> Picture<'a> {
    /// Tightly packed rows of `size.width` pixels.
    ///
    /// # Panics
    /// If `pixels` does not hold exactly `size.area()` of them.
    pub fn new(pixels: &'a [u32], size: Size) -> Self {
        assert_eq!(pixels.len(), size.area(), "the pixels of a picture fill its size");
        Self { pixels, stride: usize::from(size.width), size }
    }

    /// The part of it that `rect` covers.
    ///
    /// # Panics
    /// If `rect` reaches outside.
    pub fn crop(self, rect: Rect) -> Self {
        assert!(rect.fits(self.size), "a crop lies inside its picture");
        let start = usize::from(rect.y) * self.stride + usize::from(rect.x);
        Self { pixels: self.pixels.get(start..).unwrap_or_default(), stride: self.stride, size: rect.size() }
    }

    /// Its width and height.
    pub fn size(self) -> Size {
        self.size
    }

    /// Its rows, from the top.
    pub fn rows(self) -> impl ExactSizeIterator<Item = &'a [u32]> {
        let (width, height) = (usize::from(self.size.width), usize::from(self.size.height));
        let height = if width == 0 { 0 } else { height };
        (0..height).map(move |y| &self.pixels[y * self.stride..][..width])
    }
}
