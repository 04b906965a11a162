//! What a level of quality means to the servers that know JPEG's own settings.

use crate::wire::Encoding;

/// JPEG's own quality and how much colour it keeps, for each level of quality: those by which TurboVNC and TigerVNC
/// translate the levels, so that a server shows the same picture whichever of the two it heeds.
const LEVELS: [(u8, Encoding); 10] = [
    (15, Encoding::JPEG_QUARTER_COLOUR),
    (29, Encoding::JPEG_QUARTER_COLOUR),
    (41, Encoding::JPEG_QUARTER_COLOUR),
    (42, Encoding::JPEG_HALF_COLOUR),
    (62, Encoding::JPEG_HALF_COLOUR),
    (77, Encoding::JPEG_HALF_COLOUR),
    (79, Encoding::JPEG_FULL_COLOUR),
    (86, Encoding::JPEG_FULL_COLOUR),
    (92, Encoding::JPEG_FULL_COLOUR),
    (100, Encoding::JPEG_FULL_COLOUR),
];

/// The pseudo-encodings that ask for this level, 0 to 9, larger values meaning 9, in the ways that there are.
pub(super) fn quality(level: u8) -> [Encoding; 3] {
    let (fine, colour) = LEVELS[usize::from(level).min(LEVELS.len() - 1)];
    [Encoding::quality_level(level), Encoding::fine_quality_level(fine), colour]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_is_told_in_three_ways() {
        let numbers = |level| quality(level).map(|encoding| encoding.0);
        assert_eq!(numbers(0), [-32, -497, -767]);
        assert_eq!(numbers(4), [-28, -450, -766]);
        assert_eq!(numbers(6), [-26, -433, -768]);
        assert_eq!(numbers(9), [-23, -412, -768]);
        assert_eq!(numbers(200), numbers(9));
        assert_eq!(Encoding::fine_quality_level(101).0, -412);
    }
}
