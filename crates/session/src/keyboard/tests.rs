//! What each system's peculiarities become, as a script of events and the strokes that they cause.

use std::time::Duration;

use super::{Keyboard, Stroke};
use crate::command::{KeyInput, KeyLocation, KeySpec, Modifiers};
use crate::event::Lights;
use crate::options::Platform;

const NONE: Modifiers = Modifiers {
    shift: false,
    control: false,
    alt: false,
    meta: false,
    alt_graph: false,
    caps_lock: false,
    num_lock: false,
    scroll_lock: false,
};
const SHIFT: Modifiers = Modifiers { shift: true, ..NONE };
const CONTROL: Modifiers = Modifiers { control: true, ..NONE };
const META: Modifiers = Modifiers { meta: true, ..NONE };
const META_SHIFT: Modifiers = Modifiers { meta: true, shift: true, ..NONE };
const ALT_GRAPH: Modifiers = Modifiers { alt_graph: true, ..NONE };

/// A keyboard, and what it has done so far in the notation of [`Script::expect`].
struct Script {
    keyboard: Keyboard,
    strokes: Vec<Stroke>,
    now: Duration,
}

impl Script {
    fn on(platform: Platform) -> Self {
        Self { keyboard: Keyboard::new(platform), strokes: Vec::new(), now: Duration::from_secs(1) }
    }

    fn event(&mut self, down: bool, code: &str, key: &str, modifiers: Modifiers) -> &mut Self {
        let location = KeySpec::new(code, key).location();
        let input =
            KeyInput { down, code: code.to_owned(), key: key.to_owned(), location, modifiers, at: self.now };
        self.keyboard.input(&input, self.now, &mut self.strokes);
        self
    }

    fn down(&mut self, code: &str, key: &str, modifiers: Modifiers) -> &mut Self {
        self.event(true, code, key, modifiers)
    }

    fn up(&mut self, code: &str, key: &str, modifiers: Modifiers) -> &mut Self {
        self.event(false, code, key, modifiers)
    }

    fn after(&mut self, milliseconds: u64) -> &mut Self {
        self.now += Duration::from_millis(milliseconds);
        self.keyboard.tick(self.now, &mut self.strokes);
        self
    }

    fn release_all(&mut self) -> &mut Self {
        self.keyboard.release_all(&mut self.strokes);
        self
    }

    /// Compares the strokes since the last call, each written as `+` or `-` and the keysym in hexadecimal.
    #[track_caller]
    fn expect(&mut self, expected: &str) -> &mut Self {
        let strokes: Vec<String> = self
            .strokes
            .drain(..)
            .map(|stroke| format!("{}{:x}", if stroke.down { '+' } else { '-' }, stroke.keysym))
            .collect();
        assert_eq!(strokes.join(" "), expected);
        self
    }
}

#[test]
fn a_key_goes_up_as_what_it_went_down() {
    Script::on(Platform::Other)
        .down("ShiftLeft", "Shift", SHIFT)
        .down("KeyA", "A", SHIFT)
        .up("ShiftLeft", "Shift", NONE)
        .down("KeyA", "a", NONE)
        .up("KeyA", "a", NONE)
        .expect("+ffe1 +41 -ffe1 +41 -41");
}

#[test]
fn repeats_are_presses_and_unknown_releases_are_nothing() {
    Script::on(Platform::Other)
        .down("KeyA", "a", NONE)
        .down("KeyA", "a", NONE)
        .up("KeyA", "a", NONE)
        .up("KeyA", "a", NONE)
        .up("KeyB", "b", NONE)
        .expect("+61 +61 -61");
}

#[test]
fn everything_is_released_the_last_key_first() {
    Script::on(Platform::Other)
        .down("ControlLeft", "Control", CONTROL)
        .down("KeyC", "c", CONTROL)
        .expect("+ffe3 +63")
        .release_all()
        .expect("-63 -ffe3")
        .up("KeyC", "c", NONE)
        .up("ControlLeft", "Control", NONE)
        .expect("");
}

