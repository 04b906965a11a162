//! A picture with a photograph's detail: mountains in the evening, mirrored in a lake.

use rfb::Size;

use crate::{
    canvas::{Area, Colour, Painter},
    encode::Picture,
    scene::{
        desktop::panel::{Changed, Moment, News, Panel},
        texture::{detailed_noise, noise, smooth},
    },
};

const SIZE: (i32, i32) = (312, 216);

/// The picture's size and place.
const PICTURE: Size = Size::new(288, 194);
const PLACE: (i32, i32) = (12, 8);

/// The shore, as a share of the picture's height.
const SHORE: f32 = 0.64;

/// The ranges from far to near: their height above the shore, how rugged they are, their seed, and their
/// colour.
const RANGES: [(f32, f32, u32, Colour); 3] = [
    (0.40, 2.2, 5, Colour::rgb(0x8c_86_9c)),
    (0.26, 3.4, 19, Colour::rgb(0x5c_5f_78)),
    (0.13, 6.0, 41, Colour::rgb(0x2b_36_45)),
];

/// The picture, rendered once.
#[derive(Debug)]
pub(in crate::scene::desktop) struct Photograph {
    pixels: Vec<u32>,
}

impl Photograph {
    pub(in crate::scene::desktop) fn new() -> Self {
        let (width, height) = (f32::from(PICTURE.width), f32::from(PICTURE.height));
        let pixels = (0..PICTURE.height)
            .flat_map(|y| (0..PICTURE.width).map(move |x| (f32::from(x), f32::from(y))))
            .map(|(x, y)| {
                let colour = colour(x / height, y / height);
                // Edges darken a little, and film has grain.
                let (dx, dy) = (x / width - 0.5, y / height - 0.5);
                let shade = 0.35 * smooth((dx * dx + dy * dy) * 1.6);
                let grain = noise(x * 0.9, y * 0.9, 77) - 0.5;
                let tint = if grain > 0.0 { Colour::rgb(0xff_ff_ff) } else { Colour::rgb(0) };
                colour.mixed(Colour::rgb(0x0a_0c_14), shade).mixed(tint, grain.abs() * 0.1).pixel()
            })
            .collect();
        Self { pixels }
    }
}

impl Panel for Photograph {
    fn title(&self) -> &'static str {
        "Photograph"
    }

    fn size(&self) -> (i32, i32) {
        SIZE
    }

    fn paint(&self, painter: &mut Painter<'_>, area: Area) {
        let (x, y) = (area.x + PLACE.0, area.y + PLACE.1);
        painter.picture(x, y, Picture::new(&self.pixels, PICTURE));
    }

    fn advance(&mut self, _moment: Moment) -> Changed {
        Changed::default()
    }

    fn notice(&mut self, _news: &News<'_>) {}
}

/// The colour at a place, both coordinates as shares of the height.
fn colour(x: f32, y: f32) -> Colour {
    if y < SHORE {
        return land(x, y);
    }
    // The lake mirrors the land, darker, stretched and broken by ripples that grow towards the viewer.
    let depth = (y - SHORE) / (1.0 - SHORE);
    let ripple = detailed_noise(x * 9.0, y * 70.0, 3, 3) - 0.5;
    let mirrored = land(x + ripple * 0.06 * depth, SHORE - (y - SHORE) * 1.25 - ripple * 0.05 * depth);
    let water = mirrored.mixed(Colour::rgb(0x1d_33_48), 0.25 + 0.3 * depth);
    water.mixed(Colour::rgb(0xff_d9_b0), 0.35 * smooth(ripple * 4.0 - 0.4) * (1.0 - depth))
}

fn land(x: f32, y: f32) -> Colour {
    let mut colour = sky(x, y);
    for (height, rugged, seed, base) in RANGES {
        let ridge = SHORE - height * (0.35 + 0.85 * detailed_noise(x * rugged, 0.5, seed, 6));
        if y >= ridge {
            let rock = detailed_noise(x * 14.0, y * 22.0, seed + 1, 5);
            let snow = smooth((SHORE - 0.27 - y) * 9.0) * smooth(rock * 4.0 - 1.4);
            let haze = smooth((y - ridge) / 0.30) * 0.45;
            colour = base
                .mixed(Colour::rgb(0x12_16_22), (rock - 0.35).clamp(0.0, 0.6))
                .mixed(Colour::rgb(0xff_ea_da), snow * 0.8)
                .mixed(Colour::rgb(0xd9_a4_94), haze);
        }
    }
    colour
}

fn sky(x: f32, y: f32) -> Colour {
    let share = smooth(y / SHORE);
    let clear = Colour::rgb(0x36_45_74).mixed(Colour::rgb(0xf6_b5_88), share);
    let cloud = detailed_noise(x * 2.3 + 7.0, y * 7.5, 29, 6);
    let lit = Colour::rgb(0xff_d6_b3).mixed(Colour::rgb(0xa2_73_86), smooth(cloud * 3.0 - 1.2));
    clear.mixed(lit, 0.75 * smooth(cloud * 4.0 - 1.8))
}
