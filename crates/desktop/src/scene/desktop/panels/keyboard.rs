//! Echoes what is typed and lists the keys that were pressed.

use std::collections::VecDeque;

use rfb::wire::Leds;

use super::wrapped;
use crate::{
    canvas::{Area, Font, Painter},
    scene::desktop::{
        keysyms,
        panel::{Changed, Moment, News, Panel},
        theme::{ACCENT, FAINT_INK, INK, LINE, LINE_HEIGHT, PADDING, WELL},
    },
};

const SIZE: (i32, i32) = (572, 330);

/// Where the typed text appears.
const TEXT: Area = Area::new(PADDING, 10, SIZE.0 - 2 * PADDING, 132);

/// Where the keys are listed.
const LIST: Area = Area::new(PADDING, 180, SIZE.0 - 2 * PADDING, 7 * LINE_HEIGHT);

/// Where the lights that are on are named.
const LIGHTS: Area = Area::new(SIZE.0 - PADDING - 300, 150, 300, 22);

/// How many keys are listed.
const LISTED: usize = 7;

/// How many lines of text there is room for.
const TEXT_LINES: usize = 5;

/// Older text is forgotten beyond this many characters; all that fits to be seen is less.
const MAX_TEXT: usize = 1024;

/// Keysyms that act on the text.
const BACKSPACE: u32 = 0xff08;
const TAB: u32 = 0xff09;
const RETURN: u32 = 0xff0d;
const KEYPAD_ENTER: u32 = 0xff8d;
/// Keysyms of keys that make others mean something else than characters.
const CONTROL: std::ops::RangeInclusive<u32> = 0xffe3..=0xffe4;
const META_ALT_SUPER: std::ops::RangeInclusive<u32> = 0xffe7..=0xffec;

/// The typed text and the latest keys.
#[derive(Debug, Default)]
pub(in crate::scene::desktop) struct Keyboard {
    text: String,
    keys: VecDeque<Key>,
    /// The keysyms of Control, Meta, Alt and Super keys that are down.
    held: Vec<u32>,
    leds: Leds,
    leds_changed: bool,
    text_changed: bool,
    keys_changed: bool,
}

/// A line of the list.
#[derive(Debug, PartialEq, Eq)]
struct Key {
    keysym: u32,
    scancode: Option<u32>,
    down: bool,
    times: u32,
}

impl Panel for Keyboard {
    fn title(&self) -> &'static str {
        "Keyboard"
    }

    fn size(&self) -> (i32, i32) {
        SIZE
    }

    fn paint(&self, painter: &mut Painter<'_>, area: Area) {
        self.paint_text(painter, TEXT.moved(area.x, area.y));
        let list = LIST.moved(area.x, area.y);
        painter.text(list.x, list.y - 28, "Latest keys", Font::Bold, FAINT_INK);
        painter.fill(Area::new(list.x, list.y - 7, list.width, 1), LINE);
        let lights = LIGHTS.moved(area.x, area.y);
        let names = lights_in_words(self.leds);
        painter.text(lights.right() - Font::Text.width(&names), lights.y + 2, &names, Font::Text, ACCENT);
        for (row, key) in (0..).zip(&self.keys) {
            key.paint(painter, list.x, list.y + row * LINE_HEIGHT);
        }
    }

    fn advance(&mut self, _moment: Moment) -> Changed {
        let text_changed = std::mem::take(&mut self.text_changed);
        let mut changed = Changed::area_if(text_changed, TEXT);
        if std::mem::take(&mut self.keys_changed) {
            changed.areas.push(LIST);
        }
        if std::mem::take(&mut self.leds_changed) {
            changed.areas.push(LIGHTS);
        }
        changed
    }

    fn notice(&mut self, news: &News<'_>) {
        match *news {
            News::Key { keysym, scancode, down } => {
                self.list(keysym, scancode, down);
                self.hold(keysym, down);
                if down && self.held.is_empty() {
                    self.type_key(keysym);
                }
            }
            News::Leds(leds) => {
                self.leds = leds;
                self.leds_changed = true;
            }
            _ => {}
        }
    }
}

impl Keyboard {
    fn paint_text(&self, painter: &mut Painter<'_>, well: Area) {
        painter.rounded(well, 6.0, WELL);
        painter.outline(well, 6.0, 1.0, LINE);
        let inner = well.inset(12);
        let font = Font::Large;
        if self.text.is_empty() {
            painter.text(inner.x + 6, inner.y, "Click here and type.", font, FAINT_INK);
        }
        let lines = wrapped(&self.text, inner.width - font.advance(), font);
        let shown = &lines[lines.len().saturating_sub(TEXT_LINES)..];
        let mut y = inner.y;
        for line in shown {
            painter.text(inner.x, y, line, font, INK);
            y += font.height() + 2;
        }
        let end = shown.last().map_or(0, |line| font.width(line));
        painter.fill(Area::new(inner.x + end + 1, y - font.height() - 1, 2, font.height() - 2), ACCENT);
    }

