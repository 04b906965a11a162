//! Images of every kind, written by an independent encoder.

use png::{BitDepth, ColorType, Encoder, Filter};

use super::*;
use crate::decode::testing::{GREEN, RED, decode};
use crate::wire::{Encoding, PixelFormat};

const SIZE: (u16, u16) = (13, 9);

/// An image of random samples, and the pixels it should become.
fn image(samples: ColorType, depth: BitDepth, filter: Filter, seed: u32) -> (Vec<u8>, Vec<Pixel>) {
    let bits = samples.samples() * depth as usize;
    let row_length = (usize::from(SIZE.0) * bits).div_ceil(8);
    let mut state = seed;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let data: Vec<u8> = (0..row_length * usize::from(SIZE.1)).map(|_| random()).collect();
    let palette: Vec<u8> = (0..3 * (1 << (depth as usize).min(8))).map(|_| random()).collect();
    let mut png = Vec::new();
    let mut encoder = Encoder::new(&mut png, SIZE.0.into(), SIZE.1.into());
    encoder.set_color(samples);
    encoder.set_depth(depth);
    encoder.set_filter(filter);
    if samples == ColorType::Indexed {
        encoder.set_palette(palette);
    }
    encoder.write_header().unwrap().write_image_data(&data).unwrap();
    let expected = reference(&png);
    (png, expected)
}

/// The pixels of an image by an independent decoder.
fn reference(png: &[u8]) -> Vec<Pixel> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    bytes.truncate(info.buffer_size());
    let pixel = |sample: &[u8]| match *sample {
        [grey] | [grey, _] => [grey, grey, grey, 255],
        [red, green, blue] | [red, green, blue, _] => [red, green, blue, 255],
        _ => panic!("samples are one to four"),
    };
    bytes.chunks(info.color_type.samples()).map(pixel).collect()
}

fn tight_png(size: (u16, u16), png: &[u8]) -> Result<Vec<Pixel>, DecodeError> {
    let length = png.len();
    let header = [0xa0, length as u8 | 0x80, (length >> 7) as u8 | 0x80, (length >> 14) as u8];
    // A fill after it shows that the stream has stayed in step.
    let rectangle = [&header[..], png].concat();
    let pixels = decode(Encoding::TIGHT_PNG, PixelFormat::BGRX, size, &[&rectangle])?;
    let filled = decode(Encoding::TIGHT_PNG, PixelFormat::BGRX, size, &[&rectangle, &[0x80, 255, 0, 0]])?;
    assert_eq!(filled, vec![RED; filled.len()]);
    Ok(pixels)
}

/// An image by hand: its header's last five bytes, chunks, and pixels.
fn by_hand((width, height): (u32, u32), header: [u8; 5], chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &header].concat();
    let mut png = SIGNATURE.to_vec();
    for (kind, data) in [(b"IHDR", header.as_slice())].iter().chain(chunks) {
        let checksum = [0; 4];
        png.extend([&(data.len() as u32).to_be_bytes()[..], &kind[..], data, &checksum].concat());
    }
    png
}

fn zlib(data: &[u8]) -> Vec<u8> {
    let mut output = Vec::with_capacity(data.len() + 1024);
    let mut stream = flate2::Compress::new(flate2::Compression::default(), true);
    stream.compress_vec(data, &mut output, flate2::FlushCompress::Finish).unwrap();
    output
}

#[test]
fn every_colour_type_and_depth_is_read() {
    let kinds: [(ColorType, &[BitDepth]); 5] = [
        (
            ColorType::Grayscale,
            &[BitDepth::One, BitDepth::Two, BitDepth::Four, BitDepth::Eight, BitDepth::Sixteen],
        ),
        (ColorType::Rgb, &[BitDepth::Eight, BitDepth::Sixteen]),
        (ColorType::Indexed, &[BitDepth::One, BitDepth::Two, BitDepth::Four, BitDepth::Eight]),
        (ColorType::GrayscaleAlpha, &[BitDepth::Eight, BitDepth::Sixteen]),
        (ColorType::Rgba, &[BitDepth::Eight, BitDepth::Sixteen]),
    ];
    for (samples, depths) in kinds {
        for &depth in depths {
            let (png, expected) = image(samples, depth, Filter::NoFilter, depth as u32);
            assert_eq!(tight_png(SIZE, &png), Ok(expected), "{samples:?} of {depth:?}");
        }
    }
}

