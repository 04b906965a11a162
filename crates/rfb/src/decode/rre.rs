//! RRE: a background and sub-rectangles on it (section 7.7.3).

use super::{Decode, DecodeError, Input, Progress, Target};
use crate::framebuffer::{OutsideRegion, Pixel, Region};
use crate::{Rect, Size};

/// The decoder of [`Encoding::RRE`](crate::wire::Encoding::RRE).
#[derive(Debug, Default)]
pub struct Rre(Subrectangles);

impl Decode for Rre {
    fn decode(&mut self, input: &mut Input<'_>, target: &mut Target<'_>) -> Result<Progress, DecodeError> {
        self.0.decode(input, target, |bytes: [u8; 8]| {
            let number = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
            Rect::new(number(0), number(2), number(4), number(6))
        })
    }
}

/// What RRE and CoRRE share: sub-rectangles whose place takes `N` bytes.
#[derive(Debug, Default)]
pub(super) struct Subrectangles {
    /// None before the background has arrived.
    drawing: Option<Drawing>,
}

/// A rectangle whose sub-rectangles are being drawn.
#[derive(Debug)]
struct Drawing {
    /// How many are still to come.
    left: u32,
    background: Pixel,
    /// How many rows have their background. They get it just before something is drawn there, as their memory is then
    /// still in a cache; most servers send sub-rectangles from the top to the bottom.
    rows: u16,
}

impl Subrectangles {
    pub(super) fn decode<const N: usize>(
        &mut self,
        input: &mut Input<'_>,
        target: &mut Target<'_>,
        place: impl Fn([u8; N]) -> Rect,
    ) -> Result<Progress, DecodeError> {
        let layout = target.pixels.plain();
        let drawing = match &mut self.drawing {
            Some(drawing) => drawing,
            None => {
                let Some(header) = input.take(4 + layout.len()) else {
                    return Ok(Progress::NeedMore);
                };
                let mut header = Input::new(header);
                let left = header.u32().unwrap_or_default();
                self.drawing.insert(Drawing { left, background: layout.pixel(header.rest()), rows: 0 })
            }
        };
        let length = layout.len() + N;
        while drawing.left > 0 {
            // At least one, so that a sub-rectangle that has not arrived is asked for.
            let arrived = (input.remaining() / length).clamp(1, drawing.left as usize);
            let Some(wire) = input.take(arrived * length) else {
                return Ok(Progress::NeedMore);
            };
            let region = target.region();
            match layout.eight_bits_each() {
                // Most servers' pixels, of a length that the compiler knows.
                Some(colours) => drawing.draw(
                    wire.chunks_exact(4 + N),
                    &place,
                    |wire| {
                        let bytes = wire.first_chunk().copied().unwrap_or_default();
                        colours.whole_bytes(u32::from_le_bytes(bytes))
                    },
                    region,
                )?,
                None => drawing.draw(wire.chunks_exact(length), &place, |wire| layout.pixel(wire), region)?,
            }
            drawing.left -= arrived as u32;
        }
        let &mut Drawing { background, rows, .. } = drawing;
        let Size { width, height } = target.rect.size();
        target.fill_part(Rect::new(0, rows, width, height - rows), background)?;
        self.drawing = None;
        Ok(Progress::Done)
    }
}

