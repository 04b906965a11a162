//! Buttons that make the desktop do what a guest does by itself.

use crate::{
    canvas::{Area, Font, Painter},
    scene::desktop::{
        panel::{Action, Changed, Moment, News, Panel},
        theme::{ACCENT, INK, LINE, PADDING, WELL},
    },
};

const SIZE: (i32, i32) = (300, 142);

/// The buttons, row by row.
const BUTTONS: [(&str, Action); 8] = [
    ("Copy a text", Action::CopyText),
    ("Ring the bell", Action::RingBell),
    ("Next cursor", Action::NextCursor),
    ("Next size", Action::NextSize),
    ("Next name", Action::NextName),
    ("Stop the ball", Action::Pause),
    ("Relative pointer", Action::RelativePointer),
    ("Centre the pointer", Action::CentrePointer),
];

const COLUMNS: i32 = 2;
const GAP: i32 = 6;
const HEIGHT: i32 = 26;
const WIDTH: i32 = (SIZE.0 - 2 * PADDING - GAP) / COLUMNS;

/// The buttons, and which the pointer is over.
#[derive(Debug, Default)]
pub(in crate::scene::desktop) struct Controls {
    hovered: Option<usize>,
    changed: bool,
}

impl Panel for Controls {
    fn title(&self) -> &'static str {
        "Try it"
    }

    fn size(&self) -> (i32, i32) {
        SIZE
    }

    fn paint(&self, painter: &mut Painter<'_>, area: Area) {
        for (number, (label, _)) in BUTTONS.iter().enumerate() {
            let button = button(number).moved(area.x, area.y);
            let hovered = self.hovered == Some(number);
            let (fill, ink, line) = if hovered { (ACCENT, WELL, ACCENT) } else { (WELL, INK, LINE) };
            painter.rounded(button, 7.0, fill);
            painter.outline(button, 7.0, 1.0, line);
            let x = button.x + (button.width - Font::Text.width(label)) / 2;
            painter.text(x, button.y + (HEIGHT - Font::Text.height()) / 2, label, Font::Text, ink);
        }
    }

    fn advance(&mut self, _moment: Moment) -> Changed {
        Changed::area_if(std::mem::take(&mut self.changed), Area::new(0, 0, SIZE.0, SIZE.1).inset(6))
    }

    fn notice(&mut self, news: &News<'_>) {
        if let News::Hover(place) = news {
            let hovered = place.and_then(|(x, y)| button_at(x, y));
            self.changed |= hovered != self.hovered;
            self.hovered = hovered;
        }
    }

    fn press(&mut self, x: i32, y: i32) -> Option<Action> {
        button_at(x, y).map(|number| BUTTONS[number].1)
    }
}

fn button(number: usize) -> Area {
    let number = number as i32;
    let (column, row) = (number % COLUMNS, number / COLUMNS);
    Area::new(PADDING + column * (WIDTH + GAP), 10 + row * (HEIGHT + GAP), WIDTH, HEIGHT)
}

fn button_at(x: i32, y: i32) -> Option<usize> {
    (0..BUTTONS.len()).find(|&number| button(number).contains(x, y))
}
