//! Whether a browser still lives, judged by what it sends and by what it takes.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// The signs of life of one browser, in milliseconds since the session began.
///
/// A ping's answer is one, but not the only one: a browser on a slow line answers behind all the
/// pixels that were sent before the ping, and a display server that takes no input keeps us from
/// reading the answers.
#[derive(Debug)]
pub(super) struct Pulse {
    began: Instant,
    heard_at: AtomicU64,
    sending_since: AtomicU64,
    is_sending: AtomicBool,
    is_listening: AtomicBool,
}

impl Pulse {
    pub(super) fn new() -> Self {
        Self {
            began: Instant::now(),
            heard_at: AtomicU64::new(0),
            sending_since: AtomicU64::new(0),
            is_sending: AtomicBool::new(false),
            is_listening: AtomicBool::new(true),
        }
    }

    /// Something has arrived from the browser.
    pub(super) fn heard(&self) {
        self.heard_at.store(self.now(), Ordering::Relaxed);
    }

    /// From here on, what the browser sends is, or is not, being read.
    pub(super) fn set_listening(&self, is_listening: bool) {
        self.heard();
        self.is_listening.store(is_listening, Ordering::Relaxed);
    }

    /// A message is handed to the browser, and so the one before it has left.
    pub(super) fn sending(&self) {
        self.sending_since.store(self.now(), Ordering::Relaxed);
        self.is_sending.store(true, Ordering::Relaxed);
    }

    /// The message has left. That is no sign of life by itself: it may have gone no further than
    /// the kernel's buffer.
    pub(super) fn sent(&self) {
        self.is_sending.store(false, Ordering::Relaxed);
    }

    /// How long ago the last sign of life was.
    pub(super) fn silence(&self) -> Duration {
        if !self.is_listening.load(Ordering::Relaxed) {
            return Duration::ZERO;
        }
        let mut last = self.heard_at.load(Ordering::Relaxed);
        if self.is_sending.load(Ordering::Relaxed) {
            last = last.max(self.sending_since.load(Ordering::Relaxed));
        }
        Duration::from_millis(self.now().saturating_sub(last))
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Pulse;

    const MINUTE: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn a_browser_that_neither_sends_nor_takes_is_silent() {
        let pulse = Pulse::new();
        tokio::time::advance(MINUTE).await;
        assert_eq!(pulse.silence(), MINUTE);
        pulse.heard();
        assert_eq!(pulse.silence(), Duration::ZERO);
        pulse.sending();
        tokio::time::advance(MINUTE).await;
        assert_eq!(pulse.silence(), MINUTE, "the send has been stuck for a minute");
        pulse.sent();
        assert_eq!(pulse.silence(), MINUTE, "a finished send proves nothing");
    }

    #[tokio::test(start_paused = true)]
    async fn a_browser_that_takes_its_pixels_slowly_lives() {
        let pulse = Pulse::new();
        for _ in 0..5 {
            pulse.sending();
            tokio::time::advance(MINUTE).await;
        }
        assert_eq!(pulse.silence(), MINUTE);
    }

    #[tokio::test(start_paused = true)]
    async fn a_browser_is_not_blamed_for_a_target_that_takes_no_input() {
        let pulse = Pulse::new();
        pulse.set_listening(false);
        tokio::time::advance(MINUTE).await;
        assert_eq!(pulse.silence(), Duration::ZERO);
        pulse.set_listening(true);
        assert_eq!(pulse.silence(), Duration::ZERO);
    }
}
