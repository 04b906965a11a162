//! Where red, green and blue lie in a pixel's value, and how they become eight bits each.

use crate::framebuffer::Pixel;
use crate::wire::PixelFormat;

/// Red, green and blue in a pixel's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Colours {
    /// INVARIANT: each is below 32.
    shifts: [u32; 3],
    /// INVARIANT: each is at least 1.
    maxima: [u32; 3],
    /// 255 / maximum, as a fraction of 2^24: multiplication in place of the division that no vector unit has.
    /// A product is at most 255 * 2^24, and its error far below the distance of any colour from a tie.
    factors: [u32; 3],
}

impl Colours {
    pub(crate) fn new(format: PixelFormat) -> Self {
        let maxima = [format.red_max, format.green_max, format.blue_max].map(|max| u32::from(max.max(1)));
        Self {
            shifts: [format.red_shift, format.green_shift, format.blue_shift]
                .map(|shift| u32::from(shift) & 31),
            maxima,
            factors: maxima.map(|max| ((255 << FACTOR_BITS) + max / 2) / max),
        }
    }

    pub(crate) const fn shifts(self) -> [u32; 3] {
        self.shifts
    }

    /// The pixel for a value.
    #[inline(always)]
    pub(crate) fn pixel(self, value: u32) -> Pixel {
        self.join(self.split(value))
    }

    /// The pixel for a value with eight bits for each colour.
    #[inline(always)]
    pub(crate) fn whole_bytes(self, value: u32) -> Pixel {
        let byte = |index: usize| value >> (self.shifts[index] & 31) & 0xff;
        (byte(0) | byte(1) << 8 | byte(2) << 16 | 0xff00_0000).to_le_bytes()
    }

    /// Red, green and blue of a value, not yet scaled.
    #[inline(always)]
    pub(crate) fn split(self, value: u32) -> [u32; 3] {
        let part = |index: usize| value >> (self.shifts[index] & 31) & self.maxima[index];
        [part(0), part(1), part(2)]
    }

    /// The pixel for red, green and blue that are not yet scaled, each at most its maximum.
    #[inline(always)]
    pub(crate) fn join(self, parts: [u32; 3]) -> Pixel {
        let scaled = |index: usize| {
            parts[index].wrapping_mul(self.factors[index]).wrapping_add(1 << (FACTOR_BITS - 1)) >> FACTOR_BITS
        };
        (scaled(0) | scaled(1) << 8 | scaled(2) << 16 | 0xff00_0000).to_le_bytes()
    }

    /// The largest red, green and blue.
    pub(crate) const fn maxima(self) -> [u32; 3] {
        self.maxima
    }

    pub(crate) fn have_eight_bits_each(self) -> bool {
        self.maxima == [255; 3]
    }

    pub(crate) fn fit_low_three_bytes(self) -> bool {
        (0..3).all(|index| u64::from(self.maxima[index]) << self.shifts[index] < 1 << 24)
    }

    /// The same colours in a value whose low byte is left out, unless they use that byte.
    pub(crate) fn without_low_byte(self) -> Option<Self> {
        self.shifts.iter().all(|&shift| shift >= 8).then(|| self.shifted(|shift| shift - 8))
    }

    /// The same colours in a value of so many bytes read the other way round, if each colour fills one of them.
    pub(crate) fn bytes_reversed(self, bytes: usize) -> Option<Self> {
        let last = 8 * (bytes as u32 - 1);
        let whole_bytes = self.shifts.iter().all(|&shift| shift.is_multiple_of(8) && shift <= last);
        (whole_bytes && self.have_eight_bits_each()).then(|| self.shifted(|shift| last - shift))
    }

    fn shifted(self, change: impl Fn(u32) -> u32) -> Self {
        Self { shifts: self.shifts.map(change), ..self }
    }
}

/// The 256 pixels of an 8-bit format; greys for a colour map that has not been set.
pub(crate) fn table(format: PixelFormat) -> [Pixel; 256] {
    let colours = Colours::new(format);
    std::array::from_fn(|value| {
        let grey = value as u8;
        if format.true_colour { colours.pixel(value as u32) } else { [grey, grey, grey, 255] }
    })
}

/// The upper byte of a colour map's 16-bit intensity.
pub(crate) const fn eight_bits(intensity: u16) -> u8 {
    (intensity >> 8) as u8
}

const FACTOR_BITS: u32 = 24;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_intensity_is_rounded_to_the_nearest_of_256() {
        for max in [1, 3, 7, 15, 31, 63, 127, 255, 1023, 4095, 65_535] {
            let format = PixelFormat { red_max: max, red_shift: 0, ..PixelFormat::rgb888(0, 16, 24) };
            let colours = Colours::new(format);
            for intensity in 0..=u32::from(max) {
                let exact = (f64::from(intensity) * 255.0 / f64::from(max)).round();
                assert_eq!(f64::from(colours.join([intensity, 0, 0])[0]), exact, "{intensity} of {max}");
            }
        }
    }
}
