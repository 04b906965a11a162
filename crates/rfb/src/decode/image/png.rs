//! PNG images, row by row ("Portable Network Graphics (PNG) Specification", third edition).
//!
//! Written here because the zlib decompressor, which is most of a PNG decoder, is here already: the crates that decode PNG
//! bring one of their own, and would make the page a tenth heavier for an encoding that few servers prefer.

use crate::Size;
use crate::decode::{DecodeError, Target};
use crate::framebuffer::Pixel;
use crate::inflate::{Inflated, Stream};

/// A decoder of images of every colour type, bit depth and filter, interlaced or not.
///
/// Screens are opaque, so what an image says about transparency is dropped. Checksums are not looked at: the image came
/// over a link that has its own.
#[derive(Debug, Default)]
pub(in crate::decode) struct Png {
    /// The row being decompressed, and the one above it, each with its filter's number before it.
    row: Vec<u8>,
    above: Vec<u8>,
    /// Kept for its memory from one image to the next.
    stream: Option<Box<Stream>>,
}

impl Png {
    /// Decodes an image, complete in `png`, onto the target.
    pub(in crate::decode) fn decode(
        &mut self,
        png: &[u8],
        target: &mut Target<'_>,
    ) -> Result<(), DecodeError> {
        let mut chunks = Chunks::of(png)?;
        let header = Header::read(&mut chunks)?;
        let size = target.rect.size();
        if (header.width, header.height) != (u32::from(size.width), u32::from(size.height)) {
            return Err(DecodeError::PngSize { image: (header.width, header.height), rect: size });
        }
        let mut palette = Palette::default();
        let mut data = loop {
            match chunks.next()? {
                (Kind::PALETTE, colours) => palette = Palette::read(colours)?,
                (Kind::DATA, data) => break Data::new(self.stream.take(), data, chunks),
                (Kind::END, _) => return Err(DecodeError::Png("it has no pixels")),
                (kind, _) if kind.is_critical() => {
                    return Err(DecodeError::Png("it has a part of an unknown kind"));
                }
                _ => {}
            }
        };
        let passes = if header.interlaced { &ADAM7[..] } else { &[WHOLE] };
        for pass in passes {
            self.read_pass(*pass, &header, &palette, &mut data, target)?;
        }
        self.stream = Some(data.stream);
        Ok(())
    }

    fn read_pass(
        &mut self,
        pass: Pass,
        header: &Header,
        palette: &Palette,
        data: &mut Data<'_>,
        target: &mut Target<'_>,
    ) -> Result<(), DecodeError> {
        let Size { width, height } = target.rect.size();
        let columns = usize::from(width.saturating_sub(pass.x).div_ceil(pass.step_x));
        if columns == 0 {
            return Ok(());
        }
        let length = 1 + header.row_length(columns);
        self.above.clear();
        self.above.resize(length, 0);
        self.row.resize(length, 0);
        for y in (pass.y..height).step_by(usize::from(pass.step_y)) {
            data.fill(&mut self.row)?;
            let (&mut filter, row) = self.row.split_first_mut().expect("a filter's number is there");
            unfilter(filter, row, &self.above[1..], header.bytes_back())?;
            let pixels = target.framebuffer.row_mut(target.rect.x, target.rect.y + y, width);
            match header.of_whole_bytes() {
                Some(samples) if pass.step_x == 1 => samples.colours(row, palette, pixels)?,
                _ => {
                    let pixels = pixels[usize::from(pass.x)..].iter_mut().step_by(usize::from(pass.step_x));
                    header.colours(row, palette, pixels)?;
                }
            }
            std::mem::swap(&mut self.row, &mut self.above);
        }
        Ok(())
    }
}

/// The pixels of an image that come in one go: those of every `step_x`th column from `x` on, of every `step_y`th row.
#[derive(Clone, Copy)]
struct Pass {
    x: u16,
    y: u16,
    step_x: u16,
    step_y: u16,
}

const fn pass(x: u16, y: u16, step_x: u16, step_y: u16) -> Pass {
    Pass { x, y, step_x, step_y }
}

const WHOLE: Pass = pass(0, 0, 1, 1);

/// The passes of an interlaced image.
const ADAM7: [Pass; 7] = [
    pass(0, 0, 8, 8),
    pass(4, 0, 8, 8),
    pass(0, 4, 4, 8),
    pass(2, 0, 4, 4),
    pass(0, 2, 2, 4),
    pass(1, 0, 2, 2),
    pass(0, 1, 1, 2),
];

/// A chunk's type.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kind([u8; 4]);

impl Kind {
    const HEADER: Self = Self(*b"IHDR");
    const PALETTE: Self = Self(*b"PLTE");
    const DATA: Self = Self(*b"IDAT");
    const END: Self = Self(*b"IEND");

    /// Whether the image cannot be shown without it: its first letter is a capital.
    const fn is_critical(self) -> bool {
        self.0[0] & 0x20 == 0
    }
}

