//! A window: its frame around a panel.

use super::{
    panel::Panel,
    theme::{ACCENT, FAINT_INK, INK, LINE, PAPER, RADIUS, SHADOW, SHADOW_DROP, TITLE_BAR},
};
use crate::canvas::{Area, Font, Painter};

/// A window, which on the screen is one of a pile.
pub(super) struct Window {
    pub(super) panel: Box<dyn Panel>,
    /// All of it but the shadow.
    pub(super) area: Area,
    /// Where its top left corner is on a screen of the comfortable size, unless the user puts it elsewhere.
    pub(super) home: (i32, i32),
    /// Where it was when the screen was drawn last.
    pub(super) drawn: Area,
    /// Whether the user has put it where it is.
    pub(super) placed_by_user: bool,
}

impl Window {
    /// A window around a panel, at this place.
    pub(super) fn new(panel: Box<dyn Panel>, x: i32, y: i32) -> Self {
        let (width, height) = panel.size();
        let area = Area::new(x, y, width, height + TITLE_BAR);
        Self { panel, area, home: (x, y), drawn: area, placed_by_user: false }
    }

    /// Where the panel is.
    pub(super) fn content(&self) -> Area {
        let Area { x, y, width, height } = self.area;
        Area::new(x, y + TITLE_BAR, width, height - TITLE_BAR)
    }

    /// Where it can be taken hold of.
    pub(super) fn title_bar(&self) -> Area {
        Area { height: TITLE_BAR, ..self.area }
    }

    /// Where nothing below it shines through.
    pub(super) fn solid(&self) -> Area {
        self.area.inset(RADIUS as i32)
    }

    /// Where pixels depend on a window that lies here, shadow included.
    pub(super) fn reach(area: Area) -> Area {
        let reach = area.moved(0, SHADOW_DROP).inset(-(SHADOW as i32 + 2));
        // The shadow drops by less than it reaches, so this covers the window too.
        Area { y: reach.y.min(area.y), ..reach }
    }

    /// Paints it; the one on top has a livelier title.
    pub(super) fn paint(&self, painter: &mut Painter<'_>, on_top: bool) {
        if !painter.sees(Self::reach(self.area)) {
            return;
        }
        // Distances from round corners are much work for each pixel; they matter only near the edges.
        let solid = self.solid();
        for part in frame(Self::reach(self.area), solid) {
            let mut painter = painter.within(part);
            let shadow = self.area.moved(0, SHADOW_DROP);
            painter.shadow(shadow, RADIUS, SHADOW, INK.with_opacity(0.34));
            painter.rounded(self.area.inset(-1), RADIUS + 1.0, INK.with_opacity(0.16));
            painter.rounded(self.area, RADIUS, PAPER);
        }
        painter.fill(solid, PAPER);
        let title_bar = self.title_bar();
        if painter.sees(title_bar) {
            let (ink, mark) = if on_top { (INK, ACCENT) } else { (FAINT_INK, LINE) };
            let porthole = Area::new(title_bar.x + 15, title_bar.y + 11, 12, 12);
            painter.outline(porthole, 6.0, 2.5, mark);
            painter.text(title_bar.x + 36, title_bar.y + 9, self.panel.title(), Font::Bold, ink);
        }
        let content = self.content();
        if painter.sees(content) {
            self.panel.paint(painter, content);
        }
    }
}

/// What of one area lies around another within it: above, to the left, to the right and below.
fn frame(outer: Area, inner: Area) -> [Area; 4] {
    let across = |y: i32, height: i32| Area::new(outer.x, y, outer.width, height);
    let beside = |x: i32, width: i32| Area::new(x, inner.y, width, inner.height);
    [
        across(outer.y, inner.y - outer.y),
        beside(outer.x, inner.x - outer.x),
        beside(inner.right(), outer.right() - inner.right()),
        across(inner.bottom(), outer.bottom() - inner.bottom()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_has_every_pixel_around_its_inside_once() {
        let (outer, inner) = (Area::new(0, 1, 9, 8), Area::new(2, 4, 3, 2));
        let frame = frame(outer, inner);
        for (x, y) in (0..12).flat_map(|y| (0..12).map(move |x| (x, y))) {
            let times = frame.iter().filter(|part| part.contains(x, y)).count();
            assert_eq!(times, usize::from(outer.contains(x, y) && !inner.contains(x, y)), "{x}, {y}");
        }
    }
}
