//! The side of a connection that waits for pictures to be decoded outside.

use super::held::MAX_HELD;
use super::{Connection, Event, Phase};
use crate::Error;

impl Connection {
    /// Brings the picture that [`Event::VideoPicture`] asked for, as RGBA bytes of just its size, or says that it cannot
    /// be decoded; and goes on with the bytes that have arrived meanwhile. A picture that is not waited for any more is
    /// ignored.
    ///
    /// # Errors
    /// As those of [`Connection::receive`].
    pub fn finish_video(
        &mut self,
        number: u32,
        rgba: Option<&[u8]>,
        events: &mut Vec<Event>,
    ) -> Result<(), Error> {
        let Phase::Connected(connected) = &mut self.phase else {
            return Ok(());
        };
        if connected.awaited_picture() != Some(number) {
            return Ok(());
        }
        connected.finish_video(rgba, &mut self.framebuffer, events);
        self.go_on(events)
    }

    /// Gives up the picture that is waited for, if any, and closes its context: its decoder does not answer.
    ///
    /// # Errors
    /// As those of [`Connection::receive`].
    pub fn abandon_video(&mut self, events: &mut Vec<Event>) -> Result<(), Error> {
        if self.is_waiting() {
            self.give_up_picture(events);
            return self.go_on(events);
        }
        Ok(())
    }

    pub(super) fn is_waiting(&self) -> bool {
        matches!(&self.phase, Phase::Connected(connected) if connected.awaited_picture().is_some())
    }

    /// Keeps bytes for later, and stops waiting when there are too many.
    pub(super) fn hold(&mut self, bytes: &[u8], events: &mut Vec<Event>) -> Result<(), Error> {
        self.held.push(bytes);
        while self.held.len() > MAX_HELD && self.is_waiting() {
            self.give_up_picture(events);
            self.go_on(events)?;
        }
        Ok(())
    }

    fn give_up_picture(&mut self, events: &mut Vec<Event>) {
        if let Phase::Connected(connected) = &mut self.phase {
            connected.abandon_video(events);
        }
    }

    /// Reads the bytes that were held, up to the next picture.
    fn go_on(&mut self, events: &mut Vec<Event>) -> Result<(), Error> {
        let held = std::mem::take(&mut self.held);
        let outcome = self.take_in(held.unread(), events);
        let read = self.settle(outcome)?;
        self.held = held.past(read);
        Ok(())
    }
}
