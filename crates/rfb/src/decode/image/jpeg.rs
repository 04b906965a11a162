//! JPEG images, which fill their rectangle (ITU-T T.81).
//!
//! Written here because no decoder in Rust uses the vectors of Wasm, and because one that writes to the screen at once
//! does not write each pixel twice.

mod bits;
mod colour;
mod dct;
mod header;
mod huffman;
mod planes;
mod progressive;
mod scan;
mod sequential;
mod stored;
mod tables;

use crate::decode::{DecodeError, Target};
use colour::Colours;
use header::{Frame, Scan, Segments, flaw, marker};
use planes::Planes;
use stored::Stored;
use tables::Tables;

/// A decoder of images with Huffman codes and samples of 8 bits: sequential or progressive, with any subsampling, in
/// colour, grey or inks.
///
/// Nearly all images have one sequential scan, and go from their bits to the screen in rows of blocks. Of the others the
/// blocks are stored first.
///
/// An image whose header cannot be understood is an error. One that breaks off, or has a flaw in its pixels, is shown as
/// far as it goes; below that, the screen stays as it was.
#[derive(Debug, Default)]
pub(in crate::decode) struct Jpeg {
    tables: Tables,
    planes: Planes,
}

/// The largest image in a rectangle of Tight's kinds: as wide as such a rectangle may be, and as high. One of several
/// scans takes six bytes a pixel while it is decoded, and eight if it has four components.
pub(in crate::decode) const MAX_PIXELS: usize = 2048 * 2048;

/// The most scans of an image. The usual progressive one has ten; each may take time for the whole image in a few bytes.
const MAX_SCANS: usize = 200;

impl Jpeg {
    /// Decodes an image of at most `max_pixels`, complete in `jpeg`, onto the target.
    pub(in crate::decode) fn decode(
        &mut self,
        jpeg: &[u8],
        max_pixels: usize,
        target: &mut Target<'_>,
    ) -> Result<(), DecodeError> {
        let size = target.rect.size();
        if size.area() > max_pixels {
            return Err(DecodeError::JpegTooLarge(size));
        }
        let Self { tables, planes } = self;
        tables.begin();
        let mut segments = Segments::of(jpeg)?;
        let mut restart_interval = 0;
        let mut transform = None;
        let mut frame = None;
        let mut stored: Option<Stored> = None;
        for _ in 0..MAX_SCANS {
            let scan = loop {
                let segment = segments.next();
                if matches!(segment, Ok((marker::END, _)) | Err(_)) && stored.is_some() {
                    break None;
                }
                match segment? {
                    (marker::STEPS, contents) => tables.read_steps(contents)?,
                    (marker::CODES, contents) => tables.read_codes(contents)?,
                    (marker::RESTART_INTERVAL, &[high, low]) => {
                        restart_interval = usize::from(u16::from_be_bytes([high, low]));
                    }
                    (marker::ADOBE, &[b'A', b'd', b'o', b'b', b'e', _, _, _, _, _, _, code]) => {
                        transform = Some(code)
                    }
                    (marker @ (marker::BASELINE | marker::EXTENDED | marker::PROGRESSIVE), contents) => {
                        if frame.is_some() {
                            return Err(flaw("it has two headers"));
                        }
                        frame = Some(Frame::read(marker, contents, size)?);
                    }
                    (marker, _) if marker::is_of_other_frame(marker) => {
                        return Err(flaw("it is of a kind that is not decoded"));
                    }
                    (marker::SCAN, contents) => break Some(contents),
                    (marker::END, _) => return Err(flaw("it has no pixels")),
                    _ => {}
                }
            };
            let frame = frame.as_ref().ok_or_else(|| flaw("it has no header"))?;
            let colours = Colours::of(&frame.components, transform);
            let show = |planes: &mut Planes, row| planes.show(row, frame, colours, target);
            let Some(scan) = scan else { break };
            let scan = Scan::read(scan, frame)?;
            let data = segments.rest();
            if stored.is_none() && !frame.progressive && scan.parts.len() == frame.components.len() {
                planes.begin(frame);
                return scan::decode(data, &scan, frame, tables, restart_interval, planes, show);
            }
            stored.get_or_insert_with(|| Stored::new(frame)).read(
                data,
                &scan,
                frame,
                tables,
                restart_interval,
            )?;
        }
        if let (Some(stored), Some(frame)) = (stored, frame) {
            let colours = Colours::of(&frame.components, transform);
            planes.begin(&frame);
            stored.decode(&frame, tables, planes, |planes, row| planes.show(row, &frame, colours, target))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
