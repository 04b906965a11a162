use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::{Jpeg, MAX_PIXELS};
use crate::decode::testing::{RED, decode};
use crate::decode::{DecodeError, Target};
use crate::framebuffer::{Framebuffer, Pixel};
use crate::pixel::PixelReader;
use crate::wire::{Encoding, PixelFormat};
use crate::{Rect, Size};

type Settings = fn(&mut Encoder<&mut Vec<u8>>);

/// A smooth picture, which quality 100 keeps nearly as it is.
fn picture(width: u16, height: u16) -> Vec<u8> {
    let pixel = |x: u16, y: u16| [100 + x as u8, 200 - y as u8, 50 + (x + y) as u8];
    (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect()
}

fn encode(rgb: &[u8], (width, height): (u16, u16), kind: ColorType, set: Settings) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, 100);
    set(&mut encoder);
    encoder.encode(rgb, width, height, kind).unwrap();
    jpeg
}

fn tight(size: (u16, u16), jpeg: &[u8]) -> Result<Vec<Pixel>, DecodeError> {
    let length = jpeg.len();
    let header = [0x90, length as u8 | 0x80, (length >> 7) as u8 | 0x80, (length >> 14) as u8];
    // A fill after it shows that the stream has stayed in step.
    let rectangle = [&header[..], jpeg].concat();
    let pixels = decode(Encoding::TIGHT, PixelFormat::BGRX, size, &[&rectangle])?;
    let filled = decode(Encoding::TIGHT, PixelFormat::BGRX, size, &[&rectangle, &[0x80, 255, 0, 0]])?;
    assert_eq!(filled, vec![RED; filled.len()]);
    Ok(pixels)
}

fn assert_near(pixels: &[Pixel], rgb: &[u8], what: &str) {
    assert_eq!(pixels.len() * 3, rgb.len(), "{what}");
    for (pixel, expected) in pixels.iter().zip(rgb.chunks(3)) {
        let distance = pixel.iter().zip(expected).map(|(&a, &b)| a.abs_diff(b)).max();
        assert!(distance <= Some(12) && pixel[3] == 255, "{what}: {pixel:?} for {expected:?}");
    }
}

#[test]
fn images_of_every_kind_fill_their_rectangle() {
    let size = (37, 21);
    let rgb = picture(size.0, size.1);
    let kinds: [(&str, Settings); 6] = [
        ("4:4:4", |encoder| encoder.set_sampling_factor(SamplingFactor::F_1_1)),
        ("4:2:2", |encoder| encoder.set_sampling_factor(SamplingFactor::F_2_1)),
        ("4:4:0", |encoder| encoder.set_sampling_factor(SamplingFactor::F_1_2)),
        ("4:2:0", |encoder| encoder.set_sampling_factor(SamplingFactor::F_2_2)),
        ("4:1:1", |encoder| encoder.set_sampling_factor(SamplingFactor::F_4_1)),
        ("progressive", |encoder| encoder.set_progressive(true)),
    ];
    for (name, set) in kinds {
        assert_near(&tight(size, &encode(&rgb, size, ColorType::Rgb, set)).unwrap(), &rgb, name);
    }
    let grey: Vec<u8> = rgb.chunks(3).map(|pixel| pixel[0]).collect();
    let pixels = tight(size, &encode(&grey, size, ColorType::Luma, |_| ())).unwrap();
    assert_near(&pixels, &grey.iter().flat_map(|&grey| [grey; 3]).collect::<Vec<_>>(), "grey");
    let inks: Vec<u8> =
        rgb.chunks(3).flat_map(|pixel| [255 - pixel[0], 255 - pixel[1], 255 - pixel[2], 0]).collect();
    for kind in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        assert_near(&tight(size, &encode(&inks, size, kind, |_| ())).unwrap(), &rgb, "inks");
    }
}

/// A number that follows from another without any visible pattern.
fn scramble(seed: usize) -> usize {
    let mut value = seed as u32;
    value = (value ^ 61) ^ (value >> 16);
    value = value.wrapping_mul(9);
    value ^= value >> 4;
    value = value.wrapping_mul(0x27d4_eb2d);
    (value ^ (value >> 15)) as usize
}

