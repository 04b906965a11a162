//! The encrypted messages: a length, that many bytes, and the proof that nothing was changed. They have nothing to do with
//! RFB's own messages, of which one can span several or several be in one.

use super::eax::{Block, Cipher};
use crate::auth::SecurityError;
use crate::decode::Input;

/// The most bytes that go into one message. The other side can pass on nothing before it has all of it: neatvnc has 4096
/// bytes of room for that, of which what it has not understood yet takes a part, and waits for ever for more.
const MAX_SEALED: usize = 1024;

/// What one message costs beside its content.
const OVERHEAD: usize = 2 + 16;

/// Encrypts one direction.
#[derive(Clone, Debug)]
pub struct Sealer(Direction);

/// Decrypts one direction.
#[derive(Clone, Debug)]
pub struct Opener {
    direction: Direction,
    /// INVARIANT: less than one whole message, of at most 65 535 bytes and its overhead.
    begun: Vec<u8>,
}

/// Both directions of a session.
#[derive(Debug)]
pub(crate) struct Ciphers {
    pub(crate) sealer: Sealer,
    pub(crate) opener: Opener,
}

/// A cipher, and the number of the next message, which no two share.
#[derive(Clone, Debug)]
struct Direction {
    cipher: Cipher,
    number: u128,
}

impl Sealer {
    pub(super) const fn new(cipher: Cipher) -> Self {
        Self(Direction { cipher, number: 0 })
    }

    /// Appends these bytes in as many messages as they take; none for no bytes.
    pub fn seal(&mut self, bytes: &[u8], output: &mut Vec<u8>) {
        output.reserve(bytes.len() + bytes.len().div_ceil(MAX_SEALED) * OVERHEAD);
        for content in bytes.chunks(MAX_SEALED) {
            let header = u16::try_from(content.len()).unwrap_or(u16::MAX).to_be_bytes();
            output.extend(header);
            let start = output.len();
            output.extend(content);
            let nonce = self.0.next_nonce();
            let proof = self.0.cipher.seal(&nonce, &header, &mut output[start..]);
            output.extend(proof);
        }
    }
}

impl Opener {
    pub(super) const fn new(cipher: Cipher) -> Self {
        Self { direction: Direction { cipher, number: 0 }, begun: Vec::new() }
    }

    /// Takes bytes, cut anywhere, up to the end of one message. Returns what that says, once it is whole, and the bytes
    /// that come after.
    ///
    /// # Errors
    /// [`SecurityError::Tampered`] if it is not what the other side encrypted. Nothing may be opened after that.
    pub fn open<'a>(&mut self, bytes: &'a [u8]) -> Result<(Option<Vec<u8>>, &'a [u8]), SecurityError> {
        let mut rest = bytes;
        while let Some(missing) = self.missing() {
            let (now, later) = rest.split_at(missing.min(rest.len()));
            self.begun.extend(now);
            rest = later;
            if now.len() < missing {
                return Ok((None, rest));
            }
        }
        let message = std::mem::take(&mut self.begun);
        Ok((Some(self.direction.open(message)?), rest))
    }

    /// How many bytes are still to come of what is known of the message; none once it is whole.
    fn missing(&self) -> Option<usize> {
        let whole = match *self.begun {
            [high, low, ..] => OVERHEAD + usize::from(u16::from_be_bytes([high, low])),
            _ => 2,
        };
        whole.checked_sub(self.begun.len()).filter(|&missing| missing > 0)
    }

    /// The content of a message of the handshake, once it has arrived. Its length is known ahead.
    pub(super) fn expect(
        &mut self,
        length: usize,
        input: &mut Input<'_>,
    ) -> Result<Option<Vec<u8>>, SecurityError> {
        let Some(message) = input.take(length + OVERHEAD) else {
            return Ok(None);
        };
        let said = u16::from_be_bytes([message[0], message[1]]);
        if usize::from(said) != length {
            return Err(SecurityError::PartLength(said));
        }
        self.direction.open(message.to_vec()).map(Some)
    }
}

impl Direction {
    /// The content of a whole message.
    fn open(&mut self, mut message: Vec<u8>) -> Result<Vec<u8>, SecurityError> {
        let nonce = self.next_nonce();
        let (header, sealed) = message.split_at_mut(2);
        let (content, proof) = sealed.split_last_chunk_mut().ok_or(SecurityError::Tampered)?;
        if !self.cipher.open(&nonce, header, content, proof) {
            return Err(SecurityError::Tampered);
        }
        message.truncate(message.len() - 16);
        message.drain(..2);
        Ok(message)
    }

    fn next_nonce(&mut self) -> Block {
        let nonce = self.number.to_le_bytes();
        self.number += 1;
        nonce
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both() -> (Sealer, Opener) {
        let cipher = Cipher::new(&[5; 16]);
        (Sealer::new(cipher.clone()), Opener::new(cipher))
    }

    /// Opens all of these bytes.
    fn open(opener: &mut Opener, mut bytes: &[u8]) -> Result<Vec<u8>, SecurityError> {
        let mut opened = Vec::new();
        loop {
            let (message, rest) = opener.open(bytes)?;
            let Some(message) = message else { return Ok(opened) };
            opened.extend(message);
            bytes = rest;
        }
    }

    #[test]
    fn what_was_sealed_is_opened_wherever_it_is_cut() {
        let (mut sealer, opener) = both();
        let (mut sealed, texts) = (Vec::new(), ["", "a", "some bytes", "and more of them"]);
        for text in texts {
            sealer.seal(text.as_bytes(), &mut sealed);
        }
        for cut in 0..=sealed.len() {
            let mut opener = opener.clone();
            let mut opened = open(&mut opener, &sealed[..cut]).expect("unchanged");
            opened.extend(open(&mut opener, &sealed[cut..]).expect("unchanged"));
            assert_eq!(opened, texts.concat().as_bytes(), "cut at {cut}");
        }
    }

    #[test]
    fn long_texts_take_several_messages() {
        let (mut sealer, mut opener) = both();
        let text: Vec<u8> =
            (0..3 * MAX_SEALED + 5).map(|at| u8::try_from(at % 251).expect("small")).collect();
        let mut sealed = Vec::new();
        sealer.seal(&text, &mut sealed);
        assert_eq!(sealed.len(), text.len() + 4 * OVERHEAD);
        assert_eq!(open(&mut opener, &sealed), Ok(text));
    }

    #[test]
    fn messages_leave_room_in_the_smallest_buffer_that_a_server_has_for_them() {
        const NEATVNC: usize = 4096;
        let (mut sealer, _) = both();
        let mut sealed = Vec::new();
        sealer.seal(&[7; 10_000], &mut sealed);
        let mut rest = &sealed[..];
        while let [high, low, ..] = *rest {
            let length = usize::from(u16::from_be_bytes([high, low]));
            assert!(length <= NEATVNC / 2, "{length}");
            rest = &rest[length + OVERHEAD..];
        }
    }

    #[test]
    fn messages_that_are_repeated_or_left_out_or_changed_are_noticed() {
        let (mut sealer, opener) = both();
        let (mut first, mut second) = (Vec::new(), Vec::new());
        sealer.seal(b"one", &mut first);
        sealer.seal(b"two", &mut second);
        let table = [[&first, &first].map(Vec::as_slice).concat(), second.clone(), {
            let mut longer = first.clone();
            longer[1] += 1;
            [longer, second].concat()
        }];
        for bytes in table {
            assert_eq!(open(&mut opener.clone(), &bytes), Err(SecurityError::Tampered));
        }
    }
}
