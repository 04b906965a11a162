//! The colours of a tile, counted, in the order of their appearance.

/// The most colours that any encoding's palette holds: one for each value of a byte.
const MAX_COLOURS: usize = 256;

/// Slots of the hash table, a power of two; four times the colours keeps chains short.
const SLOTS: usize = 1024;

/// A set of up to 256 packed pixels.
#[derive(Clone, Debug)]
pub(super) struct Palette {
    colours: Vec<u32>,
    counts: Vec<u32>,
    /// A colour's number plus one; zero is a free slot.
    slots: Box<[u16; SLOTS]>,
    limit: usize,
    overflown: bool,
}

impl Default for Palette {
    fn default() -> Self {
        Self {
            colours: Vec::new(),
            counts: Vec::new(),
            slots: Box::new([0; SLOTS]),
            limit: MAX_COLOURS,
            overflown: false,
        }
    }
}

impl Palette {
    /// Counts the colours of these pixels in place of what it held, up to `limit` of them (at most 256);
    /// where there are more, only the pixels before the first colour that is too many.
    pub(super) fn count(&mut self, packed: &[u32], limit: usize) {
        self.colours.clear();
        self.counts.clear();
        self.slots.fill(0);
        self.limit = limit.min(MAX_COLOURS);
        self.overflown = false;
        for run in packed.chunk_by(|a, b| a == b) {
            self.add(run[0], run.len() as u32);
            if self.overflown {
                return;
            }
        }
    }

    /// Whether the pixels had more colours than the limit.
    pub(super) fn overflown(&self) -> bool {
        self.overflown
    }

    /// The colours, in the order of their appearance.
    pub(super) fn colours(&self) -> &[u32] {
        &self.colours
    }

    /// The colour that most pixels have; zero where there were no pixels.
    pub(super) fn most_common(&self) -> u32 {
        let most = self.counts.iter().zip(&self.colours).rev().max_by_key(|&(count, _)| count);
        most.map_or(0, |(_, &colour)| colour)
    }

    /// A colour's place among [`Palette::colours`].
    pub(super) fn index(&self, colour: u32) -> Option<u8> {
        // A colour's number is below 256.
        self.find(colour).ok().map(|number| number as u8)
    }

    fn add(&mut self, colour: u32, count: u32) {
        match self.find(colour) {
            Ok(number) => self.counts[number] += count,
            Err(_) if self.colours.len() == self.limit => self.overflown = true,
            Err(free) => {
                self.colours.push(colour);
                self.counts.push(count);
                self.slots[free] = self.colours.len() as u16;
            }
        }
    }

    /// The colour's number, or the free slot where it belongs. There always is one: slots outnumber colours.
    fn find(&self, colour: u32) -> Result<usize, usize> {
        let mut slot = (colour.wrapping_mul(0x9e37_79b1) >> 22) as usize;
        loop {
            match self.slots[slot] {
                0 => return Err(slot),
                entry if self.colours[usize::from(entry) - 1] == colour => return Ok(usize::from(entry) - 1),
                _ => slot = (slot + 1) % SLOTS,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_keep_their_order_and_are_counted() {
        let mut palette = Palette::default();
        palette.count(&[7, 7, 9, 1 << 22, 9, 9], 256);
        assert_eq!(palette.colours(), [7, 9, 1 << 22]);
        assert_eq!(palette.most_common(), 9);
        assert_eq!(palette.index(1 << 22), Some(2));
        assert_eq!(palette.index(8), None);
        assert!(!palette.overflown());
    }

    #[test]
    fn more_colours_than_the_limit_are_noticed() {
        let mut palette = Palette::default();
        let colours: Vec<u32> = (0..300).collect();
        palette.count(&colours, 256);
        assert!(palette.overflown());
        assert_eq!(palette.colours(), &colours[..256]);
        palette.count(&colours[..16], 16);
        assert!(!palette.overflown());
    }
}
