//! How the server's screens are arranged on a framebuffer of another size.

use crate::wire::Screen;
use crate::{Rect, Size};

/// The same screens, in proportion, on a framebuffer of size `to` in place of `from`: neighbours stay neighbours, and all
/// keep their ids and flags. If one of them would have no pixels left, or had none, and where there is none, a single
/// screen covers the framebuffer.
pub(super) fn arrange(screens: &[Screen], from: Size, to: Size) -> Vec<Screen> {
    if screens.len() > 1
        && let Some(arranged) = screens.iter().map(|screen| scaled(screen, from, to)).collect()
    {
        return arranged;
    }
    let (id, flags) = screens.first().map_or((0, 0), |screen| (screen.id, screen.flags));
    vec![Screen { id, area: Rect::covering(to), flags }]
}

/// Each edge is scaled by itself, so that what touched touches still.
fn scaled(screen: &Screen, from: Size, to: Size) -> Option<Screen> {
    let Rect { x, y, width, height } = screen.area;
    let (left, right) = span(x, width, from.width, to.width)?;
    let (top, bottom) = span(y, height, from.height, to.height)?;
    Some(Screen { area: Rect::new(left, top, right - left, bottom - top), ..*screen })
}

fn span(start: u16, length: u16, from: u16, to: u16) -> Option<(u16, u16)> {
    let edge = |edge: u32| {
        let edge = edge.checked_mul(u32::from(to))?.checked_div(u32::from(from))?;
        u16::try_from(edge).ok().filter(|edge| *edge <= to)
    };
    let (start, end) = (edge(u32::from(start))?, edge(u32::from(start) + u32::from(length))?);
    (start < end).then_some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(id: u32, area: Rect) -> Screen {
        Screen { id, area, flags: id + 100 }
    }

    #[test]
    fn a_single_screen_covers_the_framebuffer_and_keeps_its_id_and_flags() {
        let (from, to) = (Size::new(640, 480), Size::new(800, 600));
        assert_eq!(arrange(&[screen(7, Rect::new(5, 5, 9, 9))], from, to), [screen(7, Rect::covering(to))]);
        assert_eq!(arrange(&[], from, to), [Screen { id: 0, area: Rect::covering(to), flags: 0 }]);
    }

    #[test]
    fn several_screens_keep_their_arrangement() {
        let from = Size::new(300, 100);
        let screens = [
            screen(3, Rect::new(0, 0, 100, 100)),
            screen(1, Rect::new(100, 0, 200, 50)),
            screen(2, Rect::new(100, 50, 200, 50)),
        ];
        assert_eq!(arrange(&screens, from, from), screens);
        let expected = [
            screen(3, Rect::new(0, 0, 33, 77)),
            screen(1, Rect::new(33, 0, 67, 38)),
            screen(2, Rect::new(33, 38, 67, 39)),
        ];
        assert_eq!(arrange(&screens, from, Size::new(100, 77)), expected);
        let largest = Size::new(u16::MAX, u16::MAX);
        let areas = arrange(&screens, from, largest).into_iter().map(|screen| screen.area);
        assert_eq!(areas.fold(Rect::default(), Rect::union), Rect::covering(largest));
    }

    #[test]
    fn screens_that_make_no_sense_or_would_vanish_become_one() {
        let from = Size::new(300, 100);
        let to = Size::new(100, 100);
        for second in [Rect::new(0, 0, 0, 100), Rect::new(298, 0, 1, 100), Rect::new(200, 0, 200, 100)] {
            let screens = [screen(4, Rect::new(0, 0, 100, 100)), screen(5, second)];
            assert_eq!(arrange(&screens, from, to), [screen(4, Rect::covering(to))], "{second:?}");
        }
        let screens = [screen(4, Rect::covering(from)), screen(5, Rect::covering(from))];
        assert_eq!(arrange(&screens, Size::new(0, 0), to), [screen(4, Rect::covering(to))]);
    }
}
