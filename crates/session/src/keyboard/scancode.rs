//! From `KeyboardEvent.code` to the PC keyboard's scancodes.

/// The XT (set 1) make code of a physical key, with `0xe0` as the high byte of those that have that prefix; `None`
/// for keys that a PC keyboard does not have.
///
/// The codes are those of the W3C's *UI Events KeyboardEvent code Values*, with the names that browsers used before
/// it. Where keyboards and systems differ (F13 and above, the keys of Sun keyboards), the numbers are those that QEMU
/// knows, since the QEMU extended key event is what carries them. Two keys whose real codes are long sequences have
/// the short ones that this message prescribes: Print Screen and Pause.
pub(crate) fn scancode(code: &str) -> Option<u32> {
    TABLE.binary_search_by_key(&code, |&(name, _)| name).ok().map(|at| TABLE[at].1)
}

/// In the order of their names' bytes.
const TABLE: &[(&str, u32)] = &[
    ("Again", 0xe005),
    ("AltLeft", 0x38),
    ("AltRight", 0xe038),
    ("ArrowDown", 0xe050),
    ("ArrowLeft", 0xe04b),
    ("ArrowRight", 0xe04d),
    ("ArrowUp", 0xe048),
    ("AudioVolumeDown", 0xe02e),
    ("AudioVolumeMute", 0xe020),
    ("AudioVolumeUp", 0xe030),
    ("Backquote", 0x29),
    ("Backslash", 0x2b),
    ("Backspace", 0x0e),
    ("BracketLeft", 0x1a),
    ("BracketRight", 0x1b),
    ("BrowserBack", 0xe06a),
    ("BrowserFavorites", 0xe066),
    ("BrowserForward", 0xe069),
    ("BrowserHome", 0xe032),
    ("BrowserRefresh", 0xe067),
    ("BrowserSearch", 0xe065),
    ("BrowserStop", 0xe068),
    ("CapsLock", 0x3a),
    ("Comma", 0x33),
    ("ContextMenu", 0xe05d),
    ("ControlLeft", 0x1d),
    ("ControlRight", 0xe01d),
    ("Convert", 0x79),
    ("Copy", 0xe078),
    ("Cut", 0xe03c),
    ("Delete", 0xe053),
    ("Digit0", 0x0b),
    ("Digit1", 0x02),
    ("Digit2", 0x03),
    ("Digit3", 0x04),
    ("Digit4", 0x05),
    ("Digit5", 0x06),
    ("Digit6", 0x07),
    ("Digit7", 0x08),
    ("Digit8", 0x09),
    ("Digit9", 0x0a),
    ("Eject", 0xe07d),
    ("End", 0xe04f),
    ("Enter", 0x1c),
    ("Equal", 0x0d),
    ("Escape", 0x01),
    ("F1", 0x3b),
    ("F10", 0x44),
    ("F11", 0x57),
    ("F12", 0x58),
    ("F13", 0x5d),
    ("F14", 0x5e),
    ("F15", 0x5f),
    ("F16", 0x55),
    ("F17", 0xe003),
    ("F18", 0xe077),
    ("F19", 0xe004),
    ("F2", 0x3c),
    ("F20", 0x5a),
    ("F21", 0x74),
    ("F22", 0xe079),
    ("F23", 0x6d),
    ("F24", 0x6f),
    ("F3", 0x3d),
    ("F4", 0x3e),
    ("F5", 0x3f),
    ("F6", 0x40),
    ("F7", 0x41),
    ("F8", 0x42),
    ("F9", 0x43),
    ("Find", 0xe041),
    ("Help", 0xe075),
    ("Hiragana", 0x77),
    ("Home", 0xe047),
    ("Insert", 0xe052),
    ("IntlBackslash", 0x56),
    // The ABNT2 keyboard's extra key, `/` and `?`, has the position of the Japanese `ro`.
    ("IntlRo", 0x73),
    ("IntlYen", 0x7d),
    ("KanaMode", 0x70),
    ("Katakana", 0x78),
    ("KeyA", 0x1e),
    ("KeyB", 0x30),
    ("KeyC", 0x2e),
    ("KeyD", 0x20),
    ("KeyE", 0x12),
    ("KeyF", 0x21),
    ("KeyG", 0x22),
    ("KeyH", 0x23),
    ("KeyI", 0x17),
    ("KeyJ", 0x24),
    ("KeyK", 0x25),
    ("KeyL", 0x26),
    ("KeyM", 0x32),
    ("KeyN", 0x31),
    ("KeyO", 0x18),
    ("KeyP", 0x19),
    ("KeyQ", 0x10),
    ("KeyR", 0x13),
    ("KeyS", 0x1f),
    ("KeyT", 0x14),
    ("KeyU", 0x16),
    ("KeyV", 0x2f),
    ("KeyW", 0x11),
    ("KeyX", 0x2d),
    ("KeyY", 0x15),
    ("KeyZ", 0x2c),
    // Hangul and Hanja; on a Mac's Japanese keyboard, Kana and Eisu.
    ("Lang1", 0x72),
    ("Lang2", 0x71),
    // Katakana, Hiragana, Zenkaku/Hankaku on USB keyboards.
    ("Lang3", 0x78),
    ("Lang4", 0x77),
    ("Lang5", 0x76),
    ("LaunchApp1", 0xe06b),
    ("LaunchApp2", 0xe021),
    ("LaunchMail", 0xe06c),
    ("LaunchMediaPlayer", 0xe06d),
    ("MediaPlayPause", 0xe022),
    ("MediaSelect", 0xe06d),
    ("MediaStop", 0xe024),
    ("MediaTrackNext", 0xe019),
    ("MediaTrackPrevious", 0xe010),
    ("MetaLeft", 0xe05b),
    ("MetaRight", 0xe05c),
    ("Minus", 0x0c),
    ("NonConvert", 0x7b),
    ("NumLock", 0x45),
    ("Numpad0", 0x52),
    ("Numpad1", 0x4f),
    ("Numpad2", 0x50),
    ("Numpad3", 0x51),
    ("Numpad4", 0x4b),
    ("Numpad5", 0x4c),
    ("Numpad6", 0x4d),
    ("Numpad7", 0x47),
    ("Numpad8", 0x48),
    ("Numpad9", 0x49),
    ("NumpadAdd", 0x4e),
    ("NumpadComma", 0x7e),
    ("NumpadDecimal", 0x53),
    ("NumpadDivide", 0xe035),
    ("NumpadEnter", 0xe01c),
    ("NumpadEqual", 0x59),
    ("NumpadMultiply", 0x37),
    ("NumpadParenLeft", 0xe076),
    ("NumpadParenRight", 0xe07b),
    ("NumpadSubtract", 0x4a),
    // Firefox's names before it took the specification's.
    ("OSLeft", 0xe05b),
    ("OSRight", 0xe05c),
    ("Open", 0x64),
    ("PageDown", 0xe051),
    ("PageUp", 0xe049),
    ("Paste", 0x65),
    ("Pause", 0xe046),
    ("Period", 0x34),
    ("Power", 0xe05e),
    ("PrintScreen", 0x54),
    ("Props", 0xe006),
    ("Quote", 0x28),
    ("ScrollLock", 0x46),
    ("Semicolon", 0x27),
    ("ShiftLeft", 0x2a),
    ("ShiftRight", 0x36),
    ("Slash", 0x35),
    ("Sleep", 0xe05f),
    ("Space", 0x39),
    ("Suspend", 0xe025),
    ("Tab", 0x0f),
    ("Undo", 0xe007),
    ("VolumeDown", 0xe02e),
    ("VolumeMute", 0xe020),
    ("VolumeUp", 0xe030),
    ("WakeUp", 0xe063),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_so_that_every_key_is_found() {
        assert!(TABLE.is_sorted_by(|a, b| a.0 < b.0));
        for &(code, expected) in TABLE {
            assert_eq!(scancode(code), Some(expected), "{code}");
        }
        assert_eq!(scancode("Fn"), None);
        assert_eq!(scancode(""), None);
    }

    #[test]
    fn every_scancode_fits_the_extended_key_event() {
        for &(code, scancode) in TABLE {
            assert!(matches!(scancode >> 8, 0 | 0xe0), "{code}");
            assert!((1..0x7f).contains(&(scancode & 0xff)), "{code}");
        }
    }

    #[test]
    fn two_keys_share_a_scancode_only_under_two_names() {
        let synonyms = [
            ["AudioVolumeDown", "VolumeDown"],
            ["AudioVolumeMute", "VolumeMute"],
            ["AudioVolumeUp", "VolumeUp"],
            ["Hiragana", "Lang4"],
            ["Katakana", "Lang3"],
            ["LaunchMediaPlayer", "MediaSelect"],
            ["MetaLeft", "OSLeft"],
            ["MetaRight", "OSRight"],
        ];
        for (at, &(one, scancode)) in TABLE.iter().enumerate() {
            for &(other, _) in TABLE[at + 1..].iter().filter(|row| row.1 == scancode) {
                assert!(synonyms.contains(&[one, other]), "{one} and {other}");
            }
        }
    }
}
