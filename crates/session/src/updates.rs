//! When to ask for the next update, and when to say that the server owes one.

use std::time::Duration;

use rfb::Size;

use crate::flow::Flow;
use crate::round_trip::RoundTrip;

/// The least time between two requests while nobody can see the page: enough to keep the picture fresh for the moment
/// when it is looked at.
const INTERVAL_WHILE_HIDDEN: Duration = Duration::from_secs(1);
/// How long a server that owes something may be silent before that is worth telling. Longer than what a busy host or
/// a phone between two cells takes.
const STALLED_AFTER: Duration = Duration::from_secs(5);
/// How long keys and clicks may bring nothing back before the server is asked for a sign of life. An echo takes less; what
/// shows nothing, as a password does, costs one small message.
const SIGN_AFTER: Duration = Duration::from_secs(2);
/// The least time between two signs of life that are asked for by updates. Servers made with neatvnc before its version
/// 0.9 have no fences and count requests: each such sign leaves them one update further ahead of this side for as long as
/// they are connected, and on a slow network the picture comes later by so much. Others answer all that was asked for by
/// one update, so that the next request cannot be left out in exchange.
const SIGN_INTERVAL: Duration = Duration::from_secs(30);

/// The requests of one connection.
///
/// One update is always asked for ahead: the request leaves when the previous update's header arrives, so that the
/// server need not wait a round trip for it. Few servers have anything better, and QEMU has not.
///
/// Where the server can send updates without requests, it is let do so while the page is seen: then a frame waits for no
/// request at all.
///
/// Silence by itself is no fault, since a screen may stand still for hours. Only four things are owed: the rest of an
/// update that has begun, a whole screen that was asked for, the answer to a fence, and a sign of life that was asked for.
/// That is done when the user's input brought nothing back, and when the page or its network has been away: a link can
/// break without either side being told.
#[derive(Debug)]
pub(crate) struct Updates {
    visible: bool,
    flow: Flow,
    round_trip: RoundTrip,
    wanted: Option<Request>,
    asked_at: Option<Duration>,
    heard_at: Duration,
    /// A whole screen was asked for, and nothing has come of it.
    owes_screen: bool,
    /// An update has begun and not ended.
    owes_rest: bool,
    /// When to ask for a sign of life, if nothing comes before.
    sign_due: Option<Duration>,
    /// When a sign of life was last asked for that no fence can give.
    sign_asked_at: Option<Duration>,
    /// Nothing has come since.
    owes_sign: bool,
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
            flow: Flow::default(),
            round_trip: RoundTrip::default(),
            wanted: Some(Request::Full),
            asked_at: None,
            heard_at: now,
            owes_screen: false,
            owes_rest: false,
            sign_due: None,
            sign_asked_at: None,
            owes_sign: false,
            stalled: false,
        }
    }

    pub(crate) fn begun(&mut self) {
        self.owes_screen = false;
        self.owes_rest = true;
        if !self.flow.is_on() {
            self.want(Request::Incremental);
        }
    }

    pub(crate) fn ended(&mut self) {
        self.owes_rest = false;
        self.round_trip.want();
    }

    /// Whether the server can send updates without requests, and knows fences.
    pub(crate) fn set_can_flow(&mut self, can_flow: bool) {
        self.flow.set_possible(can_flow);
    }

    /// Whether to let updates of a screen of this size flow from now on, or to stop them; nothing if all is as it should
    /// be.
    pub(crate) fn take_flow_change(&mut self, screen: Size) -> Option<bool> {
        let change = self.flow.take_change(self.visible, screen)?;
        if change {
            // It comes by itself.
            self.wanted = self.wanted.filter(|request| *request == Request::Full);
        } else {
            self.want(Request::Incremental);
        }
        Some(change)
    }

    /// The server has stopped sending updates without requests.
    pub(crate) fn flow_ended(&mut self) {
        if self.flow.ended() {
            self.want(Request::Incremental);
        }
    }

    /// The mark of a fence to send now, if one is due.
    pub(crate) fn take_fence(&mut self, now: Duration) -> Option<u64> {
        self.round_trip.take_mark(now)
    }

    /// A fence has come back: how long a round trip takes, if that measures it.
    pub(crate) fn fence_answered(&mut self, mark: u64, now: Duration) -> Option<Duration> {
        self.round_trip.answered(mark, now)
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
        self.sign_due = None;
        self.owes_sign = false;
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

    /// The user pressed something, which mostly shows on the screen.
    pub(crate) fn acted(&mut self, now: Duration) {
        let due = self.earliest_sign(now + SIGN_AFTER);
        self.sign_due.get_or_insert(due);
    }

    /// The page or its network has been away, and the link may not have outlived that.
    pub(crate) fn doubt(&mut self, now: Duration) {
        self.sign_due = Some(self.earliest_sign(now));
    }

    /// Whether to ask for a sign of life now, by an update. A server that knows fences gets one of those in its place:
    /// of requests some keep count, and would send as many updates more.
    pub(crate) fn take_sign_request(&mut self, knows_fences: bool, now: Duration) -> bool {
        let due = self.sign_due.take_if(|due| *due <= now).is_some();
        if !due || self.owes() {
            return false;
        }
        if knows_fences {
            self.round_trip.want_now();
        } else {
            self.sign_asked_at = Some(now);
            self.owes_sign = true;
        }
        !knows_fences
    }

    /// The silence to tell now, once.
    pub(crate) fn take_stall(&mut self, now: Duration) -> Option<Duration> {
        self.stall_deadline().filter(|deadline| *deadline <= now)?;
        self.stalled = true;
        Some(now.saturating_sub(self.silent_since()))
    }

    pub(crate) fn deadline(&self) -> Option<Duration> {
        let request = self.wanted.and_then(|_| self.earliest());
        request.into_iter().chain(self.sign_due).chain(self.stall_deadline()).min()
    }

    fn want(&mut self, request: Request) {
        self.wanted = self.wanted.max(Some(request));
    }

    /// When the wanted request may leave; `None` for at once.
    fn earliest(&self) -> Option<Duration> {
        let waits = !self.visible && self.wanted == Some(Request::Incremental);
        self.asked_at.filter(|_| waits).map(|asked_at| asked_at + INTERVAL_WHILE_HIDDEN)
    }

    /// When a sign of life may be asked for that is wanted at this time.
    fn earliest_sign(&self, wanted: Duration) -> Duration {
        self.sign_asked_at.map_or(wanted, |asked_at| wanted.max(asked_at + SIGN_INTERVAL))
    }

    fn stall_deadline(&self) -> Option<Duration> {
        (self.owes() && !self.stalled).then(|| self.silent_since() + STALLED_AFTER)
    }

    fn owes(&self) -> bool {
        self.owes_rest || self.owes_screen || self.owes_sign || self.round_trip.awaited_since().is_some()
    }

    /// Since the last byte, or since what was asked for if none came after it.
    fn silent_since(&self) -> Duration {
        let screen = self.asked_at.filter(|_| self.owes_screen);
        let sign = self.sign_asked_at.filter(|_| self.owes_sign);
        let asked = screen.into_iter().chain(sign).chain(self.round_trip.awaited_since());
        asked.fold(self.heard_at, Duration::max)
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
