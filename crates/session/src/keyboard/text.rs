//! Typing text for which there are no key events.

use super::keysym::from_character;
use super::scancode::scancode;
use super::{SHIFT, Stroke};

/// Presses and releases the key of each character, after one another.
///
/// A server that takes keysyms finds the key and the modifiers itself. One that takes scancodes (`scancodes`: QEMU)
/// would press the key without Shift, so there Shift is pressed as well, as on a US keyboard, which is also the layout
/// that QEMU assumes for keysyms; for letters it is the other way round while CapsLock is on in the VM (`caps`). A line
/// end, whether `\n`, `\r` or both, is one press of Return.
pub(super) fn type_text(text: &str, scancodes: bool, caps: bool, strokes: &mut Vec<Stroke>) {
    let mut previous = None;
    for character in text.chars() {
        let second_half_of_line_end = previous == Some('\r') && character == '\n';
        previous = Some(character);
        if second_half_of_line_end {
            continue;
        }
        let Some(keysym) = from_character(character) else {
            continue;
        };
        match us_key(character).filter(|_| scancodes) {
            Some((code, shifted)) => {
                let stroke = Stroke { keysym, scancode: scancode(code), down: true };
                let shifted = shifted != (caps && character.is_ascii_alphabetic());
                if shifted {
                    strokes.push(SHIFT);
                }
                strokes.extend([stroke, stroke.released()]);
                if shifted {
                    strokes.push(SHIFT.released());
                }
            }
            None => {
                let stroke = Stroke { keysym, scancode: None, down: true };
                strokes.extend([stroke, stroke.released()]);
            }
        }
    }
}

/// Where a US keyboard has a character, and whether with Shift.
fn us_key(character: char) -> Option<(&'static str, bool)> {
    US_LAYOUT.iter().find_map(|&(code, plain, shifted)| {
        (character == plain).then_some((code, false)).or((character == shifted).then_some((code, true)))
    })
}

/// Each key with its character without and with Shift, row by row. Keys that Shift does not change have it twice.
const US_LAYOUT: [(&str, char, char); 54] = [
    ("Backquote", '`', '~'),
    ("Digit1", '1', '!'),
    ("Digit2", '2', '@'),
    ("Digit3", '3', '#'),
    ("Digit4", '4', '$'),
    ("Digit5", '5', '%'),
    ("Digit6", '6', '^'),
    ("Digit7", '7', '&'),
    ("Digit8", '8', '*'),
    ("Digit9", '9', '('),
    ("Digit0", '0', ')'),
    ("Minus", '-', '_'),
    ("Equal", '=', '+'),
    ("KeyQ", 'q', 'Q'),
    ("KeyW", 'w', 'W'),
    ("KeyE", 'e', 'E'),
    ("KeyR", 'r', 'R'),
    ("KeyT", 't', 'T'),
    ("KeyY", 'y', 'Y'),
    ("KeyU", 'u', 'U'),
    ("KeyI", 'i', 'I'),
    ("KeyO", 'o', 'O'),
    ("KeyP", 'p', 'P'),
    ("BracketLeft", '[', '{'),
    ("BracketRight", ']', '}'),
    ("Backslash", '\\', '|'),
    ("KeyA", 'a', 'A'),
    ("KeyS", 's', 'S'),
    ("KeyD", 'd', 'D'),
    ("KeyF", 'f', 'F'),
    ("KeyG", 'g', 'G'),
    ("KeyH", 'h', 'H'),
    ("KeyJ", 'j', 'J'),
    ("KeyK", 'k', 'K'),
    ("KeyL", 'l', 'L'),
    ("Semicolon", ';', ':'),
    ("Quote", '\'', '"'),
    ("KeyZ", 'z', 'Z'),
    ("KeyX", 'x', 'X'),
    ("KeyC", 'c', 'C'),
    ("KeyV", 'v', 'V'),
    ("KeyB", 'b', 'B'),
    ("KeyN", 'n', 'N'),
    ("KeyM", 'm', 'M'),
    ("Comma", ',', '<'),
    ("Period", '.', '>'),
    ("Slash", '/', '?'),
    ("Space", ' ', ' '),
    ("Enter", '\n', '\n'),
    ("Enter", '\r', '\r'),
    ("Tab", '\t', '\t'),
    ("Backspace", '\u{8}', '\u{8}'),
    ("Escape", '\u{1b}', '\u{1b}'),
    ("Delete", '\u{7f}', '\u{7f}'),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str, scancodes: bool) -> Vec<(u32, Option<u32>, bool)> {
        let mut strokes = Vec::new();
        type_text(text, scancodes, false, &mut strokes);
        strokes.iter().map(|stroke| (stroke.keysym, stroke.scancode, stroke.down)).collect()
    }

    #[test]
    fn characters_are_pressed_and_released_one_after_another() {
        assert_eq!(
            typed("aB€😀", false),
            [
                (0x61, None, true),
                (0x61, None, false),
                (0x42, None, true),
                (0x42, None, false),
                (0x20ac, None, true),
                (0x20ac, None, false),
                (0x0101_f600, None, true),
                (0x0101_f600, None, false),
            ]
        );
    }

    #[test]
    fn shift_is_pressed_for_servers_that_take_scancodes() {
        assert_eq!(
            typed("@é", true),
            [
                (0xffe1, Some(0x2a), true),
                (0x40, Some(0x03), true),
                (0x40, Some(0x03), false),
                (0xffe1, Some(0x2a), false),
                (0xe9, None, true),
                (0xe9, None, false),
            ]
        );
    }

    #[test]
    fn caps_lock_turns_shift_round_for_letters_that_come_as_scancodes() {
        let shifted = |text: &str, scancodes| {
            let mut strokes = Vec::new();
            type_text(text, scancodes, true, &mut strokes);
            strokes.contains(&SHIFT)
        };
        for (text, expected) in
            [("a", true), ("A", false), ("1", false), ("!", true), ("é", false), ("\n", false)]
        {
            assert_eq!(shifted(text, true), expected, "{text:?}");
            assert!(!shifted(text, false), "{text:?}: servers that take keysyms see to it themselves");
        }
    }

    #[test]
    fn every_printable_ascii_character_has_a_us_key() {
        for character in ' '..='~' {
            let (code, _) = us_key(character).unwrap();
            assert!(scancode(code).is_some(), "{character:?}");
        }
    }

    #[test]
    fn a_line_end_is_one_return_and_other_control_characters_are_nothing() {
        for text in ["\n", "\r", "\r\n", "\u{0}\n\u{1}"] {
            assert_eq!(typed(text, false), [(0xff0d, None, true), (0xff0d, None, false)], "{text:?}");
        }
        assert_eq!(typed("\n\n", false).len(), 4);
        assert_eq!(typed("\t\u{8}\u{1b}\u{7f}", true).iter().filter(|key| key.1.is_some()).count(), 8);
    }
}
