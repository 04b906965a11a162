//! What an encrypted session has beside any other: the layer between the link and the messages.

use std::time::Duration;

use rfb::auth::{Opener, Sealer, SecurityError};

use super::{Error, Server, State};

/// Both directions.
pub(super) struct Encryption {
    pub(super) sealer: Sealer,
    pub(super) opener: Opener,
}

impl Server {
    /// Takes what goes over the link: messages or, in an encrypted session, what they are encrypted in.
    pub(super) fn open(
        &mut self,
        mut bytes: &[u8],
        now: Duration,
        output: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let Some(_) = &self.encryption else {
            self.received.extend_from_slice(bytes);
            self.read(now, output)?;
            // Before the verdict, which encryption begins with, a client has nothing to say.
            let early = self.encryption.is_some() && !self.received.is_empty();
            return if early { Err(SecurityError::OutOfTurn.into()) } else { Ok(()) };
        };
        while let Some(encryption) = &mut self.encryption {
            let (opened, rest) = encryption.opener.open(bytes)?;
            let Some(opened) = opened else { break };
            self.received.extend(opened);
            let mut said = Vec::new();
            let outcome = self.read(now, &mut said);
            self.seal(&said, output);
            outcome?;
            bytes = rest;
        }
        Ok(())
    }

    /// What the session has to say at this time, as it goes over the link.
    pub(super) fn say(&mut self, now: Duration, output: &mut Vec<u8>) -> Option<Duration> {
        if !matches!(self.state, State::Connected) || !output.is_empty() {
            return None;
        }
        if self.encryption.is_none() {
            return self.session.poll(now, output);
        }
        let mut said = Vec::new();
        let next = self.session.poll(now, &mut said);
        self.seal(&said, output);
        next
    }

    fn seal(&mut self, said: &[u8], output: &mut Vec<u8>) {
        if let Some(encryption) = &mut self.encryption {
            encryption.sealer.seal(said, output);
        }
    }
}
