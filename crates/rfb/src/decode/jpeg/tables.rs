//! The tables that later images may take over.

use crate::decode::DecodeError;

use super::marker;

/// The newest table of each number, each with that number before it, as segments have them.
#[derive(Debug, Default)]
pub(super) struct Tables {
    quantisation: [Vec<u8>; 4],
    /// Those of the constant parts, then those of the others.
    huffman: [Vec<u8>; 8],
}

impl Tables {
    /// Appends a segment for each table.
    pub(super) fn put_all(&self, image: &mut Vec<u8>) {
        put(marker::QUANTISATION_TABLES, &self.quantisation, image);
        put(marker::HUFFMAN_TABLES, &self.huffman, image);
    }

    /// Keeps the tables of a segment (ITU-T T.81, section B.2.4.1).
    pub(super) fn keep_quantisation(&mut self, mut segment: &[u8]) -> Result<(), DecodeError> {
        while let Some(&first) = segment.first() {
            let length = match first >> 4 {
                0 => 1 + 64,
                1 => 1 + 128,
                _ => return Err(broken()),
            };
            let (table, rest) = segment.split_at_checked(length).ok_or_else(broken)?;
            let place = self.quantisation.get_mut(usize::from(first & 15)).ok_or_else(broken)?;
            table.clone_into(place);
            segment = rest;
        }
        Ok(())
    }

    /// The same for Huffman tables (section B.2.4.2).
    pub(super) fn keep_huffman(&mut self, mut segment: &[u8]) -> Result<(), DecodeError> {
        while let Some((&first, counts)) = segment.split_first() {
            let counts = counts.get(..16).ok_or_else(broken)?;
            let symbols: usize = counts.iter().map(|&count| usize::from(count)).sum();
            if symbols > 256 || first >> 4 > 1 || first & 15 > 3 {
                return Err(broken());
            }
            let (table, rest) = segment.split_at_checked(1 + 16 + symbols).ok_or_else(broken)?;
            table.clone_into(&mut self.huffman[usize::from(first >> 4) * 4 + usize::from(first & 15)]);
            segment = rest;
        }
        Ok(())
    }
}

fn put(marker: u8, tables: &[Vec<u8>], image: &mut Vec<u8>) {
    for table in tables.iter().filter(|table| !table.is_empty()) {
        // A table is at most 273 bytes long.
        let [high, low] = ((table.len() + 2) as u16).to_be_bytes();
        image.extend([0xff, marker, high, low]);
        image.extend_from_slice(table);
    }
}

fn broken() -> DecodeError {
    DecodeError::Jpeg("a table of it cannot be understood".to_owned())
}
