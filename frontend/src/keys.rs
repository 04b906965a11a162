//! The keys of the menu: those that the browser or the system keeps for itself, or that a keyboard lacks.

use session::{Command, KeySpec};

/// One entry of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Combination {
    /// What the keys are called, in the order they are pressed.
    pub(crate) label: &'static str,
    /// `KeyboardEvent.code` and `KeyboardEvent.key` of each.
    keys: &'static [(&'static str, &'static str)],
}

const ALT: (&str, &str) = ("AltLeft", "Alt");
const CONTROL: (&str, &str) = ("ControlLeft", "Control");
const SUPER: (&str, &str) = ("MetaLeft", "Meta");
const TAB: (&str, &str) = ("Tab", "Tab");

/// The menu, but for [`Command::ctrl_alt_function`].
pub(crate) const COMBINATIONS: &[Combination] = &[
    Combination { label: "Esc", keys: &[("Escape", "Escape")] },
    Combination { label: "Tab", keys: &[TAB] },
    Combination { label: "Alt+Tab", keys: &[ALT, TAB] },
    Combination { label: "Alt+F4", keys: &[ALT, ("F4", "F4")] },
    Combination { label: "Ctrl+Esc", keys: &[CONTROL, ("Escape", "Escape")] },
    Combination { label: "Ctrl+W", keys: &[CONTROL, ("KeyW", "w")] },
    Combination { label: "Super", keys: &[SUPER] },
    Combination { label: "Super+L", keys: &[SUPER, ("KeyL", "l")] },
    Combination { label: "Print Screen", keys: &[("PrintScreen", "PrintScreen")] },
];

/// How many function keys a keyboard has.
pub(crate) const FUNCTION_KEYS: u8 = 12;

impl Combination {
    /// The command that presses the keys.
    pub(crate) fn command(self) -> Command {
        Command::Keys(self.keys.iter().map(|(code, key)| KeySpec::new(*code, *key)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_names_as_many_keys_as_are_pressed() {
        for combination in COMBINATIONS {
            let Command::Keys(keys) = combination.command() else { panic!("not keys") };
            assert_eq!(combination.label.split('+').count(), keys.len(), "{}", combination.label);
        }
    }
}
