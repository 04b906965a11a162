//! The bits of a scan, the most significant of each byte first (ITU-T T.81, section F.2.2.5).

/// A flaw in a scan: what follows it cannot be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Broken;

/// A scan, read bit by bit up to the next marker; after that come zeros.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bits<'a> {
    /// The next bit is the highest. INVARIANT: below the highest `count` bits there is nothing, or what the next bytes
    /// of `rest` begin with.
    buffer: u64,
    count: u32,
    rest: &'a [u8],
    /// How many of the bits put into `buffer` are not the scan's.
    made_up: u32,
}

impl<'a> Bits<'a> {
    pub(super) const fn new(scan: &'a [u8]) -> Self {
        Self { buffer: 0, count: 0, rest: scan, made_up: 0 }
    }

    /// Sees to it that 32 bits are at hand: a code of 16 bits and what it announces, 15 at most.
    #[inline(always)]
    pub(super) fn fill(&mut self) {
        if self.count >= 32 {
            return;
        }
        if let Some(next) = self.rest.first_chunk() {
            let next = u64::from_be_bytes(*next);
            if !has_ff(next) {
                // Part of these eight bytes does not fit, and is read once more the next time: those bits stay the same.
                self.buffer |= next >> self.count;
                self.rest = &self.rest[((63 - self.count) / 8) as usize..];
                self.count |= 56;
                return;
            }
        }
        *self = self.filled_byte_by_byte();
    }

    /// At a 0xff, which is a byte only if 0x00 follows it, and near the end. A reader whose address nobody has been given
    /// can stay in registers.
    #[cold]
    #[inline(never)]
    fn filled_byte_by_byte(mut self) -> Self {
        self.buffer &= !(u64::MAX >> self.count);
        while self.count <= 56 {
            let byte = match *self.rest {
                [0xff, 0x00, ref rest @ ..] => {
                    self.rest = rest;
                    0xff
                }
                [] | [0xff, ..] => {
                    self.made_up = self.made_up.saturating_add(8);
                    0
                }
                [byte, ref rest @ ..] => {
                    self.rest = rest;
                    byte
                }
            };
            self.buffer |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
        self
    }

    /// The bits at hand, the next one highest.
    #[inline(always)]
    pub(super) const fn peek(&self) -> u64 {
        self.buffer
    }

    /// Moves past bits that are at hand.
    #[inline(always)]
    pub(super) const fn drop(&mut self, count: u32) {
        self.buffer <<= count & 63;
        self.count = self.count.wrapping_sub(count);
    }

    /// The next bits, 16 at most, as a number.
    #[inline(always)]
    pub(super) fn take(&mut self, count: u32) -> u32 {
        self.fill();
        let value = (self.buffer >> 1 >> (63 - count)) as u32;
        self.drop(count);
        value
    }

    /// Whether bits were used that are not the scan's.
    #[inline(always)]
    pub(super) const fn has_ended(&self) -> bool {
        self.made_up > self.count
    }

    /// Goes on after the next marker, if that is one of a restart (section B.2.1).
    pub(super) fn restart(&mut self) -> Result<(), Broken> {
        let mut rest = self.rest;
        loop {
            let at = rest.iter().position(|&byte| byte == 0xff).ok_or(Broken)?;
            rest = &rest[at + 1..];
            match rest.first() {
                Some(0xd0..=0xd7) => {
                    *self = Self::new(&rest[1..]);
                    return Ok(());
                }
                // Not a marker, and a byte that may stand before one.
                Some(0x00 | 0xff) => {}
                _ => return Err(Broken),
            }
        }
    }
}

/// Whether any of the eight bytes is 0xff.
#[inline(always)]
const fn has_ff(bytes: u64) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    (!bytes).wrapping_sub(ONES) & bytes & (ONES << 7) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_highest_first_and_without_what_is_stuffed_between() {
        let mut scan: Vec<u8> = (0..200u8).collect();
        scan.extend([0xff, 0x00, 0xff, 0x00, 0x12]);
        let expected: Vec<u8> = (0..200u8).chain([0xff, 0xff, 0x12]).collect();
        for step in 1..=16 {
            let mut bits = Bits::new(&scan);
            for at in (0..expected.len() * 8 - 16).step_by(step) {
                let value = (0..step).fold(0, |value, bit| {
                    let at = at + bit;
                    value << 1 | u32::from(expected[at / 8] >> (7 - at % 8) & 1)
                });
                assert_eq!(bits.take(step as u32), value, "{step} bits at {at}");
            }
            assert!(!bits.has_ended());
        }
    }

    #[test]
    fn zeros_follow_the_end_and_are_told_apart_from_it() {
        for end in [&[][..], &[0xff], &[0xff, 0xd9, 0xab]] {
            let scan = [&[0xab, 0xcd], end].concat();
            let mut bits = Bits::new(&scan);
            assert_eq!(bits.take(16), 0xabcd);
            assert!(!bits.has_ended());
            assert_eq!(bits.take(1), 0);
            assert!(bits.has_ended());
        }
    }

    #[test]
    fn a_restart_goes_on_after_its_marker() {
        let mut bits = Bits::new(&[0x80, 0x01, 0xff, 0x00, 0xff, 0xd3, 0x42, 0xff, 0xd9]);
        assert_eq!(bits.take(1), 1);
        assert_eq!(bits.restart(), Ok(()));
        assert_eq!(bits.take(8), 0x42);
        assert_eq!(bits.restart(), Err(Broken));
    }
}
