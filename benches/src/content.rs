//! What the screens show: text that scrolls, windows that move, a picture as a camera makes it.

use rfb::Size;
use serde::Serialize;

/// A kind of content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Content {
    /// Two colours and much detail.
    Text,
    /// Flat windows with text and gradients, one of them moving.
    Desktop,
    /// Every pixel another, none far from its neighbour.
    Photograph,
}

impl Content {
    /// All kinds.
    pub(crate) const ALL: [Self; 3] = [Self::Text, Self::Desktop, Self::Photograph];

    /// Its name in tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Desktop => "desktop",
            Self::Photograph => "photograph",
        }
    }

    /// So many screens, each a little further on in time: pixels `0x00RRGGBB`.
    pub(crate) fn frames(self, size: Size, count: usize) -> Vec<Vec<u32>> {
        (0..count).map(|time| self.frame(size, time)).collect()
    }

    fn frame(self, size: Size, time: usize) -> Vec<u32> {
        let pixel = match self {
            Self::Text => text,
            Self::Desktop => desktop,
            Self::Photograph => photograph,
        };
        let (width, height) = (usize::from(size.width), usize::from(size.height));
        (0..height).flat_map(|y| (0..width).map(move |x| pixel(x, y, time))).collect()
    }
}

/// Light grey letters on dark: cells of 8 by 16 pixels whose strokes follow from their place, scrolled by a line a frame.
fn text(x: usize, y: usize, time: usize) -> u32 {
    let (column, line) = (x / 8, y / 16 + time);
    let length = scramble(line) % 200;
    let (stroke_x, stroke_y) = (x % 8, y % 16);
    let glyph = scramble(line * 1000 + column);
    let inside = column < length
        && !glyph.is_multiple_of(6)
        && (1..7).contains(&stroke_x)
        && (3..13).contains(&stroke_y);
    let lit = inside && (glyph >> ((stroke_x / 2) * 5 + stroke_y / 3)) & 1 == 1;
    if lit { 0x00D0_D0D0 } else { 0x0010_1216 }
}

/// A wallpaper with a soft gradient, a panel, and windows of which one moves.
fn desktop(x: usize, y: usize, time: usize) -> u32 {
    if y < 28 {
        return if x % 160 < 2 { 0x0050_5860 } else { 0x0020_2428 };
    }
    let moving = (400 + time * 24 % 800, 200 + time * 12 % 400, 700, 420);
    for (left, top, width, height) in [moving, (100, 90, 760, 520), (980, 500, 820, 500)] {
        if (left..left + width).contains(&x) && (top..top + height).contains(&y) {
            return match y - top {
                0..30 => 0x002E_5E8E,
                _ if x - left < 200 => 0x00F0_F0EC,
                // A page of dark text on white.
                _ => text(x - left, y - top, 0) ^ 0x00EF_EDE9,
            };
        }
    }
    let blue = u32::try_from(96 + y * 100 / 1080).unwrap_or(255);
    0x0018_3000 | blue
}

/// Smooth shapes that drift, with the noise of a sensor on top.
fn photograph(x: usize, y: usize, time: usize) -> u32 {
    let wave =
        |length: f32, phase: f32| ((x + time * 3) as f32 / length + phase).sin() * (y as f32 / length).cos();
    let light = 128.0 + 70.0 * wave(230.0, 0.0) + 30.0 * wave(61.0, 1.0);
    let noise = (scramble(x + y * 4096 + time * 16_777_213) % 7) as f32 - 3.0;
    let channel = |tint: f32| (light * tint + noise).clamp(0.0, 255.0) as u32;
    channel(1.0) << 16 | channel(0.86) << 8 | channel(0.7)
}

/// A number that follows from another without any visible pattern.
fn scramble(seed: usize) -> usize {
    let mut value = seed as u32;
    value = (value ^ 61) ^ (value >> 16);
    value = value.wrapping_mul(9);
    value ^= value >> 4;
    value = value.wrapping_mul(0x27D4_EB2D);
    (value ^ (value >> 15)) as usize
}
