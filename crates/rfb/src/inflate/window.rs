//! Decompressed data: what is being read, and before it what later data may repeat.

/// A stretch of the decompressed data that ends with its newest byte.
#[derive(Debug)]
pub struct Window {
    bytes: Box<Bytes>,
    /// INVARIANT: `start <= end <= CAPACITY`; what lies between has not been read.
    start: usize,
    end: usize,
}

/// What compressed data is written to: of a size that the compiler knows, so that it can leave out checks.
pub(super) type Bytes = [u8; CAPACITY];

/// Room for the history, and for pieces so large that moving the history after each costs little, and so small that they
/// stay in a processor's second cache.
pub(super) const CAPACITY: usize = 128 << 10;

/// How far back a match may reach.
const HISTORY: usize = 32 << 10;

/// The longest match.
const MAX_MATCH: usize = 258;

/// Matches are copied in steps of this many bytes.
const STEP: usize = 16;

/// As long as there is so much room, a few literals and a match can be written without a look at the end: their steps may
/// go a little further than their data.
pub(super) const ROOM: usize = MAX_MATCH + 3 * STEP;

impl Window {
    pub(super) fn new() -> Self {
        Self {
            bytes: vec![0; CAPACITY].try_into().unwrap_or_else(|_| Box::new([0; CAPACITY])),
            start: 0,
            end: 0,
        }
    }

    /// Forgets everything. What was there is out of the reach of matches, which cannot go back beyond the first byte.
    pub(super) const fn clear(&mut self) {
        self.start = 0;
        self.end = 0;
    }

    /// What has not been read.
    pub fn unread(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// Marks the first bytes of [`Self::unread`] as read.
    pub fn read(&mut self, length: usize) {
        self.start = (self.start + length).min(self.end);
    }

    /// Lets go of what is neither history nor unread, when room is short.
    pub(super) fn make_room(&mut self) {
        if self.end + ROOM <= CAPACITY {
            return;
        }
        let first = self.start.min(self.end.saturating_sub(HISTORY));
        self.bytes.copy_within(first..self.end, 0);
        self.start -= first;
        self.end -= first;
    }

    /// The memory, and up to where it has been written.
    pub(super) fn parts(&mut self) -> (&mut Bytes, &mut usize) {
        (&mut self.bytes, &mut self.end)
    }

    /// The room that is left.
    pub(super) fn room(&mut self) -> &mut [u8] {
        &mut self.bytes[self.end..]
    }

    /// Says how many bytes of [`Self::room`] have been written.
    pub(super) fn written(&mut self, length: usize) {
        self.end = (self.end + length).min(CAPACITY);
    }
}

/// Repeats `length` bytes from `distance` bytes back, at `end`, after which there is [`ROOM`]. The two may overlap: a run
/// of pixels is a match at the distance of one pixel.
///
/// # Panics
/// If the distance, which is at least 1, reaches further back than the first byte, or if there is less room.
#[inline(always)]
pub(super) fn repeat(bytes: &mut Bytes, end: usize, distance: usize, length: usize) {
    let from = end - distance;
    if distance >= length.min(STEP) {
        // What a step reads of its own data is beyond the match's end; so it is of most matches.
        copy_step(bytes, from, end);
        // Those that are longer than a step are mostly much longer.
        for done in (STEP..length).step_by(2 * STEP) {
            copy_step(bytes, from + done, end + done);
            copy_step(bytes, from + done + STEP, end + done + STEP);
        }
        return;
    }
    match distance {
        1 => repeat_pattern::<1>(bytes, from, length),
        2 => repeat_pattern::<2>(bytes, from, length),
        3 => repeat_pattern::<3>(bytes, from, length),
        4 => repeat_pattern::<4>(bytes, from, length),
        8 => repeat_pattern::<8>(bytes, from, length),
        _ => {
            // With each copy, twice as much is there to copy from.
            let (mut period, mut done) = (distance, 0);
            while done < length {
                copy_step(bytes, end + done - period, end + done);
                done += period.min(STEP);
                if period < STEP {
                    period *= 2;
                }
            }
        }
    }
}

/// Copies the bytes of one step. As a number, for the compiler would make a call of a copy within one array.
#[inline(always)]
fn copy_step(bytes: &mut Bytes, from: usize, to: usize) {
    let step = u128::from_ne_bytes(std::array::from_fn(|place| bytes[from..from + STEP][place]));
    bytes[to..to + STEP].copy_from_slice(&step.to_ne_bytes());
}

/// Continues the pattern of `N` bytes that begins at `from`.
#[inline(always)]
fn repeat_pattern<const N: usize>(bytes: &mut Bytes, from: usize, length: usize) {
    let pattern: [u8; STEP] = std::array::from_fn(|place| bytes[from + place % N]);
    let end = from + N;
    for at in (end..end + length).step_by(STEP - STEP % N) {
        bytes[at..at + STEP].copy_from_slice(&pattern);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_of_every_distance_and_length_repeat_what_was_there() {
        let mut bytes = Window::new().bytes;
        for distance in 1..=40 {
            for length in 1..=MAX_MATCH {
                let end = 50;
                for (at, byte) in bytes.iter_mut().take(1000).enumerate() {
                    *byte = (at * 7 + 1) as u8;
                }
                let mut expected = bytes[..end].to_vec();
                for at in end..end + length {
                    expected.push(expected[at - distance]);
                }
                repeat(&mut bytes, end, distance, length);
                assert_eq!(bytes[..end + length], expected, "{length} bytes from {distance} back");
            }
        }
    }
}
