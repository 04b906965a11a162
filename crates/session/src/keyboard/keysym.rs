//! Which X keysym a key event means.

use xkeysym::{Keysym, key};

use super::named::named;
use crate::command::{KeyInput, KeyLocation};
use crate::options::Platform;

/// The keysym that an event means; `None` if there is none, as for a dead key: browsers do not say which accent it
/// carries.
pub(crate) fn keysym(input: &KeyInput, platform: Platform) -> Option<u32> {
    let (key_name, code) = (input.key.as_str(), input.code.as_str());
    match (key_name, code) {
        // Chrome's slip for the keypad's Delete.
        ("\0", "NumpadDecimal") => return Some(key::KP_Delete),
        // With Shift held, Linux reports Alt as what X calls Meta.
        ("Meta", "AltLeft") => return Some(key::Meta_L),
        ("Meta", "AltRight") => return Some(key::Meta_R),
        // A Mac's keypad has Clear where others have NumLock.
        ("Clear", "NumLock") => return Some(key::Num_Lock),
        // Windows reports these by turns, as if it had switched; the guest's own input method knows better.
        ("Zenkaku" | "Hankaku", _) if platform == Platform::Windows => return Some(key::Zenkaku_Hankaku),
        ("Romaji" | "KanaMode", _) if platform == Platform::Windows => return Some(key::Romaji),
        _ => {}
    }
    let location = match input.location {
        // Safari does not say that it is the right one.
        KeyLocation::Standard if matches!(code, "MetaRight" | "OSRight") => KeyLocation::Right,
        location => location,
    };
    let mut characters = key_name.chars();
    let keysym = match (characters.next(), characters.next()) {
        (Some(character), None) => match shortcut_letter(character, input) {
            Some(letter) => u32::from(letter),
            None => printable(character, location)?,
        },
        _ => {
            let named = named(key_name)?;
            match location {
                KeyLocation::Standard | KeyLocation::Left => named.standard,
                KeyLocation::Right => named.right,
                KeyLocation::Numpad => named.numpad,
            }
        }
    };
    Some(if platform == Platform::Mac { on_a_mac(keysym) } else { keysym })
}

/// The keysym of a character typed without a key: Latin-1 as it is, the older alphabets by X's own numbers, and
/// everything else by its code point. Control characters are the keys that send them; those without one have none.
pub(crate) fn from_character(character: char) -> Option<u32> {
    match character {
        '\n' | '\r' => Some(key::Return),
        '\t' => Some(key::Tab),
        '\u{8}' => Some(key::BackSpace),
        '\u{1b}' => Some(key::Escape),
        '\u{7f}' => Some(key::Delete),
        control if control.is_control() => None,
        character => match Keysym::from_char(character) {
            Keysym::NoSymbol => None,
            keysym => Some(keysym.raw()),
        },
    }
}

/// The Latin letter that a key means in a shortcut on a keyboard of another alphabet: Ctrl-C is pressed where C is
/// printed small beside the letter of that alphabet. A guest without that alphabet has no key for the other letter at all.
fn shortcut_letter(character: char, input: &KeyInput) -> Option<char> {
    /// Where the Latin alphabets with their accents end.
    const LATIN_END: char = '\u{250}';
    let modifiers = input.modifiers;
    let shortcut = (modifiers.control || modifiers.alt || modifiers.meta) && !modifiers.alt_graph;
    if !shortcut || character < LATIN_END || !character.is_alphabetic() {
        return None;
    }
    let mut letters = input.code.strip_prefix("Key")?.chars();
    let letter = letters.next().filter(|_| letters.next().is_none())?;
    Some(if modifiers.shift { letter } else { letter.to_ascii_lowercase() })
}

fn printable(character: char, location: KeyLocation) -> Option<u32> {
    if location == KeyLocation::Numpad
        && let Some(keysym) = on_the_keypad(character)
    {
        return Some(keysym);
    }
    from_character(character)
}

/// NumLock needs no bookkeeping here: the browser's system has applied it, so a keypad key comes as `7` or as `Home`,
/// and the keysyms tell the two apart. QEMU and the X servers adjust their own NumLock to the keysym they are sent, and
/// do the same with CapsLock and the case of letters.
fn on_the_keypad(character: char) -> Option<u32> {
    Some(match character {
        '0'..='9' => key::KP_0 + (u32::from(character) - u32::from('0')),
        '+' => key::KP_Add,
        '-' => key::KP_Subtract,
        '*' => key::KP_Multiply,
        '/' => key::KP_Divide,
        '.' => key::KP_Decimal,
        ',' => key::KP_Separator,
        '=' => key::KP_Equal,
        ' ' => key::KP_Space,
        _ => return None,
    })
}

/// Option types third-level characters as AltGr does, and Command is where others have Alt. So they are sent as what
/// they are used for; other VNC viewers for the Mac do the same.
fn on_a_mac(keysym: u32) -> u32 {
    match keysym {
        key::Super_L => key::Alt_L,
        key::Super_R => key::Super_L,
        key::Alt_L => key::Mode_switch,
        key::Alt_R => key::ISO_Level3_Shift,
        other => other,
    }
}
