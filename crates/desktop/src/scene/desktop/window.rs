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
        Self { panel, area, drawn: area, placed_by_user: false }
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
        if painter.is_within(self.solid()) {
            painter.fill(self.area, PAPER);
        } else {
            let shadow = self.area.moved(0, SHADOW_DROP);
            painter.shadow(shadow, RADIUS, SHADOW, INK.with_opacity(0.34));
            painter.rounded(self.area.inset(-1), RADIUS + 1.0, INK.with_opacity(0.16));
            painter.rounded(self.area, RADIUS, PAPER);
        }
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