impl Drawing {
    #[inline(always)]
    fn draw<'w, const N: usize>(
        &mut self,
        subrectangles: impl Iterator<Item = &'w [u8]>,
        place: impl Fn([u8; N]) -> Rect,
        pixel: impl Fn(&[u8]) -> Pixel,
        mut region: Region<'_>,
    ) -> Result<(), DecodeError> {
        let within = region.size();
        let (mut top, mut bottom) = (self.rows, 0);
        let result = subrectangles.filter_map(<[u8]>::split_last_chunk).try_for_each(|(wire, &bytes)| {
            let subrectangle = place(bytes);
            let outside = |OutsideRegion| DecodeError::SubrectangleOutside { subrectangle, within };
            if subrectangle.bottom() > u32::from(self.rows) {
                self.fill_around(subrectangle, &mut region).map_err(outside)?;
            }
            region.fill(subrectangle, pixel(wire)).map_err(outside)?;
            top = top.min(subrectangle.y);
            bottom = bottom.max(subrectangle.y + subrectangle.height);
            Ok(())
        });
        region.changed(top..bottom);
        result
    }

    /// Gives the rows down to the last of a sub-rectangle their background, but for what it is going to cover.
    #[inline(never)]
    fn fill_around(&mut self, subrectangle: Rect, region: &mut Region<'_>) -> Result<(), OutsideRegion> {
        if !subrectangle.fits(region.size()) {
            return Err(OutsideRegion);
        }
        let Rect { x, y, .. } = subrectangle;
        let (right, bottom) = (x + subrectangle.width, y + subrectangle.height);
        let (top, width) = (y.max(self.rows), region.size().width);
        for strip in [
            Rect::new(0, self.rows, width, top - self.rows),
            Rect::new(0, top, x, bottom - top),
            Rect::new(right, top, width - right, bottom - top),
        ] {
            region.fill(strip, self.background)?;
        }
        self.rows = bottom;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::{BLUE, GREEN, RED, WHITE, decode};
    use crate::wire::{Encoding, PixelFormat};

    #[test]
    fn sub_rectangles_lie_on_the_background() {
        let wire = [
            &[0, 0, 0, 2, 255, 0, 0, 0][..],
            &[0, 0, 255, 0, 0, 1, 0, 0, 0, 2, 0, 1],
            &[0, 255, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1],
        ]
        .concat();
        let expected = [BLUE, RED, RED, GREEN, BLUE, BLUE];
        let pixels = decode(Encoding::RRE, PixelFormat::BGRX, (3, 2), &[&wire, &wire]).unwrap();
        assert_eq!(pixels, expected);

        let wire = [0, 0, 0, 2, 0x1f, 0, 0, 0xf8, 0, 1, 0, 0, 0, 2, 0, 1, 0xe0, 0x07, 0, 0, 0, 1, 0, 1, 0, 1];
        assert_eq!(decode(Encoding::RRE, PixelFormat::RGB565, (3, 2), &[&wire]).unwrap(), expected);
    }

    #[test]
    fn sub_rectangles_may_come_in_any_order() {
        // Three by four pixels: where each sub-rectangle lies, and the colour that it has.
        let places = [
            (Rect::new(1, 2, 1, 1), 7),
            (Rect::new(0, 0, 2, 2), 0x38),
            (Rect::new(0, 1, 3, 1), 7),
            (Rect::new(1, 1, 0, 3), 0x38),
            (Rect::new(2, 0, 1, 2), 0xc0),
        ];
        let turns = 0..places.len();
        for (turn, format) in turns.flat_map(|turn| [(turn, PixelFormat::BGR233), (turn, PixelFormat::BGRX)])
        {
            let mut places = places;
            places.rotate_left(turn);
            let mut expected = [WHITE; 12];
            let wire_pixel = |small: u8| match format.bits_per_pixel {
                8 => vec![small],
                _ => [0xc0, 0x38, 0x07, 0].map(|part| if small & part == 0 { 0 } else { 255 }).to_vec(),
            };
            let mut wire = [vec![0, 0, 0, 5], wire_pixel(0xff)].concat();
            for (Rect { x, y, width, height }, colour) in places {
                wire.extend(wire_pixel(colour));
                wire.extend([x, y, width, height].map(u16::to_be_bytes).as_flattened());
                for row in y..y + height {
                    for column in x..x + width {
                        expected[usize::from(row * 3 + column)] = match colour {
                            7 => RED,
                            0x38 => GREEN,
                            _ => BLUE,
                        };
                    }
                }
            }
            let pixels = decode(Encoding::RRE, format, (3, 4), &[&wire]).unwrap();
            assert_eq!(pixels, expected, "beginning with number {turn}, {format:?}");
        }
    }

    #[test]
    fn an_empty_rectangle_still_has_a_header() {
        assert_eq!(decode(Encoding::RRE, PixelFormat::BGR233, (0, 2), &[&[0, 0, 0, 0, 7]]), Ok(vec![]));
        let with_nothing_in_it = [0, 0, 0, 1, 7, 0x38, 0, 0, 0, 1, 0, 0, 0, 1];
        assert_eq!(decode(Encoding::RRE, PixelFormat::BGR233, (0, 2), &[&with_nothing_in_it]), Ok(vec![]));
    }

    #[test]
    fn a_sub_rectangle_outside_is_refused() {
        for place in [Rect::new(2, 0, 2, 1), Rect::new(0, 1, 1, 2), Rect::new(0xffff, 0, 0xffff, 1)] {
            let numbers = [place.x, place.y, place.width, place.height].map(u16::to_be_bytes);
            // Before it comes one that is drawn.
            let good = [0x38, 0, 0, 0, 0, 0, 1, 0, 1];
            let wire = [&[0, 0, 0, 2, 0][..], &good, &[7], &numbers.concat()].concat();
            assert_eq!(
                decode(Encoding::RRE, PixelFormat::BGR233, (3, 2), &[&wire]),
                Err(DecodeError::SubrectangleOutside { subrectangle: place, within: Size::new(3, 2) })
            );
        }
    }
}
