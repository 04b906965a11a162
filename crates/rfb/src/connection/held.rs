//! The bytes that arrive while a picture is decoded outside.

/// Bytes that wait for the decoder of a picture to finish.
///
/// INVARIANT: `start <= bytes.len()`; what lies before `start` has been read.
#[derive(Debug, Default)]
pub(super) struct Held {
    bytes: Vec<u8>,
    start: usize,
}

/// The most bytes that may wait. A server that is asked for one update at a time sends less while a picture is decoded;
/// one that sends more than this has a client whose decoder does not answer.
pub(super) const MAX_HELD: usize = 8 << 20;

impl Held {
    /// Keeps bytes behind those that are there.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// How many bytes wait.
    pub(super) fn len(&self) -> usize {
        self.unread().len()
    }

    /// The bytes that wait.
    pub(super) fn unread(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    /// The bytes without the first `read`; nothing of the memory stays when all have been read.
    pub(super) fn past(self, read: usize) -> Self {
        let start = self.start + read;
        if start < self.bytes.len() { Self { start, ..self } } else { Self::default() }
    }
}
