//! The tables of an image: what its codes mean, and by how much its values were divided.

use super::dct::Steps;
use super::header::flaw;
use super::huffman::Code;
use crate::decode::DecodeError;

/// Tables by their numbers.
///
/// Images of one server mostly have the same tables each, so what was made of a table is kept; but it counts only once the
/// image at hand has it, too.
#[derive(Debug, Default)]
pub(super) struct Tables {
    steps: [Option<Box<Made<Steps>>>; 4],
    /// Those of the constant parts, then those of the others.
    codes: [Option<Box<Made<Code>>>; 8],
}

/// What was made of a table.
#[derive(Debug)]
struct Made<T> {
    /// The table as the image has it.
    source: Vec<u8>,
    table: T,
    /// Whether the image at hand has it.
    counts: bool,
}

/// Which of two tables a value is decoded with.
#[derive(Clone, Copy)]
pub(super) enum Class {
    /// A block's mean.
    Constant,
    /// Its other values.
    Other,
}

impl Tables {
    /// Begins an image, which has no tables yet.
    pub(super) fn begin(&mut self) {
        self.steps.iter_mut().flatten().for_each(|made| made.counts = false);
        self.codes.iter_mut().flatten().for_each(|made| made.counts = false);
    }

    /// The steps between values of this number.
    pub(super) fn steps(&self, number: usize) -> Result<&Steps, DecodeError> {
        let made = self.steps.get(number).and_then(Option::as_deref).filter(|made| made.counts);
        made.map(|made| &made.table).ok_or_else(|| flaw("it lacks a table of steps"))
    }

    /// The code of this class and number.
    pub(super) fn code(&self, class: Class, number: usize) -> Result<&Code, DecodeError> {
        let made = self.codes.get(class as usize * 4 + number).and_then(Option::as_deref);
        made.filter(|made| made.counts)
            .map(|made| &made.table)
            .ok_or_else(|| flaw("it lacks a table of codes"))
    }

    /// Takes the tables of a segment of steps (ITU-T T.81, section B.2.4.1).
    pub(super) fn read_steps(&mut self, mut segment: &[u8]) -> Result<(), DecodeError> {
        while let Some((&first, rest)) = segment.split_first() {
            let wide = match first >> 4 {
                0 => false,
                1 => true,
                _ => return Err(not_understood()),
            };
            let length = if wide { 128 } else { 64 };
            let (source, rest) = rest.split_at_checked(length).ok_or_else(not_understood)?;
            let place = self.steps.get_mut(usize::from(first & 15)).ok_or_else(not_understood)?;
            if is_new(place, source) {
                let divisors = std::array::from_fn(|at| {
                    if wide {
                        u16::from_be_bytes([source[2 * at], source[2 * at + 1]])
                    } else {
                        u16::from(source[at])
                    }
                });
                *place = Some(Made::new(source, Steps::new(&divisors)));
            }
            segment = rest;
        }
        Ok(())
    }

    /// Takes the tables of a segment of codes (section B.2.4.2).
    pub(super) fn read_codes(&mut self, mut segment: &[u8]) -> Result<(), DecodeError> {
        while let Some((&first, rest)) = segment.split_first() {
            let counts: &[u8; 16] = rest.first_chunk().ok_or_else(not_understood)?;
            let symbols: usize = counts.iter().map(|&count| usize::from(count)).sum();
            let (source, rest) = rest.split_at_checked(16 + symbols).ok_or_else(not_understood)?;
            if first >> 4 > 1 || first & 15 > 3 {
                return Err(not_understood());
            }
            let place = &mut self.codes[usize::from(first >> 4) * 4 + usize::from(first & 15)];
            if is_new(place, source) {
                let mut code = Code::new();
                code.build(counts, &source[16..]).map_err(|_broken| not_understood())?;
                *place = Some(Made::new(source, code));
            }
            segment = rest;
        }
        Ok(())
    }
}

impl<T> Made<T> {
    fn new(source: &[u8], table: T) -> Box<Self> {
        Box::new(Self { source: source.to_vec(), table, counts: true })
    }
}

/// Whether a table is another than the one that was there before; if it is the same, that one counts again.
fn is_new<T>(place: &mut Option<Box<Made<T>>>, source: &[u8]) -> bool {
    match place {
        Some(made) if made.source == source => {
            made.counts = true;
            false
        }
        _ => true,
    }
}

fn not_understood() -> DecodeError {
    flaw("a table of it cannot be understood")
}
