//! JPEG: an image whose tables may be those of an earlier one ("JPEG Encoding").

mod tables;

use super::image;
use super::{Decode, DecodeError, Input, Progress, Target};
use tables::Tables;

/// The decoder of [`Encoding::JPEG`](crate::wire::Encoding::JPEG).
///
/// Nothing tells an image's length but the image: its segments are followed to the end.
#[derive(Debug, Default)]
pub struct Jpeg {
    stage: Stage,
    /// The image as far as it has arrived, with the tables of those before it put in front.
    bytes: Vec<u8>,
    tables: Tables,
    image: image::Jpeg,
}

/// What is expected next.
#[derive(Clone, Copy, Debug, Default)]
enum Stage {
    #[default]
    Start,
    Marker,
    Length {
        marker: u8,
    },
    Segment {
        marker: u8,
        length: usize,
    },
    /// The pixels of a scan, up to the next marker.
    Scan,
    Decode,
}

/// The longest image, with the tables that are put before it: an 8K screen of photographs takes half of it.
const MAX_LENGTH: usize = 16 << 20;

/// The largest image of several scans, which takes six bytes a pixel while it is decoded, and eight if it has four
/// components: a 4K screen. One of a single scan, as servers send, may be as large as the screen.
const MAX_PIXELS: usize = 4096 * 2304;

/// Markers (ITU-T T.81, table B.1), without the 0xff before each.
mod marker {
    pub(super) const START: u8 = 0xd8;
    pub(super) const END: u8 = 0xd9;
    pub(super) const HUFFMAN_TABLES: u8 = 0xc4;
    pub(super) const QUANTISATION_TABLES: u8 = 0xdb;
    pub(super) const SCAN: u8 = 0xda;
    /// Within a scan: a restart, or a 0xff that is no marker.
    pub(super) const fn is_of_scan(byte: u8) -> bool {
        matches!(byte, 0x00 | 0xd0..=0xd7)
    }
}

