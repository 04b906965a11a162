//! The servers that the user wants to be remembered, as one text for the browser's storage: a line for each, with the place
//! where it answered and the fingerprint of its key.

use session::Fingerprint;
use sha2::{Digest, Sha256};

use crate::fingerprint::hex;

/// The most servers that are remembered; of more, the oldest are forgotten. The storage belongs to all the pages of a host.
const MOST: usize = 200;

/// The most besides that are remembered for addresses with something secret in them. A token that serves once is never met
/// again, so that many of these are of no use.
const MOST_WITH_SECRETS: usize = 50;

/// What stands for an address, which decides who answers: that of the WebSocket, with the token in it if it has one, and the
/// name that a repeater is told. The token and the name may be secret, so that a hash stands for them.
///
/// Proxies that make a token for each link, as Nova does, so give each link a place of its own: nothing is recognised there,
/// and nothing is taken for something else.
pub(crate) fn place(url: &str, repeater_id: Option<&str>) -> String {
    let open = url.split(['?', '#']).next().unwrap_or_default();
    if open == url && repeater_id.is_none() {
        return open.to_owned();
    }
    let name = repeater_id.unwrap_or_default();
    let hash = Sha256::new().chain_update(url).chain_update(" ").chain_update(name).finalize();
    format!("{open}?{}", hex(&hash))
}

/// The server known at a place.
pub(crate) fn at(remembered: &str, place: &str) -> Option<Fingerprint> {
    lines(remembered).find(|(there, _)| *there == place).map(|(_, fingerprint)| fingerprint)
}

/// The text with this server at a place, where it follows the one before.
pub(crate) fn with(remembered: &str, place: &str, fingerprint: &Fingerprint) -> String {
    let (alike, others): (Vec<_>, Vec<_>) = lines(remembered)
        .filter(|(there, _)| *there != place)
        .partition(|(there, _)| has_secret(there) == has_secret(place));
    let most = if has_secret(place) { MOST_WITH_SECRETS } else { MOST };
    let oldest = (alike.len() + 1).saturating_sub(most);
    others
        .iter()
        .chain(&alike[oldest..])
        .copied()
        .chain([(place, *fingerprint)])
        .map(|(place, fingerprint)| line(place, &fingerprint))
        .collect()
}

/// The text without the server of a place.
pub(crate) fn without(remembered: &str, place: &str) -> String {
    let kept = lines(remembered).filter(|(there, _)| *there != place);
    kept.map(|(place, fingerprint)| line(place, &fingerprint)).collect()
}

/// Whether a place has a hash in it.
fn has_secret(place: &str) -> bool {
    place.contains('?')
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
        assert_eq!(at(&text, A), Some([7; 32]));
        assert_eq!(at(&text, "ws://b.example:1/"), Some([8; 32]));
        assert_eq!(at(&text, "ws://c.example/"), None);
    }

    #[test]
    fn each_token_and_each_name_for_a_repeater_is_a_place_of_its_own_and_stays_secret() {
        let with_token = |token: &str| format!("{A}?token={token}");
        let places = [
            place(A, None),
            place(&with_token("secret"), None),
            place(&with_token("other"), None),
            place(A, Some("secret")),
            place(&with_token("secret"), Some("secret")),
        ];
        assert_eq!(places[0], A);
        for (at, one) in places.iter().enumerate() {
            assert!(one.starts_with(A) && !one.contains("secret") && !one.contains(' '), "{one}");
            assert!(!places[..at].contains(one), "{one}");
        }
        assert_eq!(place(&with_token("secret"), None), places[1]);
    }

    #[test]
    fn a_new_server_takes_the_old_one_s_place() {
        let text = with(&with("", A, &[7; 32]), A, &[8; 32]);
        assert_eq!(text, with("", A, &[8; 32]));
    }

    #[test]
    fn the_server_of_a_place_is_forgotten_and_no_other() {
        let other = with("", "ws://b.example:1/", &[8; 32]);
        assert_eq!(without(&with(&other, A, &[7; 32]), A), other);
    }

    #[test]
    fn the_oldest_are_forgotten_and_nonsense_is_passed_over() {
        let mut text = format!("nonsense\n{A} 12\n{A} {}\n", "0é".repeat(21) + "0");
        for number in 0..=u8::MAX {
            text = with(&text, &format!("wss://h{number}/"), &[number; 32]);
        }
        assert_eq!(text.lines().count(), MOST);
        assert_eq!(at(&text, "wss://h55/"), None);
        assert_eq!(at(&text, "wss://h56/"), Some([56; 32]));
    }

    #[test]
    fn tokens_push_out_the_oldest_tokens_and_nothing_else() {
        let with_token = |number: u8| place(&format!("{A}?token={number}"), None);
        let mut text = with("", A, &[7; 32]);
        for number in 0..=u8::MAX {
            text = with(&text, &with_token(number), &[number; 32]);
        }
        assert_eq!(text.lines().count(), 1 + MOST_WITH_SECRETS);
        assert_eq!(at(&text, A), Some([7; 32]));
        assert_eq!(at(&text, &with_token(205)), None);
        assert_eq!(at(&text, &with_token(206)), Some([206; 32]));
    }
}
