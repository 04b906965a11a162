//! The engine as a browser runs it. Some of its loops are written in vectors for Wasm alone, which no native test runs.

use desktop::encode::{Effort, Encoders, Picture, Pixels, pieces};
use rfb::wire::{Encoding, PixelFormat, RectangleHeader, ServerInit, ServerMessage};
use rfb::{Config, Connection, Preferences, Rect, Size};
use wasm_bindgen_test::wasm_bindgen_test;

/// No multiple of anything that loops are unrolled by.
const SIZE: Size = Size::new(333, 77);

#[wasm_bindgen_test]
fn pictures_arrive_as_they_were_painted() {
    for (name, paint) in [("noise", noise as Paint), ("smooth", smooth), ("letters", letters)] {
        let painted = picture(paint);
        for format in [PixelFormat::RGBX, PixelFormat::BGRX] {
            for encoding in Encoders::SUPPORTED.into_iter().chain([Encoding::TIGHT_WITHOUT_ZLIB]) {
                let wire = encode(&painted, encoding, format, None);
                for length in [usize::MAX, 1000, 7] {
                    let seen = decode(&wire, format, None, length);
                    assert!(seen == painted, "{name} in {encoding} and {format:?}, by {length} bytes");
                }
            }
        }
    }
}

#[wasm_bindgen_test]
fn tight_sends_noise_through_its_gradient_filter() {
    let wire = encode(&picture(noise), Encoding::TIGHT, PixelFormat::RGBX, None);
    // A filter is named, and it is number 2; before that come the headers of the update and of the rectangle.
    assert_eq!((wire[16] & 0xc0, wire[17]), (0x40, 2));
}

#[wasm_bindgen_test]
fn gradients_are_undone_whatever_they_are() {
    // Differences as no honest server has them, so that predictions go far beyond what a byte can be.
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let differences: Vec<u8> = (0..SIZE.area() * 3).map(|_| next()).collect();
    let mut wire = Vec::new();
    ServerMessage::FramebufferUpdate { rectangles: 1 }.encode(&mut wire);
    RectangleHeader { rect: Rect::covering(SIZE), encoding: Encoding::TIGHT }.encode(&mut wire);
    // Without zlib, through a filter, and that is number 2.
    wire.extend([0xe0, 2]);
    wire.extend(&differences);

    let stride = usize::from(SIZE.width) * 4;
    let mut expected = vec![255; SIZE.area() * 4];
    for (at, &difference) in differences.iter().enumerate() {
        let (pixel, part) = (at / 3, at % 3);
        let known = |there: bool, back: usize| match there {
            true => i32::from(expected[pixel * 4 + part - back]),
            false => 0,
        };
        let (has_left, has_above) = (pixel % usize::from(SIZE.width) > 0, pixel >= usize::from(SIZE.width));
        let guess = known(has_left, 4) + known(has_above, stride) - known(has_left && has_above, stride + 4);
        expected[pixel * 4 + part] = (guess.clamp(0, 255) as u8).wrapping_add(difference);
    }
    for length in [usize::MAX, 1000, 7] {
        assert!(decode(&wire, PixelFormat::RGBX, None, length) == expected, "by {length} bytes");
    }
}

#[wasm_bindgen_test]
fn images_arrive_nearly_as_they_were_painted() {
    let painted = picture(smooth);
    // How far a colour may be from the true one on average, of 255.
    for (encoding, quality, tolerance) in [
        (Encoding::JPEG, 9, 1.0),
        (Encoding::JPEG, 2, 3.0),
        (Encoding::TIGHT, 6, 1.5),
        (Encoding::ZYWRLE, 5, 4.0),
    ] {
        let wire = encode(&painted, encoding, PixelFormat::RGBX, Some(quality));
        let whole = decode(&wire, PixelFormat::RGBX, Some(quality), usize::MAX);
        let difference: u64 = painted.iter().zip(&whole).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        // Every fourth is opacity, which is not lost.
        let mean = difference as f64 / (SIZE.area() * 3) as f64;
        assert!(mean < tolerance, "{encoding} of quality {quality}: {mean:.2} of 255 apart");
        assert!(
            decode(&wire, PixelFormat::RGBX, Some(quality), 7) == whole,
            "{encoding} of quality {quality} in pieces"
        );
    }
}

