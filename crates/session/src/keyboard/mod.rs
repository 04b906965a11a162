//! What keys mean: from key events to presses and releases of keysyms and scancodes.
//!
//! A key is known by its `code` while it is down, and goes up as the keysym as which it went down, whatever the
//! modifiers have become meanwhile. On top of that come the ways in which systems hide or invent key events; each is
//! described where it is handled.

mod keysym;
mod locks;
mod named;
mod scancode;
mod text;

#[cfg(test)]
mod tests;

use std::time::Duration;

use xkeysym::key;

use self::keysym::keysym;
use self::locks::Locks;
use self::scancode::scancode;
use crate::command::{KeyInput, KeySpec, Modifiers};
use crate::event::Lights;
use crate::options::Platform;

/// A key pressed or released, as the protocol tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stroke {
    /// The X keysym; 0 if there is none, which only a scancode can carry.
    pub(crate) keysym: u32,
    /// The scancode of the physical key, if there is one; see [`mod@scancode`].
    pub(crate) scancode: Option<u32>,
    /// Pressed, or pressed still.
    pub(crate) down: bool,
}

impl Stroke {
    const fn released(self) -> Self {
        Self { down: false, ..self }
    }
}

const SHIFT: Stroke = Stroke { keysym: key::Shift_L, scancode: Some(0x2a), down: true };
const CONTROL: Stroke = Stroke { keysym: key::Control_L, scancode: Some(0x1d), down: true };

/// How close to the Control that Windows invents for it AltGr follows, by the events' own time stamps. Both come from
/// one interrupt; two fingers are slower.
const ALT_GR_GAP: Duration = Duration::from_millis(50);
/// How long a left Control is withheld on Windows until it is taken for what it seems. Longer than the gap, because
/// the events may be delivered late.
const CONTROL_WITHHELD: Duration = Duration::from_millis(100);

/// The keys that are down, and what each event does to them.
#[derive(Debug)]
pub(crate) struct Keyboard {
    platform: Platform,
    /// In the order in which they went down.
    held: Vec<Held>,
    withheld_control: Option<WithheldControl>,
    locks: Locks,
}

#[derive(Debug)]
struct Held {
    code: String,
    stroke: Stroke,
    modifier: Option<Modifier>,
}

/// A left Control on Windows that may turn out to be half of AltGr.
#[derive(Clone, Copy, Debug)]
struct WithheldControl {
    /// The event's own time.
    at: Duration,
    /// When waiting ends.
    until: Duration,
}

/// The modifiers whose release is noticed even if no event tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Modifier {
    Shift,
    Control,
    Alt,
}

impl Keyboard {
    pub(crate) fn new(platform: Platform) -> Self {
        Self { platform, held: Vec::new(), withheld_control: None, locks: Locks::default() }
    }

    /// A `keydown` or `keyup`.
    pub(crate) fn input(&mut self, input: &KeyInput, now: Duration, strokes: &mut Vec<Stroke>) {
        let already = strokes.len();
        if input.down {
            self.press(input, now, strokes);
        } else {
            self.release(input, strokes);
        }
        self.locks.pressed(&strokes[already..]);
    }

    /// The server has told the lights of the VM's keyboard.
    pub(crate) fn lights_told(&mut self, lights: Lights) {
        self.locks.told(lights);
    }

    /// Text for which there are no key events; `scancodes` tells that the server prefers scancodes.
    pub(crate) fn text(&mut self, text: &str, scancodes: bool, strokes: &mut Vec<Stroke>) {
        self.settle(strokes);
        text::type_text(text, scancodes, self.locks.caps_is_on(), strokes);
    }

