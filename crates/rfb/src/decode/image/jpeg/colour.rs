//! From an image's colours to the screen's (JFIF, section "Conversion to and from RGB"; Adobe Technical Note 5116).

#[cfg(target_arch = "wasm32")]
mod wasm;

use super::header::Component;
use crate::framebuffer::Pixel;

/// What an image's components are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colours {
    Grey,
    /// Luminance, and how much more blue and red there is.
    YCbCr,
    Rgb,
    /// Inks, stored as what they leave of the light, as every program does it.
    Cmyk,
    /// The first three of them as luminance and colour.
    Ycck,
}

impl Colours {
    /// What these components are, by what Adobe's segment says of their transform, if there is one.
    pub(super) fn of(components: &[Component], transform: Option<u8>) -> Self {
        let named_rgb = || components.iter().map(|component| component.id).eq(*b"RGB");
        match (components.len(), transform) {
            (1, _) => Self::Grey,
            (4, Some(2)) => Self::Ycck,
            (4, _) => Self::Cmyk,
            (_, Some(0)) => Self::Rgb,
            (_, None) if named_rgb() => Self::Rgb,
            _ => Self::YCbCr,
        }
    }

    /// Makes pixels of a row of each component. Components that there are not are empty; the others may go on behind the
    /// last pixel.
    pub(super) fn convert(self, [a, b, c, d]: [&[u8]; 4], pixels: &mut [Pixel]) {
        match self {
            Self::Grey => {
                for (pixel, &grey) in pixels.iter_mut().zip(a) {
                    *pixel = [grey, grey, grey, 255];
                }
            }
            Self::YCbCr => ycbcr(a, b, c, pixels),
            Self::Rgb | Self::Cmyk => {
                for (((pixel, &red), &green), &blue) in pixels.iter_mut().zip(a).zip(b).zip(c) {
                    *pixel = [red, green, blue, 255];
                }
            }
            Self::Ycck => {
                ycbcr(a, b, c, pixels);
                for [inks @ .., _] in pixels.iter_mut() {
                    *inks = inks.map(|ink| 255 - ink);
                }
            }
        }
        if matches!(self, Self::Cmyk | Self::Ycck) {
            for (pixel, &black) in pixels.iter_mut().zip(d) {
                let [inks @ .., _] = pixel;
                *inks = inks.map(|ink| ((u16::from(ink) * u16::from(black) + 127) / 255) as u8);
            }
        }
    }
}

#[cfg(target_arch = "wasm32")]
use wasm::ycbcr;

#[cfg(not(target_arch = "wasm32"))]
use one_by_one as ycbcr;

/// A factor for [`times`].
const fn factor(number: f64) -> i16 {
    (number * 32768.0 + 0.5) as i16
}

/// How much red there is for each of Cr, above 1.
const RED: i16 = factor(0.402);
/// How much less green there is for each of Cb and Cr.
const GREEN_OF_BLUE: i16 = factor(0.344_136_3);
const GREEN_OF_RED: i16 = factor(0.714_136_3);
/// How much blue there is for each of Cb, below 2.
const BLUE: i16 = factor(2.0 - 1.772);
/// Bits behind the point while green is summed up.
const GREEN_FRACTION: u32 = 4;

/// Pixel by pixel. Everything fits 16 bits, so that eight fit a vector.
fn one_by_one(luminance: &[u8], blue: &[u8], red: &[u8], pixels: &mut [Pixel]) {
    for (((pixel, &y), &cb), &cr) in pixels.iter_mut().zip(luminance).zip(blue).zip(red) {
        let y = i16::from(y);
        let (cb, cr) = (i16::from(cb) - 128, i16::from(cr) - 128);
        let less_green =
            times(cb << GREEN_FRACTION, GREEN_OF_BLUE) + times(cr << GREEN_FRACTION, GREEN_OF_RED);
        let red = y + cr + times(cr, RED);
        let green = y - ((less_green + (1 << (GREEN_FRACTION - 1))) >> GREEN_FRACTION);
        let blue = y + cb + cb - times(cb, BLUE);
        *pixel = [red.clamp(0, 255) as u8, green.clamp(0, 255) as u8, blue.clamp(0, 255) as u8, 255];
    }
}

/// `number * factor / 32768`, rounded.
#[inline(always)]
const fn times(number: i16, factor: i16) -> i16 {
    ((number as i32 * factor as i32 + 0x4000) >> 15) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_is_within_one_of_the_exact_one() {
        let all: Vec<u8> = (0..=255).collect();
        for cb in (0..=255).step_by(3) {
            for cr in (0..=255).step_by(3) {
                let mut pixels = [[0; 4]; 256];
                Colours::YCbCr.convert([&all, &[cb; 256], &[cr; 256], &[]], &mut pixels);
                for (y, pixel) in (0..).map(f64::from).zip(pixels) {
                    let (b, r) = (f64::from(cb) - 128.0, f64::from(cr) - 128.0);
                    let exact = [y + 1.402 * r, y - 0.344_136 * b - 0.714_136 * r, y + 1.772 * b];
                    for (part, exact) in pixel.into_iter().zip(exact) {
                        assert!(
                            (f64::from(part) - exact.clamp(0.0, 255.0)).abs() < 0.6,
                            "{pixel:?} for {exact}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn inks_leave_what_they_let_through() {
        let mut pixels = [[0; 4]; 2];
        Colours::Cmyk.convert([&[255, 255], &[128, 0], &[0, 255], &[255, 51]], &mut pixels);
        assert_eq!(pixels, [[255, 128, 0, 255], [51, 0, 51, 255]]);
        Colours::Ycck.convert([&[255, 0], &[128, 128], &[128, 128], &[255, 51]], &mut pixels);
        assert_eq!(pixels, [[0, 0, 0, 255], [51, 51, 51, 255]]);
    }
}
