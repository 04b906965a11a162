//! Text on the wire: Latin-1 by the old letter of the protocol, UTF-8 by its newer recommendation ("String
//! Encodings").

/// Reads text that should be UTF-8 but from older servers is Latin-1: names and reasons.
pub fn text_from_utf8_or_latin1(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| text_from_latin1(bytes), str::to_owned)
}

/// Reads Latin-1, in which every byte is a character: cut texts.
pub fn text_from_latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// Writes Latin-1; a character that it lacks becomes a question mark.
pub fn latin1_from_text(text: &str) -> Vec<u8> {
    text.chars().map(|character| u8::try_from(character).unwrap_or(b'?')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_utf8_and_otherwise_latin1() {
        assert_eq!(text_from_utf8_or_latin1("Büro 東京".as_bytes()), "Büro 東京");
        assert_eq!(text_from_utf8_or_latin1(b"B\xfcro"), "Büro");
    }

    #[test]
    fn latin1_survives_and_the_rest_becomes_question_marks() {
        let every_byte: Vec<u8> = (0..=255).collect();
        assert_eq!(latin1_from_text(&text_from_latin1(&every_byte)), every_byte);
        assert_eq!(latin1_from_text("10 € für 東"), b"10 ? f\xfcr ?");
    }
}
