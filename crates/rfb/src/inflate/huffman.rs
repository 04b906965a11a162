//! Huffman codes as tables: a look at the next bits gives a symbol, its meaning and its length.
//!
//! An entry is a number. The lowest byte always says how many bits it uses up; what else it holds is told by flags:
//!
//! ```text
//!  bits   31 ... 24 23 ... 16   15      14        13      12     11 10 9 8   7 ... 0
//!        ┌─────────┬─────────┬───────┬──────────┬───────────────┬─────────┬──────────────┐
//!        │ second  │ first   │ one   │ 0  length of the first   │ how many│ bits         │  one or two literals
//!        │ a base            │ zero  │ zero     │               │ length  │ bits + extra │  length or distance
//!        │ where it begins   │ zero  │ one      │ end  │ table  │ its bits│ bits         │  anything else
//!        └─────────┴─────────┴───────┴──────────┴───────────────┴─────────┴──────────────┘
//! ```

/// Bit 15: one or two literals.
pub(super) const LITERAL: u32 = 1 << 15;
/// Bit 14: neither literals nor a base; without one of the next two flags, what no code may mean.
pub(super) const SPECIAL: u32 = 1 << 14;
/// Bit 13: the end of the block.
pub(super) const END: u32 = 1 << 13;
/// Bit 12: a table for the rest of a code that is longer than the first table's bits.
const TABLE: u32 = 1 << 12;

/// The longest code.
const MAX_LENGTH: usize = 15;

/// The most symbols that any code has.
const MAX_SYMBOLS: usize = 288;

/// A code that breaks the rules: more codes than there is room for, or fewer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadCode;

/// A code whose first table is looked up with `BITS` bits.
#[derive(Debug)]
pub(super) struct Code<const SIZE: usize, const BITS: u32> {
    /// The first table, and behind it those that it refers to. `SIZE` is a power of two above what the worst code
    /// takes, so that an index can be cut to it instead of being checked.
    entries: Box<[u32; SIZE]>,
}

/// Literals and lengths: 2342 entries at most.
pub(super) type LiteralCode = Code<4096, 11>;
/// Distances: 402 entries at most.
pub(super) type DistanceCode = Code<512, 8>;
/// The lengths of the codes above; its own are of 7 bits at most.
pub(super) type LengthCode = Code<128, 7>;

impl<const SIZE: usize, const BITS: u32> Code<SIZE, BITS> {
    pub(super) fn new() -> Self {
        Self { entries: Box::new([SPECIAL | 1; SIZE]) }
    }

    /// The entry of the first table for the next bits.
    #[inline(always)]
    pub(super) fn first(&self, bits: u64) -> u32 {
        self.entries[bits as usize & ((1 << BITS) - 1)]
    }

    /// The entry for the next bits, whichever table it is in, and how many bits come before those that it uses up.
    #[inline(always)]
    pub(super) fn look_up(&self, bits: u64) -> (u32, u32) {
        let entry = self.first(bits);
        if entry & (LITERAL | SPECIAL | TABLE) != SPECIAL | TABLE {
            return (entry, 0);
        }
        let mask = (1 << (entry >> 8 & 0xf)) - 1;
        let index = (entry >> 16) as usize + ((bits >> BITS) as usize & mask);
        (self.entries[index & (SIZE - 1)], BITS)
    }

    /// Makes the tables of the code in which symbol `n` takes `lengths[n]` bits (section 3.2.2 of RFC 1951), 0 for one
    /// that does not occur, and means `meanings[n]`.
    pub(super) fn build(
        &mut self,
        lengths: &[u8],
        meanings: &[u32],
        completeness: Completeness,
    ) -> Result<(), BadCode> {
        let mut counts = [0u32; MAX_LENGTH + 1];
        for &length in lengths {
            counts[usize::from(length & 15)] += 1;
        }
        counts[0] = 0;
        self.check(&counts, completeness)?;

        // Symbols in the order of their codes.
        let mut places = [0u32; MAX_LENGTH + 1];
        for length in 1..=MAX_LENGTH {
            places[length] = places[length - 1] + counts[length - 1];
        }
        let mut symbols = [0u16; MAX_SYMBOLS];
        for (symbol, &length) in lengths.iter().enumerate().filter(|&(_, &length)| length > 0) {
            let place = &mut places[usize::from(length & 15)];
            symbols[*place as usize] = symbol as u16;
            *place += 1;
        }
        let mut symbols = symbols.iter().map(|&symbol| usize::from(symbol));

        // The next code, its first bit lowest, as codes arrive.
        let mut code = 0;
        for length in 1..=BITS {
            // What has been entered says nothing about one more bit, so it holds for either value of it. What has not is
            // copied with it, and entered later, or means nothing where [`Self::check`] lets a code leave something out.
            let half = 1 << (length - 1);
            self.entries.copy_within(..half, half);
            for symbol in symbols.by_ref().take(counts[length as usize] as usize) {
                self.entries[code & (SIZE - 1)] = entry(meanings[symbol], length);
                code = next_code(code, length);
            }
        }
        let (mut second, mut second_prefix, mut end) = (0..0, usize::MAX, 1 << BITS);
        for length in BITS + 1..=MAX_LENGTH as u32 {
            for symbol in symbols.by_ref().take(counts[length as usize] as usize) {
                let prefix = code & ((1 << BITS) - 1);
                if prefix != second_prefix {
                    let index_bits = index_bits(&counts, length, BITS);
                    second = end..end + (1 << index_bits);
                    second_prefix = prefix;
                    self.entries[prefix] =
                        (second.start as u32) << 16 | SPECIAL | TABLE | index_bits << 8 | BITS;
                    end = second.end;
                }
                let entry = entry(meanings[symbol], length - BITS);
                for index in (second.start + (code >> BITS)..second.end).step_by(1 << (length - BITS)) {
                    self.entries[index & (SIZE - 1)] = entry;
                }
                counts[length as usize] -= 1;
                code = next_code(code, length);
            }
        }
        Ok(())
    }

