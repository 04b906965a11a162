//! Huffman codes as tables: a look at the next bits tells a symbol, and how many bits it and what it announces take
//! (ITU-T T.81, annex C).

use super::bits::Broken;

/// With how many bits [`Code::entries`] is looked up. Longer codes are rare.
const LOOK: u32 = 10;

/// The longest code.
const LONGEST: usize = 16;

/// A Huffman code. Each of its symbols is two numbers of four bits: a run, and how many bits of a value follow the code.
#[derive(Debug)]
pub(super) struct Code {
    /// For each [`LOOK`] bits the symbol that they begin with; [`Entry::NONE`] if its code is longer.
    entries: [Entry; 1 << LOOK],
    /// For each length the first bits, of 16, that are beyond its codes and the shorter ones.
    ends: [u32; LONGEST + 1],
    /// For each length what to add to a code to get the place of its symbol.
    places: [i32; LONGEST + 1],
    symbols: [u8; 256],
}

/// A symbol where it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry(u16);

impl Entry {
    /// None of the codes.
    const NONE: Self = Self(0);

    const fn new(symbol: u8, length: u32) -> Self {
        let size = symbol as u16 & 15;
        Self((symbol as u16 >> 4) << 9 | size << 5 | (length as u16 + size))
    }

    /// How many bits the code and the value take together, 31 at most.
    #[inline(always)]
    pub(super) const fn bits(self) -> u32 {
        self.0 as u32 & 31
    }

    /// How many bits the value takes.
    #[inline(always)]
    pub(super) const fn size(self) -> u32 {
        self.0 as u32 >> 5 & 15
    }

    /// The symbol's upper half.
    #[inline(always)]
    pub(super) const fn run(self) -> u32 {
        self.0 as u32 >> 9
    }

    /// The value, of the bits that begin with the code (section F.2.2.1): the lower half of all numbers of so many bits
    /// stands for negative ones.
    #[inline(always)]
    pub(super) const fn value(self, bits: u64) -> i32 {
        let size = self.size();
        let bits = bits << (self.bits() - size);
        let number = (bits >> 1 >> (63 - size)) as i32;
        let if_negative = !((bits as i64 >> 63) as i32);
        number + (if_negative & (1 - (1 << size)))
    }
}

impl Code {
    pub(super) const fn new() -> Self {
        Self {
            entries: [Entry::NONE; 1 << LOOK],
            ends: [0; LONGEST + 1],
            places: [0; LONGEST + 1],
            symbols: [0; 256],
        }
    }

    /// Makes the tables of the code that has so many codes of each length, from one bit on, for these symbols.
    ///
    /// # Errors
    /// [`Broken`] if there is no room for so many codes.
    pub(super) fn build(&mut self, counts: &[u8; LONGEST], symbols: &[u8]) -> Result<(), Broken> {
        *self = Self::new();
        self.symbols.get_mut(..symbols.len()).ok_or(Broken)?.copy_from_slice(symbols);
        let (mut code, mut place) = (0u32, 0usize);
        for (length, &count) in (1..).zip(counts) {
            self.places[length as usize] = place as i32 - code as i32;
            for &symbol in symbols.iter().skip(place).take(usize::from(count)) {
                if code >= 1 << length {
                    return Err(Broken);
                }
                if length <= LOOK {
                    let first = (code << (LOOK - length)) as usize;
                    self.entries[first..first + (1 << (LOOK - length))].fill(Entry::new(symbol, length));
                }
                code += 1;
            }
            place += usize::from(count);
            self.ends[length as usize] = code << (LONGEST as u32 - length);
            code <<= 1;
        }
        Ok(())
    }

    /// The symbol that these bits begin with.
    #[inline(always)]
    pub(super) fn look_up(&self, bits: u64) -> Result<Entry, Broken> {
        let entry = self.entries[(bits >> (64 - LOOK)) as usize];
        if entry == Entry::NONE { self.look_up_long(bits) } else { Ok(entry) }
    }

    #[cold]
    #[inline(never)]
    fn look_up_long(&self, bits: u64) -> Result<Entry, Broken> {
        let next = (bits >> (64 - LONGEST)) as u32;
        let length = (LOOK as usize + 1..=LONGEST).find(|&length| next < self.ends[length]).ok_or(Broken)?;
        let place = (next >> (LONGEST - length)) as i32 + self.places[length];
        Ok(Entry::new(self.symbols[place as usize & 255], length as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_every_length_are_found() {
        // One code of each length: 0, 10, 110 and so on.
        let symbols: Vec<u8> = (0..16).map(|n| n << 4 | (15 - n)).collect();
        let mut code = Code::new();
        code.build(&[1; 16], &symbols).unwrap();
        for (length, &symbol) in (1..=16u32).zip(&symbols) {
            let bits = !(u64::MAX >> (length - 1));
            let entry = code.look_up(bits).unwrap();
            let (run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
            assert_eq!((entry.run(), entry.size(), entry.bits()), (run, size, length + size));
        }
        assert_eq!(code.look_up(u64::MAX), Err(Broken));
    }

    #[test]
    fn values_are_symmetrical_around_zero() {
        for (size, bits, value) in
            [(0, 0, 0), (1, 0, -1), (1, 1, 1), (3, 0, -7), (3, 3, -4), (3, 4, 4), (3, 7, 7)]
        {
            let bits = bits << 1 << (63 - 5 - size);
            assert_eq!(Entry::new(size as u8, 5).value(bits), value, "{size} bits");
        }
    }

    #[test]
    fn more_codes_than_there_is_room_for_are_refused() {
        let mut counts = [0; 16];
        counts[1] = 5;
        assert_eq!(Code::new().build(&counts, &[1, 2, 3, 4, 5]), Err(Broken));
        counts[1] = 4;
        assert_eq!(Code::new().build(&counts, &[1, 2, 3, 4]), Ok(()));
    }
}
