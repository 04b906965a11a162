//! Shows the text that the user copied.

use super::wrapped;
use crate::{
    canvas::{Area, Font, Painter},
    scene::desktop::{
        panel::{Changed, Moment, News, Panel},
        theme::{FAINT_INK, INK, LINE, LINE_HEIGHT, WELL},
    },
};

const SIZE: (i32, i32) = (312, 186);

/// Where the text appears.
const TEXT: Area = Area::new(12, 8, SIZE.0 - 24, SIZE.1 - 22);

/// How many lines there is room for.
const LINES: usize = 7;

/// Of a longer text only the beginning is kept, which is more than can be seen.
const MAX_TEXT: usize = 2048;

/// The clipboard's text.
#[derive(Debug, Default)]
pub(in crate::scene::desktop) struct Clipboard {
    text: String,
    changed: bool,
}

impl Panel for Clipboard {
    fn title(&self) -> &'static str {
        "Clipboard"
    }

    fn size(&self) -> (i32, i32) {
        SIZE
    }

    fn paint(&self, painter: &mut Painter<'_>, area: Area) {
        let well = TEXT.moved(area.x, area.y);
        painter.rounded(well, 6.0, WELL);
        painter.outline(well, 6.0, 1.0, LINE);
        let inner = well.inset(11);
        let (text, ink) = if self.text.is_empty() {
            ("What you copy on your\nside appears here.", FAINT_INK)
        } else {
            (self.text.as_str(), INK)
        };
        for (row, line) in (0..).zip(wrapped(text, inner.width, Font::Text).iter().take(LINES)) {
            painter.text(inner.x, inner.y + row * LINE_HEIGHT, line, Font::Text, ink);
        }
    }

    fn advance(&mut self, _moment: Moment) -> Changed {
        Changed::area_if(std::mem::take(&mut self.changed), TEXT)
    }

    fn notice(&mut self, news: &News<'_>) {
        if let News::CutText(text) = news {
            self.text = text.chars().filter(|&character| character != '\r').take(MAX_TEXT).collect();
            self.changed = true;
        }
    }
}
