//! What the pointer does: moves that wait for the next animation frame, buttons that do not, and the wheel.

mod mapping;
mod wheel;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use rfb::{Point, Size};

use self::mapping::framebuffer_from_element;
use self::wheel::Wheel;
use crate::command::{MotionInput, PointerInput, WheelInput};

/// What the server is to be told of the pointer: the buttons that are down, and where it is or how far it has moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Report {
    /// It is here.
    Place { buttons: u16, at: Point },
    /// It has moved so far since the report before.
    Motion { buttons: u16, right: i16, down: i16 },
}

const LEFT: u16 = 1 << 0;
const MIDDLE: u16 = 1 << 1;
const RIGHT: u16 = 1 << 2;
const WHEEL_UP: u16 = 1 << 3;
const WHEEL_DOWN: u16 = 1 << 4;
const WHEEL_LEFT: u16 = 1 << 5;
const WHEEL_RIGHT: u16 = 1 << 6;
const BACK: u16 = 1 << 7;
const FORWARD: u16 = 1 << 8;

/// How many places are remembered: a second's moves, one for each frame, which is how late a server may send them back.
const REMEMBERED: usize = 64;

/// Where the server believes the pointer to be, and what it has not been told yet.
#[derive(Debug, Default)]
pub(crate) struct Pointer {
    /// The buttons that are down.
    buttons: u16,
    /// The last place reported.
    reported: Option<Point>,
    /// A place to which the pointer has moved since, with the same buttons.
    moved_to: Option<Point>,
    /// How far it has moved right and down since, with the same buttons.
    ///
    /// INVARIANT: both are finite.
    moved_by: (f64, f64),
    /// Whether it moves without being anywhere.
    is_locked: bool,
    /// The last places that the server was told, the oldest first.
    sent: VecDeque<Point>,
    wheel: Wheel,
}

impl Pointer {
    /// A move or a change of buttons on a screen of this size.
    ///
    /// Moves wait for [`Pointer::frame`], because browsers report up to a thousand a second. A change of buttons goes
    /// at once, after the move before it, so that a drag begins and ends where it should.
    pub(crate) fn input(&mut self, input: &PointerInput, screen: Size, reports: &mut Vec<Report>) {
        let at = framebuffer_from_element(input.x, input.y, input.element, screen);
        let buttons = mask_from_dom(input.buttons);
        self.is_locked = false;
        if buttons == self.buttons {
            self.moved_to = Some(at);
        } else {
            self.frame(reports);
            self.buttons = buttons;
            self.report(at, reports);
        }
    }

    /// A movement or a change of buttons while the pointer is nowhere; they wait and go as places do.
    pub(crate) fn motion(&mut self, input: &MotionInput, reports: &mut Vec<Report>) {
        self.is_locked = true;
        if input.right.is_finite() && input.down.is_finite() {
            let furthest = f64::from(i16::MAX);
            let further = |so_far: f64, by: f64| (so_far + by).clamp(-furthest, furthest);
            self.moved_by = (further(self.moved_by.0, input.right), further(self.moved_by.1, input.down));
        }
        let buttons = mask_from_dom(input.buttons);
        if buttons != self.buttons {
            self.frame(reports);
            self.buttons = buttons;
            reports.push(Report::Motion { buttons, right: 0, down: 0 });
        }
    }

    /// A turn of the wheel: clicks of the wheel's buttons where the pointer is.
    pub(crate) fn wheel(&mut self, input: &WheelInput, screen: Size, reports: &mut Vec<Report>) {
        let clicks = self.wheel.turn(input);
        let at = framebuffer_from_element(input.x, input.y, input.element, screen);
        for (count, button) in [
            (clicks.down, if clicks.down < 0 { WHEEL_UP } else { WHEEL_DOWN }),
            (clicks.right, if clicks.right < 0 { WHEEL_LEFT } else { WHEEL_RIGHT }),
        ] {
            for _ in 0..count.unsigned_abs() {
                self.frame(reports);
                self.buttons |= button;
                self.report_buttons(at, reports);
                self.buttons &= !button;
                self.report_buttons(at, reports);
            }
        }
    }

    /// Whether this event presses or releases a button.
    pub(crate) fn changes_buttons(&self, input: &PointerInput) -> bool {
        mask_from_dom(input.buttons) != self.buttons
    }

    /// The same for a movement.
    pub(crate) fn motion_changes_buttons(&self, input: &MotionInput) -> bool {
        mask_from_dom(input.buttons) != self.buttons
    }

    /// Whether a move waits for [`Pointer::frame`].
    pub(crate) fn wants_frame(&self) -> bool {
        self.moved_to.is_some() || self.whole_movement() != (0, 0)
    }

    /// Reports the move that has been waiting, if there is one.
    pub(crate) fn frame(&mut self, reports: &mut Vec<Report>) {
        if let Some(at) = self.moved_to.take()
            && self.reported != Some(at)
        {
            self.report(at, reports);
        }
        let (right, down) = self.whole_movement();
        if (right, down) != (0, 0) {
            self.moved_by.0 -= f64::from(right);
            self.moved_by.1 -= f64::from(down);
            reports.push(Report::Motion { buttons: self.buttons, right, down });
        }
    }

    /// Releases all buttons where the pointer is.
    pub(crate) fn release_all(&mut self, reports: &mut Vec<Report>) {
        self.frame(reports);
        if self.buttons != 0 {
            self.buttons = 0;
            self.report_buttons(self.reported.unwrap_or_default(), reports);
        }
    }

    /// Where the server believes the pointer to be, as far as it has been told.
    pub(crate) fn last_place(&self) -> Point {
        self.sent.back().copied().unwrap_or_default()
    }

    /// The server has been told this place.
    pub(crate) fn sent(&mut self, at: Point) {
        if self.sent.back() == Some(&at) {
            return;
        }
        if self.sent.len() == REMEMBERED {
            self.sent.pop_front();
        }
        self.sent.push_back(at);
    }

    /// Whether this is one of the places that the server has been told lately.
    pub(crate) fn was_lately_at(&self, at: Point) -> bool {
        self.sent.contains(&at)
    }

    fn report(&mut self, at: Point, reports: &mut Vec<Report>) {
        self.reported = Some(at);
        reports.push(Report::Place { buttons: self.buttons, at });
    }

    fn report_buttons(&mut self, at: Point, reports: &mut Vec<Report>) {
        if self.is_locked {
            reports.push(Report::Motion { buttons: self.buttons, right: 0, down: 0 });
        } else {
            self.report(at, reports);
        }
    }

    /// The whole pixels of the movement that waits; what is left is not lost.
    fn whole_movement(&self) -> (i16, i16) {
        (self.moved_by.0 as i16, self.moved_by.1 as i16)
    }
}

/// `MouseEvent.buttons` has right before middle; the protocol has the middle in the middle.
fn mask_from_dom(buttons: u16) -> u16 {
    [(1, LEFT), (2, RIGHT), (4, MIDDLE), (8, BACK), (16, FORWARD)]
        .into_iter()
        .filter(|(dom, _)| buttons & dom != 0)
        .fold(0, |mask, (_, button)| mask | button)
}
