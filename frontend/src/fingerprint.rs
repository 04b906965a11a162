//! A server's fingerprint as a person can read it out: words, and groups of digits.

use session::{Fingerprint, ServerIdentity};

/// How many words are shown. Each stands for a byte of the fingerprint; to find another key with the same twelve would take
/// 2^96 attempts.
const SHOWN: usize = 12;

/// The words of a fingerprint, the same in every language.
pub(crate) fn words(fingerprint: &Fingerprint) -> Vec<&'static str> {
    fingerprint[..SHOWN].iter().map(|&byte| WORDS[usize::from(byte)]).collect()
}

/// The whole fingerprint: pairs of bytes, as digits.
pub(crate) fn digits(fingerprint: &Fingerprint) -> String {
    let groups: Vec<String> = fingerprint.chunks(2).map(hex).collect();
    groups.join(" ")
}

/// What other viewers show of the same key.
pub(crate) fn short(identity: &ServerIdentity) -> String {
    identity.short.map(|byte| hex(&[byte])).join("-")
}

/// Digits without anything between them.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Plain words, one for each byte, that neither look nor sound alike.
const WORDS: [&str; 256] = [
    "acid", "acorn", "actor", "album", "alley", "amber", "anchor", "angel", "ankle", "anvil", "apple",
    "april", "apron", "arch", "arrow", "artist", "atlas", "attic", "autumn", "axle", "badge", "bagel",
    "baker", "bamboo", "banjo", "barn", "basil", "basket", "beach", "beard", "beaver", "bell", "berry",
    "bicycle", "bird", "bishop", "blanket", "blue", "boat", "bonus", "book", "bottle", "bowl", "brass",
    "bread", "brick", "bridge", "broom", "bubble", "bucket", "button", "cabin", "cable", "cactus", "camel",
    "candle", "canoe", "canyon", "carpet", "castle", "cedar", "cello", "chair", "cheese", "cherry", "chess",
    "chimney", "circus", "citrus", "clay", "clock", "clover", "cobra", "coffee", "comet", "copper", "coral",
    "cotton", "cousin", "crab", "cradle", "crane", "crown", "crystal", "cup", "daisy", "dancer", "dawn",
    "deer", "delta", "desert", "diamond", "diary", "dinner", "doctor", "dolphin", "donkey", "door", "dragon",
    "drum", "duck", "dune", "eagle", "earth", "echo", "eel", "egg", "elbow", "elm", "ember", "empire",
    "engine", "envelope", "fabric", "falcon", "farm", "feather", "fence", "ferry", "fiddle", "field",
    "finger", "flag", "flute", "forest", "fossil", "fox", "frog", "fruit", "galaxy", "garden", "garlic",
    "ghost", "giant", "ginger", "glacier", "glove", "goat", "gold", "grape", "guitar", "gull", "hammer",
    "harbour", "harp", "hawk", "hazel", "helmet", "herb", "hill", "honey", "hook", "horse", "hotel", "ice",
    "igloo", "insect", "iron", "island", "ivory", "jacket", "jaguar", "jelly", "jewel", "judge", "juice",
    "jungle", "kettle", "king", "kite", "knee", "ladder", "lagoon", "lake", "lamp", "lantern", "lemon",
    "lily", "lion", "lizard", "lobster", "lotus", "lunch", "magnet", "mango", "maple", "marble", "meadow",
    "melon", "mirror", "monk", "moon", "mosaic", "mountain", "museum", "napkin", "needle", "nephew", "night",
    "noodle", "nurse", "oak", "oasis", "ocean", "olive", "onion", "opera", "orange", "orchid", "otter",
    "oven", "owl", "oyster", "paddle", "palace", "panda", "paper", "parrot", "peach", "pencil", "pepper",
    "piano", "pillow", "pine", "pirate", "planet", "plum", "pocket", "pond", "potato", "prince", "pumpkin",
    "puzzle", "quartz", "queen", "quilt", "rabbit", "radio", "rain", "raven", "ribbon", "river", "robot",
    "rocket", "rose", "saddle", "salad", "salmon", "school", "shark", "silver", "snow", "spider", "star",
    "sugar", "table",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_a_word_of_its_own() {
        for (at, word) in WORDS.iter().enumerate() {
            assert!(!WORDS[at + 1..].contains(word), "{word}");
            assert!(word.len() <= 8 && word.bytes().all(|byte| byte.is_ascii_lowercase()), "{word}");
        }
    }

    #[test]
    fn a_fingerprint_is_shown_in_three_ways() {
        let fingerprint = std::array::from_fn(|at| u8::try_from(at * 8).expect("small"));
        assert_eq!(words(&fingerprint)[..3], ["acid", "ankle", "atlas"]);
        assert_eq!(words(&fingerprint).len(), 12);
        assert!(digits(&fingerprint).starts_with("0008 1018 2028 "));
        let short = [0, 1, 2, 3, 4, 5, 6, 255];
        let identity = ServerIdentity { fingerprint, short, changed: false };
        assert_eq!(super::short(&identity), "00-01-02-03-04-05-06-ff");
    }
}
