//! Scans that have all of an image: each block goes through the transform as it is read (ITU-T T.81, section A.2.3).

use super::bits::Bits;
use super::dct::{self, Block, Steps};
use super::header::{self, Frame, Scan};
use super::huffman::Code;
use super::planes::Planes;
use super::sequential;
use super::tables::{Class, Tables};
use crate::decode::DecodeError;

/// Decodes the scan in `data`, calling `show` after each row of minimum coded units.
///
/// Where the data break off or have a flaw, the units that are left of the row have one colour, and no more rows are
/// shown: a damaged image costs the rest of it and nothing else.
///
/// # Errors
/// If the image lacks a table.
pub(super) fn decode(
    data: &[u8],
    scan: &Scan,
    frame: &Frame,
    tables: &Tables,
    restart_interval: usize,
    planes: &mut Planes,
    mut show: impl FnMut(&mut Planes, usize),
) -> Result<(), DecodeError> {
    let parts = scan.parts.iter().map(|part| Part::new(*part, frame, tables));
    let mut units = Units {
        bits: Bits::new(data),
        parts: parts.collect::<Result<_, _>>()?,
        restart_interval,
        until_restart: restart_interval,
        broken: false,
        blocks: [([0; 64], 0); _],
        zero: std::hint::black_box(0),
    };
    for row in 0..frame.rows {
        units.decode_row(frame.columns, planes);
        show(planes, row);
        if units.broken {
            break;
        }
    }
    Ok(())
}

/// A scan while it is read.
struct Units<'t> {
    bits: Bits<'t>,
    parts: Vec<Part<'t>>,
    restart_interval: usize,
    until_restart: usize,
    /// Whether nothing more can be read.
    broken: bool,
    /// The blocks of a unit, each with the places of its values but for the first, joined by or. All of a unit are read
    /// before they are transformed: what was just written in small parts is slow to be read in large ones.
    blocks: [(Block, u32); Scan::MAX_BLOCKS],
    /// Zero, which the compiler does not know: blocks are cleared by a few stores then, and not by Wasm's instruction for
    /// filling memory, which takes longer than most blocks.
    zero: i16,
}

/// A component in a scan while it is read.
struct Part<'t> {
    component: usize,
    constant: &'t Code,
    other: &'t Code,
    steps: &'t Steps,
    /// Blocks of a minimum coded unit across and down.
    horizontal: usize,
    vertical: usize,
    /// The mean of the block before.
    mean: i32,
}

impl<'t> Part<'t> {
    fn new(part: header::Part, frame: &Frame, tables: &'t Tables) -> Result<Self, DecodeError> {
        let component = &frame.components[part.component];
        Ok(Self {
            component: part.component,
            constant: tables.code(Class::Constant, part.constant)?,
            other: tables.code(Class::Other, part.other)?,
            steps: tables.steps(component.steps)?,
            horizontal: component.horizontal,
            vertical: component.vertical,
            mean: 0,
        })
    }
}

impl Units<'_> {
    /// Decodes a row of units.
    fn decode_row(&mut self, columns: usize, planes: &mut Planes) {
        for column in 0..columns {
            self.restart_if_due();
            self.read();
            self.transform(column, planes);
        }
    }

    fn restart_if_due(&mut self) {
        if self.restart_interval == 0 || self.broken {
            return;
        }
        if self.until_restart == 0 {
            self.until_restart = self.restart_interval;
            self.parts.iter_mut().for_each(|part| part.mean = 0);
            self.broken = self.bits.restart().is_err();
        }
        self.until_restart -= 1;
    }

    #[inline(always)]
    fn read(&mut self) {
        let mut blocks = self.blocks.iter_mut();
        for Part { constant, other, steps, horizontal, vertical, mean, .. } in &mut self.parts {
            for (block, reach) in blocks.by_ref().take(*horizontal * *vertical) {
                if *reach != 0 {
                    block.fill(self.zero);
                    *reach = 0;
                }
                if !self.broken {
                    if let Ok(places) = sequential::read(&mut self.bits, constant, other, steps, mean, block)
                    {
                        *reach = places;
                        continue;
                    }
                    block.fill(0);
                    self.broken = true;
                }
                steps.put_mean(*mean, block);
            }
        }
        self.broken |= self.bits.has_ended();
    }

    #[inline(always)]
    fn transform(&self, column: usize, planes: &mut Planes) {
        let mut blocks = self.blocks.iter();
        for part in &self.parts {
            for y in 0..part.vertical {
                for (x, (block, reach)) in (0..part.horizontal).zip(blocks.by_ref()) {
                    let (samples, stride) = planes.block(part.component, column * part.horizontal + x, y);
                    dct::invert(block, *reach, samples, stride);
                }
            }
        }
    }
}
