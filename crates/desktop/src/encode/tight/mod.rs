//! Tight ("Tight Encoding"): a fill, a JPEG, or filtered pixels through one of four zlib streams or through none.

mod filters;

use super::{
    Effort, Encode, Picture, Pixels, deflate::Deflate, jpeg_image, palette::Palette, pixels::Packing,
};

pub(super) use filters::is_flat;

/// The top bits of the first byte.
const EXPLICIT_FILTER: u8 = 0x40;
pub(super) const FILL: u8 = 0x80;
pub(super) const JPEG: u8 = 0x90;
const WITHOUT_ZLIB: u8 = 0xa0;

/// Filter numbers.
const PALETTE_FILTER: u8 = 1;
const GRADIENT_FILTER: u8 = 2;

/// What is shorter goes as it is, without zlib and without a length.
const MIN_TO_COMPRESS: usize = 12;

/// A picture with no more pixels than this is not worth a JPEG's tables.
pub(super) const MIN_JPEG_AREA: usize = 1024;

/// A palette with more colours than a quarter of the pixels saves nothing.
const PIXELS_PER_COLOUR: usize = 4;

/// What each of the four streams carries: like follows like, so that each learns its own statistics.
#[derive(Clone, Copy)]
enum Stream {
    Copy = 0,
    Bits = 1,
    Indices = 2,
    Gradient = 3,
}

/// The encoder and its four streams.
#[derive(Debug, Default)]
pub struct Tight {
    packed: Vec<u32>,
    filtered: Vec<u8>,
    compressed: Vec<u8>,
    palette: Palette,
    streams: [CountedStream; 4],
    rectangles_per_stream: Option<u32>,
    without_zlib: bool,
}

#[derive(Debug, Default)]
struct CountedStream {
    deflate: Deflate,
    rectangles: u32,
}

impl Encode for Tight {
    fn encode(&mut self, picture: Picture<'_>, pixels: &Pixels, effort: Effort, output: &mut Vec<u8>) {
        let packing = pixels.tight();
        packing.pack_all(picture, &mut self.packed);
        let limit = (self.packed.len() / PIXELS_PER_COLOUR).max(2);
        self.palette.count(&self.packed, limit);
        let true_colour = pixels.format().true_colour && pixels.format().bits_per_pixel >= 16;
        match self.palette.colours().len() {
            1 => {
                output.push(FILL);
                packing.put(self.packed[0], output);
            }
            2.. if !self.palette.overflown() => self.put_indexed(picture, packing, effort, output),
            _ => match effort.quality {
                Some(quality)
                    if true_colour && self.packed.len() >= MIN_JPEG_AREA && !filters::is_flat(picture) =>
                {
                    jpeg_image::encode(picture, quality, &mut self.filtered, &mut self.compressed);
                    output.push(JPEG);
                    put_length(self.compressed.len(), output);
                    output.extend_from_slice(&self.compressed);
                }
                _ if true_colour && filters::is_smooth(picture) => {
                    self.filtered.clear();
                    filters::gradient(picture, pixels, &mut self.filtered);
                    self.put_filtered(Stream::Gradient, &[GRADIENT_FILTER], effort, output);
                }
                _ => {
                    self.filtered.clear();
                    packing.put_all(&self.packed, &mut self.filtered);
                    self.put_filtered(Stream::Copy, &[], effort, output);
                }
            },
        }
    }
}

impl Tight {
    /// An encoder whose streams start afresh after so many rectangles, to see that a decoder can follow. Servers seldom do
    /// that, and some clients fail at it.
    pub fn with_resets(rectangles_per_stream: u32) -> Self {
        Self { rectangles_per_stream: Some(rectangles_per_stream), ..Self::default() }
    }

    /// An encoder that sends filtered pixels as they are, for clients that can read that and have asked for no effort.
    pub fn without_zlib() -> Self {
        Self { without_zlib: true, ..Self::default() }
    }

    fn put_indexed(&mut self, picture: Picture<'_>, packing: &Packing, effort: Effort, output: &mut Vec<u8>) {
        let colours = self.palette.colours();
        // At most 256 colours, sent as one less.
        let mut filter = vec![PALETTE_FILTER, (colours.len() - 1) as u8];
        packing.put_all(colours, &mut filter);
        let width = usize::from(picture.size().width);
        self.filtered.clear();
        let stream = if colours.len() == 2 {
            filters::bits(&self.packed, width, colours[1], &mut self.filtered);
            Stream::Bits
        } else {
            filters::indices(&self.packed, &self.palette, &mut self.filtered);
            Stream::Indices
        };
        self.put_filtered(stream, &filter, effort, output);
    }

    /// Appends the first byte, the filter (its number and what belongs to it) and the filtered pixels.
    fn put_filtered(&mut self, stream: Stream, filter: &[u8], effort: Effort, output: &mut Vec<u8>) {
        let number = stream as usize;
        let mut control = if self.without_zlib { WITHOUT_ZLIB } else { (number as u8) << 4 };
        if !filter.is_empty() {
            control |= EXPLICIT_FILTER;
        }
        let compress = !self.without_zlib && self.filtered.len() >= MIN_TO_COMPRESS;
        let stream = &mut self.streams[number];
        if compress {
            let worn_out = self.rectangles_per_stream.is_some_and(|limit| stream.rectangles >= limit);
            if worn_out || stream.deflate.level() != effort.compression {
                *stream = CountedStream { deflate: Deflate::new(effort.compression), rectangles: 0 };
                control |= 1 << number;
            }
            stream.rectangles += 1;
        }
        output.push(control);
        output.extend_from_slice(filter);
        if compress {
            self.compressed.clear();
            stream.deflate.append(&self.filtered, &mut self.compressed);
            put_length(self.compressed.len(), output);
            output.extend_from_slice(&self.compressed);
        } else {
            output.extend_from_slice(&self.filtered);
        }
    }
}

/// A length in one to three bytes of seven, seven and eight bits, the least significant first.
pub(super) fn put_length(length: usize, output: &mut Vec<u8>) {
    let [low, middle, high] = [length & 0x7f, length >> 7 & 0x7f, length >> 14];
    if high > 0 {
        output.extend([low as u8 | 0x80, middle as u8 | 0x80, high as u8]);
    } else if middle > 0 {
        output.extend([low as u8 | 0x80, middle as u8]);
    } else {
        output.push(low as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_take_as_few_bytes_as_they_can() {
        let table: [(usize, &[u8]); 6] = [
            (0, &[0]),
            (127, &[127]),
            (128, &[0x80, 1]),
            (10_000, &[0x90, 0x4e]),
            (16_384, &[0x80, 0x80, 1]),
            (4_194_303, &[0xff, 0xff, 0xff]),
        ];
        for (length, wire) in table {
            let mut output = Vec::new();
            put_length(length, &mut output);
            assert_eq!(output, wire);
        }
    }
}
