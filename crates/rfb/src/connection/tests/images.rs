//! Images among other rectangles, in which noVNC draws the wrong bytes after them, and waits for broken ones for ever.

use super::*;
use crate::decode::DecodeError;

const SIZE: Size = Size::new(24, 16);
const IMAGE: Rect = Rect::new(8, 0, 8, 8);

/// Each way to send an image, with a white one.
fn images() -> [(&'static str, Encoding, Vec<u8>); 4] {
    let white = [255; 8 * 8 * 3];
    let mut jpeg = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut jpeg, 90);
    encoder.encode(&white, 8, 8, jpeg_encoder::ColorType::Rgb).unwrap();
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 8, 8);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&white).unwrap();
    [
        ("JPEG", Encoding::JPEG, jpeg.clone()),
        ("Tight's JPEG", Encoding::TIGHT, tight(0x90, &jpeg)),
        ("TightPNG's JPEG", Encoding::TIGHT_PNG, tight(0x90, &jpeg)),
        ("TightPNG's PNG", Encoding::TIGHT_PNG, tight(0xa0, &png)),
    ]
}

/// Tight's control byte, a length in three bytes, and the image.
fn tight(control: u8, image: &[u8]) -> Vec<u8> {
    let length = image.len();
    let header = [control, length as u8 | 0x80, (length >> 7) as u8 | 0x80, (length >> 14) as u8];
    [&header[..], image].concat()
}

#[test]
fn regression_raw_pixels_after_an_image_are_their_own() {
    let before = [1, 2, 3, 0].repeat(8 * 16);
    let raw = [4, 5, 6, 0].repeat(8 * 8);
    let hextile = [&[1][..], &[7, 8, 9, 0].repeat(8 * 16)].concat();
    for (what, encoding, image) in images() {
        let rectangles = update(&[
            (Rect::new(0, 0, 8, 16), Encoding::RAW, &before),
            (IMAGE, encoding, &image),
            (Rect::new(8, 8, 8, 8), Encoding::RAW, &raw),
            (Rect::new(16, 0, 8, 16), Encoding::HEXTILE, &hextile),
        ]);
        let bytes = [welcome(SIZE, PixelFormat::BGRX), rectangles].concat();
        let seen = play(&Config::default(), &bytes);
        assert_eq!(seen.outcome, Ok(()), "{what}");
        let pixels = seen.pixels.as_chunks().0;
        for (index, &[red, green, blue, _]) in pixels.iter().enumerate() {
            let (x, y) = (index % 24, index / 24);
            let colour = [red, green, blue];
            match (x / 8, y / 8) {
                (0, _) => assert_eq!(colour, [3, 2, 1], "{what} at {x}, {y}"),
                (1, 0) => assert!(colour.iter().all(|part| *part > 250), "{what} at {x}, {y}: {colour:?}"),
                (1, _) => assert_eq!(colour, [6, 5, 4], "{what} at {x}, {y}"),
                _ => assert_eq!(colour, [9, 8, 7], "{what} at {x}, {y}"),
            }
        }
    }
}

#[test]
fn regression_a_broken_image_is_a_named_error_as_soon_as_it_is_there() {
    let is_named = |outcome: &Result<(), Error>| {
        let Err(Error::Decode(error)) = outcome else { return false };
        use DecodeError::{Jpeg, JpegSize, Png, PngSize};
        matches!(error, Jpeg(_) | JpegSize { .. } | Png(_) | PngSize { .. })
    };
    for (what, encoding, image) in images() {
        // Nothing comes behind it that could tell that it is over.
        let other_size = update(&[(Rect { width: 9, ..IMAGE }, encoding, &image)]);
        // A marker of JPEG, and a piece of a checksum of PNG, inside the image.
        let mut damaged = image.clone();
        for byte in &mut damaged[24..40] {
            *byte ^= 0xff;
        }
        let damaged = update(&[(IMAGE, encoding, &damaged)]);
        for (how, rectangles) in [("of another size", other_size), ("damaged", damaged)] {
            let seen = play(&Config::default(), &[welcome(SIZE, PixelFormat::BGRX), rectangles].concat());
            assert!(is_named(&seen.outcome), "{what} {how}: {:?}", seen.outcome);
        }
    }
}