#[test]
fn every_filter_is_undone() {
    for filter in [Filter::NoFilter, Filter::Sub, Filter::Up, Filter::Avg, Filter::Paeth, Filter::Adaptive] {
        for (samples, depth) in [
            (ColorType::Rgb, BitDepth::Eight),
            (ColorType::Rgba, BitDepth::Sixteen),
            (ColorType::Grayscale, BitDepth::Two),
        ] {
            let (png, expected) = image(samples, depth, filter, 7);
            assert_eq!(tight_png(SIZE, &png), Ok(expected), "{filter:?}, {samples:?} of {depth:?}");
        }
    }
}

#[test]
fn interlaced_images_are_put_together() {
    // Grey, a byte a pixel: each pixel says where it belongs. Sizes that leave passes empty are among them.
    for (width, height) in [(1, 1), (3, 2), (5, 5), (8, 8), (13, 9)] {
        let grey = |x: u16, y: u16| (x * 16 + y) as u8;
        let mut rows = Vec::new();
        for Pass { x, y, step_x, step_y } in ADAM7 {
            for y in (y..height).step_by(step_y.into()).filter(|_| x < width) {
                rows.push(0);
                rows.extend((x..width).step_by(step_x.into()).map(|x| grey(x, y)));
            }
        }
        let png = by_hand((width.into(), height.into()), [8, 0, 0, 0, 1], &[(b"IDAT", &zlib(&rows))]);
        let expected = (0..height)
            .flat_map(|y| (0..width).map(move |x| [grey(x, y), grey(x, y), grey(x, y), 255]))
            .collect();
        assert_eq!(tight_png((width, height), &png), Ok(expected), "{width} by {height}");
    }
}

#[test]
fn data_may_be_cut_into_chunks_anywhere_and_other_chunks_are_passed_over() {
    let data = zlib(&[0, 255, 0, 0, 0, 255, 0]);
    for cut in 0..=data.len() {
        let (one, two) = data.split_at(cut);
        let chunks: [(&[u8; 4], &[u8]); 4] =
            [(b"tEXt", b"Comment\0none"), (b"IDAT", one), (b"IDAT", two), (b"IEND", b"")];
        let png = by_hand((2, 1), [8, 2, 0, 0, 0], &chunks);
        assert_eq!(tight_png((2, 1), &png), Ok(vec![RED, GREEN]), "cut at {cut}");
    }
}

#[test]
fn an_image_of_another_size_is_refused_before_anything_of_its_size_is_allocated() {
    let png = by_hand((u32::MAX, 2), [16, 6, 0, 0, 0], &[]);
    let refused = DecodeError::PngSize { image: (u32::MAX, 2), rect: Size::new(2, 2) };
    assert_eq!(tight_png((2, 2), &png), Err(refused));
}

#[test]
fn what_is_no_image_is_refused() {
    let good = zlib(&[0, 255, 0, 0]);
    let cases: [(&str, Vec<u8>, DecodeError); 8] = [
        ("nothing", vec![], DecodeError::Png("it does not begin as one")),
        (
            "an odd depth",
            by_hand((1, 1), [4, 2, 0, 0, 0], &[]),
            DecodeError::Png("its header cannot be understood"),
        ),
        (
            "no pixels",
            by_hand((1, 1), [8, 2, 0, 0, 0], &[(b"IEND", b"")]),
            DecodeError::Png("it has no pixels"),
        ),
        (
            "an unknown chunk",
            by_hand((1, 1), [8, 2, 0, 0, 0], &[(b"ABCD", b"")]),
            DecodeError::Png("it has a part of an unknown kind"),
        ),
        (
            "an unknown filter",
            by_hand((1, 1), [8, 2, 0, 0, 0], &[(b"IDAT", &zlib(&[5, 0, 0, 0]))]),
            DecodeError::Png("a row has an unknown filter"),
        ),
        (
            "an index past the palette",
            by_hand((1, 1), [8, 3, 0, 0, 0], &[(b"PLTE", &[1, 2, 3]), (b"IDAT", &zlib(&[0, 1]))]),
            DecodeError::PaletteIndex { index: 1, length: 1 },
        ),
        (
            "pixels that break off",
            by_hand((1, 2), [8, 2, 0, 0, 0], &[(b"IDAT", &good), (b"IEND", b"")]),
            DecodeError::CompressedDataTooShort,
        ),
        ("no zlib", by_hand((1, 1), [8, 2, 0, 0, 0], &[(b"IDAT", b"abc")]), DecodeError::Zlib),
    ];
    for (name, png, error) in cases {
        assert_eq!(tight_png((png_width(&png), png_height(&png)), &png), Err(error), "{name}");
    }
}

/// The rectangle for an image made above.
fn png_width(png: &[u8]) -> u16 {
    png.get(19).copied().unwrap_or(1).into()
}

fn png_height(png: &[u8]) -> u16 {
    png.get(23).copied().unwrap_or(1).into()
}
