//! The keys that switch something on and off, and their lights.

use rfb::wire::Leds;

const NUM_LOCK: u32 = 0xff7f;
const SCROLL_LOCK: u32 = 0xff14;
const CAPS_LOCK: u32 = 0xffe5;

/// What is on, and which of the keys is down.
#[derive(Debug, Default)]
pub(super) struct Locks {
    leds: Leds,
    /// The keysym of the lock key that is down: held, it repeats its press, which switches nothing.
    held: Option<u32>,
}

impl Locks {
    /// The lights that are on.
    pub(super) fn leds(&self) -> Leds {
        self.leds
    }

    /// A key went down, again, or up. Returns the lights if that has changed them.
    pub(super) fn key(&mut self, keysym: u32, down: bool) -> Option<Leds> {
        let light = match keysym {
            CAPS_LOCK => &mut self.leds.caps,
            NUM_LOCK => &mut self.leds.num,
            SCROLL_LOCK => &mut self.leds.scroll,
            _ => return None,
        };
        if !down {
            self.held = None;
            return None;
        }
        if self.held.replace(keysym) == Some(keysym) {
            return None;
        }
        *light = !*light;
        Some(self.leds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_key_switches_at_each_press_but_not_while_it_is_held() {
        let mut locks = Locks::default();
        let caps = |on| Leds { caps: on, ..Leds::default() };
        let keys = [(true, Some(caps(true))), (true, None), (false, None), (true, Some(caps(false)))];
        for (down, expected) in keys {
            assert_eq!(locks.key(CAPS_LOCK, down), expected);
        }
        assert_eq!(locks.key(0x61, true), None);
        assert_eq!(locks.leds(), Leds::default());
    }
}
