//! What a page says to its server, message by message.

use anyhow::Result;
use rfb::{
    decode::Input,
    wire::{ClientMessage, CutText},
};

/// The messages of one client, from bytes as they come.
#[derive(Debug)]
pub(crate) struct ClientMessages {
    received: Vec<u8>,
    /// How many of the bytes to come are of no message: a handshake, or the body of a clipboard that nobody reads.
    skip: usize,
}

impl ClientMessages {
    /// Those behind a handshake of so many bytes.
    pub(crate) fn behind(handshake: usize) -> Self {
        Self { received: Vec::new(), skip: handshake }
    }

    /// Takes what has come.
    pub(crate) fn receive(&mut self, bytes: &[u8]) {
        self.received.extend(bytes);
    }

    /// The next message, once all of it has come.
    pub(crate) fn next(&mut self) -> Result<Option<ClientMessage>> {
        let skipped = self.skip.min(self.received.len());
        self.received.drain(..skipped);
        self.skip -= skipped;
        let mut input = Input::new(&self.received);
        let message = ClientMessage::decode(&mut input)?;
        let consumed = input.consumed();
        self.received.drain(..consumed);
        if let Some(ClientMessage::CutText(CutText::TooLong { length } | CutText::Extended { length })) =
            &message
        {
            self.skip = *length as usize;
        }
        Ok(message)
    }
}