/// Slopes, letters, noise: as seeds will have it.
fn scene(seed: usize, (width, height): (usize, usize)) -> Vec<u8> {
    let pixel = |x: usize, y: usize| {
        let slope = [x * (seed % 5) + 40, y * (seed % 7) + 90, (x + y) * (seed % 3) + 60];
        let noise = scramble(seed + x + y * 4096) % (1 + seed % 30);
        let lit = scramble(x / 3 + y / 5 * 100 + seed).is_multiple_of(3) && seed.is_multiple_of(4);
        slope.map(|part| if lit { 250 } else { (part % 230 + noise).min(255) as u8 })
    };
    (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect()
}

/// An image's pixels, decoded in one go.
fn decode_alone((width, height): (u16, u16), jpeg: &[u8]) -> Vec<Pixel> {
    let mut framebuffer = Framebuffer::new(Size::new(width, height)).unwrap();
    let reader = PixelReader::new(PixelFormat::BGRX);
    let mut target = Target::new(&mut framebuffer, Rect::new(0, 0, width, height), &reader).unwrap();
    Jpeg::default().decode(jpeg, MAX_PIXELS, &mut target).unwrap();
    framebuffer.pixels().as_chunks().0.to_vec()
}

#[test]
fn another_decoder_sees_the_same_picture() {
    use SamplingFactor as Factor;
    let samplings = [
        Factor::F_1_1,
        Factor::F_2_1,
        Factor::F_1_2,
        Factor::F_2_2,
        Factor::F_4_1,
        Factor::F_4_2,
        Factor::F_1_4,
        Factor::F_2_4,
    ];
    for seed in 0..240 {
        let sampling = samplings[seed % 8];
        let quality = [5, 20, 50, 75, 90, 100][scramble(seed) % 6];
        let size = (1 + scramble(seed + 1000) % 90, 1 + scramble(seed + 2000) % 70);
        let rgb = scene(seed, size);
        let mut jpeg = Vec::new();
        let mut encoder = Encoder::new(&mut jpeg, quality);
        encoder.set_sampling_factor(sampling);
        let restart_interval = [0, 0, 1, 3][scramble(seed + 3000) % 4];
        encoder.set_restart_interval(restart_interval);
        // The encoder counts what its tables are optimised for without regard to restarts.
        encoder
            .set_optimized_huffman_tables(restart_interval == 0 && scramble(seed + 4000).is_multiple_of(2));
        encoder.set_progressive(scramble(seed + 5000).is_multiple_of(3));
        let size = (size.0 as u16, size.1 as u16);
        encoder.encode(&rgb, size.0, size.1, ColorType::Rgb).unwrap();
        let expected = jpeg_decoder::Decoder::new(&jpeg[..]).decode().unwrap();
        let pixels = decode_alone(size, &jpeg);
        let distances: Vec<u8> = pixels
            .iter()
            .flat_map(|pixel| &pixel[..3])
            .zip(&expected)
            .map(|(&ours, &theirs)| ours.abs_diff(theirs))
            .collect();
        let furthest = distances.iter().copied().max().unwrap();
        let mean =
            distances.iter().map(|&distance| f64::from(distance)).sum::<f64>() / distances.len() as f64;
        assert!(furthest <= 4, "{furthest} away in image {seed}: {sampling:?}, quality {quality}");
        assert!(mean < 0.5, "{mean} away on average in image {seed}: {sampling:?}, quality {quality}");
    }
}

#[test]
fn an_image_of_another_size_is_refused() {
    let jpeg = encode(&picture(16, 8), (16, 8), ColorType::Rgb, |_| ());
    assert_eq!(tight((8, 16), &jpeg), Err(DecodeError::JpegSize { image: (16, 8), rect: Size::new(8, 16) }));
}

#[test]
fn what_is_no_image_is_refused() {
    for broken in [&[][..], &[0; 50], &[0xff, 0xd8, 0xff, 0xd9]] {
        assert!(matches!(tight((8, 8), broken), Err(DecodeError::Jpeg(_))), "{broken:x?}");
    }
}