    /// Sees to it that every sequence of bits has a meaning. A code without or with just one symbol may leave some out.
    fn check(&mut self, counts: &[u32; MAX_LENGTH + 1], completeness: Completeness) -> Result<(), BadCode> {
        let mut free = 1u32;
        for &count in &counts[1..] {
            free = (free * 2).checked_sub(count).ok_or(BadCode)?;
        }
        if free > 0 {
            let used: u32 = counts.iter().sum();
            if completeness == Completeness::Required || used != counts[1] {
                return Err(BadCode);
            }
            self.entries.fill(SPECIAL | 1);
        }
        Ok(())
    }

    /// Joins literals of which two fit the bits of one look.
    pub(super) fn join_literals(&mut self) {
        // Backwards, as the second entry is found further to the front, where none has been joined yet.
        for index in (0..1usize << BITS).rev() {
            let first = self.entries[index];
            let length = first & 0xff;
            let second = self.entries[index >> length & (SIZE - 1)];
            if first & second & LITERAL != 0 && length + (second & 0xff) <= BITS {
                let literals = (first & 0xff_0000) | (second & 0xff_0000) << 8;
                self.entries[index] = literals | LITERAL | length << 10 | 2 << 8 | (length + (second & 0xff));
            }
        }
    }
}

/// Whether a code may leave bits without a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Completeness {
    Required,
    /// Not if it has no symbol, or a single one of one bit.
    NotOfOne,
}

/// The code after one of this length, the first bit of each lowest; 0 after the last one.
const fn next_code(code: usize, length: u32) -> usize {
    // One is added at the end that is highest here: ones become zeros up to the first zero, which becomes a one.
    match (code ^ ((1 << length) - 1)).checked_ilog2() {
        Some(zero) => code & ((1 << zero) - 1) | 1 << zero,
        None => 0,
    }
}

/// What a meaning becomes in a table where its code takes so many bits.
const fn entry(meaning: u32, length: u32) -> u32 {
    // Of a literal its length is kept apart, as two can be joined; of a base, as its extra bits are joined to it.
    meaning + length + if meaning & LITERAL == 0 { length << 8 } else { length << 10 }
}

/// With how many bits a second table is looked up that begins with a code of this length: enough that the codes which
/// share its first bits fill it.
fn index_bits(left: &[u32; MAX_LENGTH + 1], length: u32, first_bits: u32) -> u32 {
    let mut bits = length - first_bits;
    let mut filled = left[length as usize];
    while filled < 1 << bits && ((first_bits + bits) as usize) < MAX_LENGTH {
        bits += 1;
        filled = filled * 2 + left[(first_bits + bits) as usize];
    }
    bits
}

/// What the symbols of [`LiteralCode`] mean: literals, the end, and lengths (section 3.2.5).
pub(super) static LITERALS: [u32; MAX_SYMBOLS] = {
    let mut meanings = [SPECIAL; MAX_SYMBOLS];
    let mut literal = 0;
    while literal < 256 {
        meanings[literal] = (literal as u32) << 16 | LITERAL | 1 << 8;
        literal += 1;
    }
    meanings[256] = SPECIAL | END;
    let (mut symbol, mut base) = (257, 3);
    while symbol < 285 {
        let extra = if symbol < 265 { 0 } else { (symbol as u32 - 261) / 4 };
        meanings[symbol] = base << 16 | extra;
        base += 1 << extra;
        symbol += 1;
    }
    meanings[285] = 258 << 16;
    meanings
};

/// What the symbols of [`DistanceCode`] mean.
pub(super) static DISTANCES: [u32; 32] = {
    let mut meanings = [SPECIAL; 32];
    let (mut symbol, mut base) = (0, 1);
    while symbol < 30 {
        let extra = if symbol < 4 { 0 } else { (symbol as u32 - 2) / 2 };
        meanings[symbol] = base << 16 | extra;
        base += 1 << extra;
        symbol += 1;
    }
    meanings
};

/// What the symbols of [`LengthCode`] mean: themselves.
pub(super) static LENGTHS: [u32; 19] = {
    let mut meanings = [0; 19];
    let mut symbol = 0;
    while symbol < 19 {
        meanings[symbol] = (symbol as u32) << 16;
        symbol += 1;
    }
    meanings
};

#[cfg(test)]
mod tests;
