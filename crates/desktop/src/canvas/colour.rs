//! Colours with an opacity, and how they mix.

/// A colour and how much of it covers what lies below.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colour {
    rgb: u32,
    opacity: f32,
}

impl Colour {
    /// An opaque colour, `0xRRGGBB`.
    pub const fn rgb(rgb: u32) -> Self {
        Self { rgb, opacity: 1.0 }
    }

    /// The same with another opacity, 0 to 1.
    pub const fn with_opacity(self, opacity: f32) -> Self {
        Self { rgb: self.rgb, opacity }
    }

    /// The colour between this and another, both taken as opaque; 0 is this one, 1 the other.
    pub fn mixed(self, other: Self, share: f32) -> Self {
        Self::rgb(blend(self.rgb, other.rgb, weight(share)))
    }

    /// This colour over a pixel, where it covers only a part of it, 0 to 1.
    pub(super) fn over(self, below: u32, coverage: f32) -> u32 {
        blend(below, self.rgb, weight(self.opacity * coverage))
    }

    /// Whether nothing shines through.
    pub(super) fn is_opaque(self) -> bool {
        self.opacity >= 1.0
    }

    /// The pixel that it makes when opaque.
    pub(crate) fn pixel(self) -> u32 {
        self.rgb
    }
}

/// A share of 0 to 1 in 256ths, which integer arithmetic blends alike on every machine.
fn weight(share: f32) -> u32 {
    (share.clamp(0.0, 1.0) * 256.0 + 0.5) as u32
}

fn blend(below: u32, above: u32, weight: u32) -> u32 {
    let channels = |pixel: u32| (pixel & 0xff_00_ff, pixel >> 8 & 0xff);
    let ((below_rb, below_g), (above_rb, above_g)) = (channels(below), channels(above));
    let rest = 256 - weight;
    let red_blue = (below_rb * rest + above_rb * weight + 0x80_00_80) >> 8 & 0xff_00_ff;
    let green = (below_g * rest + above_g * weight + 0x80) >> 8;
    red_blue | green << 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_mix_by_their_share() {
        let (black, white) = (Colour::rgb(0), Colour::rgb(0xff_ff_ff));
        assert_eq!(black.mixed(white, 0.0), black);
        assert_eq!(black.mixed(white, 1.0), white);
        assert_eq!(black.mixed(white, 0.5), Colour::rgb(0x80_80_80));
        assert_eq!(white.with_opacity(0.5).over(0xff_00_00, 1.0), 0xff_80_80);
    }
}
