//! From a wheel's travel to the clicks of the protocol's four wheel buttons.

use crate::command::{WheelInput, WheelUnit};

/// CSS pixels for one click: about what a notch of a wheel scrolls, for trackpads and whatever else tells no notches.
const CLICK: f64 = 100.0;
/// CSS pixels in a line: a notch is three lines.
const LINE: f64 = CLICK / 3.0;
/// The most clicks that one event makes, so that a page-wise wheel or a flung trackpad does not flood the server with
/// clicks that arrive long after the fingers have stopped.
const MAX_CLICKS: u16 = 10;

/// What has been turned, but is not worth a click yet.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wheel {
    horizontal: Axis,
    vertical: Axis,
}

/// Clicks to the right (or, if negative, left) and downwards (or upwards).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Clicks {
    pub(super) right: i16,
    pub(super) down: i16,
}

impl Wheel {
    /// Adds a turn and takes the clicks that it completes.
    pub(super) fn turn(&mut self, input: &WheelInput) -> Clicks {
        let pixels = |delta: f64, page: f64| match input.unit {
            WheelUnit::Pixel => delta,
            WheelUnit::Line => delta * LINE,
            WheelUnit::Page => delta * page,
            WheelUnit::Notch => delta * CLICK,
        };
        Clicks {
            right: self.horizontal.turn(pixels(input.delta_x, input.element.width)),
            down: self.vertical.turn(pixels(input.delta_y, input.element.height)),
        }
    }
}

/// INVARIANT: `remainder` is finite and smaller than a click either way.
#[derive(Clone, Copy, Debug, Default)]
struct Axis {
    remainder: f64,
}

impl Axis {
    fn turn(&mut self, pixels: f64) -> i16 {
        if !pixels.is_finite() || pixels == 0.0 {
            return 0;
        }
        // Turning back starts afresh: what is left of the other direction is not owed any more.
        if pixels.is_sign_positive() != self.remainder.is_sign_positive() {
            self.remainder = 0.0;
        }
        let clicks = (self.remainder + pixels) / CLICK;
        let whole = clicks.trunc();
        self.remainder = (clicks - whole) * CLICK;
        let most = f64::from(MAX_CLICKS);
        whole.clamp(-most, most) as i16
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Area;

    fn turn(wheel: &mut Wheel, delta_x: f64, delta_y: f64, unit: WheelUnit) -> (i16, i16) {
        let element = Area { width: 400.0, height: 300.0 };
        let clicks = wheel.turn(&WheelInput { x: 0.0, y: 0.0, element, delta_x, delta_y, unit });
        (clicks.right, clicks.down)
    }

    #[test]
    fn turns_become_clicks() {
        use WheelUnit::{Line, Notch, Page, Pixel};
        // Each row is one wheel: the unit, and vertical deltas with the clicks that each makes.
        let table: [(WheelUnit, &[(f64, i16)]); 13] = [
            (Pixel, &[(100.0, 1), (100.0, 1), (100.0, 1)]),
            (Pixel, &[(-100.0, -1), (-100.0, -1)]),
            (Notch, &[(1.0, 1), (2.0, 2), (-1.0, -1), (50.0, 10), (1.0, 1)]),
            // A wheel whose browser tells no notches.
            (Pixel, &[(120.0, 1), (120.0, 1), (120.0, 1), (120.0, 1), (120.0, 2)]),
            // A trackpad: nothing is lost.
            (Pixel, &[(30.0, 0), (30.0, 0), (30.0, 0), (30.0, 1), (70.0, 0), (10.0, 1)]),
            (Pixel, &[(250.0, 2), (49.0, 0), (1.0, 1)]),
            // Turning back.
            (Pixel, &[(90.0, 0), (-20.0, 0), (-79.0, 0), (-1.0, -1)]),
            (Pixel, &[(-90.0, 0), (99.0, 0), (1.0, 1)]),
            // A fling, of which the rest is dropped.
            (Pixel, &[(5000.0, 10), (50.0, 0), (50.0, 1)]),
            // Firefox.
            (Line, &[(3.0, 1), (3.0, 1), (-3.0, -1)]),
            (Line, &[(1.0, 0), (1.0, 0), (1.5, 1)]),
            (Page, &[(1.0, 3), (-1.0, -3), (100.0, 10)]),
            (Pixel, &[(f64::NAN, 0), (f64::INFINITY, 0), (0.0, 0), (100.0, 1)]),
        ];
        for (unit, row) in table {
            let mut vertical = Wheel::default();
            let mut horizontal = Wheel::default();
            for &(delta, clicks) in row {
                assert_eq!(turn(&mut vertical, 0.0, delta, unit), (0, clicks), "{row:?}");
                let sideways = if unit == Page { delta * 0.75 } else { delta };
                assert_eq!(turn(&mut horizontal, sideways, 0.0, unit), (clicks, 0), "{row:?}");
            }
        }
    }

    #[test]
    fn both_axes_turn_at_once() {
        assert_eq!(turn(&mut Wheel::default(), -100.0, 200.0, WheelUnit::Pixel), (-1, 2));
    }
}
