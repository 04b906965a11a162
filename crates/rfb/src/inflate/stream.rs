//! A zlib stream (RFC 1950, 1951), decompressed as it arrives, however it is cut.

use super::bits::{Bits, Source};
use super::huffman::{
    BadCode, Completeness, DISTANCES, DistanceCode, END, LENGTHS, LITERAL, LITERALS, LengthCode, LiteralCode,
    SPECIAL,
};
use super::window::{Bytes, CAPACITY, ROOM, Window, repeat};

/// A zlib stream with its history.
///
/// Its checksum is not looked at: it stands at the end of a stream, and those of RFB end with the connection.
#[derive(Debug)]
pub struct Stream {
    stage: Stage,
    bits: Bits,
    last_block: bool,
    header: Header,
    codes: Codes,
    window: Window,
}

/// What is expected next.
#[derive(Clone, Copy, Debug)]
enum Stage {
    StreamHeader,
    BlockHeader,
    StoredLength,
    Stored {
        left: usize,
    },
    Counts,
    /// The lengths of the codes in which the lengths of the codes are.
    LengthLengths {
        read: usize,
    },
    Lengths {
        read: usize,
    },
    Symbols {
        /// Where the window ended when the block began, or was looked at last.
        from: usize,
    },
    Checksum,
    /// Nothing may follow.
    End,
    Broken,
}

/// What the header of a block with codes of its own has said so far.
#[derive(Debug)]
struct Header {
    literals: usize,
    distances: usize,
    length_lengths: usize,
    /// Of literals and distances, one after the other; before that, of the code for them.
    lengths: [u8; MAX_LITERALS + MAX_DISTANCES],
    code: LengthCode,
}

#[derive(Debug)]
struct Codes {
    literals: LiteralCode,
    distances: DistanceCode,
    /// Whether they are those that need no header.
    fixed: bool,
    joined: bool,
}

/// The most symbols of both codes; the fixed codes have two more of each that mean nothing.
const MAX_LITERALS: usize = 286;
const MAX_DISTANCES: usize = 30;

/// The order in which the lengths of the length code are sent.
const LENGTH_ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// After so much of a block, the rest of it will be worth the time to join literals.
const WORTH_JOINING: usize = 4 << 10;

/// What follows is not zlib.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flaw;

/// What came of some input.
#[derive(Debug)]
pub struct Inflated {
    /// Bytes of the input that are not needed again.
    pub used: usize,
    /// Bytes that have been decompressed.
    pub produced: usize,
    /// Whether what follows these bytes is not zlib.
    pub broken: bool,
}

impl Default for Stream {
    fn default() -> Self {
        Self::new()
    }
}

impl Stream {
    /// A stream before its first byte.
    pub fn new() -> Self {
        Self {
            stage: Stage::StreamHeader,
            bits: Bits::default(),
            last_block: false,
            header: Header {
                literals: 0,
                distances: 0,
                length_lengths: 0,
                lengths: [0; MAX_LITERALS + MAX_DISTANCES],
                code: LengthCode::new(),
            },
            codes: Codes {
                literals: LiteralCode::new(),
                distances: DistanceCode::new(),
                fixed: false,
                joined: false,
            },
            window: Window::new(),
        }
    }

    /// Begins another stream in the same memory.
    pub(crate) fn reset(&mut self) {
        self.stage = Stage::StreamHeader;
        self.bits = Bits::default();
        self.window.clear();
    }

    /// What has been decompressed and not yet read.
    pub fn window(&mut self) -> &mut Window {
        &mut self.window
    }

    /// Decompresses into the window until the input is used up or the window full. No byte is held back that the input
    /// so far determines.
    pub fn inflate(&mut self, input: &[u8]) -> Inflated {
        self.window.make_room();
        let before = self.window.unread().len();
        let mut source = Source::new(self.bits, input);
        let mut broken = false;
        loop {
            match self.step(&mut source) {
                Ok(Some(next)) => self.stage = next,
                Ok(None) => break,
                Err(Flaw) => {
                    self.stage = Stage::Broken;
                    broken = true;
                    break;
                }
            }
        }
        let used = input.len() - source.untouched();
        self.bits = source.into_bits();
        Inflated { used, produced: self.window.unread().len() - before, broken }
    }

