//! The wallpaper: the sea before sunrise.

use rfb::Size;

use crate::{
    canvas::Colour,
    encode::Picture,
    scene::texture::{noise, scramble, sine, smooth},
};

/// The sky from the top down to the horizon, with the share of the way at which each colour is reached.
const SKY: [(f32, Colour); 4] = [
    (0.0, Colour::rgb(0x17_2f_4a)),
    (0.45, Colour::rgb(0x3a_62_7f)),
    (0.8, Colour::rgb(0xa9_a6_a0)),
    (1.0, Colour::rgb(0xf0_c4_9a)),
];

/// The sea's layers from the horizon to the shore: where each begins, how high its waves are, and its colour.
const SEA: [(f32, f32, Colour); 4] = [
    (0.66, 0.002, Colour::rgb(0x5f_86_93)),
    (0.71, 0.006, Colour::rgb(0x3f_6d_80)),
    (0.79, 0.011, Colour::rgb(0x27_51_67)),
    (0.90, 0.016, Colour::rgb(0x18_3a_50)),
];

/// Where the sun is about to rise, as shares of the width and the height.
const SUN: (f32, f32) = (0.70, 0.655);

/// How far the sun's glow reaches, as a share of the height.
const GLOW: f32 = 0.55;

/// The picture behind everything, rendered once for each size.
#[derive(Debug)]
pub(super) struct Wallpaper {
    size: Size,
    pixels: Vec<u32>,
}

impl Wallpaper {
    pub(super) fn new(size: Size) -> Self {
        let mut pixels = Vec::with_capacity(size.area());
        let (width, height) = (f32::from(size.width), f32::from(size.height));
        let crests: Vec<[f32; SEA.len()]> = (0..size.width)
            .map(|x| std::array::from_fn(|layer| crest(f32::from(x) / height, layer)))
            .collect();
        for row in 0..size.height {
            let y = f32::from(row) / height;
            let sky = sky(y / SEA[0].0);
            for (column, crests) in crests.iter().enumerate() {
                let colour = match crests.iter().rposition(|&crest| y >= crest) {
                    Some(layer) => sea(layer, y - crests[layer]),
                    None => sky,
                };
                let (dx, dy) = (column as f32 / height - SUN.0 * width / height, y - SUN.1);
                let distance = (dx * dx + dy * dy * 1.6).sqrt();
                let glow = smooth(1.0 - distance / GLOW);
                let colour = colour.mixed(Colour::rgb(0xff_d9_a8), glow * 0.45);
                pixels.push(dithered(colour, column as u32, u32::from(row)));
            }
        }
        Self { size, pixels }
    }

    pub(super) fn picture(&self) -> Picture<'_> {
        Picture::new(&self.pixels, self.size)
    }
}

fn sky(share: f32) -> Colour {
    let next = SKY.iter().position(|&(end, _)| share < end).unwrap_or(SKY.len() - 1).max(1);
    let ((start, from), (end, to)) = (SKY[next - 1], SKY[next]);
    from.mixed(to, (share - start) / (end - start))
}

/// The height at which a layer of the sea begins, as a share of the screen's.
fn crest(x: f32, layer: usize) -> f32 {
    let (start, height, _) = SEA[layer];
    let layer = layer as f32;
    let swell = sine(x * (1.9 - 0.35 * layer) + 0.31 * layer);
    let ripple = noise(x * (9.0 - layer), layer * 3.7, 11) - 0.5;
    start + height * (swell + 0.8 * ripple)
}

/// A layer's colour; just below its crest it catches the light.
fn sea(layer: usize, depth: f32) -> Colour {
    let colour = SEA[layer].2;
    colour.mixed(Colour::rgb(0xf3_d8_bc), 0.22 * smooth(1.0 - depth / 0.035))
}

/// The colour's pixel with a little noise, without which a slow gradient shows steps.
fn dithered(colour: Colour, x: u32, y: u32) -> u32 {
    // Light and shade in equal measure: plus or minus half a step of 255, mixed in by chance.
    let chance = scramble(x ^ y << 16);
    let tint = if chance & 1 == 0 { Colour::rgb(0xff_ff_ff) } else { Colour::rgb(0) };
    colour.mixed(tint, 0.006 * (chance >> 8 & 0xff) as f32 / 255.0).pixel()
}
