//! When to ask the VM for another screen size.

use std::time::Duration;

use rfb::{Framebuffer, Size};

use crate::command::Area;
use crate::options::ResizeMode;

/// The least time between two requests. While a window's edge is dragged, each size would cost the guest a change of
/// its video mode.
const INTERVAL: Duration = Duration::from_millis(100);
/// How long an answer is waited for before the next request may be sent. Guests take a second or two for a change;
/// a server that never answers must not end the following of the page's size.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a server has to show that it can be asked. Those that can do it at once or with their first update.
const TIME_TO_SHOW_SUPPORT: Duration = Duration::from_secs(3);

/// What the page wants and what the server has been asked for.
///
/// The page counts its area in pixels about the size of CSS pixels and not in the device's: nothing tells the guest to
/// draw its text larger on a dense screen, and at the device's own pixels it could not be read.
#[derive(Debug)]
pub(crate) struct Resizer {
    mode: ResizeMode,
    area: Option<Area>,
    support: Support,
    /// On this connection; what was asked for once is not asked for again until the page wants something else, since
    /// servers round sizes and guests choose their own.
    asked_for: Option<Size>,
    asked_at: Option<Duration>,
    awaits_answer: bool,
}

/// What to do about the size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Ask for this one.
    Ask(Size),
    /// Tell that it cannot be asked for. Comes once on each connection.
    TellUnsupported,
}

/// Whether the server can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Support {
    /// It has not shown it yet, and has until then.
    Unknown {
        until: Duration,
    },
    Shown,
    /// It has not, and that has been told.
    Missed,
}

impl Resizer {
    pub(crate) fn new(mode: ResizeMode) -> Self {
        let support = Support::Unknown { until: Duration::ZERO };
        Self { mode, area: None, support, asked_for: None, asked_at: None, awaits_answer: false }
    }

    /// Another server, which has not been asked for anything.
    pub(crate) fn connected(&mut self, now: Duration) {
        let support = Support::Unknown { until: now + TIME_TO_SHOW_SUPPORT };
        *self = Self { area: self.area, support, ..Self::new(self.mode) };
    }

    pub(crate) fn set_mode(&mut self, mode: ResizeMode) {
        if mode != self.mode {
            self.mode = mode;
            self.asked_for = None;
        }
    }

    pub(crate) fn set_area(&mut self, area: Area) {
        self.area = Some(area);
    }

    /// The server has told its screens: it can be asked, or it has answered.
    pub(crate) fn screens_told(&mut self) {
        self.support = Support::Shown;
        self.awaits_answer = false;
    }

    /// The server has refused.
    pub(crate) fn refused(&mut self) {
        self.awaits_answer = false;
    }

    /// What to do now, with a screen of this size.
    pub(crate) fn take_step(&mut self, screen: Size, now: Duration) -> Option<Step> {
        self.deadline(screen).filter(|deadline| *deadline <= now)?;
        let size = self.wanted(screen)?;
        if self.support == Support::Shown {
            self.asked_for = Some(size);
            self.asked_at = Some(now);
            self.awaits_answer = true;
            Some(Step::Ask(size))
        } else {
            self.support = Support::Missed;
            Some(Step::TellUnsupported)
        }
    }

    /// When [`Resizer::take_step`] has something to do; in the past for at once.
    pub(crate) fn deadline(&self, screen: Size) -> Option<Duration> {
        self.wanted(screen)?;
        match (self.support, self.asked_at) {
            (Support::Missed, _) => None,
            (Support::Unknown { until }, _) => Some(until),
            (Support::Shown, None) => Some(Duration::ZERO),
            (Support::Shown, Some(asked_at)) => {
                Some(asked_at + if self.awaits_answer { PATIENCE } else { INTERVAL })
            }
        }
    }

    fn wanted(&self, screen: Size) -> Option<Size> {
        let area = self.area.filter(|_| self.mode == ResizeMode::Remote)?;
        let size = Size { width: side(area.width)?, height: side(area.height)? };
        if size.area() > Framebuffer::MAX_PIXELS {
            return None;
        }
        // Once something else was asked for, going back to the screen's present size is a request like any other.
        (size != self.asked_for.unwrap_or(screen)).then_some(size)
    }
}

