//! Images of every kind, whole and broken, beside what another decoder makes of them.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::{Jpeg, MAX_PIXELS};
use crate::decode::testing::{BLACK, RED, decode};
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

/// The pixels of an image on a black screen, decoded in one go.
fn decode_alone((width, height): (u16, u16), jpeg: &[u8]) -> Result<Vec<Pixel>, DecodeError> {
    let mut framebuffer = Framebuffer::new(Size::new(width, height)).unwrap();
    let reader = PixelReader::new(PixelFormat::BGRX);
    let mut target = Target::new(&mut framebuffer, Rect::new(0, 0, width, height), &reader).unwrap();
    Jpeg::default().decode(jpeg, MAX_PIXELS, &mut target)?;
    Ok(framebuffer.pixels().as_chunks().0.to_vec())
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
    let (mut total, mut count) = (0.0, 0);
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
        let pixels = decode_alone(size, &jpeg).unwrap();
        for (&ours, &theirs) in pixels.iter().flat_map(|pixel| &pixel[..3]).zip(&expected) {
            let distance = ours.abs_diff(theirs);
            assert!(distance <= 4, "{ours} for {theirs} in image {seed}: {sampling:?}, quality {quality}");
            total += f64::from(distance);
        }
        count += expected.len();
    }
    assert!(total / (count as f64) < 0.3, "{} away on average", total / count as f64);
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

/// An image of each way in which one is decoded, with its size.
fn one_of_each() -> Vec<((u16, u16), Vec<u8>)> {
    let kinds: [Settings; 5] = [
        |encoder| encoder.set_sampling_factor(SamplingFactor::F_1_1),
        |encoder| encoder.set_sampling_factor(SamplingFactor::F_2_2),
        |encoder| encoder.set_restart_interval(3),
        |encoder| encoder.set_optimized_huffman_tables(true),
        |encoder| encoder.set_progressive(true),
    ];
    let size = (45, 67);
    kinds.map(|set| (size, encode(&scene(4, (45, 67)), size, ColorType::Rgb, set))).to_vec()
}

#[test]
fn what_breaks_off_is_shown_as_far_as_it_goes() {
    for (size, jpeg) in one_of_each().into_iter().take(3) {
        let whole = decode_alone(size, &jpeg).unwrap();
        let part = decode_alone(size, &jpeg[..jpeg.len() * 3 / 4]).unwrap();
        let row = usize::from(size.0);
        assert_eq!(part[..16 * row], whole[..16 * row]);
        assert_eq!(part[part.len() - row..], vec![BLACK; row]);
    }
    // Of several scans each is for the whole image.
    for (size, jpeg) in one_of_each().into_iter().skip(3) {
        let part = decode_alone(size, &jpeg[..jpeg.len() * 3 / 4]).unwrap();
        assert!(part.iter().all(|&pixel| pixel != BLACK));
    }
}

#[test]
fn a_flaw_in_the_pixels_does_not_go_further_than_the_image() {
    for (number, (size, jpeg)) in one_of_each().into_iter().enumerate() {
        let header = jpeg.windows(2).position(|two| two == [0xff, 0xda]).unwrap() + 14;
        let area = usize::from(size.0) * usize::from(size.1);
        for seed in 0..200 {
            let mut damaged = jpeg.clone();
            let at = header + scramble(seed) % (jpeg.len() - header);
            damaged[at] ^= 1 << (seed % 8);
            match decode_alone(size, &damaged) {
                Ok(pixels) => assert!(pixels.len() == area && pixels.iter().all(|pixel| pixel[3] == 255)),
                Err(DecodeError::Jpeg(_)) => {}
                Err(other) => panic!("{other:?} for byte {at} of kind {number}"),
            }
        }
    }
}

#[test]
fn a_lost_restart_costs_what_comes_after_it() {
    let size = (64, 64);
    let mut jpeg =
        encode(&scene(4, (64, 64)), size, ColorType::Rgb, |encoder| encoder.set_restart_interval(8));
    let whole = decode_alone(size, &jpeg).unwrap();
    let last = jpeg.windows(2).rposition(|two| two[0] == 0xff && (0xd0..=0xd7).contains(&two[1])).unwrap();
    jpeg[last + 1] = 0xd9;
    let part = decode_alone(size, &jpeg).unwrap();
    assert_eq!(part[..56 * 64], whole[..56 * 64]);
    assert_ne!(part, whole);
}

