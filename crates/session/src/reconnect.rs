//! Whether and when to connect again after a connection has ended.

use std::time::Duration;

use crate::event::Ending;

/// The delay from the second attempt on is longer than this: a server that is gone for longer is not to be stormed, even
/// by viewers that want it back at once.
const SHORTEST_DELAY: Duration = Duration::from_secs(1);
/// The delay grows no further than this, unless the user asked for more to begin with: someone may be waiting for the
/// VM to come back.
const LONGEST_DELAY: Duration = Duration::from_secs(60);
/// How many refused links in a row are taken for a VM that is being restarted. To the page, nova-novncproxy's answer is
/// the same when a token has expired and when the VM's display is not there yet, which after a hard reboot takes a
/// few attempts.
const TOLERATED_REFUSALS: u32 = 5;

/// The attempts since there last was a working connection.
#[derive(Debug)]
pub(crate) struct Reconnect {
    /// The first delay; `None` to leave it at one connection.
    delay: Option<Duration>,
    /// Only what has worked is tried again: a wrong address does not get better.
    has_worked: bool,
    attempts: u32,
    refusals: u32,
}

/// The next attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// From 1.
    pub(crate) number: u32,
    /// How long to wait for it.
    pub(crate) delay: Duration,
}

impl Reconnect {
    pub(crate) fn new(delay: Option<Duration>) -> Self {
        Self { delay, has_worked: false, attempts: 0, refusals: 0 }
    }

    /// There is a working connection.
    pub(crate) fn connected(&mut self) {
        *self = Self { has_worked: true, ..Self::new(self.delay) };
    }

    /// A connection has ended: what to do about it. The first delay is the one asked for, and each further one is
    /// twice as long as the one before, within [`SHORTEST_DELAY`] and [`LONGEST_DELAY`].
    pub(crate) fn after(&mut self, ending: &Ending) -> Option<Attempt> {
        let first_delay = self.delay.filter(|_| self.has_worked)?;
        if matches!(ending, Ending::LinkRefused { .. }) {
            self.refusals += 1;
        }
        if !may_get_better(ending) || self.refusals > TOLERATED_REFUSALS {
            return None;
        }
        let delay = match self.attempts {
            0 => first_delay,
            attempts => {
                let doublings = 1_u32.checked_shl(attempts).unwrap_or(u32::MAX);
                let longest = first_delay.max(LONGEST_DELAY);
                first_delay.max(SHORTEST_DELAY).saturating_mul(doublings).min(longest)
            }
        };
        self.attempts = self.attempts.saturating_add(1);
        Some(Attempt { number: self.attempts, delay })
    }
}

/// Whether the same attempt may end otherwise next time.
fn may_get_better(ending: &Ending) -> bool {
    match ending {
        Ending::Unreachable
        | Ending::LinkUnchecked { .. }
        | Ending::DisplayUnreachable { .. }
        | Ending::TooManyConnections { .. }
        | Ending::ProxyShutDown { .. }
        | Ending::NoAnswer
        | Ending::Lost
        | Ending::ClosedByServer
        | Ending::Closed { .. } => true,
        // A proxy that says why means it: only the wordless refusal leaves hope.
        Ending::LinkRefused { reason } => reason.is_empty(),
        Ending::ByUser
        | Ending::OriginRefused { .. }
        | Ending::ServerRefused { .. }
        | Ending::AuthenticationFailed { .. }
        | Ending::TooWeak { .. }
        | Ending::Protocol { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delays(reconnect: &mut Reconnect, endings: &[Ending]) -> Vec<Option<u64>> {
        endings
            .iter()
            .map(|ending| reconnect.after(ending).map(|attempt| attempt.delay.as_millis() as u64))
            .collect()
    }

    fn after_connecting(delay_ms: u64) -> Reconnect {
        let mut reconnect = Reconnect::new(Some(Duration::from_millis(delay_ms)));
        reconnect.connected();
        reconnect
    }

    #[test]
    fn delays_double_up_to_a_minute() {
        let expected = [5000, 10_000, 20_000, 40_000, 60_000, 60_000].map(Some);
        assert_eq!(delays(&mut after_connecting(5000), &[const { Ending::Lost }; 6]), expected);
        assert_eq!(
            delays(&mut after_connecting(0), &[const { Ending::Lost }; 3]),
            [Some(0), Some(2000), Some(4000)]
        );
        // Someone who asked for longer gets it.
        assert_eq!(delays(&mut after_connecting(90_000), &[const { Ending::Lost }; 3]), [Some(90_000); 3]);
    }

    #[test]
    fn attempts_are_numbered_and_never_overflow() {
        let mut reconnect = after_connecting(1);
        for number in 1..100 {
            let attempt = reconnect.after(&Ending::Unreachable).unwrap();
            assert_eq!(attempt.number, number);
            assert!(attempt.delay <= LONGEST_DELAY);
        }
    }

    #[test]
    fn a_working_connection_starts_the_count_afresh() {
        let mut reconnect = after_connecting(1000);
        assert_eq!(delays(&mut reconnect, &[Ending::Lost, Ending::Lost]), [Some(1000), Some(2000)]);
        reconnect.connected();
        assert_eq!(
            reconnect.after(&Ending::Lost),
            Some(Attempt { number: 1, delay: Duration::from_secs(1) })
        );
    }

    #[test]
    fn nothing_is_tried_again_that_never_worked_or_was_not_asked_for() {
        assert_eq!(Reconnect::new(Some(Duration::from_secs(5))).after(&Ending::Lost), None);
        let mut reconnect = Reconnect::new(None);
        reconnect.connected();
        assert_eq!(reconnect.after(&Ending::Lost), None);
    }

    #[test]
    fn some_endings_are_final() {
        let reason = || "because".to_owned();
        for (ending, tried_again) in [
            (Ending::Unreachable, true),
            (Ending::LinkUnchecked { reason: reason() }, true),
            (Ending::DisplayUnreachable { reason: reason() }, true),
            (Ending::TooManyConnections { reason: reason() }, true),
            (Ending::ProxyShutDown { reason: reason() }, true),
            (Ending::NoAnswer, true),
            (Ending::Lost, true),
            (Ending::ClosedByServer, true),
            (Ending::Closed { code: 1011, reason: reason() }, true),
            (Ending::LinkRefused { reason: String::new() }, true),
            (Ending::LinkRefused { reason: reason() }, false),
            (Ending::ByUser, false),
            (Ending::OriginRefused { reason: reason() }, false),
            (Ending::ServerRefused { what: reason() }, false),
            (Ending::AuthenticationFailed { reason: reason() }, false),
            (Ending::TooWeak { what: reason() }, false),
            (Ending::Protocol { what: reason() }, false),
        ] {
            assert_eq!(after_connecting(1000).after(&ending).is_some(), tried_again, "{ending:?}");
        }
    }

    #[test]
    fn wordless_refusals_are_tolerated_for_a_while() {
        let refused = Ending::LinkRefused { reason: String::new() };
        let mut reconnect = after_connecting(1000);
        for _ in 0..TOLERATED_REFUSALS {
            assert!(reconnect.after(&refused).is_some());
        }
        assert_eq!(reconnect.after(&refused), None);
    }
}
