//! What the pointer's reports become on the wire: places, or movements where the VM wants those.

use rfb::{Connection, Point, Size};

use super::Session;
use crate::pointer::{Pointer, Report};

impl Session {
    /// Lets the pointer do something and sends what it did.
    pub(super) fn with_pointer(&mut self, act: impl FnOnce(&mut Pointer, &mut Vec<Report>)) {
        let mut reports = Vec::new();
        act(&mut self.pointer, &mut reports);
        for report in reports {
            let place = self.pointer.last_place();
            let Some((connection, _)) = self.connected() else {
                return;
            };
            let place = send(report, place, connection);
            self.pointer.sent(place);
        }
    }
}

/// Sends a report of a pointer that was last told to be at `from`, and returns where it is now.
fn send(report: Report, from: Point, connection: &mut Connection) -> Point {
    match (report, connection.has_relative_pointer()) {
        (Report::Place { buttons, at }, false) => {
            let at = on_screen(at, connection.size());
            connection.pointer_event(buttons, at);
            at
        }
        (Report::Place { buttons, at }, true) => {
            let at = on_screen(at, connection.size());
            connection.pointer_motion(buttons, distance(from.x, at.x), distance(from.y, at.y));
            at
        }
        (Report::Motion { buttons, right, down }, true) => {
            connection.pointer_motion(buttons, right, down);
            from
        }
        // The VM has changed its mind, and the page does not know it yet.
        (Report::Motion { buttons, .. }, false) => {
            connection.pointer_event(buttons, on_screen(from, connection.size()));
            from
        }
    }
}

/// Where the pointer was when a larger screen was there counts as the edge of the present one.
fn on_screen(at: Point, screen: Size) -> Point {
    Point { x: at.x.min(screen.width.saturating_sub(1)), y: at.y.min(screen.height.saturating_sub(1)) }
}

/// No screen is so large that its own pixels do not fit.
fn distance(from: u16, to: u16) -> i16 {
    let distance = i32::from(to) - i32::from(from);
    i16::try_from(distance).unwrap_or(if distance < 0 { -i16::MAX } else { i16::MAX })
}