impl Decode for Jpeg {
    fn decode(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Progress, DecodeError> {
        while let Some(next) = self.step(input, target)? {
            self.stage = next;
            if matches!(next, Stage::Start) {
                return Ok(Progress::Done);
            }
        }
        Ok(Progress::NeedMore)
    }
}

impl Jpeg {
    /// Does what the stage asks for and returns the next one; none if more bytes are needed for that.
    fn step(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Option<Stage>, DecodeError> {
        Ok(match self.stage {
            Stage::Start => match input.take_array() {
                Some([0xff, marker::START]) => {
                    self.bytes.clear();
                    self.bytes.extend([0xff, marker::START]);
                    self.tables.put_all(&mut self.bytes);
                    Some(Stage::Marker)
                }
                Some(_) => return Err(DecodeError::Jpeg("it does not begin as one".to_owned())),
                None => None,
            },
            Stage::Marker => match input.take_array() {
                // Any number of 0xff may stand before a marker.
                Some([0xff, 0xff]) => {
                    input.rewind(input.consumed() - 1);
                    Some(Stage::Marker)
                }
                Some([0xff, marker::END]) => {
                    self.keep(&[0xff, marker::END])?;
                    Some(Stage::Decode)
                }
                Some([0xff, marker]) if marker != 0 => Some(Stage::Length { marker }),
                Some(_) => return Err(DecodeError::Jpeg("a part of it has no marker".to_owned())),
                None => None,
            },
            Stage::Length { marker } => match input.u16().map(usize::from) {
                Some(length @ 0..2) => {
                    return Err(DecodeError::Jpeg(format!("a part of it has a length of {length}")));
                }
                // The length counts itself.
                Some(length) => Some(Stage::Segment { marker, length: length - 2 }),
                None => None,
            },
            Stage::Segment { marker, length } => match input.take(length) {
                Some(segment) => {
                    match marker {
                        marker::HUFFMAN_TABLES => self.tables.keep_huffman(segment)?,
                        marker::QUANTISATION_TABLES => self.tables.keep_quantisation(segment)?,
                        _ => {}
                    }
                    let [high, low] = ((length + 2) as u16).to_be_bytes();
                    self.keep(&[0xff, marker, high, low])?;
                    self.keep(segment)?;
                    Some(if marker == marker::SCAN { Stage::Scan } else { Stage::Marker })
                }
                None => None,
            },
            Stage::Scan => {
                let arrived = input.rest();
                let end = end_of_scan(arrived);
                self.keep(&arrived[..end])?;
                input.take(end);
                if input.remaining() < 2 {
                    input.want(2);
                    None
                } else {
                    Some(Stage::Marker)
                }
            }
            Stage::Decode => {
                self.image.decode(&self.bytes, MAX_PIXELS, target)?;
                Some(Stage::Start)
            }
        })
    }

    fn keep(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        if self.bytes.len() + bytes.len() > MAX_LENGTH {
            return Err(DecodeError::JpegTooLong);
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }
}

/// How many of these bytes belong to a scan for certain: up to the next marker, or up to a 0xff whose meaning has not
/// arrived.
fn end_of_scan(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(offset) = bytes[at..].iter().position(|&byte| byte == 0xff) {
        at += offset;
        match bytes.get(at + 1) {
            Some(&next) if marker::is_of_scan(next) => at += 2,
            _ => return at,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

    use super::*;
    use crate::decode::testing::decode;
    use crate::framebuffer::Pixel;
    use crate::wire::{Encoding, PixelFormat};

    const SIZE: (u16, u16) = (40, 24);

    fn image(seed: u8, quality: u8, set: impl Fn(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
        let pixel = |x: u16, y: u16| [100 + x as u8, seed.wrapping_sub(y as u8), 50 + (x + y) as u8];
        let rgb: Vec<u8> = (0..SIZE.1).flat_map(|y| (0..SIZE.0).flat_map(move |x| pixel(x, y))).collect();
        let mut jpeg = Vec::new();
        let mut encoder = Encoder::new(&mut jpeg, quality);
        set(&mut encoder);
        encoder.encode(&rgb, SIZE.0, SIZE.1, ColorType::Rgb).unwrap();
        jpeg
    }

    /// The image without its segments of these markers.
    fn without(markers: &[u8], jpeg: &[u8]) -> Vec<u8> {
        let mut short = jpeg[..2].to_vec();
        let mut rest = &jpeg[2..];
        loop {
            let length = 2 + usize::from(u16::from_be_bytes([rest[2], rest[3]]));
            if !markers.contains(&rest[1]) {
                short.extend_from_slice(&rest[..length]);
            }
            let scan = rest[1] == marker::SCAN;
            rest = &rest[length..];
            if scan {
                return [short, rest.to_vec()].concat();
            }
        }
    }

    fn jpeg(images: &[&[u8]]) -> Result<Vec<Pixel>, DecodeError> {
        decode(Encoding::JPEG, PixelFormat::BGRX, SIZE, images)
    }

    #[test]
    fn an_image_is_followed_to_its_end_whatever_is_in_it() {
        let kinds: [fn(&mut Encoder<&mut Vec<u8>>); 4] = [
            |_| (),
            |encoder| encoder.set_progressive(true),
            |encoder| encoder.set_restart_interval(2),
            |encoder| encoder.set_sampling_factor(SamplingFactor::F_2_2),
        ];
        for (number, set) in kinds.into_iter().enumerate() {
            let (first, second) = (image(200, 90, set), image(90, 90, set));
            let alone = jpeg(&[&second]).unwrap();
            assert_eq!(jpeg(&[&first, &second]).unwrap(), alone, "kind {number}");
            assert_ne!(jpeg(&[&first]).unwrap(), alone);
        }
    }

    #[test]
    fn tables_that_an_image_lacks_are_those_of_the_images_before_it() {
        let tables = [marker::HUFFMAN_TABLES, marker::QUANTISATION_TABLES];
        let (first, second) = (image(200, 70, |_| ()), image(90, 70, |_| ()));
        let expected = jpeg(&[&second]).unwrap();
        for lacking in [&tables[..], &tables[..1], &tables[1..]] {
            let short = without(lacking, &second);
            assert!(short.len() < second.len());
            assert_eq!(jpeg(&[&first, &short]).as_ref(), Ok(&expected));
            // And again, after an image that had none either.
            assert_eq!(jpeg(&[&first, &without(&tables, &first), &short]).as_ref(), Ok(&expected));
        }
    }

    #[test]
    fn newer_tables_take_the_place_of_older_ones() {
        let (coarse, fine) = (image(200, 20, |_| ()), image(200, 95, |_| ()));
        let short = without(&[marker::QUANTISATION_TABLES], &fine);
        let expected = jpeg(&[&fine]);
        assert_eq!(jpeg(&[&coarse, &fine, &short]), expected);
        assert_ne!(jpeg(&[&fine, &coarse, &short]), expected);
    }

    #[test]
    fn fill_bytes_before_a_marker_are_passed_over() {
        let good = image(200, 90, |_| ());
        let filled = [&good[..2], &[0xff, 0xff, 0xff], &good[2..]].concat();
        assert_eq!(jpeg(&[&filled]), jpeg(&[&good]));
    }

    #[test]
    fn a_broken_image_is_a_named_error_at_once() {
        let good = image(200, 90, |_| ());
        let no_tables = without(&[marker::HUFFMAN_TABLES, marker::QUANTISATION_TABLES], &good);
        let cases: [&[u8]; 6] = [
            b"\x89PNG",
            &[0xff, marker::START, 0x12, 0x34],
            &[0xff, marker::START, 0xff, 0xe0, 0, 1],
            &[0xff, marker::START, 0xff, marker::HUFFMAN_TABLES, 0, 3, 0],
            &[0xff, marker::START, 0xff, marker::END],
            &no_tables,
        ];
        for broken in cases {
            assert!(matches!(jpeg(&[broken]), Err(DecodeError::Jpeg(_))), "{broken:x?}");
        }
    }

    #[test]
    fn an_image_without_an_end_is_refused_before_it_fills_the_memory() {
        let endless: Vec<u8> = [0xff, marker::START].into_iter().chain([0xff, 0xe1, 0xff, 0xff]).collect();
        let segment = vec![0; 0xfffd];
        let mut decoder = Jpeg::default();
        let mut framebuffer = crate::Framebuffer::new(crate::Size::new(8, 8)).unwrap();
        let pixels = crate::pixel::PixelReader::new(PixelFormat::BGRX);
        let mut send = |bytes: &[u8]| {
            let mut target = Target::new(&mut framebuffer, crate::Rect::new(0, 0, 8, 8), &pixels).unwrap();
            decoder.decode(&mut Input::new(bytes), &mut target)
        };
        send(&endless).unwrap();
        let refused =
            (0..300).find_map(|_| send(&segment).and_then(|_| send(&[0xff, 0xe1, 0xff, 0xff])).err());
        assert_eq!(refused, Some(DecodeError::JpegTooLong));
    }
}
