//! What the pointer does: moves that wait for the next animation frame, buttons that do not, and the wheel.

mod mapping;
mod wheel;

#[cfg(test)]
mod tests;

use rfb::{Point, Size};

use self::mapping::framebuffer_from_element;
use self::wheel::Wheel;
use crate::command::{PointerInput, WheelInput};

/// A pointer event, as the protocol tells it: the buttons that are down, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) buttons: u8,
    pub(crate) at: Point,
}

const LEFT: u8 = 1 << 0;
const MIDDLE: u8 = 1 << 1;
const RIGHT: u8 = 1 << 2;
const WHEEL_UP: u8 = 1 << 3;
const WHEEL_DOWN: u8 = 1 << 4;
const WHEEL_LEFT: u8 = 1 << 5;
const WHEEL_RIGHT: u8 = 1 << 6;

/// Where the server believes the pointer to be, and what it has not been told yet.
#[derive(Debug, Default)]
pub(crate) struct Pointer {
    /// Buttons that are down, and the last place sent.
    sent: Option<Position>,
    /// A place to which the pointer has moved since, with the same buttons.
    moved_to: Option<Point>,
    wheel: Wheel,
}

impl Pointer {
    /// A move or a change of buttons on a screen of this size.
    ///
    /// Moves wait for [`Pointer::frame`], because browsers report up to a thousand a second. A change of buttons goes
    /// at once, after the move before it, so that a drag begins and ends where it should.
    pub(crate) fn input(&mut self, input: &PointerInput, screen: Size, positions: &mut Vec<Position>) {
        let at = framebuffer_from_element(input.x, input.y, input.element, screen);
        let buttons = mask_from_dom(input.buttons);
        if buttons == self.buttons() {
            self.moved_to = Some(at);
        } else {
            self.frame(positions);
            self.send(Position { buttons, at }, positions);
        }
    }

    /// A turn of the wheel: clicks of the wheel's buttons where the pointer is.
    pub(crate) fn wheel(&mut self, input: &WheelInput, screen: Size, positions: &mut Vec<Position>) {
        let clicks = self.wheel.turn(input);
        let at = framebuffer_from_element(input.x, input.y, input.element, screen);
        let buttons = self.buttons();
        for (count, button) in [
            (clicks.down, if clicks.down < 0 { WHEEL_UP } else { WHEEL_DOWN }),
            (clicks.right, if clicks.right < 0 { WHEEL_LEFT } else { WHEEL_RIGHT }),
        ] {
            for _ in 0..count.unsigned_abs() {
                self.frame(positions);
                self.send(Position { buttons: buttons | button, at }, positions);
                self.send(Position { buttons, at }, positions);
            }
        }
    }

    /// Whether this event presses or releases a button.
    pub(crate) fn changes_buttons(&self, input: &PointerInput) -> bool {
        mask_from_dom(input.buttons) != self.buttons()
    }

    /// Whether a move waits for [`Pointer::frame`].
    pub(crate) fn wants_frame(&self) -> bool {
        self.moved_to.is_some()
    }

    /// Sends the move that has been waiting, if there is one.
    pub(crate) fn frame(&mut self, positions: &mut Vec<Position>) {
        let Some(at) = self.moved_to.take() else {
            return;
        };
        let position = Position { buttons: self.buttons(), at };
        if self.sent != Some(position) {
            self.send(position, positions);
        }
    }

    /// Releases all buttons where the pointer is.
    pub(crate) fn release_all(&mut self, positions: &mut Vec<Position>) {
        self.frame(positions);
        if let Some(Position { buttons: 1.., at }) = self.sent {
            self.send(Position { buttons: 0, at }, positions);
        }
    }

    fn buttons(&self) -> u8 {
        self.sent.map_or(0, |sent| sent.buttons)
    }

    fn send(&mut self, position: Position, positions: &mut Vec<Position>) {
        self.sent = Some(position);
        positions.push(position);
    }
}

/// `MouseEvent.buttons` has right before middle; the protocol has the middle in the middle.
fn mask_from_dom(buttons: u16) -> u8 {
    [(1, LEFT), (2, RIGHT), (4, MIDDLE)]
        .into_iter()
        .filter(|(dom, _)| buttons & dom != 0)
        .fold(0, |mask, (_, button)| mask | button)
}
