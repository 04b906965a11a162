//! Rectangles cut into smaller ones: tiles within an encoding, and what an encoding can take at once.

use rfb::{Rect, Size};

/// The pieces of `rect`, row by row, each of the size `largest`; those at the right and at the bottom may be smaller.
///
/// # Panics
/// If `largest` is empty, which cuts nothing.
pub fn pieces(rect: Rect, largest: Size) -> impl Iterator<Item = Rect> {
    let cuts = |start: u16, length: u16, step: u16| {
        (0..length).step_by(usize::from(step)).map(move |offset| (start + offset, step.min(length - offset)))
    };
    cuts(rect.y, rect.height, largest.height).flat_map(move |(y, height)| {
        cuts(rect.x, rect.width, largest.width).map(move |(x, width)| Rect::new(x, y, width, height))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_cover_their_rectangle() {
        let cut = |rect, largest| pieces(rect, largest).collect::<Vec<Rect>>();
        let tile = Size::new(16, 16);
        assert_eq!(cut(Rect::new(5, 6, 17, 10), tile), [Rect::new(5, 6, 16, 10), Rect::new(21, 6, 1, 10)]);
        assert_eq!(
            cut(Rect::new(0, 0, 16, 33), Size::new(u16::MAX, 16)),
            [Rect::new(0, 0, 16, 16), Rect::new(0, 16, 16, 16), Rect::new(0, 32, 16, 1)]
        );
        assert_eq!(cut(Rect::new(3, 3, 0, 9), tile), []);
    }
}
