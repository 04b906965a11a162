//! The bits of compressed data, the least significant of each byte first.

/// Bits that have been taken from the input and not yet used. They outlive a piece of input.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bits {
    /// INVARIANT: above the lowest `count` bits there is nothing, or what the next bytes of the input begin with.
    buffer: u64,
    count: u32,
}

/// A piece of input, read bit by bit.
#[derive(Clone, Debug)]
pub(super) struct Source<'a> {
    bits: Bits,
    rest: &'a [u8],
}

impl<'a> Source<'a> {
    pub(super) const fn new(bits: Bits, input: &'a [u8]) -> Self {
        Self { bits, rest: input }
    }

    /// How many bytes have not been touched.
    #[inline(always)]
    pub(super) const fn untouched(&self) -> usize {
        self.rest.len()
    }

    /// What must be kept until the next piece of input.
    pub(super) const fn into_bits(mut self) -> Bits {
        self.bits.buffer &= (1 << self.bits.count) - 1;
        self.bits
    }

    /// Takes input until 56 bits are at hand, or all there are.
    #[inline(always)]
    pub(super) fn fill(&mut self) {
        let Bits { buffer, count } = &mut self.bits;
        if let Some(next) = self.rest.first_chunk() {
            // Part of these eight bytes does not fit, and is read once more the next time: those bits stay the same.
            *buffer |= u64::from_le_bytes(*next) << (*count & 63);
            self.rest = &self.rest[(63 - (*count & 63) as usize) / 8..];
            *count |= 56;
            return;
        }
        while *count < 56
            && let Some((&byte, rest)) = self.rest.split_first()
        {
            *buffer |= u64::from(byte) << *count;
            *count += 8;
            self.rest = rest;
        }
    }

    /// The bits at hand, the next one lowest; bits that have not arrived may be anything.
    #[inline(always)]
    pub(super) const fn peek(&self) -> u64 {
        self.bits.buffer
    }

    /// How many bits are at hand.
    #[inline(always)]
    pub(super) const fn count(&self) -> u32 {
        self.bits.count
    }

    /// Moves past bits that are at hand.
    #[inline(always)]
    pub(super) const fn drop(&mut self, count: u32) {
        self.bits.buffer >>= count & 63;
        self.bits.count = self.bits.count.wrapping_sub(count);
    }

    /// The next bits, 32 at most, as a number; none if they have not all arrived.
    pub(super) fn take(&mut self, count: u32) -> Option<u32> {
        self.fill();
        if self.bits.count < count {
            return None;
        }
        let value = self.bits.buffer & ((1 << count) - 1);
        self.drop(count);
        Some(value as u32)
    }

    /// Moves to the beginning of the next byte, unless this is one.
    pub(super) const fn align(&mut self) {
        self.drop(self.bits.count % 8);
    }

    /// Moves whole bytes to the beginning of `output`, as many as are there and fit; returns how many.
    /// The reader must be aligned.
    pub(super) fn copy(&mut self, output: &mut [u8]) -> usize {
        let mut copied = 0;
        while self.bits.count >= 8
            && let Some(byte) = output.get_mut(copied)
        {
            *byte = self.bits.buffer as u8;
            self.drop(8);
            copied += 1;
        }
        if self.bits.count == 0 {
            // What is above belongs to the bytes that are passed now.
            self.bits.buffer = 0;
            let length = self.rest.len().min(output.len() - copied);
            let (now, rest) = self.rest.split_at(length);
            output[copied..copied + length].copy_from_slice(now);
            self.rest = rest;
            copied += length;
        }
        copied
    }
}