/// What a pixel's red, green and blue are, by its column and row.
type Paint = fn(u32, u32) -> [u32; 3];

/// As a camera sees it: each pixel near its neighbours, and none like them.
fn noise(x: u32, y: u32) -> [u32; 3] {
    let grain = (x * 7919 + y * 104_729) ^ (x * y);
    smooth(x, y).map(|part| (part + grain % 7).min(255))
}

/// Reaches black and white, so that predictions have to be cut.
fn smooth(x: u32, y: u32) -> [u32; 3] {
    let wave = |length: f32, x: u32| ((x as f32 / length).sin() * 150.0 + 128.0).clamp(0.0, 255.0) as u32;
    [wave(40.0, x), wave(30.0, y), wave(50.0, x + y)]
}

/// Two colours, and a few more further down.
fn letters(x: u32, y: u32) -> [u32; 3] {
    let lit = (x / 3 * 31 + y / 5 * 17) % 11 < 3 && x % 100 < 60;
    if lit { [255, 255 - y / 40 * (x % 5), 200] } else { [16, 18, 22] }
}

/// Bytes red, green, blue and 255.
fn picture(paint: Paint) -> Vec<u8> {
    let row = |y: u16| (0..SIZE.width).map(move |x| paint(u32::from(x), u32::from(y)));
    (0..SIZE.height)
        .flat_map(row)
        .flat_map(|[red, green, blue]| [red as u8, green as u8, blue as u8, 255])
        .collect()
}

/// An update of the whole screen.
fn encode(painted: &[u8], encoding: Encoding, format: PixelFormat, quality: Option<u8>) -> Vec<u8> {
    let pixels: Vec<u32> = painted
        .as_chunks()
        .0
        .iter()
        .map(|&[red, green, blue, _]| u32::from_be_bytes([0, red, green, blue]))
        .collect();
    let sent = if encoding == Encoding::TIGHT_WITHOUT_ZLIB { Encoding::TIGHT } else { encoding };
    let rects: Vec<Rect> = pieces(Rect::covering(SIZE), Encoders::largest_rectangle(sent)).collect();
    let mut encoders = Encoders::default();
    let mut wire = Vec::new();
    ServerMessage::FramebufferUpdate { rectangles: rects.len() as u16 }.encode(&mut wire);
    for rect in rects {
        RectangleHeader { rect, encoding: sent }.encode(&mut wire);
        let effort = Effort { quality, compression: 2 };
        let picture = Picture::new(&pixels, SIZE).crop(rect);
        encoders.get(encoding).unwrap().encode(picture, &Pixels::new(format), effort, &mut wire);
    }
    wire
}

/// The screen after an update that arrives in pieces of so many bytes.
fn decode(wire: &[u8], format: PixelFormat, quality: Option<u8>, length: usize) -> Vec<u8> {
    let preferences = Preferences { quality, ..Preferences::default() };
    let mut connection = Connection::new(Config { preferences, ..Config::default() });
    let mut init = Vec::new();
    ServerInit::encode(SIZE, format, "", &mut init);
    let mut nothing = Vec::new();
    // Until an update has come, ZYWRLE's number may mean something else.
    ServerMessage::FramebufferUpdate { rectangles: 0 }.encode(&mut nothing);
    let no_security = vec![1, 1];
    let accepted = vec![0; 4];
    for turn in [b"RFB 003.008\n".to_vec(), no_security, accepted, init, nothing] {
        connection.receive(&turn, &mut Vec::new()).unwrap();
    }
    for piece in wire.chunks(length) {
        connection.receive(piece, &mut Vec::new()).unwrap();
    }
    connection.framebuffer().pixels().to_vec()
}
