//! The windows' contents, one a file.

mod clipboard;
mod clock;
mod controls;
mod keyboard;
mod log;
mod motion;
mod photograph;
mod pointer;

pub(super) use clipboard::Clipboard;
pub(super) use clock::{Clock, date, time};
pub(super) use controls::Controls;
pub(super) use keyboard::Keyboard;
pub(super) use log::Log;
pub(super) use motion::Motion;
pub(super) use photograph::Photograph;
pub(super) use pointer::Pointer;

use crate::canvas::Font;

/// A text broken into lines of at most `width` pixels: at its line ends, and anywhere else where a line is
/// full.
fn wrapped(text: &str, width: i32, font: Font) -> Vec<String> {
    let columns = usize::try_from(width / font.advance()).unwrap_or_default().max(1);
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let characters: Vec<char> =
            line.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
        if characters.is_empty() {
            lines.push(String::new());
        }
        lines.extend(characters.chunks(columns).map(|part| part.iter().collect()));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_broken() {
        let width = 4 * Font::Text.advance();
        assert_eq!(wrapped("abcdefgh\n\nij\tk\n", width, Font::Text), ["abcd", "efgh", "", "ij k", ""]);
    }
}
