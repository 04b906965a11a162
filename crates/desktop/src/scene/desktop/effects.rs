//! What the desktop has yet to tell the client: of each kind only the latest, so that nothing piles up.

use rfb::{Point, wire::Leds};

use crate::scene::{CursorShape, Effect, Tone};

#[derive(Debug, Default)]
pub(super) struct Effects {
    pub(super) bell: bool,
    pub(super) cut_text: Option<String>,
    pub(super) cursor: Option<CursorShape>,
    pub(super) name: Option<String>,
    pub(super) tone: Option<Tone>,
    pub(super) leds: Option<Leds>,
    pub(super) pointer_at: Option<Point>,
    /// Whether the pointer is told by movements.
    pub(super) relative: Option<bool>,
}

impl Effects {
    pub(super) fn next(&mut self) -> Option<Effect> {
        if std::mem::take(&mut self.bell) {
            return Some(Effect::Bell);
        }
        (self.cut_text.take().map(Effect::CutText))
            .or_else(|| self.cursor.take().map(Effect::Cursor))
            .or_else(|| self.name.take().map(Effect::Name))
            .or_else(|| self.tone.take().map(Effect::Tone))
            .or_else(|| self.leds.take().map(Effect::Leds))
            .or_else(|| self.pointer_at.take().map(Effect::PointerAt))
            .or_else(|| self.relative.take().map(|relative| Effect::PointerMode { relative }))
    }
}
