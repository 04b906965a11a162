//! What the client sees: which of the scene's pixels it has, hence which to send.

use rfb::{Rect, Size};

use crate::canvas::{Canvas, Changes, Move};

/// The side of the squares in which pixels are compared. Rectangles of multiples of 16 suit Hextile, TRLE and
/// JPEG.
const TILE: u16 = 16;

/// With more rectangles than this, one around all of them is cheaper for both sides.
const MAX_RECTANGLES: usize = 1024;

/// More areas than this are remembered as one around all of them.
const MAX_AREAS: usize = 256;

/// The pixels that the client has, and where the scene may have others.
#[derive(Debug)]
pub(super) struct View {
    size: Size,
    pixels: Vec<u32>,
    /// Where the client asked for pixels whether they changed or not.
    wanted: Vec<Rect>,
    changed: Vec<Rect>,
    moves: Vec<Move>,
}

/// What to send, in this order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) moves: Vec<Move>,
    pub(super) areas: Vec<Rect>,
}

impl Difference {
    pub(super) fn is_empty(&self) -> bool {
        self.moves.is_empty() && self.areas.is_empty()
    }
}

impl View {
    /// A client that has a framebuffer of this size and nothing in it.
    pub(super) fn new(size: Size) -> Self {
        Self {
            size,
            pixels: vec![0; size.area()],
            wanted: vec![Rect::covering(size)],
            changed: Vec::new(),
            moves: Vec::new(),
        }
    }

    /// The client's framebuffer.
    pub(super) fn size(&self) -> Size {
        self.size
    }

    /// The client wants these pixels even if it has them.
    pub(super) fn want(&mut self, area: Rect) {
        remember(&mut self.wanted, area);
    }

    /// The scene changed.
    pub(super) fn note(&mut self, changes: &Changes) {
        for &area in &changes.areas {
            remember(&mut self.changed, area);
        }
        if self.moves.len() + changes.moves.len() <= MAX_AREAS {
            self.moves.extend_from_slice(&changes.moves);
        }
    }

    /// Makes the client's pixels within `area` those of the canvas and says how.
    pub(super) fn update(&mut self, canvas: &Canvas, area: Rect, copy_rect: bool) -> Difference {
        let both =
            Size::new(self.size.width.min(canvas.size().width), self.size.height.min(canvas.size().height));
        let Some(area) = area.intersection(Rect::covering(both)) else { return Difference::default() };
        let moves = self.take_moves(area, copy_rect);
        let mut tiles = Tiles::new(both);
        for wanted in take_within(&mut self.wanted, area) {
            tiles.mark(wanted);
        }
        for changed in take_within(&mut self.changed, area) {
            tiles.mark_where(changed, |tile| self.differs(canvas, tile));
        }
        let areas: Vec<Rect> =
            tiles.rectangles().into_iter().filter_map(|rect| rect.intersection(area)).collect();
        for &rect in &areas {
            self.take_pixels(canvas, rect);
        }
        Difference { moves, areas }
    }

    /// The moves that are worth a CopyRect, done to the client's pixels.
    fn take_moves(&mut self, area: Rect, copy_rect: bool) -> Vec<Move> {
        let mut moves = std::mem::take(&mut self.moves);
        // What the client asked for afresh it may not have; it cannot be copied.
        let usable = copy_rect && self.wanted.is_empty();
        moves.retain(|moved| {
            let inside = |rect: Rect| rect.intersection(area) == Some(rect);
            usable && inside(moved.from) && inside(moved.target())
        });
        for moved in &moves {
            self.copy(*moved);
            remember(&mut self.changed, moved.target());
        }
        moves
    }

    fn copy(&mut self, moved: Move) {
        let stride = usize::from(self.size.width);
        let Move { from, to } = moved;
        let rows = 0..from.height;
        let mut copy_row = |row: u16| {
            let start = usize::from(from.y + row) * stride + usize::from(from.x);
            let target = usize::from(to.y + row) * stride + usize::from(to.x);
            self.pixels.copy_within(start..start + usize::from(from.width), target);
        };
        // Rows that are overwritten must have been read.
        if to.y <= from.y { rows.for_each(&mut copy_row) } else { rows.rev().for_each(&mut copy_row) }
    }

