//! The bytes that have arrived but cannot be used yet.

use crate::decode::Input;

/// The beginning of something that has not arrived to its end.
///
/// INVARIANT: it is shorter than what the read that it waits for wanted, which is bounded by that message's
/// or decoder's limit; so one part is copied at most, however large the pieces are in which bytes arrive.
#[derive(Debug, Default)]
pub(super) struct Tail {
    bytes: Vec<u8>,
    wanted: usize,
}

impl Tail {
    pub(super) const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Keeps what an input has left over.
    pub(super) fn keep(&mut self, input: &Input<'_>) {
        self.bytes.extend_from_slice(input.rest());
        self.wanted = input.wanted();
    }

    /// Takes over just the bytes that are wanted, and returns the others. The tail is then worth another try
    /// if any are left.
    pub(super) fn top_up<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let missing = self.wanted.saturating_sub(self.bytes.len()).max(1);
        let (now, later) = bytes.split_at(missing.min(bytes.len()));
        self.bytes.extend_from_slice(now);
        later
    }

    /// Whether what was wanted is there.
    pub(super) const fn is_complete(&self) -> bool {
        self.wanted <= self.bytes.len()
    }

    /// How many bytes are kept.
    #[cfg(test)]
    pub(super) const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// How much memory is held for them.
    #[cfg(test)]
    pub(super) const fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    /// Takes the bytes out, to be read; [`Self::put_back`] follows.
    pub(super) fn take_out(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// Keeps the bytes but those that were consumed.
    pub(super) fn put_back(&mut self, mut bytes: Vec<u8>, consumed: usize, wanted: usize) {
        bytes.drain(..consumed);
        *self = Self { bytes, wanted };
    }
}
