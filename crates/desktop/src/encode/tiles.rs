//! How TRLE and ZRLE encode one tile (sections 7.7.5 and 7.7.6).

use super::{palette::Palette, pixels::Packing};

/// Bits of a tile's first byte, and its special values.
pub(super) const RAW: u8 = 0;
const SOLID: u8 = 1;
const PALETTE_OF_BEFORE: u8 = 127;
const RUNS: u8 = 128;
const RUNS_PALETTE_OF_BEFORE: u8 = 129;

/// The most colours of a packed palette.
const MAX_PACKED: usize = 16;

/// The most colours of a palette for runs: an index has seven bits.
const MAX_PALETTE: usize = 127;

/// Encodes tiles one after another.
#[derive(Debug, Default)]
pub(super) struct TileEncoder {
    palette: Palette,
    /// The palette of the tile just before, if it had one.
    before: Vec<u32>,
}

impl TileEncoder {
    /// Forgets the tile before: the next one starts a rectangle.
    pub(super) fn start_rectangle(&mut self) {
        self.before.clear();
    }

    /// Appends a tile in the shortest form. `packed` holds its rows of `width` pixels; `reuse` says whether a
    /// palette may be taken over from the tile before, which only TRLE knows.
    pub(super) fn encode(
        &mut self,
        packed: &[u32],
        width: usize,
        packing: &Packing,
        reuse: bool,
        output: &mut Vec<u8>,
    ) {
        self.palette.count(packed, MAX_PALETTE);
        let same_palette = reuse && !self.palette.overflown() && self.palette.colours() == self.before;
        let form = Form::shortest(packed, width, packing, &self.palette, same_palette);
        output.push(form.first_byte(self.palette.colours().len(), same_palette));
        let has_palette = matches!(form, Form::Packed | Form::PaletteRuns);
        if has_palette && !same_palette {
            packing.put_all(self.palette.colours(), output);
        }
        match form {
            Form::Raw => packing.put_all(packed, output),
            Form::Solid => packing.put(packed[0], output),
            Form::Packed => self.put_packed(packed, width, output),
            Form::Runs => {
                for run in packed.chunk_by(|a, b| a == b) {
                    packing.put(run[0], output);
                    put_run_length(run.len(), output);
                }
            }
            Form::PaletteRuns => self.put_palette_runs(packed, output),
        }
        if !same_palette || !has_palette {
            self.before.clear();
            if has_palette {
                self.before.extend_from_slice(self.palette.colours());
            }
        }
    }

    fn put_packed(&self, packed: &[u32], width: usize, output: &mut Vec<u8>) {
        let bits = packed_bits(self.palette.colours().len());
        for row in packed.chunks(width) {
            for pixels in row.chunks(8 / bits) {
                let mut byte = 0;
                for (place, &pixel) in pixels.iter().enumerate() {
                    byte |= self.index(pixel) << (8 - bits * (place + 1));
                }
                output.push(byte);
            }
        }
    }

    fn put_palette_runs(&self, packed: &[u32], output: &mut Vec<u8>) {
        for run in packed.chunk_by(|a, b| a == b) {
            let index = self.index(run[0]);
            if run.len() == 1 {
                output.push(index);
            } else {
                output.push(index | 128);
                put_run_length(run.len(), output);
            }
        }
    }

    /// A pixel's place in the palette, which was counted from the same pixels.
    fn index(&self, pixel: u32) -> u8 {
        self.palette.index(pixel).unwrap_or_default()
    }
}

/// What a tile can be sent as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Raw,
    Solid,
    Packed,
    Runs,
    PaletteRuns,
}