    fn differs(&self, canvas: &Canvas, tile: Rect) -> bool {
        let columns = usize::from(tile.x)..usize::from(tile.x) + usize::from(tile.width);
        (usize::from(tile.y)..usize::from(tile.y) + usize::from(tile.height)).any(|y| {
            let ours = &self.pixels[y * usize::from(self.size.width)..][columns.clone()];
            ours != &canvas.pixels()[y * usize::from(canvas.size().width)..][columns.clone()]
        })
    }

    fn take_pixels(&mut self, canvas: &Canvas, rect: Rect) {
        let stride = usize::from(self.size.width);
        for (y, row) in (usize::from(rect.y)..).zip(canvas.picture().crop(rect).rows()) {
            self.pixels[y * stride + usize::from(rect.x)..][..row.len()].copy_from_slice(row);
        }
    }
}

fn remember(areas: &mut Vec<Rect>, area: Rect) {
    if areas.len() < MAX_AREAS {
        areas.push(area);
    } else {
        let all = areas.drain(..).fold(area, Rect::union);
        areas.push(all);
    }
}

/// Takes out of `areas` what lies within `area`; what reaches outside stays as well, whole.
fn take_within(areas: &mut Vec<Rect>, area: Rect) -> Vec<Rect> {
    let taken = areas.iter().filter_map(|rect| rect.intersection(area)).collect();
    areas.retain(|&rect| !rect.is_empty() && rect.intersection(area) != Some(rect));
    taken
}

/// Which squares of the screen to send.
struct Tiles {
    size: Size,
    columns: usize,
    marked: Vec<bool>,
}

impl Tiles {
    fn new(size: Size) -> Self {
        let columns = usize::from(size.width.div_ceil(TILE));
        Self { size, columns, marked: vec![false; columns * usize::from(size.height.div_ceil(TILE))] }
    }

    fn mark(&mut self, area: Rect) {
        self.mark_where(area, |_| true);
    }

    fn mark_where(&mut self, area: Rect, condition: impl Fn(Rect) -> bool) {
        let span = |start: u16, end: u32| start / TILE..=((end.max(1) - 1) / u32::from(TILE)) as u16;
        for row in span(area.y, area.bottom()) {
            for column in span(area.x, area.right()) {
                let (x, y) = (column * TILE, row * TILE);
                let tile = Rect::new(x, y, TILE.min(self.size.width - x), TILE.min(self.size.height - y));
                let marked = &mut self.marked[usize::from(row) * self.columns + usize::from(column)];
                *marked = *marked || condition(tile);
            }
        }
    }

    /// The marked tiles as rectangles: neighbours in a row are joined, then equal spans in neighbouring rows.
    fn rectangles(&self) -> Vec<Rect> {
        let mut done: Vec<Rect> = Vec::new();
        let mut open: Vec<Rect> = Vec::new();
        for (row, marked) in (0..).zip(self.marked.chunks(self.columns)) {
            let mut still_open = Vec::new();
            for span in spans(marked) {
                let x = span.start as u16 * TILE;
                // The last square may end where no u16 reaches.
                let right = (span.end as u16).saturating_mul(TILE).min(self.size.width);
                let y: u16 = row * TILE;
                let bottom = y.saturating_add(TILE).min(self.size.height);
                let above = open.iter().position(|rect| rect.x == x && rect.right() == u32::from(right));
                let (top, height) = match above {
                    Some(above) => {
                        let above = open.swap_remove(above);
                        (above.y, bottom - above.y)
                    }
                    None => (y, bottom - y),
                };
                still_open.push(Rect::new(x, top, right - x, height));
            }
            done.append(&mut open);
            open = still_open;
        }
        done.append(&mut open);
        if done.len() > MAX_RECTANGLES {
            return vec![done.into_iter().fold(Rect::default(), Rect::union)];
        }
        done.sort_by_key(|rect| (rect.y, rect.x));
        done
    }
}

