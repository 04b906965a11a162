//! What crates/desktop encodes, crates/rfb decodes to the same pixels: random scenes in every encoding, in many pixel
//! formats, in whatever pieces they arrive.

use desktop::encode::Encoders;
use porthole_tests::scene::{Random, Scene};
use rfb::wire::{Encoding, PixelFormat};

/// How many scenes each encoding gets unless the environment variable [`SCENES`] says otherwise: the formats below, and
/// as many random ones.
const SCENES_BY_DEFAULT: usize = 2 * FORMATS.len();

/// The environment variable that asks for more.
const SCENES: &str = "PORTHOLE_SCENES";

/// The pixel formats that servers have, and those that are read in ways of their own.
const FORMATS: [PixelFormat; 9] = [
    PixelFormat::BGRX,
    PixelFormat::RGBX,
    PixelFormat { big_endian: true, ..PixelFormat::BGRX },
    PixelFormat { depth: 32, ..PixelFormat::BGRX },
    PixelFormat { red_shift: 24, green_shift: 16, blue_shift: 8, ..PixelFormat::BGRX },
    PixelFormat::RGB565,
    PixelFormat { big_endian: true, ..PixelFormat::RGB565 },
    PixelFormat::BGR233,
    PixelFormat::COLOUR_MAP,
];

#[test]
fn random_scenes_arrive_as_they_were_painted() {
    let scenes = std::env::var(SCENES).map_or(SCENES_BY_DEFAULT, |number| number.parse().expect("a number"));
    for encoding in Encoders::SUPPORTED {
        for number in 0..scenes {
            let mut random = Random(number as u64);
            let format = FORMATS.get(number).copied().unwrap_or_else(|| random.pixel_format());
            // A PNG has all colours, whatever the format: only where that has them too is it known what will be shown.
            let all_colours = [format.red_max, format.green_max, format.blue_max] == [255; 3];
            if encoding == Encoding::TIGHT_PNG && !(format.true_colour && all_colours) {
                continue;
            }
            let scene = Scene::new(number as u64, encoding, format);
            let what = format!("scene {number} in {encoding} and {format:?}");
            check_each_update(&scene, usize::MAX, &format!("{what}, whole"));
            check_each_update(&scene, 1, &format!("{what}, byte by byte"));
            check_random_pieces(&scene, &mut random, &format!("{what}, in random pieces"));
        }
    }
}

/// Plays update after update in pieces of `length`, and looks at the screen after each.
fn check_each_update(scene: &Scene, length: usize, what: &str) {
    let mut connection = scene.recording.connection();
    for (number, (update, screen)) in scene.recording.pieces.iter().zip(&scene.screens).enumerate() {
        for piece in update.bytes.chunks(length) {
            assert_eq!(connection.receive(piece, &mut Vec::new()), Ok(()), "{what}");
        }
        assert!(connection.framebuffer().pixels() == screen, "{what}: other pixels after update {number}");
    }
}

/// Plays the scene in pieces that end anywhere, and looks at the screen in the end.
fn check_random_pieces(scene: &Scene, random: &mut Random, what: &str) {
    let mut connection = scene.recording.connection();
    let bytes = scene.recording.bytes();
    let mut rest = bytes.as_slice();
    while !rest.is_empty() {
        let longest = [5, 100, 2000, 60_000][usize::from(random.between(0, 3))];
        let (piece, later) = rest.split_at(usize::from(random.between(1, longest)).min(rest.len()));
        assert_eq!(connection.receive(piece, &mut Vec::new()), Ok(()), "{what}");
        rest = later;
    }
    let screen = scene.screens.last().expect("a screen");
    assert!(connection.framebuffer().pixels() == screen, "{what}: other pixels in the end");
}
