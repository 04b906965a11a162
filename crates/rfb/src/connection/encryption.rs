//! Where an encrypted session differs from any other: between the link and everything else.

use super::{Connection, Event};
use crate::Error;
use crate::auth::{Ciphers, Opener, Sealer};

/// What an encrypted session has beside any other.
#[derive(Debug)]
pub(super) struct Encryption {
    sealer: Sealer,
    opener: Opener,
    /// What is to be sent, as it goes over the link.
    sealed: Vec<u8>,
}

impl Encryption {
    /// Encrypts what is said from here on. What was said before goes first, as it is.
    pub(super) fn new(Ciphers { sealer, opener }: Ciphers, said: &mut Vec<u8>) -> Self {
        Self { sealer, opener, sealed: std::mem::take(said) }
    }

    /// Takes what is to be said, and returns it with what waits to be sent before it.
    pub(super) fn seal(&mut self, plain: &mut Vec<u8>) -> &mut Vec<u8> {
        self.sealer.seal(plain, &mut self.sealed);
        plain.clear();
        &mut self.sealed
    }
}

impl Connection {
    /// Takes what goes over the link: messages or, from some point on in an encrypted session, what they are encrypted in.
    pub(super) fn open(&mut self, mut bytes: &[u8], events: &mut Vec<Event>) -> Result<(), Error> {
        loop {
            let Some(encryption) = &mut self.encryption else {
                let read = self.receive_plain(bytes, events)?;
                if self.encryption.is_none() {
                    return Ok(());
                }
                bytes = &bytes[read..];
                continue;
            };
            let (opened, rest) = encryption.opener.open(bytes)?;
            let Some(opened) = opened else {
                return Ok(());
            };
            self.receive_plain(&opened, events)?;
            bytes = rest;
        }
    }
}
