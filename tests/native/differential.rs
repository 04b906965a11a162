//! What crates/desktop encodes, crates/rfb decodes to the same pixels: random scenes in every encoding, in many pixel
//! formats, in whatever pieces they arrive. Where an encoding loses something, to nearly the same, and always to the same in
//! whatever pieces.

use desktop::encode::Encoders;
use porthole_tests::recording::Piece;
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

/// What is sent with JPEG or wavelets at some quality: the encoding, the quality, and how far a colour of plain areas and
/// gradients may then be from the true one on average, of 255: twice and three times as far as it is.
const LOSSY: [(Encoding, u8, f64); 8] = [
    (Encoding::JPEG, 9, 1.0),
    (Encoding::JPEG, 5, 1.5),
    (Encoding::JPEG, 0, 7.0),
    (Encoding::TIGHT, 6, 1.0),
    (Encoding::TIGHT_PNG, 6, 1.0),
    (Encoding::ZYWRLE, 8, 1.0),
    (Encoding::ZYWRLE, 5, 1.5),
    (Encoding::ZYWRLE, 2, 1.5),
];

#[test]
fn random_scenes_arrive_as_they_were_painted() {
    // Tight has a form without zlib, and ZYWRLE is ZRLE unless something may be lost.
    let others = [Encoding::TIGHT_WITHOUT_ZLIB, Encoding::ZYWRLE];
    for encoding in Encoders::SUPPORTED.into_iter().chain(others) {
        for number in 0..scenes() {
            let mut random = Random(number as u64);
            let format = format(number, &mut random);
            if encoding == Encoding::TIGHT_PNG && !has_all_colours(format) {
                continue;
            }
            let scene = Scene::new(number as u64, encoding, format);
            let what = format!("scene {number} in {encoding} and {format:?}");
            let whole = play_each_update(&scene, usize::MAX, &what);
            for (number, (seen, painted)) in whole.iter().zip(&scene.screens).enumerate() {
                assert!(seen == painted, "{what}: other pixels after update {number}");
            }
            check_pieces(&scene, &whole, &mut random, &what);
        }
    }
}

#[test]
fn random_scenes_arrive_nearly_as_they_were_painted_where_that_is_enough() {
    for (encoding, quality, tolerance) in LOSSY {
        let (mut difference, mut colours) = (0, 0);
        for number in 0..scenes() {
            let mut random = Random(number as u64);
            let format = format(number, &mut random);
            let scene = Scene::with_quality(number as u64, encoding, format, Some(quality));
            let what = format!("scene {number} in {encoding} of quality {quality} and {format:?}");
            let whole = play_each_update(&scene, usize::MAX, &what);
            check_pieces(&scene, &whole, &mut random, &what);
            if has_all_colours(format) {
                let smooth = Scene::smooth(number as u64, encoding, format, quality);
                let seen = play_each_update(&smooth, usize::MAX, &what);
                for (seen, painted) in seen.iter().flatten().zip(smooth.screens.iter().flatten()) {
                    difference += u64::from(seen.abs_diff(*painted));
                }
                // Every fourth is opacity, which is not lost.
                colours += smooth.screens.iter().map(|screen| screen.len() / 4 * 3).sum::<usize>();
            }
        }
        let mean = difference as f64 / colours as f64;
        println!("{encoding} of quality {quality}: {mean:.2} of 255 apart");
        assert!(mean < tolerance, "{encoding} of quality {quality}: {mean:.2} of 255 apart");
    }
}

fn scenes() -> usize {
    std::env::var(SCENES).map_or(SCENES_BY_DEFAULT, |number| number.parse().expect("a number"))
}

fn format(number: usize, random: &mut Random) -> PixelFormat {
    FORMATS.get(number).copied().unwrap_or_else(|| random.pixel_format())
}

/// Images have all colours, whatever the format: only where that has them too is it known what will be shown.
fn has_all_colours(format: PixelFormat) -> bool {
    format.true_colour && [format.red_max, format.green_max, format.blue_max] == [255; 3]
}

/// Asserts that the scene leads to the same screens byte by byte, and to the last of them in pieces that end anywhere.
fn check_pieces(scene: &Scene, whole: &[Vec<u8>], random: &mut Random, what: &str) {
    assert!(play_each_update(scene, 1, what) == whole, "{what}: other pixels byte by byte");
    assert!(
        Some(&play_random_pieces(scene, random, what)) == whole.last(),
        "{what}: other pixels in random pieces"
    );
}

/// Plays update after update in pieces of `length`: the screen after each.
fn play_each_update(scene: &Scene, length: usize, what: &str) -> Vec<Vec<u8>> {
    let mut connection = scene.connection();
    let play_update = |update: &Piece| {
        for piece in update.bytes.chunks(length) {
            assert_eq!(connection.receive(piece, &mut Vec::new()), Ok(()), "{what}");
        }
        connection.framebuffer().pixels().to_vec()
    };
    scene.recording.pieces.iter().map(play_update).collect()
}

/// Plays the scene in pieces that end anywhere: the screen in the end.
fn play_random_pieces(scene: &Scene, random: &mut Random, what: &str) -> Vec<u8> {
    let mut connection = scene.connection();
    let bytes = scene.recording.bytes();
    let mut rest = bytes.as_slice();
    while !rest.is_empty() {
        let longest = [5, 100, 2000, 60_000][usize::from(random.between(0, 3))];
        let (piece, later) = rest.split_at(usize::from(random.between(1, longest)).min(rest.len()));
        assert_eq!(connection.receive(piece, &mut Vec::new()), Ok(()), "{what}");
        rest = later;
    }
    connection.framebuffer().pixels().to_vec()
}
