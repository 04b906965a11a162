//! What becomes of video whose pictures cannot be decoded.

use std::time::Duration;

/// How long a picture may take. A decoder in hardware that is woken up for its first one takes half a second on slow machines;
/// one that takes longer than this has hung, and the screen with it.
const PATIENCE: Duration = Duration::from_secs(2);

/// So many pictures in a row that could not be decoded mean that none can: the browser said that it has a decoder, and has
/// none that works.
const MAX_LOST: u32 = 8;

/// The pictures of one connection that wait for their decoder or were lost.
#[derive(Debug, Default)]
pub(crate) struct Video {
    deadline: Option<Duration>,
    lost: u32,
}

/// What to do about a picture that was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// Nothing: the whole screen has been asked for already.
    Wait,
    /// Ask for the whole screen, which makes a server begin its streams anew.
    AskForScreen,
    /// Ask for no video any more.
    DoWithout,
}

impl Video {
    /// A picture is being decoded.
    pub(crate) fn begun(&mut self, now: Duration) {
        self.deadline = Some(now + PATIENCE);
    }

    /// A picture has been shown.
    pub(crate) fn shown(&mut self) {
        *self = Self::default();
    }

    /// A picture will not be shown.
    pub(crate) fn lost(&mut self) -> Remedy {
        self.deadline = None;
        self.lost += 1;
        match self.lost {
            // Once, and not each time: a server answers such a request at once, even if nothing has changed.
            1 => Remedy::AskForScreen,
            MAX_LOST => Remedy::DoWithout,
            _ => Remedy::Wait,
        }
    }

    /// When the picture that is waited for is late.
    pub(crate) const fn deadline(&self) -> Option<Duration> {
        self.deadline
    }

    /// Whether the picture that is waited for is late now; if so, it is waited for no more.
    pub(crate) fn is_late(&mut self, now: Duration) -> bool {
        self.deadline.take_if(|deadline| *deadline <= now).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_screen_is_asked_for_once_until_a_picture_is_shown() {
        let mut video = Video::default();
        assert_eq!([video.lost(), video.lost()], [Remedy::AskForScreen, Remedy::Wait]);
        video.shown();
        assert_eq!(video.lost(), Remedy::AskForScreen);
    }

    #[test]
    fn video_is_given_up_when_no_picture_can_be_decoded() {
        let mut video = Video::default();
        let remedies: Vec<Remedy> = (0..10).map(|_| video.lost()).collect();
        assert_eq!(remedies.iter().position(|remedy| *remedy == Remedy::DoWithout), Some(7));
    }

    #[test]
    fn a_picture_is_late_once() {
        let mut video = Video::default();
        video.begun(Duration::from_secs(10));
        assert_eq!(video.deadline(), Some(Duration::from_secs(12)));
        assert!(!video.is_late(Duration::from_millis(11_999)));
        assert!(video.is_late(Duration::from_secs(12)));
        assert!(!video.is_late(Duration::from_secs(12)));
        assert_eq!(video.deadline(), None);
    }
}
