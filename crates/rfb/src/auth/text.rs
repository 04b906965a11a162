//! Credentials as the bytes of fields that end somewhere.

use zeroize::Zeroizing;

use super::Random;

/// The beginning of a text that fits into so many bytes, without half a character at its end. What a server compares with
/// less than the whole is not the password anyway.
pub(super) fn up_to(length: usize, text: &str) -> &[u8] {
    let end = (0..=length.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    &text.as_bytes()[..end.unwrap_or(0)]
}

/// A field of `N` bytes: the text, a zero, and random bytes up to the field's end.
pub(super) fn field<const N: usize>(text: &str, random: &mut Random) -> Zeroizing<[u8; N]> {
    let mut field = Zeroizing::new(random.array::<N>());
    let text = up_to(N - 1, text);
    field[..text.len()].copy_from_slice(text);
    field[text.len()] = 0;
    field
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters() {
        for (length, expected) in [(0, ""), (1, "a"), (2, "a"), (3, "aé"), (4, "aéb"), (9, "aéb")] {
            assert_eq!(up_to(length, "aéb"), expected.as_bytes(), "{length}");
        }
    }

    #[test]
    fn a_field_ends_its_text_with_a_zero() {
        let mut random = Random::new(&[1; 32]);
        let short = field::<8>("abc", &mut random);
        assert_eq!(short[..4], *b"abc\0");
        assert_eq!(*field::<8>("abcdefghij", &mut random), *b"abcdefg\0");
    }
}