#[test]
fn keys_without_a_code_are_released_at_once() {
    Script::on(Platform::Other)
        .down("", "a", NONE)
        .up("", "a", NONE)
        .down("Unidentified", "Enter", NONE)
        .down("", "Unidentified", NONE)
        .expect("+61 -61 +ff0d -ff0d");
}

#[test]
fn keys_without_a_meaning_of_their_own_have_a_scancode_only() {
    // A dead key, and one of which a browser says only that an input method has it.
    for key in ["Dead", "Process"] {
        let mut script = Script::on(Platform::Other);
        script.down("Quote", key, NONE);
        assert_eq!(script.strokes, [Stroke { keysym: 0, scancode: Some(0x28), down: true }]);
        script.up("Quote", key, NONE).expect("+0 -0");
    }
    Script::on(Platform::Other).down("Fn", "Fn", NONE).down("", "Process", NONE).expect("");
}

#[test]
fn alt_gr_on_windows_comes_without_its_control() {
    let mut script = Script::on(Platform::Windows);
    script
        .down("ControlLeft", "Control", CONTROL)
        .expect("")
        .after(1)
        .down("AltRight", "Alt", NONE)
        .expect("+fe03")
        .down("KeyQ", "@", ALT_GRAPH)
        .up("KeyQ", "@", ALT_GRAPH)
        .expect("+40 -40");
    // The repeat of the pair.
    script.after(500).down("ControlLeft", "Control", CONTROL).down("AltRight", "Alt", NONE).expect("+fe03");
    script.up("ControlLeft", "Control", NONE).up("AltRight", "Alt", NONE).expect("-fe03");
    assert_eq!(script.keyboard.deadline(), None);
}

#[test]
fn a_control_on_windows_that_is_no_alt_gr_is_sent_once_that_is_known() {
    let control_down = |script: &mut Script| {
        script.down("ControlLeft", "Control", CONTROL).expect("");
    };
    let mut script = Script::on(Platform::Windows);
    control_down(&mut script);
    assert_eq!(script.keyboard.deadline(), Some(Duration::from_millis(1100)));
    script.after(99).expect("").after(1).expect("+ffe3");
    // A repeat is not withheld any more.
    script.down("ControlLeft", "Control", CONTROL).expect("+ffe3");
    script.up("ControlLeft", "Control", NONE).expect("-ffe3");

    control_down(&mut script);
    script.down("KeyC", "c", CONTROL).expect("+ffe3 +63").release_all().expect("-63 -ffe3");

    control_down(&mut script);
    script.up("ControlLeft", "Control", NONE).expect("+ffe3 -ffe3");

    // Control, and a moment later the right Alt by itself.
    control_down(&mut script);
    script
        .after(50)
        .down("AltRight", "Alt", CONTROL)
        .expect("+ffe3 +ffea")
        .release_all()
        .expect("-ffea -ffe3");

    // A Control that was never sent needs no release.
    control_down(&mut script);
    script.release_all().after(200).expect("");
}

#[test]
fn control_is_sent_at_once_where_alt_gr_is_a_key_of_its_own() {
    for platform in [Platform::Mac, Platform::Other] {
        Script::on(platform).down("ControlLeft", "Control", CONTROL).expect("+ffe3");
    }
    Script::on(Platform::Other).down("AltRight", "AltGraph", ALT_GRAPH).expect("+fe03");
}

#[test]
fn windows_forgets_to_release_the_second_shift() {
    Script::on(Platform::Windows)
        .down("ShiftLeft", "Shift", SHIFT)
        .down("ShiftRight", "Shift", SHIFT)
        .up("ShiftRight", "Shift", NONE)
        .expect("+ffe1 +ffe2 -ffe2 -ffe1");
    Script::on(Platform::Other)
        .down("ShiftLeft", "Shift", SHIFT)
        .down("ShiftRight", "Shift", SHIFT)
        .up("ShiftLeft", "Shift", NONE)
        .expect("+ffe1 +ffe2 -ffe1")
        .up("ShiftRight", "Shift", NONE)
        .expect("-ffe2");
}

