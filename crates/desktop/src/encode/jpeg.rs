//! JPEG ("JPEG Encoding"): images of which only the first of a quality has tables.

use super::{Effort, Encode, Picture, Pixels, jpeg_image};

/// The quality of a client that has asked for none.
const DEFAULT_QUALITY: u8 = 9;

/// Markers of the segments that hold tables, and of the one after which pixels follow.
const HUFFMAN_TABLES: u8 = 0xc4;
const QUANTISATION_TABLES: u8 = 0xdb;
const SCAN: u8 = 0xda;

/// The encoder, which knows the tables that its client has.
#[derive(Debug, Default)]
pub struct Jpeg {
    scratch: Vec<u8>,
    image: Vec<u8>,
    sent: Option<u8>,
}

impl Encode for Jpeg {
    fn encode(&mut self, picture: Picture<'_>, _pixels: &Pixels, effort: Effort, output: &mut Vec<u8>) {
        let quality = effort.quality.unwrap_or(DEFAULT_QUALITY);
        jpeg_image::encode(picture, quality, &mut self.scratch, &mut self.image);
        // The tables follow from the quality alone.
        if self.sent.replace(quality) == Some(quality) {
            put_without_tables(&self.image, output);
        } else {
            output.extend_from_slice(&self.image);
        }
    }
}

/// Appends an image but for its tables.
fn put_without_tables(image: &[u8], output: &mut Vec<u8>) {
    let (start, mut rest) = image.split_at(2);
    output.extend_from_slice(start);
    while let [0xff, marker, high, low, ..] = *rest {
        if marker == SCAN {
            break;
        }
        let (segment, after) = rest.split_at(2 + usize::from(u16::from_be_bytes([high, low])));
        if marker != HUFFMAN_TABLES && marker != QUANTISATION_TABLES {
            output.extend_from_slice(segment);
        }
        rest = after;
    }
    output.extend_from_slice(rest);
}
