//! Shows where the pointer is, which buttons are down and how far the wheel was turned.

use crate::{
    canvas::{Area, Colour, Font, Painter},
    scene::desktop::{
        panel::{Changed, Moment, News, Panel},
        theme::{ACCENT, FAINT_INK, INK, LINE, LINE_HEIGHT, PADDING, WARM, WELL},
    },
};

const SIZE: (i32, i32) = (300, 204);

/// The screen in small.
const MAP: Area = Area::new(PADDING, 10, 168, 105);

/// The mouse.
const MOUSE: Area = Area::new(214, 10, 62, 105);

/// The first of the wheel's four bits among the buttons: up, down, left, right.
const FIRST_WHEEL_BIT: usize = 3;

/// What is known of the pointer.
#[derive(Debug, Default)]
pub(in crate::scene::desktop) struct Pointer {
    at: (i32, i32),
    screen: (i32, i32),
    buttons: u16,
    wheel: [u32; 4],
    changed: bool,
}

impl Panel for Pointer {
    fn title(&self) -> &'static str {
        "Pointer"
    }

    fn size(&self) -> (i32, i32) {
        SIZE
    }

    fn paint(&self, painter: &mut Painter<'_>, area: Area) {
        self.paint_map(painter, MAP.moved(area.x, area.y));
        self.paint_mouse(painter, MOUSE.moved(area.x, area.y));
        let (x, y) = (area.x + PADDING, area.y + MAP.bottom() + 12);
        painter.text(x, y, &format!("x {:<5} y {}", self.at.0, self.at.1), Font::Large, INK);
        let [up, down, left, right] = self.wheel;
        let y = y + 26;
        painter.text(x, y, &format!("wheel  up {up:<5} down  {down}"), Font::Text, FAINT_INK);
        painter.text(
            x,
            y + LINE_HEIGHT,
            &format!("     left {left:<5} right {right}"),
            Font::Text,
            FAINT_INK,
        );
    }

    fn advance(&mut self, _moment: Moment) -> Changed {
        let changed = std::mem::take(&mut self.changed);
        Changed::area_if(changed, Area::new(0, 0, SIZE.0, SIZE.1).inset(6))
    }

    fn notice(&mut self, news: &News<'_>) {
        if let &News::Pointer { buttons, pressed, at, screen } = news {
            for (direction, turns) in self.wheel.iter_mut().enumerate() {
                *turns = turns.wrapping_add(u32::from(pressed >> (FIRST_WHEEL_BIT + direction) & 1));
            }
            self.at = at;
            self.screen = screen;
            self.buttons = buttons;
            self.changed = true;
        }
    }
}

impl Pointer {
    fn paint_map(&self, painter: &mut Painter<'_>, map: Area) {
        painter.rounded(map, 6.0, WELL);
        painter.outline(map, 6.0, 1.0, LINE);
        let place = |at: i32, of: i32, length: i32| if of > 0 { at * (length - 2) / of } else { 0 };
        let x = map.x + 1 + place(self.at.0, self.screen.0, map.width);
        let y = map.y + 1 + place(self.at.1, self.screen.1, map.height);
        let mut inside = painter.within(map.inset(2));
        inside.fill(Area::new(x, map.y, 1, map.height), LINE);
        inside.fill(Area::new(map.x, y, map.width, 1), LINE);
        inside.rounded(Area::new(x - 4, y - 4, 9, 9), 4.5, ACCENT);
    }

    fn paint_mouse(&self, painter: &mut Painter<'_>, mouse: Area) {
        let down = |bit: u16| self.buttons >> bit & 1 == 1;
        painter.rounded(mouse, 30.0, WELL);
        let half = mouse.width / 2;
        let buttons_height = 44;
        let halves = [(mouse.x, down(0)), (mouse.x + half, down(2))];
        for (x, pressed) in halves {
            if pressed {
                painter.within(Area::new(x, mouse.y, half, buttons_height)).rounded(mouse, 30.0, WARM);
            }
        }
        painter.fill(Area::new(mouse.x, mouse.y + buttons_height, mouse.width, 1), LINE);
        painter.fill(Area::new(mouse.x + half, mouse.y, 1, buttons_height), LINE);
        painter.outline(mouse, 30.0, 1.5, FAINT_INK);
        let wheel = Area::new(mouse.x + half - 5, mouse.y + 12, 11, 24);
        painter.rounded(wheel, 5.5, if down(1) { WARM } else { Colour::rgb(0xee_ec_e6) });
        painter.outline(wheel, 5.5, 1.0, FAINT_INK);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_of_the_wheel_are_counted() {
        let mut pointer = Pointer::default();
        for pressed in [8, 8, 16, 64, 1] {
            let news = News::Pointer { buttons: pressed, pressed, at: (1, 2), screen: (10, 10) };
            pointer.notice(&news);
        }
        assert_eq!(pointer.wheel, [2, 1, 0, 1]);
    }
}