#[test]
fn windows_reports_only_the_release_of_print_screen() {
    Script::on(Platform::Windows).up("PrintScreen", "PrintScreen", NONE).expect("+ff61 -ff61");
    Script::on(Platform::Windows)
        .down("PrintScreen", "PrintScreen", NONE)
        .up("PrintScreen", "PrintScreen", NONE)
        .expect("+ff61 -ff61");
    Script::on(Platform::Other).up("PrintScreen", "PrintScreen", NONE).expect("");
}

#[test]
fn switching_keys_of_east_asian_keyboards_are_released_at_once_on_windows() {
    for (code, key, keysym) in [
        ("Backquote", "Zenkaku", "ff2a"),
        ("Backquote", "Hankaku", "ff2a"),
        ("CapsLock", "Alphanumeric", "ff30"),
        ("Lang3", "Katakana", "ff26"),
        ("KanaMode", "Hiragana", "ff25"),
        ("KanaMode", "Romaji", "ff24"),
        ("KanaMode", "KanaMode", "ff24"),
        ("Lang1", "HangulMode", "ff31"),
        ("Lang2", "HanjaMode", "ff34"),
    ] {
        Script::on(Platform::Windows)
            .down(code, key, NONE)
            .down(code, key, NONE)
            .up(code, key, NONE)
            .expect(&format!("+{keysym} -{keysym} +{keysym} -{keysym}"));
    }
    Script::on(Platform::Other).down("Backquote", "Zenkaku", NONE).expect("+ff28");
}

#[test]
fn a_mac_reports_no_release_while_command_is_down() {
    Script::on(Platform::Mac)
        .down("MetaLeft", "Meta", META)
        .expect("+ffe9")
        .down("KeyV", "v", META)
        .expect("+76 -76")
        .down("KeyV", "v", META)
        .expect("+76 -76")
        .down("ShiftLeft", "Shift", META_SHIFT)
        .down("KeyZ", "z", META_SHIFT)
        .up("ShiftLeft", "Shift", META)
        .expect("+ffe1 +7a -7a -ffe1")
        .up("MetaLeft", "Meta", NONE)
        .expect("-ffe9");
    // Held before Command was: its release is lost as well.
    Script::on(Platform::Mac)
        .down("KeyX", "x", NONE)
        .down("MetaLeft", "Meta", META)
        .up("MetaLeft", "Meta", NONE)
        .expect("+78 +ffe9 -ffe9 -78");
}

#[test]
fn a_mac_reports_the_state_of_caps_lock_and_not_its_key() {
    Script::on(Platform::Mac)
        .down("CapsLock", "CapsLock", NONE)
        .expect("+ffe5 -ffe5")
        .up("CapsLock", "CapsLock", NONE)
        .expect("+ffe5 -ffe5");
    Script::on(Platform::Other)
        .down("CapsLock", "CapsLock", NONE)
        .up("CapsLock", "CapsLock", NONE)
        .expect("+ffe5 -ffe5");
}

#[test]
fn command_and_option_on_a_mac_are_what_they_are_used_for() {
    for (code, key, keysym) in [
        ("MetaLeft", "Meta", "ffe9"),
        ("MetaRight", "Meta", "ffeb"),
        ("AltLeft", "Alt", "ff7e"),
        ("AltRight", "Alt", "fe03"),
    ] {
        Script::on(Platform::Mac).down(code, key, NONE).expect(&format!("+{keysym}"));
    }
}

#[test]
fn a_modifier_whose_release_was_lost_is_released_by_the_next_key() {
    Script::on(Platform::Other)
        .down("ControlLeft", "Control", CONTROL)
        .down("KeyA", "a", NONE)
        .expect("+ffe3 -ffe3 +61");
    // AltGr hides Control and Alt from the event, but they are down.
    Script::on(Platform::Other)
        .down("ControlLeft", "Control", CONTROL)
        .down("KeyE", "€", ALT_GRAPH)
        .expect("+ffe3 +20ac");
    // Linux calls Alt with Shift Meta, and does not report it as such.
    Script::on(Platform::Other)
        .down("ShiftLeft", "Shift", SHIFT)
        .down("AltLeft", "Meta", SHIFT)
        .down("KeyA", "A", SHIFT)
        .expect("+ffe1 +ffe7 +41");
}