/// The runs of true values.
fn spans(marked: &[bool]) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let start = next + marked[next..].iter().position(|&marked| marked)?;
        let end =
            marked[start..].iter().position(|&marked| !marked).map_or(marked.len(), |length| start + length);
        next = end;
        Some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use rfb::Point;

    use super::*;

    const SIZE: Size = Size::new(100, 70);
    const ALL: Rect = Rect::covering(SIZE);

    fn seen() -> (View, Canvas) {
        let (mut view, mut canvas) = (View::new(SIZE), Canvas::new(SIZE));
        view.note(&canvas.take_changes());
        view.update(&canvas, ALL, false);
        (view, canvas)
    }

    fn areas(view: &mut View, canvas: &mut Canvas) -> Vec<Rect> {
        view.note(&canvas.take_changes());
        view.update(canvas, ALL, false).areas
    }

    fn paint(canvas: &mut Canvas, rect: Rect, pixel: u32) {
        for y in rect.y..rect.y + rect.height {
            canvas.row_mut(y)[usize::from(rect.x)..][..usize::from(rect.width)].fill(pixel);
        }
        canvas.changed(rect);
    }

    #[test]
    fn everything_is_sent_once() {
        let (mut view, mut canvas) = (View::new(SIZE), Canvas::new(SIZE));
        assert_eq!(areas(&mut view, &mut canvas), [ALL]);
        assert_eq!(areas(&mut view, &mut canvas), []);
    }

    #[test]
    fn only_tiles_with_other_pixels_are_sent() {
        let (mut view, mut canvas) = seen();
        canvas.changed(ALL);
        assert_eq!(areas(&mut view, &mut canvas), []);
        paint(&mut canvas, Rect::new(15, 20, 2, 30), 5);
        paint(&mut canvas, Rect::new(99, 69, 1, 1), 5);
        assert_eq!(areas(&mut view, &mut canvas), [Rect::new(0, 16, 32, 48), Rect::new(96, 64, 4, 6)]);
    }

    #[test]
    fn what_the_client_wants_is_sent_even_if_it_has_it() {
        let (mut view, mut canvas) = seen();
        view.want(Rect::new(0, 0, 16, 17));
        assert_eq!(areas(&mut view, &mut canvas), [Rect::new(0, 0, 16, 32)]);
    }

    #[test]
    fn changes_outside_of_the_requested_area_wait() {
        let (mut view, mut canvas) = seen();
        paint(&mut canvas, Rect::new(0, 0, 64, 16), 5);
        view.note(&canvas.take_changes());
        let half = Rect::new(0, 0, 32, 70);
        assert_eq!(view.update(&canvas, half, false).areas, [Rect::new(0, 0, 32, 16)]);
        assert_eq!(view.update(&canvas, half, false).areas, []);
        assert_eq!(view.update(&canvas, ALL, false).areas, [Rect::new(32, 0, 32, 16)]);
    }

    #[test]
    fn moved_pixels_are_copied_and_only_the_rest_is_sent() {
        let (mut view, mut canvas) = seen();
        for y in 0..64 {
            paint(&mut canvas, Rect::new(0, y, 64, 1), u32::from(y) + 1);
        }
        areas(&mut view, &mut canvas);
        // Scrolls up by 16 rows.
        for y in 0..64 {
            let pixel = if y < 48 { u32::from(y) + 17 } else { 99 };
            paint(&mut canvas, Rect::new(0, y, 64, 1), pixel);
        }
        canvas.moved(Rect::new(0, 16, 64, 48), Point { x: 0, y: 0 });
        view.note(&canvas.take_changes());
        let difference = view.update(&canvas, ALL, true);
        assert_eq!(difference.moves, [Move { from: Rect::new(0, 16, 64, 48), to: Point { x: 0, y: 0 } }]);
        assert_eq!(difference.areas, [Rect::new(0, 48, 64, 16)]);
        canvas.changed(ALL);
        assert_eq!(areas(&mut view, &mut canvas), []);
    }

    #[test]
    fn the_widest_and_the_highest_screen_are_sent_whole() {
        for size in [Size::new(u16::MAX, 20), Size::new(20, u16::MAX)] {
            let (mut view, mut canvas) = (View::new(size), Canvas::new(size));
            view.note(&canvas.take_changes());
            let all = Rect::covering(size);
            assert_eq!(view.update(&canvas, all, false).areas, [all]);
        }
    }

    #[test]
    fn a_smaller_framebuffer_gets_what_fits() {
        let mut canvas = Canvas::new(SIZE);
        let mut view = View::new(Size::new(20, 200));
        view.note(&canvas.take_changes());
        let all = Rect::covering(view.size());
        assert_eq!(view.update(&canvas, all, true).areas, [Rect::new(0, 0, 20, 70)]);
    }
}
