//! From a place on the page's element to a pixel of the VM's screen.

use rfb::{Point, Size};

use crate::command::Area;

/// The pixel under the place (`x`, `y`), in CSS pixels from the top left corner of an element that the whole screen
/// fills. Places outside belong to the nearest edge.
///
/// No rounding to CSS or device pixels happens on the way, so whatever the scale and the device's pixel ratio, each
/// place on the element belongs to the pixel that is drawn there. There is one exception: where the screen has more
/// pixels than the element, many browsers report whole CSS pixels only, and a pointer at the very edge would stop
/// short of the screen's last pixels. There, the last CSS pixel is the screen's last pixel.
pub(crate) fn framebuffer_from_element(x: f64, y: f64, element: Area, framebuffer: Size) -> Point {
    Point {
        x: pixel_from_place(x, element.width, framebuffer.width),
        y: pixel_from_place(y, element.height, framebuffer.height),
    }
}

/// A pointer that is on a device pixel's border, as pointers at fractional ratios are, is on the pixel right of it;
/// browsers compute such places in single precision, which may miss the border by this much of a screen's pixel.
const BORDER: f64 = 1e-3;

fn pixel_from_place(place: f64, length: f64, pixels: u16) -> u16 {
    let last = pixels.saturating_sub(1);
    if place.is_nan() || length.is_nan() || length <= 0.0 {
        return 0;
    }
    if f64::from(pixels) > length && place >= length - 1.0 {
        return last;
    }
    // The conversion takes what is negative for 0 and what is too large for the largest number.
    let pixel = (place * f64::from(pixels) / length + BORDER) as u16;
    pixel.min(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pixel_is_under_its_own_centre_at_every_scale() {
        for pixels in [1_u16, 2, 3, 640, 1023, 1366, 1920, 3840] {
            for scale in [0.9, 1.0, 1.1, 1.25, 4.0 / 3.0, 1.5, 1.75, 2.0, 3.0] {
                let length = f64::from(pixels) * scale;
                for pixel in 0..pixels {
                    let centre = (f64::from(pixel) + 0.5) * scale;
                    assert_eq!(pixel_from_place(centre, length, pixels), pixel, "{pixels} at {scale}");
                }
            }
        }
    }

    #[test]
    fn every_place_on_a_pixel_belongs_to_it_at_the_devices_own_scale() {
        // One framebuffer pixel is one device pixel, as in a page at 125 % that shows the screen unscaled.
        for (ratio, steps) in [(1.25, 5_u32), (1.5, 6), (2.0, 2)] {
            let pixels = 1001_u16;
            let length = f64::from(pixels) / ratio;
            for pixel in 0..pixels - 2 {
                for step in 0..steps {
                    let place = (f64::from(pixel) + 0.98 * f64::from(step) / f64::from(steps)) / ratio;
                    let in_single_precision = f64::from(place as f32);
                    assert_eq!(pixel_from_place(in_single_precision, length, pixels), pixel, "{ratio}");
                }
            }
        }
    }

    #[test]
    fn whole_css_pixels_reach_the_first_and_the_last_pixel() {
        for (length, pixels) in [(960.0, 1920), (959.5, 1920), (1280.0, 1366), (100.0, 16384), (800.0, 800)] {
            assert_eq!(pixel_from_place(0.0, length, pixels), 0);
            assert_eq!(pixel_from_place((length - 1.0_f64).ceil(), length, pixels), pixels - 1, "{length}");
        }
    }

    #[test]
    fn places_outside_belong_to_the_nearest_edge() {
        for place in [-0.1, -1.0, -1e9, f64::NEG_INFINITY] {
            assert_eq!(pixel_from_place(place, 800.0, 640), 0);
        }
        for place in [800.0, 800.1, 1e9, f64::INFINITY] {
            assert_eq!(pixel_from_place(place, 800.0, 640), 639);
        }
    }

    #[test]
    fn senseless_numbers_are_the_first_pixel() {
        for (place, length, pixels) in
            [(f64::NAN, 10.0, 10), (5.0, f64::NAN, 10), (5.0, 0.0, 10), (5.0, -10.0, 10), (5.0, 10.0, 0)]
        {
            assert_eq!(pixel_from_place(place, length, pixels), 0);
        }
    }
}
