//! How long the way to the server and back takes, measured by fences.

use std::time::Duration;

/// The least time between two measurements: enough to follow a network that changes, and next to no traffic.
const INTERVAL: Duration = Duration::from_secs(1);

/// The measurements of one connection. They are made only while updates arrive, so that an idle session sends nothing.
#[derive(Debug, Default)]
pub(crate) struct RoundTrip {
    wanted: bool,
    /// The mark of the latest fence.
    mark: u64,
    asked_at: Option<Duration>,
    awaits_answer: bool,
    smoothed: Option<Duration>,
}

impl RoundTrip {
    /// Something has arrived: the way is in use.
    pub(crate) fn want(&mut self) {
        self.wanted = true;
    }

    /// An answer is wanted for its own sake, however short the time since the last one.
    pub(crate) fn want_now(&mut self) {
        self.wanted = true;
        self.asked_at = self.awaited_since();
    }

    /// The mark of a fence to send now, if one is due.
    pub(crate) fn take_mark(&mut self, now: Duration) -> Option<u64> {
        let rested = self.asked_at.is_none_or(|asked_at| asked_at + INTERVAL <= now);
        if !self.wanted || self.awaits_answer || !rested {
            return None;
        }
        self.wanted = false;
        self.mark = self.mark.wrapping_add(1);
        self.asked_at = Some(now);
        self.awaits_answer = true;
        Some(self.mark)
    }

    /// A fence has come back. Returns the round trip's length, of which short bursts are smoothed away, if it is the
    /// one that was awaited.
    pub(crate) fn answered(&mut self, mark: u64, now: Duration) -> Option<Duration> {
        let asked_at = self.asked_at.filter(|_| self.awaits_answer && mark == self.mark)?;
        self.awaits_answer = false;
        let measured = now.saturating_sub(asked_at);
        // The weights are those of TCP (RFC 6298, section 2).
        let smoothed = self.smoothed.map_or(measured, |before| (before * 7 + measured) / 8);
        self.smoothed = Some(smoothed);
        Some(smoothed)
    }

    /// Since when an answer is awaited.
    pub(crate) fn awaited_since(&self) -> Option<Duration> {
        self.asked_at.filter(|_| self.awaits_answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_round_trip_is_measured_at_most_once_a_second_and_only_while_something_arrives() {
        let mut round_trip = RoundTrip::default();
        assert_eq!(round_trip.take_mark(ms(0)), None);
        round_trip.want();
        assert_eq!(round_trip.take_mark(ms(10)), Some(1));
        assert_eq!(round_trip.awaited_since(), Some(ms(10)));
        round_trip.want();
        assert_eq!(round_trip.take_mark(ms(2000)), None, "one at a time");
        assert_eq!(round_trip.answered(1, ms(2010)), Some(ms(2000)));
        assert_eq!(round_trip.take_mark(ms(2010)), Some(2));
        round_trip.want();
        assert_eq!(round_trip.answered(2, ms(2020)), Some((ms(2000) * 7 + ms(10)) / 8));
        assert_eq!(round_trip.take_mark(ms(3009)), None);
        assert_eq!(round_trip.take_mark(ms(3010)), Some(3));
    }

    #[test]
    fn an_answer_that_is_wanted_now_waits_for_the_one_under_way_only() {
        let mut round_trip = RoundTrip::default();
        round_trip.want();
        assert_eq!(round_trip.take_mark(ms(0)), Some(1));
        round_trip.want_now();
        assert_eq!(round_trip.awaited_since(), Some(ms(0)));
        assert_eq!(round_trip.take_mark(ms(1)), None, "one at a time");
        assert_eq!(round_trip.answered(1, ms(2)), Some(ms(2)));
        round_trip.want_now();
        assert_eq!(round_trip.take_mark(ms(3)), Some(2));
    }

    #[test]
    fn answers_that_nobody_awaits_measure_nothing() {
        let mut round_trip = RoundTrip::default();
        assert_eq!(round_trip.answered(0, ms(5)), None);
        round_trip.want();
        round_trip.take_mark(ms(5));
        assert_eq!(round_trip.answered(9, ms(6)), None);
        assert_eq!(round_trip.answered(1, ms(7)), Some(ms(2)));
        assert_eq!(round_trip.answered(1, ms(8)), None);
    }
}