    /// Presses these keys in order and releases them in reverse order. Keys that the user holds stay as they are.
    pub(crate) fn combination(&mut self, keys: &[KeySpec], strokes: &mut Vec<Stroke>) {
        self.settle(strokes);
        let pressed: Vec<Stroke> = keys
            .iter()
            .filter(|spec| self.held(&spec.code).is_none())
            .filter_map(|spec| {
                let input = KeyInput {
                    down: true,
                    code: spec.code.clone(),
                    key: spec.key.clone(),
                    location: spec.location(),
                    modifiers: Modifiers::default(),
                    at: Duration::ZERO,
                };
                // The page's own keys are what they are called, whatever the platform does to those of the user.
                stroke(keysym(&input, Platform::Other), &spec.code)
            })
            .collect();
        strokes.extend(&pressed);
        strokes.extend(pressed.iter().rev().map(|stroke| stroke.released()));
        self.locks.pressed(&pressed);
    }

    /// Stops waiting for more to be known about a key: something else happens that it may modify.
    pub(crate) fn settle(&mut self, strokes: &mut Vec<Stroke>) {
        if self.withheld_control.take().is_some() {
            self.hold("ControlLeft", CONTROL, Some(Modifier::Control), strokes);
        }
    }

    /// Releases everything, the last key first.
    pub(crate) fn release_all(&mut self, strokes: &mut Vec<Stroke>) {
        self.withheld_control = None;
        strokes.extend(self.held.drain(..).rev().map(|held| held.stroke.released()));
    }

    /// When [`Keyboard::tick`] has something to do.
    pub(crate) fn deadline(&self) -> Option<Duration> {
        self.withheld_control.map(|control| control.until)
    }

    pub(crate) fn tick(&mut self, now: Duration, strokes: &mut Vec<Stroke>) {
        if self.deadline().is_some_and(|deadline| deadline <= now) {
            self.settle(strokes);
        }
    }

    fn press(&mut self, input: &KeyInput, now: Duration, strokes: &mut Vec<Stroke>) {
        let is_alt_gr = self.is_alt_gr(input);
        if is_alt_gr {
            self.withheld_control = None;
        }
        self.settle(strokes);
        self.release_lost_modifiers(input, strokes);
        self.locks.follow(input, self.platform, strokes);
        let keysym = if is_alt_gr { Some(key::ISO_Level3_Shift) } else { keysym(input, self.platform) };
        if matches!(input.code.as_str(), "" | "Unidentified") {
            // Virtual keyboards do not say which key it was, so its release could not be recognised.
            strokes.extend(stroke(keysym, "").into_iter().flat_map(tap));
            return;
        }
        let Some(stroke) = self.held(&input.code).map(|held| held.stroke).or(stroke(keysym, &input.code))
        else {
            return;
        };
        if self.lacks_release(input, stroke) {
            self.held.retain(|held| held.code != input.code);
            strokes.extend(tap(stroke));
        } else if self.platform == Platform::Windows
            && input.code == "ControlLeft"
            && self.held("ControlLeft").is_none()
        {
            self.withheld_control = Some(WithheldControl { at: input.at, until: now + CONTROL_WITHHELD });
        } else {
            let modifier = if is_alt_gr { None } else { Modifier::of(&input.key) };
            self.hold(&input.code, stroke, modifier, strokes);
        }
    }

    fn release(&mut self, input: &KeyInput, strokes: &mut Vec<Stroke>) {
        // AltGr's two keys go down together, so a release means that the Control was one.
        self.settle(strokes);
        match (self.platform, input.code.as_str()) {
            // A Mac reports CapsLock's state, not its key: down when it goes on, up when it goes off.
            (Platform::Mac, "CapsLock") => {
                strokes.extend(stroke(Some(key::Caps_Lock), "CapsLock").into_iter().flat_map(tap));
            }
            // Windows keeps the press to itself.
            (Platform::Windows, "PrintScreen") if self.held("PrintScreen").is_none() => {
                strokes.extend(stroke(Some(key::Print), "PrintScreen").into_iter().flat_map(tap));
            }
            // Windows reports no release of one Shift while the other is down.
            (Platform::Windows, "ShiftLeft" | "ShiftRight") => {
                self.release_where(strokes, |held| matches!(held.code.as_str(), "ShiftLeft" | "ShiftRight"));
            }
            // What was down when Command went down is released without a word.
            (Platform::Mac, "MetaLeft" | "MetaRight" | "OSLeft" | "OSRight") => {
                self.release_where(strokes, |held| {
                    held.code == input.code || !is_modifier(held.stroke.keysym)
                });
            }
            (_, code) => self.release_where(strokes, |held| held.code == code),
        }
        self.release_lost_modifiers(input, strokes);
    }