    /// Does what the stage asks for and returns the next one; none if there is not enough input or room for that.
    fn step(&mut self, source: &mut Source<'_>) -> Result<Option<Stage>, Flaw> {
        Ok(match self.stage {
            Stage::StreamHeader => match source.take(16) {
                Some(header) => Some(stream_header(header)?),
                None => None,
            },
            Stage::BlockHeader => match source.take(3) {
                Some(header) => {
                    self.last_block = header & 1 != 0;
                    Some(self.block_header(header >> 1)?)
                }
                None => None,
            },
            Stage::StoredLength => {
                source.align();
                match source.take(32) {
                    Some(lengths) if lengths & 0xffff == !lengths >> 16 => {
                        Some(Stage::Stored { left: lengths as usize & 0xffff })
                    }
                    Some(_) => return Err(Flaw),
                    None => None,
                }
            }
            Stage::Stored { left: 0 } => Some(block_end(self.last_block)),
            Stage::Stored { left } => {
                let room = self.window.room();
                let length = room.len().min(left);
                let copied = source.copy(&mut room[..length]);
                self.window.written(copied);
                (copied > 0).then_some(Stage::Stored { left: left - copied })
            }
            Stage::Counts => match source.take(14) {
                Some(counts) => Some(self.header.counts(counts)?),
                None => None,
            },
            Stage::LengthLengths { read } if read < self.header.length_lengths => {
                source.take(3).map(|length| {
                    self.header.lengths[LENGTH_ORDER[read]] = length as u8;
                    Stage::LengthLengths { read: read + 1 }
                })
            }
            Stage::LengthLengths { .. } => {
                let Header { code, lengths, .. } = &mut self.header;
                code.build(&lengths[..LENGTH_ORDER.len()], &LENGTHS, Completeness::Required)?;
                Some(Stage::Lengths { read: 0 })
            }
            Stage::Lengths { read } if read < self.header.literals + self.header.distances => {
                self.header.lengths(read, source)?
            }
            Stage::Lengths { .. } => {
                self.codes.build(&self.header)?;
                Some(self.symbols_begin())
            }
            Stage::Symbols { from } => self.symbols(from, source)?,
            // The stream's last bits are filled up to a byte.
            Stage::Checksum => {
                source.align();
                source.take(32).map(|_| Stage::End)
            }
            Stage::End => {
                source.fill();
                if source.count() > 0 {
                    return Err(Flaw);
                }
                None
            }
            Stage::Broken => return Err(Flaw),
        })
    }

    fn block_header(&mut self, kind: u32) -> Result<Stage, Flaw> {
        match kind {
            0 => Ok(Stage::StoredLength),
            1 => {
                self.codes.build_fixed()?;
                Ok(self.symbols_begin())
            }
            2 => Ok(Stage::Counts),
            _ => Err(Flaw),
        }
    }

    fn symbols_begin(&mut self) -> Stage {
        Stage::Symbols { from: *self.window.parts().1 }
    }

    /// Decodes symbols up to the end of the block.
    fn symbols(&mut self, from: usize, source: &mut Source<'_>) -> Result<Option<Stage>, Flaw> {
        let (bytes, end) = self.window.parts();
        if !self.codes.joined && end.saturating_sub(from) > WORTH_JOINING {
            self.codes.literals.join_literals();
            self.codes.joined = true;
        }
        let full = CAPACITY - ROOM;
        let limit = if self.codes.joined { full } else { full.min(from + WORTH_JOINING) };
        loop {
            *end = self.codes.most_symbols(bytes, *end, limit, source);
            if *end > limit {
                return Ok((limit < full).then_some(Stage::Symbols { from }));
            }
            match self.codes.symbol(bytes, end, source)? {
                Symbol::Written => {}
                Symbol::Incomplete => return Ok(None),
                Symbol::End => return Ok(Some(block_end(self.last_block))),
            }
        }
    }
}

