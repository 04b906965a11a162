//! The servers that the user wants to be remembered, as one text for the browser's storage: a line for each, with the place
//! where it answered and the fingerprint of its key.

use session::Fingerprint;

use crate::fingerprint::hex;

/// The most servers that are remembered; of more, the oldest are forgotten. The storage belongs to all the pages of a host.
const MOST: usize = 200;

/// The place that a WebSocket's address leads to. A query is no part of it: it may hold a token.
pub(crate) fn place(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

/// The servers known at a place.
pub(crate) fn at(remembered: &str, place: &str) -> Vec<Fingerprint> {
    lines(remembered).filter(|(there, _)| *there == place).map(|(_, fingerprint)| fingerprint).collect()
}

/// The text with one more server. If the address alone decides who answers, it takes the place of the one before; behind a
/// proxy whose token decides, many servers have the same place.
pub(crate) fn with(remembered: &str, url: &str, fingerprint: &Fingerprint) -> String {
    let place = place(url);
    let several = url.len() > place.len();
    let kept: Vec<_> = lines(remembered)
        .filter(|(there, known)| *there != place || (several && known != fingerprint))
        .collect();
    let oldest = (kept.len() + 1).saturating_sub(MOST);
    kept[oldest..]
        .iter()
        .copied()
        .chain([(place, *fingerprint)])
        .map(|(place, fingerprint)| line(place, &fingerprint))
        .collect()
}

/// The text without the servers of a place.
pub(crate) fn without(remembered: &str, place: &str) -> String {
    let kept = lines(remembered).filter(|(there, _)| *there != place);
    kept.map(|(place, fingerprint)| line(place, &fingerprint)).collect()
}

fn line(place: &str, fingerprint: &Fingerprint) -> String {
    format!("{place} {}\n", hex(fingerprint))
}

/// The lines that make sense.
fn lines(remembered: &str) -> impl Iterator<Item = (&str, Fingerprint)> {
    remembered.lines().filter_map(|line| {
        let (place, digits) = line.split_once(' ')?;
        Some((place, fingerprint(digits)?))
    })
}

fn fingerprint(digits: &str) -> Option<Fingerprint> {
    let mut fingerprint = Fingerprint::default();
    if digits.len() != 2 * fingerprint.len() || !digits.is_ascii() {
        return None;
    }
    for (at, byte) in fingerprint.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(fingerprint)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "wss://a.example/websockify";

    #[test]
    fn what_is_remembered_is_found_again_at_its_place_alone() {
        let text = with("", A, &[7; 32]);
        assert_eq!(text, format!("{A} {}\n", "07".repeat(32)));
        let text = with(&text, "ws://b.example:1/", &[8; 32]);
        assert_eq!(at(&text, A), [[7; 32]]);
        assert_eq!(at(&text, "ws://b.example:1/"), [[8; 32]]);
        assert!(at(&text, "ws://c.example/").is_empty());
    }

    #[test]
    fn a_new_server_takes_the_old_one_s_place_unless_tokens_lead_there() {
        let text = with(&with("", A, &[7; 32]), A, &[8; 32]);
        assert_eq!(at(&text, A), [[8; 32]]);
        let token = "wss://a.example/websockify?token=secret";
        let text = with(&with(&text, token, &[9; 32]), token, &[8; 32]);
        assert_eq!(at(&text, A), [[9; 32], [8; 32]]);
        assert!(!text.contains("secret"), "{text}");
    }

    #[test]
    fn the_servers_of_a_place_are_forgotten_and_no_others() {
        let other = with("", "ws://b.example:1/", &[8; 32]);
        let token = format!("{A}?token=secret");
        let text = with(&with(&other, &token, &[7; 32]), &token, &[9; 32]);
        assert_eq!(at(&text, A).len(), 2);
        assert_eq!(without(&text, A), other);
    }

    #[test]
    fn the_oldest_are_forgotten_and_nonsense_is_passed_over() {
        let mut text = format!("nonsense\n{A} 12\n{A} {}\n", "0é".repeat(21) + "0");
        for number in 0..=u8::MAX {
            text = with(&text, &format!("wss://h{number}/"), &[number; 32]);
        }
        assert_eq!(text.lines().count(), MOST);
        assert!(at(&text, "wss://h55/").is_empty());
        assert_eq!(at(&text, "wss://h56/"), [[56; 32]]);
    }
}