    /// Windows presses AltGr by pressing Control and the right Alt. Only the browsers that know a layout's AltGr call
    /// it that, and none hides the Control, which would make a shortcut of the character typed with it.
    fn is_alt_gr(&self, input: &KeyInput) -> bool {
        input.code == "AltRight"
            && self.withheld_control.is_some_and(|control| input.at.saturating_sub(control.at) < ALT_GR_GAP)
    }

    /// Whether no `keyup` will come for this key, so that it is released at once.
    fn lacks_release(&self, input: &KeyInput, stroke: Stroke) -> bool {
        match self.platform {
            // While Command is down, a Mac reports no release but those of modifiers. CapsLock: see `release`.
            Platform::Mac => {
                input.code == "CapsLock" || (input.modifiers.meta && !is_modifier(stroke.keysym))
            }
            // The keys with which East Asian keyboards switch, some of which send no release even on the wire.
            Platform::Windows => matches!(
                stroke.keysym,
                key::Zenkaku_Hankaku
                    | key::Eisu_toggle
                    | key::Katakana
                    | key::Hiragana
                    | key::Romaji
                    | key::Hangul
                    | key::Hangul_Hanja
            ),
            Platform::Other => false,
        }
    }

    /// Releases modifiers that are up by the event's account: their `keyup` went to a window manager or a dialog, and
    /// a stuck Control makes shortcuts of all that is typed. The event of a modifier itself says nothing about its
    /// twin on the other side, since systems disagree about that.
    fn release_lost_modifiers(&mut self, input: &KeyInput, strokes: &mut Vec<Stroke>) {
        let own = Modifier::of(&input.key);
        self.release_where(strokes, |held| {
            held.modifier.is_some_and(|modifier| own != Some(modifier) && modifier.is_up(input.modifiers))
        });
    }

    fn release_where(&mut self, strokes: &mut Vec<Stroke>, condition: impl Fn(&Held) -> bool) {
        strokes
            .extend(self.held.iter().rev().filter(|held| condition(held)).map(|held| held.stroke.released()));
        self.held.retain(|held| !condition(held));
    }

    fn hold(&mut self, code: &str, stroke: Stroke, modifier: Option<Modifier>, strokes: &mut Vec<Stroke>) {
        if self.held(code).is_none() {
            self.held.push(Held { code: code.to_owned(), stroke, modifier });
        }
        strokes.push(stroke);
    }

    fn held(&self, code: &str) -> Option<&Held> {
        self.held.iter().find(|held| held.code == code)
    }
}

impl Modifier {
    /// By the name and not the place: a user may have swapped them. Meta is not among them, since older Firefoxes on
    /// Linux never report it.
    fn of(key_name: &str) -> Option<Self> {
        match key_name {
            "Shift" => Some(Self::Shift),
            "Control" => Some(Self::Control),
            "Alt" => Some(Self::Alt),
            _ => None,
        }
    }

    fn is_up(self, reported: Modifiers) -> bool {
        match self {
            Self::Shift => !reported.shift,
            // Browsers on Windows leave out Control and Alt when both together were AltGr.
            Self::Control => !reported.control && !reported.alt_graph,
            Self::Alt => !reported.alt && !reported.alt_graph,
        }
    }
}

/// The press of a key, if there is anything to send for it.
fn stroke(keysym: Option<u32>, code: &str) -> Option<Stroke> {
    let scancode = scancode(code);
    (keysym.is_some() || scancode.is_some()).then_some(Stroke {
        keysym: keysym.unwrap_or(0),
        scancode,
        down: true,
    })
}

fn tap(stroke: Stroke) -> [Stroke; 2] {
    [stroke, stroke.released()]
}

fn is_modifier(keysym: u32) -> bool {
    matches!(keysym, key::Shift_L..=key::Hyper_R | key::ISO_Level3_Shift | key::Mode_switch)
}
