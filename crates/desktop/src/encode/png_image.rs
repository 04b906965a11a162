//! Pictures as PNG: a palette where there are few colours, red, green and blue otherwise.

use flate2::{Compress, Compression, Crc, FlushCompress};

use super::{Picture, palette::Palette};

/// Colour types.
const RGB: u8 = 2;
const INDEXED: u8 = 3;

/// Filters of rows: none, which suits indices, and the difference from the row above, which suits most pictures.
const NONE: u8 = 0;
const UP: u8 = 2;

/// What every image begins with.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Appends a picture of at least one pixel, whose colours have been counted in `palette`.
pub(super) fn encode(picture: Picture<'_>, palette: &Palette, compression: u8, output: &mut Vec<u8>) {
    let size = picture.size();
    let indexed = !palette.overflown();
    output.extend_from_slice(SIGNATURE);
    let mut header = Vec::new();
    header.extend(u32::from(size.width).to_be_bytes());
    header.extend(u32::from(size.height).to_be_bytes());
    header.extend([8, if indexed { INDEXED } else { RGB }, 0, 0, 0]);
    put_chunk(*b"IHDR", &header, output);
    let mut rows = Vec::new();
    if indexed {
        let colours: Vec<u8> = palette.colours().iter().copied().flat_map(rgb).collect();
        put_chunk(*b"PLTE", &colours, output);
        for row in picture.rows() {
            rows.push(NONE);
            rows.extend(row.iter().map(|&pixel| palette.index(pixel).unwrap_or_default()));
        }
    } else {
        let mut above = vec![0; usize::from(size.width)];
        for row in picture.rows() {
            rows.push(UP);
            for (&pixel, &above) in row.iter().zip(&above) {
                let ([r, g, b], above) = (rgb(pixel), rgb(above));
                rows.extend([r.wrapping_sub(above[0]), g.wrapping_sub(above[1]), b.wrapping_sub(above[2])]);
            }
            above.copy_from_slice(row);
        }
    }
    let mut compress = Compress::new(Compression::new(u32::from(compression)), true);
    // Half as much again and some more than zlib needs for data that it cannot compress.
    let mut data = Vec::with_capacity(rows.len() + rows.len() / 2 + 1024);
    compress.compress_vec(&rows, &mut data, FlushCompress::Finish).expect("a new stream takes any data");
    put_chunk(*b"IDAT", &data, output);
    put_chunk(*b"IEND", &[], output);
}

fn rgb(pixel: u32) -> [u8; 3] {
    let [_, red, green, blue] = pixel.to_be_bytes();
    [red, green, blue]
}

fn put_chunk(kind: [u8; 4], data: &[u8], output: &mut Vec<u8>) {
    // No chunk is as long as the picture's pixels, which are few enough to be in memory.
    output.extend((data.len() as u32).to_be_bytes());
    let mut checksum = Crc::new();
    for part in [&kind[..], data] {
        checksum.update(part);
        output.extend_from_slice(part);
    }
    output.extend(checksum.sum().to_be_bytes());
}
