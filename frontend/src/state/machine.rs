//! What is known of the machine itself and of the way to it.

use std::time::Duration;

use session::{Lights, Power};
use viewer::PointerLock;

/// What the machine's display server has told since it was connected to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Machine {
    /// It can be shut down and started again.
    pub(crate) power: bool,
    /// What the user is asked about before it is done.
    pub(crate) asked_power: Option<Power>,
    /// What is on of its keyboard's locks.
    pub(crate) lights: Lights,
    /// How long the way to its display server and back takes, where that can be measured.
    pub(crate) round_trip: Option<Duration>,
    /// It wants to be told how far the pointer moves and not where it is.
    pub(crate) relative_pointer: bool,
    /// What became of the pointer when it was last asked for; none while nobody has.
    pub(crate) pointer_lock: Option<PointerLock>,
}

impl Machine {
    /// Whether the pointer would be better off with the screen, and a press would bring it there.
    pub(crate) fn wants_pointer(&self) -> bool {
        self.relative_pointer
            && !matches!(self.pointer_lock, Some(PointerLock::Locked | PointerLock::Refused))
    }
}