impl Form {
    fn shortest(
        packed: &[u32],
        width: usize,
        packing: &Packing,
        palette: &Palette,
        same_palette: bool,
    ) -> Self {
        let colours = palette.colours().len();
        if colours == 1 && !palette.overflown() {
            return Self::Solid;
        }
        let (mut runs, mut single_runs, mut length_bytes) = (0, 0, 0);
        for run in packed.chunk_by(|a, b| a == b) {
            runs += 1;
            single_runs += usize::from(run.len() == 1);
            length_bytes += (run.len() - 1) / 255 + 1;
        }
        let mut best = (Self::Raw, packed.len() * packing.bytes());
        let mut consider = |form, length| {
            if length < best.1 {
                best = (form, length);
            }
        };
        consider(Self::Runs, runs * packing.bytes() + length_bytes);
        if !palette.overflown() {
            let palette_length = if same_palette { 0 } else { colours * packing.bytes() };
            consider(Self::PaletteRuns, palette_length + runs + length_bytes - single_runs);
            if colours <= MAX_PACKED {
                let row_length = (width * packed_bits(colours)).div_ceil(8);
                consider(Self::Packed, palette_length + row_length * (packed.len() / width));
            }
        }
        best.0
    }

    fn first_byte(self, colours: usize, same_palette: bool) -> u8 {
        // At most 127 colours.
        let colours = colours as u8;
        match self {
            Self::Raw => RAW,
            Self::Solid => SOLID,
            Self::Packed if same_palette => PALETTE_OF_BEFORE,
            Self::Packed => colours,
            Self::Runs => RUNS,
            Self::PaletteRuns if same_palette => RUNS_PALETTE_OF_BEFORE,
            Self::PaletteRuns => RUNS | colours,
        }
    }
}

/// How many bits an index into a packed palette takes.
fn packed_bits(colours: usize) -> usize {
    match colours {
        0..=2 => 1,
        3..=4 => 2,
        _ => 4,
    }
}

/// One less than the length, as a sum of bytes of which the first that is not 255 is the last.
fn put_run_length(length: usize, output: &mut Vec<u8>) {
    let rest = length - 1;
    output.extend(std::iter::repeat_n(255, rest / 255));
    output.push((rest % 255) as u8);
}

#[cfg(test)]
mod tests {
    use rfb::wire::PixelFormat;

    use super::*;
    use crate::encode::Pixels;

    fn encoded(encoder: &mut TileEncoder, packed: &[u32], width: usize, reuse: bool) -> Vec<u8> {
        let pixels = Pixels::new(PixelFormat::BGR233);
        let mut output = Vec::new();
        encoder.encode(packed, width, pixels.compressed(), reuse, &mut output);
        output
    }

    #[test]
    fn each_tile_takes_its_shortest_form() {
        let ramp: Vec<u32> = (0..16).collect();
        let two = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2];
        let table: [(&[u32], usize, &[u8]); 5] = [
            (&[5; 16], 4, &[1, 5]),
            (&two, 5, &[2, 1, 2, 0b0101_0000, 0b1010_1000]),
            (&[7, 7, 7, 7, 7, 7, 7, 7, 9, 9, 9, 9, 9, 9, 9, 9], 16, &[128, 7, 7, 9, 7]),
            (&[&[7; 299][..], &[9]].concat(), 300, &[128, 7, 255, 43, 9, 0]),
            (&ramp, 4, &[0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]),
        ];
        for (packed, width, wire) in table {
            assert_eq!(encoded(&mut TileEncoder::default(), packed, width, false), wire);
        }
    }

    #[test]
    fn a_palette_is_taken_over_only_from_the_tile_just_before() {
        let two = [1, 2, 1, 1, 2, 2, 1, 2];
        let mut encoder = TileEncoder::default();
        assert_eq!(encoded(&mut encoder, &two, 8, true), [2, 1, 2, 0b0100_1101]);
        assert_eq!(encoded(&mut encoder, &two, 8, true), [127, 0b0100_1101]);
        assert_eq!(encoded(&mut encoder, &two, 8, false), [2, 1, 2, 0b0100_1101]);
        assert_eq!(encoded(&mut encoder, &[4; 8], 8, true), [1, 4]);
        assert_eq!(encoded(&mut encoder, &two, 8, true), [2, 1, 2, 0b0100_1101]);
        encoder.start_rectangle();
        assert_eq!(encoded(&mut encoder, &two, 8, true), [2, 1, 2, 0b0100_1101]);
    }
}