/// What one symbol was.
enum Symbol {
    /// A literal or a match.
    Written,
    /// The end of the block.
    End,
    /// Its last bits have not arrived.
    Incomplete,
}

impl Codes {
    /// Decodes symbols from `end` up to `limit`, and returns where it has stopped: before a symbol that is rare, wrong
    /// or near the end of the input.
    #[inline(always)]
    fn most_symbols(&self, bytes: &mut Bytes, end: usize, limit: usize, source: &mut Source<'_>) -> usize {
        let Self { literals, distances, .. } = self;
        let (mut at, mut input) = (end, source.clone());
        input.fill();
        // Looked up as soon as its bits are known, which is before the copying of a match.
        let mut entry = literals.first(input.peek());
        // It is filled twice a turn, and takes seven bytes at most each time.
        while at <= limit && input.untouched() >= 16 {
            input.fill();
            // Four looks take 44 of the 56 bits at most, and leave enough for the next one.
            for _ in 0..4 {
                if entry & LITERAL == 0 {
                    break;
                }
                input.drop(entry & 0xff);
                bytes[at..at + 2].copy_from_slice(&((entry >> 16) as u16).to_le_bytes());
                at += (entry >> 8 & 3) as usize;
                entry = literals.first(input.peek());
            }
            if entry & LITERAL != 0 {
                continue;
            }
            input.fill();
            let length_bits = entry & 0xff;
            let distance_entry = distances.first(input.peek() >> (length_bits & 63));
            if (entry | distance_entry) & SPECIAL != 0 {
                break;
            }
            let length = base(entry, input.peek());
            let distance = base(distance_entry, input.peek() >> (length_bits & 63));
            if distance > at {
                break;
            }
            // A match takes 37 bits at most.
            input.drop(length_bits + (distance_entry & 0xff));
            entry = literals.first(input.peek());
            repeat(bytes, at, distance, length);
            at += length;
        }
        *source = input;
        at
    }

    /// Decodes one symbol, whatever it is, if all of it has arrived.
    fn symbol(&self, bytes: &mut Bytes, end: &mut usize, source: &mut Source<'_>) -> Result<Symbol, Flaw> {
        source.fill();
        // A symbol with all that belongs to it has 48 bits at most.
        let bits = source.peek();
        let (entry, before) = self.literals.look_up(bits);
        if entry & LITERAL != 0 {
            // If another was joined to it, that one may not have arrived.
            let length = before + (entry >> 10 & 0xf);
            if length > source.count() {
                return Ok(Symbol::Incomplete);
            }
            source.drop(length);
            bytes[*end] = (entry >> 16) as u8;
            *end += 1;
            return Ok(Symbol::Written);
        }
        let length_bits = before + (entry & 0xff);
        if length_bits > source.count() {
            return Ok(Symbol::Incomplete);
        }
        if entry & SPECIAL != 0 {
            source.drop(length_bits);
            return if entry & END != 0 { Ok(Symbol::End) } else { Err(Flaw) };
        }
        let length = base(entry, bits >> before);
        let bits = bits >> length_bits;
        let (entry, before) = self.distances.look_up(bits);
        let distance_bits = before + (entry & 0xff);
        if length_bits + distance_bits > source.count() {
            return Ok(Symbol::Incomplete);
        }
        let distance = base(entry, bits >> before);
        if entry & SPECIAL != 0 || distance > *end {
            return Err(Flaw);
        }
        source.drop(length_bits + distance_bits);
        repeat(bytes, *end, distance, length);
        *end += length;
        Ok(Symbol::Written)
    }
}

