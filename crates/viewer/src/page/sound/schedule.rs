//! When to play which piece of sound, where there is no worklet to ask for it. assets/sound.js keeps the same numbers.

/// How much sound waits at first, in seconds. Each time that it runs dry there will be more, up to the most; each time that
/// it has not for a while, less, down to the least.
const FIRST: f64 = 0.06;
const LEAST: f64 = 0.04;
const MOST: f64 = 0.25;
const GROW: f64 = 1.5;
const SHRINK: f64 = 0.9;
/// How long is a while, in seconds.
const CALM: f64 = 10.0;

/// What would wait longer than this, in seconds, comes too late to be heard at all.
const LIMIT: f64 = 0.5;

/// The most that sound is sped up or slowed down, to follow a clock that is not the sound card's. Nobody hears that.
const BEND: f64 = 0.005;
/// The same while far too much waits, as after a network's hiccup: half a semitone for a few seconds, and no gap.
const HURRY: f64 = 0.03;

/// Where the next piece belongs.
#[derive(Debug)]
pub(super) struct Schedule {
    /// When all that was placed will have been played, in the sound card's seconds.
    next: f64,
    /// How much sound should wait, in seconds.
    target: f64,
    /// When it last ran dry, or became less.
    calm_since: f64,
    /// Whether nothing more was to be expected, so that running dry is no flaw.
    ended: bool,
}

/// When and how a piece is played.
#[derive(Debug, PartialEq)]
pub(super) struct Place {
    /// In the sound card's seconds.
    pub(super) at: f64,
    /// 1 for as it is.
    pub(super) speed: f64,
}

impl Default for Schedule {
    fn default() -> Self {
        Self { next: 0.0, target: FIRST, calm_since: 0.0, ended: true }
    }
}

impl Schedule {
    /// The place of a piece of so many seconds that is there now; none if it comes too late to be heard.
    pub(super) fn place(&mut self, now: f64, seconds: f64) -> Option<Place> {
        if self.next <= now {
            if !self.ended {
                self.target = MOST.min(self.target * GROW);
            }
            self.calm_since = now;
            self.next = now + self.target;
        }
        self.ended = false;
        let waiting = self.next - now;
        if waiting > LIMIT {
            return None;
        }
        if now - self.calm_since > CALM {
            self.calm_since = now;
            self.target = LEAST.max(self.target * SHRINK);
        }
        let error = (waiting - self.target) / self.target;
        // Networks waver; what wavers around the target is no drift.
        let bend = if error > 1.0 {
            HURRY
        } else if error.abs() < 0.25 {
            0.0
        } else {
            (error * BEND).max(-BEND)
        };
        let place = Place { at: self.next, speed: 1.0 + bend };
        self.next += seconds / place.speed;
        Some(place)
    }

    /// Nothing more is to be heard for now.
    pub(super) const fn ended(&mut self) {
        self.ended = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIECE: f64 = 0.02;

    #[test]
    fn pieces_follow_each_other_without_a_gap() {
        let mut schedule = Schedule::default();
        let mut end = 1.0 + FIRST;
        for number in 0..100 {
            let place = schedule.place(1.0 + PIECE * f64::from(number), PIECE).expect("in time");
            assert!((place.at - end).abs() < 1e-9 && place.speed == 1.0, "{number}: {place:?}");
            end = place.at + PIECE;
        }
    }

    #[test]
    fn a_network_that_stumbles_gets_more_time_but_an_end_is_no_stumble() {
        let mut schedule = Schedule::default();
        schedule.place(0.0, PIECE);
        let late = schedule.place(1.0, PIECE).expect("in time");
        assert!((late.at - (1.0 + FIRST * GROW)).abs() < 1e-9, "{late:?}");
        schedule.ended();
        let next = schedule.place(2.0, PIECE).expect("in time");
        assert!((next.at - (2.0 + FIRST * GROW)).abs() < 1e-9, "{next:?}");
        for second in 3..20 {
            schedule.place(f64::from(second), PIECE);
        }
        assert!(schedule.target <= MOST);
    }

    #[test]
    fn a_clock_that_is_fast_or_slow_is_followed_without_dropping_or_running_dry() {
        for drift in [0.998, 1.002] {
            let mut schedule = Schedule::default();
            for number in 0..20_000 {
                let now = PIECE * drift * f64::from(number);
                let place = schedule.place(now, PIECE).expect("never too late");
                assert!((1.0 - BEND..=1.0 + BEND).contains(&place.speed), "{place:?}");
                assert!((0.001..2.0 * FIRST).contains(&(place.at - now)), "{drift}, {number}: {place:?}");
            }
        }
    }

    #[test]
    fn what_a_hiccup_left_behind_is_caught_up_with() {
        let mut schedule = Schedule::default();
        // A dozen pieces at once, and then as many as are played.
        for _ in 0..12 {
            schedule.place(0.0, PIECE);
        }
        assert!(schedule.next > 4.0 * FIRST);
        for number in 1..1000 {
            schedule.place(PIECE * f64::from(number), PIECE).expect("in time");
        }
        assert!(schedule.next - PIECE * 999.0 < 2.5 * FIRST, "{schedule:?}");
    }

    #[test]
    fn what_comes_too_late_is_dropped() {
        let mut schedule = Schedule::default();
        let placed = (0..1000).filter(|_| schedule.place(5.0, PIECE).is_some()).count();
        assert!((20..=25).contains(&placed), "{placed}");
        assert!(schedule.place(5.1, PIECE).is_some());
    }
}
