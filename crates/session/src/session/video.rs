//! Video, which the driver decodes.

use std::time::Duration;

use super::{Phase, Session};
use crate::ending;
use crate::updates::Updates;
use crate::video::Remedy;

impl Session {
    /// The driver has a decoder of H.264, so that servers can be asked for it. It may say so at any time.
    pub fn offer_video(&mut self, now: Duration) {
        self.video_offered = true;
        self.apply_preferences();
        self.settle(now);
    }

    /// The picture that [`Event::DecodeVideo`](crate::Event::DecodeVideo) asked for, as RGBA bytes of just its size, or
    /// nothing if it cannot be decoded. A picture that is waited for no more is ignored.
    pub fn video_decoded(&mut self, number: u32, rgba: Option<&[u8]>, now: Duration) {
        if rgba.is_some() {
            self.video.shown();
        }
        self.finish_video(now, |connection, events| connection.finish_video(number, rgba, events));
        self.settle(now);
    }

    /// Stops waiting for a picture that is late.
    pub(super) fn check_video(&mut self, now: Duration) {
        if self.video.is_late(now) {
            self.finish_video(now, rfb::Connection::abandon_video);
        }
    }

    /// A picture is lost: what it should have changed has to come in another way.
    pub(super) fn video_lost(&mut self) {
        match self.video.lost() {
            Remedy::Wait => return,
            Remedy::AskForScreen => {}
            Remedy::DoWithout => {
                self.video_offered = false;
                self.apply_preferences();
            }
        }
        if let Some((_, updates)) = self.connected() {
            Updates::resized(updates);
        }
    }

    fn finish_video(
        &mut self,
        now: Duration,
        finish: impl FnOnce(&mut rfb::Connection, &mut Vec<rfb::Event>) -> Result<(), rfb::Error>,
    ) {
        let Phase::Open(open) = &mut self.phase else {
            return;
        };
        let mut events = Vec::new();
        let outcome = finish(&mut open.connection, &mut events);
        for event in events {
            self.server_event(event, now);
        }
        if let Err(error) = outcome {
            self.send_output();
            self.end(ending::from_error(error), now);
        }
    }
}
