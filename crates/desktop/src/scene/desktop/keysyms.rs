//! What keysyms are called, and which characters they type (the X Window System's keysymdef.h).

/// The character that a keysym types, if it types one.
pub(super) fn character(keysym: u32) -> Option<char> {
    match keysym {
        // Latin-1 is the same numbers.
        0x20..=0x7e | 0xa0..=0xff => char::from_u32(keysym),
        0xff80 => Some(' '),
        0xffaa..=0xffaf | 0xffb0..=0xffb9 | 0xffbd => char::from_u32(keysym - 0xff80),
        0x0100_0100..=0x0110_ffff => char::from_u32(keysym - 0x0100_0000),
        _ => None,
    }
}

/// A keysym's name as in keysymdef.h, for the keys that keyboards have; characters stand for themselves.
pub(super) fn name(keysym: u32) -> String {
    let name = match keysym {
        0 => "NoSymbol",
        0x20 => "space",
        0xa0 => "nobreakspace",
        0xfe03 => "ISO_Level3_Shift",
        0xfe20 => "ISO_Left_Tab",
        0xfe50 => "dead_grave",
        0xfe51 => "dead_acute",
        0xfe52 => "dead_circumflex",
        0xfe53 => "dead_tilde",
        0xfe57 => "dead_diaeresis",
        0xff08 => "BackSpace",
        0xff09 => "Tab",
        0xff0d => "Return",
        0xff13 => "Pause",
        0xff14 => "Scroll_Lock",
        0xff15 => "Sys_Req",
        0xff1b => "Escape",
        0xff20 => "Multi_key",
        0xff50 => "Home",
        0xff51 => "Left",
        0xff52 => "Up",
        0xff53 => "Right",
        0xff54 => "Down",
        0xff55 => "Page_Up",
        0xff56 => "Page_Down",
        0xff57 => "End",
        0xff61 => "Print",
        0xff63 => "Insert",
        0xff67 => "Menu",
        0xff7e => "Mode_switch",
        0xff7f => "Num_Lock",
        0xff8d => "KP_Enter",
        0xff95 => "KP_Home",
        0xff96 => "KP_Left",
        0xff97 => "KP_Up",
        0xff98 => "KP_Right",
        0xff99 => "KP_Down",
        0xff9a => "KP_Page_Up",
        0xff9b => "KP_Page_Down",
        0xff9c => "KP_End",
        0xff9d => "KP_Begin",
        0xff9e => "KP_Insert",
        0xff9f => "KP_Delete",
        0xffe1 => "Shift_L",
        0xffe2 => "Shift_R",
        0xffe3 => "Control_L",
        0xffe4 => "Control_R",
        0xffe5 => "Caps_Lock",
        0xffe7 => "Meta_L",
        0xffe8 => "Meta_R",
        0xffe9 => "Alt_L",
        0xffea => "Alt_R",
        0xffeb => "Super_L",
        0xffec => "Super_R",
        0xffff => "Delete",
        0xffbe..=0xffe0 => return format!("F{}", keysym - 0xffbd),
        0xffaa..=0xffb9 | 0xffbd => {
            return character(keysym).map_or_else(String::new, |character| format!("KP_{character}"));
        }
        _ => {
            return character(keysym)
                .map_or_else(|| format!("0x{keysym:04x}"), |character| character.to_string());
        }
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keysyms_type_their_characters() {
        let table = [
            (0x41, Some('A')),
            (0xe9, Some('é')),
            (0xffb7, Some('7')),
            (0xffab, Some('+')),
            (0x0100_20ac, Some('€')),
            (0xffe1, None),
            (0xff0d, None),
        ];
        for (keysym, expected) in table {
            assert_eq!(character(keysym), expected, "{keysym:#x}");
        }
    }

    #[test]
    fn keysyms_have_names() {
        let table = [
            (0xffe1, "Shift_L"),
            (0x61, "a"),
            (0x20, "space"),
            (0xffc9, "F12"),
            (0xffb0, "KP_0"),
            (0x1008_ff11, "0x1008ff11"),
        ];
        for (keysym, expected) in table {
            assert_eq!(name(keysym), expected, "{keysym:#x}");
        }
    }
}
