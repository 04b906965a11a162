//! Images in several scans, whose blocks are kept until the last one has come (ITU-T T.81, section A.2.3 and annex G).

use super::bits::{Bits, Broken};
use super::dct::{self, Steps};
use super::header::{Frame, Part, Scan};
use super::huffman::Code;
use super::planes::Planes;
use super::tables::{Class, Tables};
use super::{progressive, sequential};
use crate::decode::DecodeError;

/// The values of all blocks of an image.
#[derive(Debug)]
pub(super) struct Stored {
    components: Vec<Vec<[i16; 64]>>,
    /// Steps that leave values as they are.
    as_they_are: Box<Steps>,
}

/// A component while its blocks are read.
struct Reader<'t> {
    blocks: &'t mut [[i16; 64]],
    /// How many blocks are in a row of `blocks`.
    stride: usize,
    /// Blocks of a minimum coded unit across and down.
    horizontal: usize,
    vertical: usize,
    constant: &'t Code,
    other: &'t Code,
    mean: i32,
}

/// Where a scan needs no code.
static NO_CODE: Code = Code::new();

impl Stored {
    /// Room for an image: two bytes for each sample.
    pub(super) fn new(frame: &Frame) -> Self {
        let units = frame.columns * frame.rows;
        let blocks =
            frame.components.iter().map(|component| component.horizontal * component.vertical * units);
        Self {
            components: blocks.map(|count| vec![[0; 64]; count]).collect(),
            as_they_are: Box::new(Steps::none()),
        }
    }

    /// Reads the scan in `data`, up to the first flaw if it has one.
    ///
    /// # Errors
    /// If the image lacks a table.
    pub(super) fn read(
        &mut self,
        data: &[u8],
        scan: &Scan,
        frame: &Frame,
        tables: &Tables,
        restart_interval: usize,
    ) -> Result<(), DecodeError> {
        let alone = scan.parts.len() == 1;
        let (columns, rows) = if alone {
            // Then a unit is one block, and those past the edges are left out (section A.2.2).
            let component = &frame.components[scan.parts[0].component];
            (component.width.div_ceil(8), component.height.div_ceil(8))
        } else {
            (frame.columns, frame.rows)
        };
        let mut readers = Vec::with_capacity(scan.parts.len());
        for (number, blocks) in self.components.iter_mut().enumerate() {
            let Some(&Part { constant, other, .. }) = scan.parts.iter().find(|part| part.component == number)
            else {
                continue;
            };
            let component = &frame.components[number];
            let code = |needed: bool, class: Class, number: usize| {
                if needed { tables.code(class, number) } else { Ok(&NO_CODE) }
            };
            readers.push(Reader {
                blocks,
                stride: frame.columns * component.horizontal,
                horizontal: if alone { 1 } else { component.horizontal },
                vertical: if alone { 1 } else { component.vertical },
                constant: code(scan.first == 0 && scan.bit_before == 0, Class::Constant, constant)?,
                other: code(scan.last > 0, Class::Other, other)?,
                mean: 0,
            });
        }
        let units = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
        // A flaw ends the scan and not the image.
        let _ =
            read_units(data, scan, frame.progressive, units, readers, restart_interval, &self.as_they_are);
        Ok(())
    }

    /// Decodes what was read, calling `show` after each row of minimum coded units.
    ///
    /// # Errors
    /// If the image lacks a table.
    pub(super) fn decode(
        &self,
        frame: &Frame,
        tables: &Tables,
        planes: &mut Planes,
        mut show: impl FnMut(&mut Planes, usize),
    ) -> Result<(), DecodeError> {
        for row in 0..frame.rows {
            for (number, (blocks, component)) in self.components.iter().zip(&frame.components).enumerate() {
                let steps = tables.steps(component.steps)?;
                let columns = frame.columns * component.horizontal;
                for y in 0..component.vertical {
                    let blocks = &blocks[(row * component.vertical + y) * columns..][..columns];
                    for (column, values) in blocks.iter().enumerate() {
                        let (mut block, mut reach) = ([0; 64], 0);
                        steps.put_mean(i32::from(values[0]), &mut block);
                        for (at, &value) in
                            values.iter().enumerate().skip(1).filter(|&(_, &value)| value != 0)
                        {
                            reach |= steps.put(at, i32::from(value), &mut block);
                        }
                        let (samples, stride) = planes.block(number, column, y);
                        dct::invert(&block, reach, samples, stride);
                    }
                }
            }
            show(planes, row);
        }
        Ok(())
    }
}

fn read_units(
    data: &[u8],
    scan: &Scan,
    progressive: bool,
    units: impl Iterator<Item = (usize, usize)>,
    mut readers: Vec<Reader<'_>>,
    restart_interval: usize,
    as_they_are: &Steps,
) -> Result<(), Broken> {
    let mut bits = Bits::new(data);
    // How many blocks in a row have no more values.
    let mut run = 0;
    let mut until_restart = restart_interval;
    for (column, row) in units {
        if restart_interval > 0 {
            if until_restart == 0 {
                until_restart = restart_interval;
                readers.iter_mut().for_each(|reader| reader.mean = 0);
                run = 0;
                bits.restart()?;
            }
            until_restart -= 1;
        }
        for reader in &mut readers {
            let first = row * reader.vertical * reader.stride + column * reader.horizontal;
            for y in 0..reader.vertical {
                let start = first + y * reader.stride;
                for block in &mut reader.blocks[start..start + reader.horizontal] {
                    let (constant, other, mean) = (reader.constant, reader.other, &mut reader.mean);
                    match scan {
                        _ if !progressive => {
                            *block = [0; 64];
                            sequential::read(&mut bits, constant, other, as_they_are, mean, block)?;
                        }
                        Scan { first: 0, .. } => {
                            progressive::read_mean(&mut bits, constant, scan, mean, block)?;
                        }
                        Scan { bit_before: 0, .. } => {
                            progressive::read_values(&mut bits, other, scan, &mut run, block)?;
                        }
                        _ => progressive::refine_values(&mut bits, other, scan, &mut run, block)?,
                    }
                }
            }
        }
        if bits.has_ended() {
            return Err(Broken);
        }
    }
    Ok(())
}
