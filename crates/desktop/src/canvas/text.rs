//! Text: Noto Sans Mono, whose anti-aliased glyphs are data of a crate.

use noto_sans_mono_bitmap::{FontWeight, RasterHeight, RasterizedChar, get_raster, get_raster_width};

/// The sizes and weights in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Font {
    /// 16 pixels a line: most of what there is to read.
    Text,
    /// The same, heavier: titles.
    Bold,
    /// 20 pixels a line.
    Large,
    /// 32 pixels a line: the clock.
    Huge,
}

impl Font {
    /// The advance from one character to the next, in pixels.
    pub fn advance(self) -> i32 {
        let (weight, height) = self.raster();
        get_raster_width(weight, height) as i32
    }

    /// The height of a line, in pixels.
    pub fn height(self) -> i32 {
        self.raster().1.val() as i32
    }

    /// How wide a text is, in pixels.
    pub fn width(self, text: &str) -> i32 {
        text.chars().count() as i32 * self.advance()
    }

    /// A character's picture; the replacement character's for one that the font lacks.
    pub(super) fn glyph(self, character: char) -> Option<RasterizedChar> {
        let (weight, height) = self.raster();
        get_raster(character, weight, height)
            .or_else(|| get_raster(char::REPLACEMENT_CHARACTER, weight, height))
    }

    fn raster(self) -> (FontWeight, RasterHeight) {
        match self {
            Self::Text => (FontWeight::Regular, RasterHeight::Size16),
            Self::Bold => (FontWeight::Bold, RasterHeight::Size16),
            Self::Large => (FontWeight::Regular, RasterHeight::Size20),
            Self::Huge => (FontWeight::Regular, RasterHeight::Size32),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_latin1_has_pictures_of_its_own() {
        for font in [Font::Text, Font::Bold, Font::Large, Font::Huge] {
            let replacement = font.glyph('\u{4e00}').map(|glyph| glyph.pixels().to_vec());
            assert!(replacement.is_some());
            for character in (' '..='~').chain('\u{a1}'..='\u{ff}').filter(|&character| character != '\u{ad}')
            {
                let glyph = font.glyph(character).map(|glyph| glyph.pixels().to_vec());
                assert_ne!(glyph, replacement, "{character}");
            }
        }
    }
}