/// Whole pixels that fit, if any do: a hidden page has no area to fit a screen into.
fn side(length: f64) -> Option<u16> {
    // The conversion takes what is negative or no number for 0 and what is too large for the largest number.
    let pixels = (length as u16).min(Framebuffer::MAX_SIDE);
    (pixels > 0).then_some(pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Size = Size::new(1024, 768);

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn area(width: f64, height: f64) -> Area {
        Area { width, height }
    }

    fn ask(width: u16, height: u16) -> Option<Step> {
        Some(Step::Ask(Size::new(width, height)))
    }

    /// A resizer for a server that can be asked, connected at 0.
    fn remote(width: f64, height: f64) -> Resizer {
        let mut resizer = Resizer::new(ResizeMode::Remote);
        resizer.set_area(area(width, height));
        resizer.connected(ms(0));
        resizer.screens_told();
        resizer
    }

    #[test]
    fn the_whole_css_pixels_are_asked_for() {
        for (width, height, expected) in [
            (800.0, 600.0, ask(800, 600)),
            (1279.9, 719.5, ask(1279, 719)),
            (100_000.0, 600.0, ask(16_384, 600)),
            (16_384.0, 16_384.0, None),
            (1024.0, 768.4, None),
            (0.0, 600.0, None),
            (0.9, 600.0, None),
            (-5.0, 600.0, None),
            (f64::NAN, 600.0, None),
        ] {
            assert_eq!(remote(width, height).take_step(SCREEN, ms(0)), expected);
        }
    }

    #[test]
    fn only_the_remote_mode_asks() {
        let mut resizer = remote(800.0, 600.0);
        for mode in [ResizeMode::Off, ResizeMode::Scale] {
            resizer.set_mode(mode);
            assert_eq!(resizer.take_step(SCREEN, ms(0)), None);
        }
        resizer.set_mode(ResizeMode::Remote);
        assert_eq!(resizer.take_step(SCREEN, ms(0)), ask(800, 600));
    }

    #[test]
    fn requests_keep_their_distance() {
        let mut resizer = remote(800.0, 600.0);
        assert_eq!(resizer.take_step(SCREEN, ms(1000)), ask(800, 600));
        assert_eq!(resizer.deadline(SCREEN), None);
        resizer.set_area(area(810.0, 600.0));
        // One at a time, unless no answer comes…
        assert_eq!(resizer.deadline(SCREEN), Some(ms(6000)));
        resizer.screens_told();
        // … and not too often.
        let screen = Size::new(800, 600);
        assert_eq!(resizer.deadline(screen), Some(ms(1100)));
        assert_eq!(resizer.take_step(screen, ms(1099)), None);
        assert_eq!(resizer.take_step(screen, ms(1100)), ask(810, 600));
    }

    #[test]
    fn of_many_sizes_between_two_requests_the_last_counts() {
        let mut resizer = remote(800.0, 600.0);
        resizer.take_step(SCREEN, ms(0));
        resizer.screens_told();
        for width in 801..=850 {
            resizer.set_area(area(f64::from(width), 600.0));
            assert_eq!(resizer.take_step(Size::new(800, 600), ms(99)), None);
        }
        assert_eq!(resizer.take_step(Size::new(800, 600), ms(100)), ask(850, 600));
    }

    #[test]
    fn what_the_server_made_of_a_request_is_not_asked_for_again() {
        let mut resizer = remote(801.0, 600.0);
        resizer.take_step(SCREEN, ms(0));
        resizer.screens_told();
        // It rounded, and later the guest chose something else by itself.
        for screen in [Size::new(800, 600), Size::new(640, 480)] {
            assert_eq!(resizer.take_step(screen, ms(10_000)), None);
        }
        resizer.set_area(area(900.0, 600.0));
        assert_eq!(resizer.take_step(SCREEN, ms(10_000)), ask(900, 600));
        resizer.refused();
        assert_eq!(resizer.take_step(SCREEN, ms(20_000)), None);
    }

    #[test]
    fn a_new_connection_and_a_new_choice_of_the_mode_ask_again() {
        let mut resizer = remote(800.0, 600.0);
        resizer.take_step(SCREEN, ms(0));
        resizer.connected(ms(1));
        assert_eq!(resizer.take_step(SCREEN, ms(1)), None);
        resizer.screens_told();
        assert_eq!(resizer.take_step(SCREEN, ms(1)), ask(800, 600));
        resizer.screens_told();
        resizer.set_mode(ResizeMode::Off);
        resizer.set_mode(ResizeMode::Remote);
        assert_eq!(resizer.take_step(SCREEN, ms(200)), ask(800, 600));
    }

    #[test]
    fn a_server_that_cannot_be_asked_is_told_once_and_only_if_it_matters() {
        let mut resizer = Resizer::new(ResizeMode::Remote);
        resizer.connected(ms(1000));
        assert_eq!(resizer.deadline(SCREEN), None);
        resizer.set_area(area(800.0, 600.0));
        assert_eq!(resizer.deadline(SCREEN), Some(ms(4000)));
        assert_eq!(resizer.take_step(SCREEN, ms(3999)), None);
        assert_eq!(resizer.take_step(SCREEN, ms(4000)), Some(Step::TellUnsupported));
        resizer.set_area(area(900.0, 600.0));
        assert_eq!(resizer.take_step(SCREEN, ms(60_000)), None);
        // Late, but it can.
        resizer.screens_told();
        assert_eq!(resizer.take_step(SCREEN, ms(60_000)), ask(900, 600));
    }
}
