//! Lock keys: when a key is pressed, what is on in the VM becomes what is on for the user.
//!
//! A page cannot switch the user's own lights, so the user's keyboard leads and the VM follows. It does so only where the
//! server tells the VM's lights, and only once for each time that it tells them: a guest that does not heed a lock key
//! is not pressed again and again.

use xkeysym::key;

use super::{Stroke, scancode::scancode, tap};
use crate::command::{KeyInput, Modifiers};
use crate::event::Lights;
use crate::options::Platform;

/// What is on in the VM, as far as it is known.
#[derive(Debug, Default)]
pub(super) struct Locks {
    scroll: Option<bool>,
    num: Option<bool>,
    caps: Option<bool>,
}

impl Locks {
    /// The server has told the lights.
    pub(super) fn told(&mut self, lights: Lights) {
        let Lights { scroll, num, caps } = lights;
        *self = Self { scroll: Some(scroll), num: Some(num), caps: Some(caps) };
    }

    /// Whether CapsLock is known to be on in the VM.
    pub(super) fn caps_is_on(&self) -> bool {
        self.caps == Some(true)
    }

    /// Presses the lock keys that stand otherwise in the VM than this event reports for the user.
    pub(super) fn follow(&mut self, input: &KeyInput, platform: Platform, strokes: &mut Vec<Stroke>) {
        let is_virtual = matches!(input.code.as_str(), "" | "Unidentified");
        let is_lock = matches!(input.code.as_str(), "CapsLock" | "NumLock" | "ScrollLock");
        if is_virtual || is_lock {
            // A virtual keyboard's locks are its own matter; and the event of a lock key itself comes before the change
            // on one system and after it on another.
            return;
        }
        let Modifiers { caps_lock, num_lock, scroll_lock, .. } = input.modifiers;
        // A Mac has CapsLock only, and its browsers report the others as off.
        let has_others = platform != Platform::Mac;
        for (vm, user, keysym, code) in [
            (&mut self.caps, Some(caps_lock), key::Caps_Lock, "CapsLock"),
            (&mut self.num, has_others.then_some(num_lock), key::Num_Lock, "NumLock"),
            (&mut self.scroll, has_others.then_some(scroll_lock), key::Scroll_Lock, "ScrollLock"),
        ] {
            if let (Some(on), Some(wanted)) = (*vm, user)
                && on != wanted
            {
                *vm = None;
                strokes.extend(tap(Stroke { keysym, scancode: scancode(code), down: true }));
            }
        }
    }

    /// Keys have been pressed: what a lock key among them has switched is not known until the server tells it.
    pub(super) fn pressed(&mut self, strokes: &[Stroke]) {
        for stroke in strokes.iter().filter(|stroke| stroke.down) {
            match stroke.keysym {
                key::Caps_Lock => self.caps = None,
                key::Num_Lock => self.num = None,
                key::Scroll_Lock => self.scroll = None,
                _ => {}
            }
        }
    }
}