impl Header {
    /// Takes the first fourteen bits: how many lengths of each kind follow.
    fn counts(&mut self, counts: u32) -> Result<Stage, Flaw> {
        self.literals = (counts & 31) as usize + 257;
        self.distances = (counts >> 5 & 31) as usize + 1;
        self.length_lengths = (counts >> 10) as usize + 4;
        if self.literals > MAX_LITERALS || self.distances > MAX_DISTANCES {
            return Err(Flaw);
        }
        self.lengths[..LENGTH_ORDER.len()].fill(0);
        Ok(Stage::LengthLengths { read: 0 })
    }

    /// Reads lengths after the first `read`, as many as have arrived; none if that is none.
    fn lengths(&mut self, read: usize, source: &mut Source<'_>) -> Result<Option<Stage>, Flaw> {
        let total = self.literals + self.distances;
        let mut known = read;
        while known < total {
            source.fill();
            let entry = self.code.first(source.peek());
            let code_bits = entry & 0xff;
            let symbol = entry >> 16;
            let (extra_bits, least) = match symbol {
                0..=15 => (0, 1),
                16 => (2, 3),
                17 => (3, 3),
                _ => (7, 11),
            };
            if code_bits + extra_bits > source.count() {
                break;
            }
            let extra = source.peek() >> code_bits & ((1 << extra_bits) - 1);
            source.drop(code_bits + extra_bits);
            let length = match symbol {
                0..=15 => symbol as u8,
                16 => *known.checked_sub(1).and_then(|last| self.lengths.get(last)).ok_or(Flaw)?,
                _ => 0,
            };
            let after = known + least + extra as usize;
            if after > total {
                return Err(Flaw);
            }
            self.lengths[known..after].fill(length);
            known = after;
        }
        Ok((known > read).then_some(Stage::Lengths { read: known }))
    }
}

impl Codes {
    fn build(&mut self, header: &Header) -> Result<(), Flaw> {
        let (literals, distances) =
            header.lengths[..header.literals + header.distances].split_at(header.literals);
        if literals[256] == 0 {
            // Such a block could not end.
            return Err(Flaw);
        }
        self.fixed = false;
        self.joined = false;
        self.literals.build(literals, &LITERALS, Completeness::NotOfOne)?;
        self.distances.build(distances, &DISTANCES, Completeness::NotOfOne)?;
        Ok(())
    }

    /// The codes of blocks that bring none (section 3.2.6).
    fn build_fixed(&mut self) -> Result<(), Flaw> {
        if self.fixed {
            return Ok(());
        }
        let mut literals = [8; 288];
        literals[144..256].fill(9);
        literals[256..280].fill(7);
        self.literals.build(&literals, &LITERALS, Completeness::Required)?;
        self.distances.build(&[5; 32], &DISTANCES, Completeness::Required)?;
        self.fixed = true;
        self.joined = false;
        Ok(())
    }
}

/// What follows the end of a block.
const fn block_end(last: bool) -> Stage {
    if last { Stage::Checksum } else { Stage::BlockHeader }
}

/// A base with its extra bits, which follow the code.
#[inline(always)]
const fn base(entry: u32, bits: u64) -> usize {
    let with_extra = bits & ((1 << (entry & 31)) - 1);
    (entry >> 16) as usize + (with_extra >> (entry >> 8 & 0xf)) as usize
}

/// Checks a stream's first two bytes: deflate, a window of up to 32 KiB, no dictionary.
const fn stream_header(header: u32) -> Result<Stage, Flaw> {
    let (first, second) = (header & 0xff, header >> 8);
    let method_known = first & 0xf == 8 && first >> 4 <= 7;
    if method_known && (first << 8 | second).is_multiple_of(31) && second & 0x20 == 0 {
        Ok(Stage::BlockHeader)
    } else {
        Err(Flaw)
    }
}

impl From<BadCode> for Flaw {
    fn from(_: BadCode) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests;
