//! The desktop's own screen: its pixels, and what happened to them since somebody last looked.

mod colour;
mod painter;
mod text;

use rfb::{Point, Rect, Size};

use crate::encode::Picture;

pub use colour::Colour;
pub use painter::{Area, Painter};
pub use text::Font;

/// Pixels of a scene, each `0x00RRGGBB`, with the changes that were made to them.
#[derive(Debug)]
pub struct Canvas {
    size: Size,
    pixels: Vec<u32>,
    changes: Changes,
    is_new: bool,
}

/// What a scene changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Copies from one place to another, in the order in which they happened, before anything in `areas` did.
    /// They are hints: the areas tell of everything, copied pixels included.
    pub moves: Vec<Move>,
    /// Every pixel that may have changed lies in one of these.
    pub areas: Vec<Rect>,
}

/// Pixels that now are elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// Where they were.
    pub from: Rect,
    /// Where their top left corner is now.
    pub to: Point,
}

impl Move {
    /// Where the pixels are now.
    pub fn target(self) -> Rect {
        Rect::new(self.to.x, self.to.y, self.from.width, self.from.height)
    }
}

impl Canvas {
    /// A black canvas, all of it changed.
    pub fn new(size: Size) -> Self {
        let mut canvas =
            Self { size: Size::default(), pixels: Vec::new(), changes: Changes::default(), is_new: true };
        canvas.resize(size);
        canvas
    }

    /// Makes it black and of another size.
    pub fn resize(&mut self, size: Size) {
        self.size = size;
        self.pixels.clear();
        self.pixels.resize(size.area(), 0);
        self.is_new = true;
        self.changes = Changes { moves: Vec::new(), areas: vec![Rect::covering(size)] };
    }

    /// Its width and height.
    pub fn size(&self) -> Size {
        self.size
    }

    /// Its rows, tightly packed.
    pub fn pixels(&self) -> &[u32] {
        &self.pixels
    }

    /// The same for an encoder.
    pub fn picture(&self) -> Picture<'_> {
        Picture::new(&self.pixels, self.size)
    }

    /// Its pixels as red, green, blue and an alpha of 255.
    pub fn to_rgba(&self) -> Vec<u8> {
        self.pixels.iter().flat_map(|pixel| (pixel << 8 | 0xff).to_be_bytes()).collect()
    }

    /// One row, to be written; the writer says by [`Canvas::changed`] what it changed.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row_mut(&mut self, y: u16) -> &mut [u32] {
        let width = usize::from(self.size.width);
        &mut self.pixels[usize::from(y) * width..][..width]
    }

    /// Begins to paint one area; nothing outside of it will change.
    pub fn paint(&mut self, area: Rect) -> Painter<'_> {
        self.changed(area);
        Painter::new(&mut self.pixels, self.size, area)
    }

    /// Whether nothing has been painted since it got its size.
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// Notes that pixels in this area may have changed.
    pub fn changed(&mut self, area: Rect) {
        self.is_new = false;
        if let Some(area) = area.intersection(Rect::covering(self.size)) {
            self.changes.areas.push(area);
        }
    }

    /// Hints that what was in one area now is in another; the copy itself is done by painting.
    pub fn moved(&mut self, from: Rect, to: Point) {
        let moved = Move { from, to };
        if from.fits(self.size) && moved.target().fits(self.size) && !from.is_empty() {
            self.changes.moves.push(moved);
        }
    }

    /// What changed since the last call.
    pub fn take_changes(&mut self) -> Changes {
        std::mem::take(&mut self.changes)
    }
}
