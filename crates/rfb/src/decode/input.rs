//! The cursor that decoders read through.

/// A cursor over the bytes that have arrived. A read that would pass their end takes nothing.
#[derive(Debug)]
pub struct Input<'a> {
    bytes: &'a [u8],
    consumed: usize,
    wanted: usize,
}

impl<'a> Input<'a> {
    /// A cursor at the first of these bytes.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, consumed: 0, wanted: 0 }
    }

    /// The next `length` bytes, or none if they have not all arrived.
    pub fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let Some(bytes) = self.rest().get(..length) else {
            self.want(length);
            return None;
        };
        self.consumed += length;
        Some(bytes)
    }

    /// The next `N` bytes as an array, or none if they have not all arrived.
    pub fn take_array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N).and_then(|bytes| bytes.try_into().ok())
    }

    /// The next byte.
    pub fn u8(&mut self) -> Option<u8> {
        self.take_array().map(u8::from_be_bytes)
    }

    /// The next two bytes as a number, big-endian as all of RFB's are.
    pub fn u16(&mut self) -> Option<u16> {
        self.take_array().map(u16::from_be_bytes)
    }

    /// The next four bytes as a number.
    pub fn u32(&mut self) -> Option<u32> {
        self.take_array().map(u32::from_be_bytes)
    }

    /// The next four bytes as a signed number.
    pub fn i32(&mut self) -> Option<i32> {
        self.take_array().map(i32::from_be_bytes)
    }

    /// The bytes not yet taken.
    pub fn rest(&self) -> &'a [u8] {
        &self.bytes[self.consumed..]
    }

    /// How many bytes are not yet taken.
    pub const fn remaining(&self) -> usize {
        self.bytes.len() - self.consumed
    }

    /// How many bytes have been taken.
    pub const fn consumed(&self) -> usize {
        self.consumed
    }

    /// Gives back what has been taken since `consumed()` was `to`, for a part that could not be read to its end.
    pub const fn rewind(&mut self, to: usize) {
        debug_assert!(to <= self.consumed, "only what was taken can be given back");
        self.wanted += self.consumed - to;
        self.consumed = to;
    }

    /// Says how many bytes a read would take that is not even tried, for want of them.
    pub(crate) const fn want(&mut self, length: usize) {
        self.wanted = length;
    }

    /// How many bytes the last read that failed wanted, counted from [`Self::consumed`]: calling a decoder again
    /// with fewer would be in vain.
    pub const fn wanted(&self) -> usize {
        self.wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_are_big_endian_and_in_order() {
        let mut input = Input::new(&[1, 2, 3, 4, 5, 6, 7, 0xff, 0xff, 0xff, 0xfe]);
        assert_eq!(input.u8(), Some(1));
        assert_eq!(input.u16(), Some(0x0203));
        assert_eq!(input.u32(), Some(0x0405_0607));
        assert_eq!(input.i32(), Some(-2));
        assert_eq!((input.consumed(), input.remaining()), (11, 0));
    }

    #[test]
    fn a_read_past_the_end_takes_nothing_and_says_what_it_wanted() {
        let mut input = Input::new(&[1, 2, 3]);
        assert_eq!(input.u32(), None);
        assert_eq!((input.consumed(), input.wanted()), (0, 4));
        assert_eq!(input.take(3), Some(&[1, 2, 3][..]));
    }

    #[test]
    fn rewinding_gives_back_and_wants_the_whole_part() {
        let mut input = Input::new(&[1, 2, 3, 4, 5]);
        assert_eq!((input.u16(), input.u32()), (Some(0x0102), None));
        input.rewind(0);
        assert_eq!((input.consumed(), input.wanted(), input.remaining()), (0, 6, 5));
    }
}
