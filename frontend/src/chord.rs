//! The chord that brings the focus from the machine's screen to the bar: Ctrl, Alt and Shift pressed together and released with
//! nothing else in between. Every other key belongs to the machine, combinations with these three included.

/// Watches the keys of the page for the chord.
#[derive(Debug, Default)]
pub(crate) struct Chord {
    control: bool,
    alt: bool,
    shift: bool,
    /// All three were down together, and nothing has spoilt it.
    armed: bool,
}

impl Chord {
    /// Takes a `keydown` (`down`) or `keyup` with its `KeyboardEvent.key`, and says whether it completes the chord.
    pub(crate) fn key(&mut self, key: &str, down: bool) -> bool {
        let held = match key {
            "Control" => &mut self.control,
            "Alt" => &mut self.alt,
            "Shift" => &mut self.shift,
            // What X11 calls the Alt key while Shift is held.
            "Meta" if self.shift => &mut self.alt,
            _ => {
                self.armed = false;
                return false;
            }
        };
        let repeated = *held == down;
        *held = down;
        if down {
            self.armed = (self.armed || !repeated) && self.control && self.alt && self.shift;
            return false;
        }
        std::mem::take(&mut self.armed)
    }

    /// The page lost the keyboard: nothing is known of the keys any more.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays keys, `+Name` down and `-Name` up, and returns after which of them the chord was complete.
    fn play(keys: &str) -> Vec<&str> {
        let mut chord = Chord::default();
        keys.split(' ').filter(|key| chord.key(&key[1..], key.starts_with('+'))).collect()
    }

    #[test]
    fn the_chord_is_three_modifiers_released_with_nothing_between() {
        let rows: &[(&str, &[&str])] = &[
            ("+Control +Alt +Shift -Shift -Alt -Control", &["-Shift"]),
            ("+Shift +Alt +Control -Shift -Alt -Control", &["-Shift"]),
            ("+Alt +Control +Shift +Shift +Shift -Control", &["-Control"]),
            ("+Control +Alt -Alt -Control", &[]),
            ("+Control +Alt +Shift +F1 -F1 -Shift -Alt -Control", &[]),
            ("+Control +Alt +Shift +F1 +Shift -F1 -Shift -Alt -Control", &[]),
            ("+a +Control +Alt +Shift -a -Shift", &[]),
            ("+Control +Alt +Shift +F1 -F1 -Shift +Shift -Shift", &["-Shift"]),
            ("-Shift -Alt -Control", &[]),
            ("+Control +Shift +Meta -Meta", &["-Meta"]),
            ("+Control +Meta +Alt -Meta", &[]),
        ];
        for (keys, expected) in rows {
            assert_eq!(play(keys), *expected, "{keys}");
        }
    }

    #[test]
    fn losing_the_keyboard_starts_afresh() {
        let mut chord = Chord::default();
        for key in ["Control", "Alt", "Shift"] {
            chord.key(key, true);
        }
        chord.forget();
        assert!(!chord.key("Shift", false));
    }
}