#[test]
fn combinations_are_pressed_in_order_and_released_in_reverse() {
    let keys = [
        KeySpec::new("ControlLeft", "Control"),
        KeySpec::new("AltLeft", "Alt"),
        KeySpec::new("Delete", "Delete"),
    ];
    let mut script = Script::on(Platform::Mac);
    script.keyboard.combination(&keys, &mut script.strokes);
    assert_eq!(
        script.strokes.iter().map(|stroke| stroke.scancode.unwrap()).collect::<Vec<_>>(),
        [0x1d, 0x38, 0xe053, 0xe053, 0x38, 0x1d]
    );
    script.expect("+ffe3 +ffe9 +ffff -ffff -ffe9 -ffe3");
    // What the user holds is left alone.
    script.down("ControlLeft", "Control", CONTROL).expect("+ffe3");
    script.keyboard.combination(&keys, &mut script.strokes);
    script.expect("+ffe9 +ffff -ffff -ffe9").up("ControlLeft", "Control", NONE).expect("-ffe3");
}

#[test]
fn a_withheld_control_goes_before_what_it_modifies() {
    let mut script = Script::on(Platform::Windows);
    script.down("ControlLeft", "Control", CONTROL).expect("");
    script.keyboard.settle(&mut script.strokes);
    script.expect("+ffe3");
}

#[test]
fn the_location_comes_from_the_event() {
    for (location, keysym) in [
        (KeyLocation::Standard, 0xff0d),
        (KeyLocation::Left, 0xff0d),
        (KeyLocation::Right, 0xff0d),
        (KeyLocation::Numpad, 0xff8d),
    ] {
        let mut script = Script::on(Platform::Other);
        let input = KeyInput {
            down: true,
            code: "NumpadEnter".to_owned(),
            key: "Enter".to_owned(),
            location,
            modifiers: NONE,
            at: Duration::ZERO,
        };
        script.keyboard.input(&input, script.now, &mut script.strokes);
        assert_eq!(script.strokes[0].keysym, keysym);
    }
}

#[test]
fn a_shortcut_on_another_alphabet_means_the_latin_letter_of_its_key() {
    let control_shift = Modifiers { control: true, shift: true, ..NONE };
    Script::on(Platform::Other)
        // By itself the key types what is printed on it, Cyrillic es.
        .down("KeyC", "с", NONE)
        .up("KeyC", "с", NONE)
        .expect("+6d3 -6d3")
        .down("KeyC", "с", CONTROL)
        .up("KeyC", "с", NONE)
        .expect("+63 -63")
        .down("KeyV", "М", control_shift)
        .up("KeyV", "М", control_shift)
        .expect("+56 -56")
        // Accented Latin letters have keys of their own, and so have digits and signs.
        .down("KeyQ", "ä", CONTROL)
        .up("KeyQ", "ä", CONTROL)
        .expect("+e4 -e4");
}

#[test]
fn text_has_its_case_whatever_the_vm_s_caps_lock() {
    let mut script = Script::on(Platform::Other);
    let type_both = |script: &mut Script| script.keyboard.text("aA", true, &mut script.strokes);
    type_both(&mut script);
    script.expect("+61 -61 +ffe1 +41 -41 -ffe1");
    script.keyboard.lights_told(Lights { caps: true, ..Lights::default() });
    type_both(&mut script);
    script.expect("+ffe1 +61 -61 -ffe1 +41 -41");
    // The user switches it: until the server tells more, it counts as off.
    script.down("CapsLock", "CapsLock", NONE).up("CapsLock", "CapsLock", NONE).expect("+ffe5 -ffe5");
    type_both(&mut script);
    script.expect("+61 -61 +ffe1 +41 -41 -ffe1");
}