/// The chunks of an image.
struct Chunks<'a>(&'a [u8]);

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

impl<'a> Chunks<'a> {
    fn of(png: &'a [u8]) -> Result<Self, DecodeError> {
        png.strip_prefix(SIGNATURE).map(Self).ok_or(DecodeError::Png("it does not begin as one"))
    }

    fn next(&mut self) -> Result<(Kind, &'a [u8]), DecodeError> {
        let chunk = || {
            let (length, rest) = self.0.split_first_chunk()?;
            let (kind, rest) = rest.split_first_chunk()?;
            let (data, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
            let (_checksum, rest) = rest.split_first_chunk::<4>()?;
            Some(((Kind(*kind), data), rest))
        };
        let (chunk, rest) = chunk().ok_or(DecodeError::Png("it breaks off"))?;
        self.0 = rest;
        Ok(chunk)
    }
}

/// What an image's first chunk says.
struct Header {
    width: u32,
    height: u32,
    samples: Samples,
    /// Bits of each sample: 1, 2, 4, 8 or 16, as far as `samples` allows.
    depth: usize,
    interlaced: bool,
}

/// What a pixel is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Samples {
    Grey,
    Rgb,
    Index,
    GreyAlpha,
    Rgba,
}

impl Header {
    fn read(chunks: &mut Chunks<'_>) -> Result<Self, DecodeError> {
        let (kind, data) = chunks.next()?;
        let &[w0, w1, w2, w3, h0, h1, h2, h3, depth, colour_type, 0, 0, interlaced @ (0 | 1)] = data else {
            return Err(DecodeError::Png("its header cannot be understood"));
        };
        let samples = match (colour_type, depth) {
            (0, 1 | 2 | 4 | 8 | 16) => Some(Samples::Grey),
            (2, 8 | 16) => Some(Samples::Rgb),
            (3, 1 | 2 | 4 | 8) => Some(Samples::Index),
            (4, 8 | 16) => Some(Samples::GreyAlpha),
            (6, 8 | 16) => Some(Samples::Rgba),
            _ => None,
        };
        let samples = samples.filter(|_| kind == Kind::HEADER);
        Ok(Self {
            width: u32::from_be_bytes([w0, w1, w2, w3]),
            height: u32::from_be_bytes([h0, h1, h2, h3]),
            samples: samples.ok_or(DecodeError::Png("its header cannot be understood"))?,
            depth: usize::from(depth),
            interlaced: interlaced == 1,
        })
    }

    const fn bits_per_pixel(&self) -> usize {
        let samples = match self.samples {
            Samples::Grey | Samples::Index => 1,
            Samples::GreyAlpha => 2,
            Samples::Rgb => 3,
            Samples::Rgba => 4,
        };
        samples * self.depth
    }

    const fn row_length(&self, columns: usize) -> usize {
        (columns * self.bits_per_pixel()).div_ceil(8)
    }

    /// How many bytes back the pixel to the left is; for pixels smaller than a byte, the byte to the left.
    const fn bytes_back(&self) -> usize {
        self.bits_per_pixel().div_ceil(8)
    }

    /// The kinds of pixel that nearly all images are of, for which there are quicker ways.
    const fn of_whole_bytes(&self) -> Option<WholeBytes> {
        match (self.samples, self.depth) {
            (Samples::Index, 8) => Some(WholeBytes::Index),
            (Samples::Rgb, 8) => Some(WholeBytes::Rgb),
            _ => None,
        }
    }

    /// Turns an unfiltered row into pixels.
    fn colours<'p>(
        &self,
        row: &[u8],
        palette: &Palette,
        pixels: impl Iterator<Item = &'p mut Pixel>,
    ) -> Result<(), DecodeError> {
        if self.samples == Samples::Index || self.depth < 8 {
            let bits = self.depth;
            let largest = 0xff_u8 >> (8 - bits);
            for (column, pixel) in pixels.enumerate() {
                let at = column * bits;
                let value = row[at / 8] >> (8 - bits - at % 8) & largest;
                *pixel = if self.samples == Samples::Index {
                    palette.colour(value)?
                } else {
                    // Grey of 1, 2 or 4 bits; 255 is a multiple of each one's largest.
                    let grey = value * (255 / largest);
                    [grey, grey, grey, 255]
                };
            }
            return Ok(());
        }
        // Of samples of 16 bits the upper byte counts.
        let (length, next) = (self.bytes_back(), self.depth / 8);
        let colour = matches!(self.samples, Samples::Rgb | Samples::Rgba);
        for (pixel, wire) in pixels.zip(row.chunks_exact(length)) {
            *pixel = if colour {
                [wire[0], wire[next], wire[2 * next], 255]
            } else {
                [wire[0], wire[0], wire[0], 255]
            };
        }
        Ok(())
    }
}

/// Pixels whose samples take a byte each.
#[derive(Clone, Copy)]
enum WholeBytes {
    Index,
    Rgb,
}

