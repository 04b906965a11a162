//! The places for connections that are no sessions: a bounded number, and a word in the log when
//! they are all taken.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tracing::warn;

/// A place, free again with the last of its clones. What begins a session exchanges it for one among
/// the sessions.
pub(super) type Place = Arc<OwnedSemaphorePermit>;

/// The places of the accept loop.
#[derive(Debug)]
pub(super) struct Places {
    free: Arc<Semaphore>,
    total: usize,
    lack_is_told: bool,
}

impl Places {
    pub(super) fn new(total: usize) -> Self {
        let total = total.min(Semaphore::MAX_PERMITS);
        Self { free: Arc::new(Semaphore::new(total)), total, lack_is_told: false }
    }

    /// Waits for a place.
    pub(super) async fn take(&mut self) -> Option<Place> {
        if self.lack_is_news(self.free.available_permits()) {
            warn!(
                "{} connections that are no consoles are open, as many as may be; others wait for one to end",
                self.total
            );
        }
        // The semaphore is never closed.
        self.free.clone().acquire_owned().await.ok().map(Arc::new)
    }

    /// Whether there is a lack to tell of. After that there is none until half of the places have been
    /// free: around the limit places come and go with each connection.
    fn lack_is_news(&mut self, free: usize) -> bool {
        let is_news = free == 0 && !self.lack_is_told;
        self.lack_is_told = is_news || (self.lack_is_told && free <= self.total / 2);
        is_news
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn a_lack_of_places_is_told_once_until_half_of_them_have_been_free() {
        let mut places = Places::new(4);
        for (free, is_news) in [
            (4, false),
            (1, false),
            (0, true),
            (0, false),
            (2, false),
            (0, false),
            (3, false),
            (0, true),
            (0, false),
        ] {
            assert_eq!(places.lack_is_news(free), is_news, "{free}");
        }
    }
}