#[test]
fn colours_are_those_that_the_image_says() {
    let size = (16, 16);
    let grey = [90; 3 * 16 * 16];
    let jpeg =
        encode(&grey, size, ColorType::Rgb, |encoder| encoder.set_sampling_factor(SamplingFactor::F_1_1));
    assert_eq!(decode_alone(size, &jpeg), Ok(vec![[90, 90, 90, 255]; 256]));
    // By Adobe's segment its components are the colours themselves.
    let adobe = b"\xff\xee\x00\x0eAdobe\0\x64\0\0\0\0\0";
    let untransformed = [&jpeg[..2], adobe, &jpeg[2..]].concat();
    assert_eq!(decode_alone(size, &untransformed), Ok(vec![[90, 128, 128, 255]; 256]));
}

#[test]
fn what_cannot_be_decoded_is_named() {
    let size = (16, 16);
    let jpeg = encode(&picture(16, 16), size, ColorType::Rgb, |_| ());
    let find = |marker: u8| jpeg.windows(2).position(|two| two == [0xff, marker]).unwrap();
    let (header, scan) = (find(0xc0), find(0xda));
    let changed = |at: usize, byte: u8| {
        let mut jpeg = jpeg.clone();
        jpeg[at] = byte;
        jpeg
    };
    let table = [
        (changed(header + 1, 0xc9), "it is of a kind that is not decoded"),
        (changed(header + 4, 12), "its samples have 12 bits"),
        (changed(header + 9, 2), "its header cannot be understood"),
        (changed(header + 11, 0x51), "its colours are sampled in an unknown way"),
        (changed(header + 11, 0x01), "its colours are sampled in an unknown way"),
        (changed(header + 12, 3), "it lacks a table of steps"),
        (changed(scan + 5, 99), "a scan of it cannot be understood"),
        (changed(scan + 6, 0x33), "it lacks a table of codes"),
        ([&jpeg[..header + 19], &jpeg[header..]].concat(), "it has two headers"),
        ([&jpeg[..header], &jpeg[header + 19..]].concat(), "it has no header"),
        (jpeg[..scan].to_vec(), "it breaks off"),
    ];
    for (jpeg, reason) in table {
        assert_eq!(decode_alone(size, &jpeg), Err(DecodeError::Jpeg(reason.to_owned())));
    }
    assert!(decode_alone(size, &jpeg).is_ok());
}

#[test]
fn only_what_has_to_be_stored_has_a_largest_size() {
    let (width, height) = (32, 16);
    let size = Size::new(width, height);
    let mut framebuffer = Framebuffer::new(size).unwrap();
    let reader = PixelReader::new(PixelFormat::BGRX);
    let table: [(Settings, _); 2] =
        [(|_| (), Ok(())), (|encoder| encoder.set_progressive(true), Err(DecodeError::JpegTooLarge(size)))];
    for (settings, expected) in table {
        let jpeg = encode(&picture(width, height), (width, height), ColorType::Rgb, settings);
        let mut decode = |max_pixels: usize| {
            let mut target = Target::new(&mut framebuffer, Rect::covering(size), &reader).unwrap();
            Jpeg::default().decode(&jpeg, max_pixels, &mut target)
        };
        assert_eq!(decode(size.area()), Ok(()));
        assert_eq!(decode(size.area() - 1), expected);
    }
}

#[test]
fn tables_of_the_image_before_do_not_count() {
    let size = Size::new(16, 16);
    let jpeg = encode(&picture(16, 16), (16, 16), ColorType::Rgb, |_| ());
    let tables = jpeg.windows(2).position(|two| two == [0xff, 0xc4]).unwrap();
    let end = jpeg.windows(2).position(|two| two == [0xff, 0xda]).unwrap();
    let without = [&jpeg[..tables], &jpeg[end..]].concat();
    let mut framebuffer = Framebuffer::new(size).unwrap();
    let reader = PixelReader::new(PixelFormat::BGRX);
    let mut decoder = Jpeg::default();
    let mut decode = |jpeg: &[u8]| {
        let mut target = Target::new(&mut framebuffer, Rect::covering(size), &reader).unwrap();
        decoder.decode(jpeg, MAX_PIXELS, &mut target)
    };
    assert_eq!(decode(&jpeg), Ok(()));
    assert_eq!(decode(&without), Err(DecodeError::Jpeg("it lacks a table of codes".to_owned())));
    assert_eq!(decode(&jpeg), Ok(()));
}