    fn list(&mut self, keysym: u32, scancode: Option<u32>, down: bool) {
        self.keys_changed = true;
        let key = Key { keysym, scancode, down, times: 1 };
        match self.keys.front_mut() {
            Some(latest) if latest.is_like(&key) => latest.times = latest.times.saturating_add(1),
            _ => self.keys.push_front(key),
        }
        self.keys.truncate(LISTED);
    }

    fn hold(&mut self, keysym: u32, down: bool) {
        if CONTROL.contains(&keysym) || META_ALT_SUPER.contains(&keysym) {
            self.held.retain(|&held| held != keysym);
            if down {
                self.held.push(keysym);
            }
        }
    }

    fn type_key(&mut self, keysym: u32) {
        match keysym {
            BACKSPACE => drop(self.text.pop()),
            RETURN | KEYPAD_ENTER => self.text.push('\n'),
            TAB => self.text.push_str("    "),
            _ => match keysyms::character(keysym) {
                Some(character) => self.text.push(character),
                None => return,
            },
        }
        self.text_changed = true;
        if let Some((start, _)) = self.text.char_indices().rev().nth(MAX_TEXT) {
            self.text.drain(..start);
        }
    }
}

impl Key {
    /// Whether it is the same event, repeated.
    fn is_like(&self, other: &Self) -> bool {
        (self.keysym, self.scancode, self.down) == (other.keysym, other.scancode, other.down)
    }

    fn paint(&self, painter: &mut Painter<'_>, x: i32, y: i32) {
        let dot = Area::new(x + 2, y + 4, 9, 9);
        let ink = if self.down {
            painter.rounded(dot, 4.5, ACCENT);
            INK
        } else {
            painter.outline(dot, 4.5, 1.5, FAINT_INK);
            FAINT_INK
        };
        let mut name = keysyms::name(self.keysym);
        if self.times > 1 {
            name = format!("{name} × {}", self.times);
        }
        painter.text(x + 22, y, &name, Font::Text, ink);
        painter.text(x + 210, y, &format!("keysym 0x{:04x}", self.keysym), Font::Text, FAINT_INK);
        if let Some(scancode) = self.scancode {
            painter.text(x + 390, y, &format!("scancode 0x{scancode:02x}"), Font::Text, FAINT_INK);
        }
    }
}

/// The names of the lights that are on.
fn lights_in_words(leds: Leds) -> String {
    let lights = [(leds.caps, "Caps Lock"), (leds.num, "Num Lock"), (leds.scroll, "Scroll Lock")];
    let lit: Vec<&str> = lights.into_iter().filter(|(on, _)| *on).map(|(_, name)| name).collect();
    lit.join("   ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[(u32, bool)]) -> Keyboard {
        let mut keyboard = Keyboard::default();
        for &(keysym, down) in keys {
            keyboard.notice(&News::Key { keysym, scancode: None, down });
        }
        keyboard
    }

    fn strokes(keysyms: &[u32]) -> Vec<(u32, bool)> {
        keysyms.iter().flat_map(|&keysym| [(keysym, true), (keysym, false)]).collect()
    }

    #[test]
    fn what_is_typed_is_echoed() {
        let keyboard = typed(&strokes(&[0x48, 0xe9, 0x78, BACKSPACE, RETURN, 0xffb7]));
        assert_eq!(keyboard.text, "Hé\n7");
    }

    #[test]
    fn keys_with_control_held_type_nothing() {
        let keyboard = typed(&[(0xffe3, true), (0x63, true), (0x63, false), (0xffe3, false), (0x64, true)]);
        assert_eq!(keyboard.text, "d");
    }

    #[test]
    fn a_held_key_repeats_in_one_line_of_the_list() {
        let keyboard = typed(&[(0x61, true), (0x61, true), (0x61, true), (0x61, false)]);
        assert_eq!(keyboard.text, "aaa");
        let times: Vec<u32> = keyboard.keys.iter().map(|key| key.times).collect();
        assert_eq!(times, [1, 3]);
    }

    #[test]
    fn endless_typing_is_forgotten_from_its_beginning() {
        let keyboard = typed(&strokes(&[0x20ac + 0x0100_0000; MAX_TEXT + 9]));
        assert_eq!(keyboard.text.chars().count(), MAX_TEXT + 1);
        assert_eq!(keyboard.keys.len(), LISTED);
    }
}