impl WholeBytes {
    /// Turns an unfiltered row into the pixels of a row without gaps.
    fn colours(self, row: &[u8], palette: &Palette, pixels: &mut [Pixel]) -> Result<(), DecodeError> {
        match self {
            Self::Rgb => crate::pixel::rgb(row, pixels),
            Self::Index => {
                for (pixel, &index) in pixels.iter_mut().zip(row) {
                    *pixel = palette.colours[usize::from(index)];
                }
                // The highest is found for many at once; which came first is asked only if it is too high.
                let highest = row.iter().copied().fold(0, u8::max);
                if usize::from(highest) >= palette.length {
                    row.iter().try_for_each(|&index| palette.colour(index).map(drop))?;
                }
            }
        }
        Ok(())
    }
}

/// The colours of indexed pixels.
struct Palette {
    /// Opaque black past the palette's end, for a pixel of such a colour is drawn before it is refused.
    colours: [Pixel; 256],
    length: usize,
}

impl Palette {
    fn read(data: &[u8]) -> Result<Self, DecodeError> {
        let (colours, rest) = data.as_chunks();
        if !rest.is_empty() || colours.len() > 256 {
            return Err(DecodeError::Png("its palette cannot be understood"));
        }
        let mut palette = Self { length: colours.len(), ..Self::default() };
        for (colour, &[red, green, blue]) in palette.colours.iter_mut().zip(colours) {
            *colour = [red, green, blue, 255];
        }
        Ok(palette)
    }

    fn colour(&self, index: u8) -> Result<Pixel, DecodeError> {
        match self.colours[..self.length].get(usize::from(index)) {
            Some(&colour) => Ok(colour),
            None => Err(DecodeError::PaletteIndex { index, length: self.length }),
        }
    }
}

impl Default for Palette {
    fn default() -> Self {
        Self { colours: [[0, 0, 0, 255]; 256], length: 0 }
    }
}

/// The pixels' data: a zlib stream, which is cut into chunks anywhere.
struct Data<'a> {
    stream: Box<Stream>,
    compressed: &'a [u8],
    chunks: Chunks<'a>,
}

impl<'a> Data<'a> {
    fn new(stream: Option<Box<Stream>>, first: &'a [u8], chunks: Chunks<'a>) -> Self {
        let mut stream = stream.unwrap_or_else(|| Box::new(Stream::new()));
        stream.reset();
        Self { stream, compressed: first, chunks }
    }

    /// Fills a row, its filter's number included.
    fn fill(&mut self, mut row: &mut [u8]) -> Result<(), DecodeError> {
        while !row.is_empty() {
            let window = self.stream.window();
            let length = window.unread().len().min(row.len());
            if length > 0 {
                let (now, later) = row.split_at_mut(length);
                now.copy_from_slice(&window.unread()[..length]);
                window.read(length);
                row = later;
                continue;
            }
            let Inflated { used, produced, broken } = self.stream.inflate(self.compressed);
            self.compressed = &self.compressed[used..];
            if produced > 0 || used > 0 {
                continue;
            }
            // An end that comes too early is no error of zlib's, and uses no input either.
            if broken || !self.compressed.is_empty() {
                return Err(DecodeError::Zlib);
            }
            match self.chunks.next()? {
                (Kind::DATA, data) => self.compressed = data,
                _ => return Err(DecodeError::CompressedDataTooShort),
            }
        }
        Ok(())
    }
}

/// Adds to each byte what its filter predicts from the byte to the left, the one above, and the one above on the left.
fn unfilter(filter: u8, row: &mut [u8], above: &[u8], back: usize) -> Result<(), DecodeError> {
    match filter {
        0 => {}
        1 => {
            for at in back..row.len() {
                row[at] = row[at].wrapping_add(row[at - back]);
            }
        }
        2 => {
            for (byte, above) in row.iter_mut().zip(above) {
                *byte = byte.wrapping_add(*above);
            }
        }
        3 => {
            for at in 0..row.len() {
                let left = if at < back { 0 } else { row[at - back] };
                row[at] = row[at].wrapping_add(left.midpoint(above[at]));
            }
        }
        4 => {
            for at in 0..row.len() {
                let (left, corner) = if at < back { (0, 0) } else { (row[at - back], above[at - back]) };
                row[at] = row[at].wrapping_add(nearest(left, above[at], corner));
            }
        }
        _ => return Err(DecodeError::Png("a row has an unknown filter")),
    }
    Ok(())
}

/// Paeth's predictor: whichever of the three is nearest to left + above - corner.
fn nearest(left: u8, above: u8, corner: u8) -> u8 {
    let [a, b, c] = [left, above, corner].map(i16::from);
    let (to_left, to_above, to_corner) = ((b - c).abs(), (a - c).abs(), (a + b - 2 * c).abs());
    if to_left <= to_above && to_left <= to_corner {
        left
    } else if to_above <= to_corner {
        above
    } else {
        corner
    }
}

#[cfg(test)]
mod tests;
