//! When to ask for the next update, and when to say that the server owes one.

use std::time::Duration;

/// The least time between two requests while nobody can see the page: enough to keep the picture fresh for the moment
/// when it is looked at.
const INTERVAL_WHILE_HIDDEN: Duration = Duration::from_secs(1);
/// How long a server that owes something may be silent before that is worth telling. Longer than what a busy host or
/// a phone between two cells takes.
const STALLED_AFTER: Duration = Duration::from_secs(5);

/// The requests of one connection.
///
/// One update is always asked for ahead: the request leaves when the previous update's header arrives, so that the
/// server need not wait a round trip for it. Few servers have anything better, and QEMU has not.
///
/// Silence by itself is no fault, since a screen may stand still for hours. Only two things are owed: the rest of an
/// update that has begun, and a whole screen that was asked for.
#[derive(Debug)]
pub(crate) struct Updates {
    visible: bool,
    wanted: Option<Request>,
    asked_at: Option<Duration>,
    heard_at: Duration,
    /// A whole screen was asked for, and nothing has come of it.
    owes_screen: bool,
    /// An update has begun and not ended.
    owes_rest: bool,
    stalled: bool,
}

/// INVARIANT: ordered by how much is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Request {
    /// What has changed.
    Incremental,
    /// The whole screen.
    Full,
}

impl Updates {
    /// The connection is up: the first request is for everything.
    pub(crate) fn new(visible: bool, now: Duration) -> Self {
        Self {
            visible,
            wanted: Some(Request::Full),
            asked_at: None,
            heard_at: now,
            owes_screen: false,
            owes_rest: false,
            stalled: false,
        }
    }

    pub(crate) fn begun(&mut self) {
        self.owes_screen = false;
        self.owes_rest = true;
        self.want(Request::Incremental);
    }

    pub(crate) fn ended(&mut self) {
        self.owes_rest = false;
    }

    /// The screen has another size. Requests name an area, and the one under way knows the old size only.
    pub(crate) fn resized(&mut self) {
        self.want(Request::Full);
    }

    pub(crate) fn set_visible(&mut self, visible: bool) {
        self.visible = visible;
    }

    /// Bytes have arrived. Returns whether that ends a silence that was told.
    pub(crate) fn heard(&mut self, now: Duration) -> bool {
        self.heard_at = now;
        std::mem::take(&mut self.stalled)
    }

    /// The request to send now.
    pub(crate) fn take_request(&mut self, now: Duration) -> Option<Request> {
        let request = self.wanted.filter(|_| self.earliest().is_none_or(|earliest| earliest <= now))?;
        self.wanted = None;
        self.asked_at = Some(now);
        self.owes_screen |= request == Request::Full;
        Some(request)
    }

    /// The silence to tell now, once.
    pub(crate) fn take_stall(&mut self, now: Duration) -> Option<Duration> {
        self.stall_deadline().filter(|deadline| *deadline <= now)?;
        self.stalled = true;
        Some(now.saturating_sub(self.silent_since()))
    }

    pub(crate) fn deadline(&self) -> Option<Duration> {
        let request = self.wanted.and_then(|_| self.earliest());
        request.into_iter().chain(self.stall_deadline()).min()
    }

    fn want(&mut self, request: Request) {
        self.wanted = self.wanted.max(Some(request));
    }

    /// When the wanted request may leave; `None` for at once.
    fn earliest(&self) -> Option<Duration> {
        let waits = !self.visible && self.wanted == Some(Request::Incremental);
        self.asked_at.filter(|_| waits).map(|asked_at| asked_at + INTERVAL_WHILE_HIDDEN)
    }

    fn stall_deadline(&self) -> Option<Duration> {
        let owes = self.owes_rest || self.owes_screen;
        (owes && !self.stalled).then(|| self.silent_since() + STALLED_AFTER)
    }

    /// Since the last byte, or since the request if none came after it.
    fn silent_since(&self) -> Duration {
        self.asked_at
            .filter(|_| self.owes_screen)
            .map_or(self.heard_at, |asked_at| asked_at.max(self.heard_at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn the_next_update_is_asked_for_when_one_begins() {
        let mut updates = Updates::new(true, ms(0));
        assert_eq!(updates.take_request(ms(0)), Some(Request::Full));
        assert_eq!(updates.take_request(ms(1)), None);
        updates.begun();
        assert_eq!(updates.take_request(ms(2)), Some(Request::Incremental));
        updates.ended();
        assert_eq!(updates.take_request(ms(3)), None);
    }

    #[test]
    fn a_new_size_asks_for_the_whole_screen_once() {
        let mut updates = Updates::new(true, ms(0));
        updates.take_request(ms(0));
        updates.resized();
        updates.begun();
        updates.resized();
        assert_eq!(updates.take_request(ms(1)), Some(Request::Full));
        assert_eq!(updates.take_request(ms(1)), None);
    }

    #[test]
    fn a_hidden_page_asks_once_a_second() {
        let mut updates = Updates::new(false, ms(0));
        assert_eq!(updates.take_request(ms(0)), Some(Request::Full));
        updates.begun();
        updates.ended();
        assert_eq!(updates.take_request(ms(10)), None);
        assert_eq!(updates.deadline(), Some(ms(1000)));
        assert_eq!(updates.take_request(ms(1000)), Some(Request::Incremental));
        updates.begun();
        assert_eq!(updates.take_request(ms(1500)), None);
        updates.set_visible(true);
        assert_eq!(updates.take_request(ms(1500)), Some(Request::Incremental));
    }

    #[test]
    fn an_update_that_stops_halfway_is_told_once_until_it_goes_on() {
        let mut updates = Updates::new(true, ms(0));
        updates.take_request(ms(0));
        updates.heard(ms(100));
        updates.begun();
        updates.take_request(ms(100));
        assert_eq!(updates.take_stall(ms(5099)), None);
        assert_eq!(updates.deadline(), Some(ms(5100)));
        assert_eq!(updates.take_stall(ms(5200)), Some(ms(5100)));
        assert_eq!(updates.take_stall(ms(9999)), None);
        assert_eq!(updates.deadline(), None);
        assert!(updates.heard(ms(20_000)));
        assert!(!updates.heard(ms(20_001)));
        assert_eq!(updates.deadline(), Some(ms(25_001)));
    }

    #[test]
    fn a_whole_screen_is_owed_and_changes_are_not() {
        let mut updates = Updates::new(true, ms(1000));
        updates.take_request(ms(2000));
        assert_eq!(updates.deadline(), Some(ms(7000)));
        updates.heard(ms(3000));
        updates.begun();
        updates.ended();
        updates.take_request(ms(3000));
        assert_eq!(updates.deadline(), None);
        assert_eq!(updates.take_stall(ms(1_000_000)), None);
    }
}
