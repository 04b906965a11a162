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

use crate::Size;
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

/// The largest image of several scans in a rectangle of Tight's kinds: as wide as such a rectangle may be, and as high. It
/// takes six bytes a pixel while it is decoded, and eight if it has four components.
pub(in crate::decode) const MAX_PIXELS: usize = 2048 * 2048;

/// The most scans of an image. The usual progressive one has ten; each may take time for the whole image in a few bytes.
const MAX_SCANS: usize = 200;

impl Jpeg {
    /// Decodes an image, complete in `jpeg`, onto the target. One of several scans may have at most `max_pixels`; any other
    /// takes no more memory than a row of its blocks.
    pub(in crate::decode) fn decode(
        &mut self,
        jpeg: &[u8],
        max_pixels: usize,
        target: &mut Target<'_>,
    ) -> Result<(), DecodeError> {
        let size = target.rect.size();
        let Self { tables, planes } = self;
        tables.begin();
        let mut segments = Segments::of(jpeg)?;
        let mut heading = Heading::default();
        let mut stored: Option<Stored> = None;
        for _ in 0..MAX_SCANS {
            let scan = match heading.read(&mut segments, tables, size) {
                Ok(scan) => scan,
                // What has come is shown, wherever it ends.
                Err(_) if stored.is_some() => break,
                Err(error) => return Err(error),
            };
            let Heading { frame: Some(frame), restart_interval, .. } = &heading else { break };
            let data = segments.rest();
            if stored.is_none() && !frame.progressive && scan.parts.len() == frame.components.len() {
                let colours = heading.colours(frame);
                planes.begin(frame);
                return scan::decode(data, &scan, frame, tables, *restart_interval, planes, |planes, row| {
                    planes.show(row, frame, colours, target);
                });
            }
            if size.area() > max_pixels {
                return Err(DecodeError::JpegTooLarge(size));
            }
            let stored = stored.get_or_insert_with(|| Stored::new(frame));
            stored.read(data, &scan, frame, tables, *restart_interval)?;
        }
        if let (Some(stored), Some(frame)) = (&stored, &heading.frame) {
            let colours = heading.colours(frame);
            planes.begin(frame);
            stored.decode(frame, tables, planes, |planes, row| planes.show(row, frame, colours, target))?;
        }
        Ok(())
    }
}

/// What was said before a scan, but for tables.
#[derive(Debug, Default)]
struct Heading {
    frame: Option<Frame>,
    /// Minimum coded units from one restart to the next; 0 if there are none.
    restart_interval: usize,
    /// The colours' transform, by Adobe's number.
    transform: Option<u8>,
}

impl Heading {
    /// Reads segments up to the next scan. From then on there is a frame.
    fn read(
        &mut self,
        segments: &mut Segments<'_>,
        tables: &mut Tables,
        rect: Size,
    ) -> Result<Scan, DecodeError> {
        loop {
            match segments.next()? {
                (marker::STEPS, contents) => tables.read_steps(contents)?,
                (marker::CODES, contents) => tables.read_codes(contents)?,
                (marker::RESTART_INTERVAL, &[high, low]) => {
                    self.restart_interval = usize::from(u16::from_be_bytes([high, low]));
                }
                (marker::ADOBE, &[b'A', b'd', b'o', b'b', b'e', _, _, _, _, _, _, transform]) => {
                    self.transform = Some(transform);
                }
                (marker @ (marker::BASELINE | marker::EXTENDED | marker::PROGRESSIVE), contents) => {
                    if self.frame.is_some() {
                        return Err(flaw("it has two headers"));
                    }
                    self.frame = Some(Frame::read(marker, contents, rect)?);
                }
                (marker, _) if marker::is_of_other_frame(marker) => {
                    return Err(flaw("it is of a kind that is not decoded"));
                }
                (marker::SCAN, contents) => {
                    let frame = self.frame.as_ref().ok_or_else(|| flaw("it has no header"))?;
                    return Scan::read(contents, frame);
                }
                (marker::END, _) => return Err(flaw("it has no pixels")),
                _ => {}
            }
        }
    }

    fn colours(&self, frame: &Frame) -> Colours {
        Colours::of(&frame.components, self.transform)
    }
}

#[cfg(test)]
mod tests;
