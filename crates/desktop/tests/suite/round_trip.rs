//! Every encoding, in many pixel formats, on pictures of many kinds and sizes: what is decoded is what was
//! encoded.

use desktop::encode::{Effort, Encode, Encoders, Picture, Pixels, colour_map};
use rfb::{
    Framebuffer, Rect, Size,
    decode::{Decoders, Input, Progress, Target},
    pixel::PixelReader,
    wire::{Encoding, PixelFormat},
};

/// The sizes: single pixels and lines, tiles' edges on either side, more than one tile.
const SIZES: [Size; 10] = [
    Size::new(1, 1),
    Size::new(3, 5),
    Size::new(16, 16),
    Size::new(17, 15),
    Size::new(127, 1),
    Size::new(1, 128),
    Size::new(33, 31),
    Size::new(64, 64),
    Size::new(65, 63),
    Size::new(120, 70),
];

fn formats() -> Vec<PixelFormat> {
    let big_endian = |format| PixelFormat { big_endian: true, ..format };
    let rgb555 = PixelFormat { depth: 15, green_max: 31, red_shift: 10, ..PixelFormat::RGB565 };
    let ten_bits = PixelFormat {
        depth: 30,
        red_max: 1023,
        green_max: 1023,
        blue_max: 1023,
        red_shift: 20,
        green_shift: 10,
        ..PixelFormat::BGRX
    };
    let deep = PixelFormat { depth: 32, ..PixelFormat::BGRX };
    let few_in_the_middle = PixelFormat {
        depth: 12,
        red_max: 15,
        green_max: 15,
        blue_max: 15,
        red_shift: 16,
        green_shift: 12,
        blue_shift: 8,
        ..PixelFormat::BGRX
    };
    let high = PixelFormat { red_shift: 24, green_shift: 16, blue_shift: 8, ..PixelFormat::BGRX };
    vec![
        PixelFormat::BGRX,
        PixelFormat::RGBX,
        big_endian(PixelFormat::BGRX),
        high,
        big_endian(high),
        deep,
        ten_bits,
        big_endian(ten_bits),
        few_in_the_middle,
        big_endian(few_in_the_middle),
        PixelFormat::RGB565,
        big_endian(PixelFormat::RGB565),
        rgb555,
        PixelFormat::BGR233,
        PixelFormat::COLOUR_MAP,
    ]
}

/// Pictures of each kind that some encoding treats differently.
fn pictures(size: Size) -> Vec<Vec<u32>> {
    let paint = |colour: &dyn Fn(u32, u32) -> u32| {
        (0..u32::from(size.height))
            .flat_map(|y| (0..u32::from(size.width)).map(move |x| (x, y)))
            .map(|(x, y)| colour(x, y))
            .collect::<Vec<u32>>()
    };
    let chance = |x: u32, y: u32| {
        let mut number = (x << 16 ^ y).wrapping_mul(0x9e37_79b1);
        number ^= number >> 15;
        number = number.wrapping_mul(0x85eb_ca6b);
        number ^ number >> 13
    };
    let several =
        |count: u32| move |x: u32, y: u32| (chance(x / 3, y) % count).wrapping_mul(0x0023_4567) & 0xff_ff_ff;
    vec![
        paint(&|_, _| 0x12_34_56),
        paint(&|x, y| if chance(x, y) & 3 == 0 { 0xff_ff_ff } else { 0x20_30_40 }),
        paint(&|x, y| if (x / 7 + y / 5) & 1 == 0 { 0xff_00_80 } else { 0 }),
        paint(&several(3)),
        paint(&several(4)),
        paint(&several(13)),
        paint(&several(100)),
        paint(&several(200)),
        // Bars, and a few longer runs over the ends of lines.
        paint(&|x, _| if x % 11 == 3 { 0xff_ff_00 } else { 0x00_20_60 }),
        paint(&|x, y| if y > 4 { 0x40_40_40 } else { chance(x, y) & 0xff_ff_ff }),
        // A slow gradient, and noise.
        paint(&|x, y| (x * 2 % 256) << 16 | (y * 3 % 256) << 8 | ((x + y) % 256)),
        paint(&|x, y| chance(x, y) & 0xff_ff_ff),
    ]
}

/// What a viewer shows for a colour that passed through a format: each part rounded to the nearest that there
/// is.
fn shown(rgb: u32, format: PixelFormat) -> [u8; 4] {
    let maxima = if format.true_colour {
        [format.red_max, format.green_max, format.blue_max].map(u32::from)
    } else {
        [5; 3]
    };
    let [_, red, green, blue] = rgb.to_be_bytes();
    let through = |colour: u8, max: u32| {
        let sent = (u32::from(colour) * max + 127) / 255;
        u8::try_from((sent * 255 + max / 2) / max).expect("at most 255")
    };
    [through(red, maxima[0]), through(green, maxima[1]), through(blue, maxima[2]), 255]
}

/// Both sides of one connection.
struct Link {
    encoders: Encoders,
    decoders: Decoders,
    pixels: Pixels,
    reader: PixelReader,
}

impl Link {
    fn new(format: PixelFormat) -> Self {
        let mut reader = PixelReader::new(format);
        reader.set_colours(0, &colour_map());
        Self {
            encoders: Encoders::default(),
            decoders: Decoders::default(),
            pixels: Pixels::new(format),
            reader,
        }
    }

    /// Sends a picture and answers what arrived, as RGBA.
    fn send(&mut self, encoding: Encoding, picture: &[u32], size: Size, effort: Effort) -> Vec<u8> {
        let mut bytes = Vec::new();
        let encoder: &mut dyn Encode = self.encoders.get(encoding).expect("a supported encoding");
        encoder.encode(Picture::new(picture, size), &self.pixels, effort, &mut bytes);
        let mut framebuffer = Framebuffer::new(size).expect("a small size");
        let rect = Rect::covering(size);
        let mut input = Input::new(&bytes);
        let mut target = Target::new(&mut framebuffer, rect, &self.reader).expect("the whole framebuffer");
        self.decoders.set_quality(effort.quality);
        let encoding = if encoding == Encoding::TIGHT_WITHOUT_ZLIB { Encoding::TIGHT } else { encoding };
        let progress = self.decoders.decode(encoding, &mut input, &mut target);
        assert_eq!(progress, Ok(Progress::Done), "{encoding} {size:?}");
        assert_eq!(input.remaining(), 0, "{encoding} {size:?}");
        framebuffer.pixels().to_vec()
    }
}

#[test]
fn lossless_encodings_bring_every_pixel_in_every_format() {
    for encoding in Encoders::SUPPORTED.into_iter().chain([Encoding::TIGHT_WITHOUT_ZLIB]) {
        for format in formats() {
            let mut link = Link::new(format);
            for size in SIZES {
                for (number, picture) in pictures(size).iter().enumerate() {
                    let received = link.send(encoding, picture, size, Effort::default());
                    // A PNG has its own format, and with it all the colours that there are.
                    let is_png =
                        encoding == Encoding::TIGHT_PNG && picture.iter().any(|rgb| *rgb != picture[0]);
                    let format = if is_png { PixelFormat::BGRX } else { format };
                    let expected: Vec<u8> = picture.iter().flat_map(|&rgb| shown(rgb, format)).collect();
                    assert!(received == expected, "{encoding}, picture {number}, {size:?}, {format:?}");
                }
            }
        }
    }
}

#[test]
fn compression_levels_can_change_at_any_time() {
    let size = Size::new(70, 40);
    for encoding in [Encoding::ZLIB, Encoding::ZLIB_HEX, Encoding::ZRLE, Encoding::TIGHT, Encoding::TIGHT_PNG]
    {
        let mut link = Link::new(PixelFormat::BGRX);
        for compression in [0, 9, 1, 6, 6, 0, 3] {
            for picture in pictures(size) {
                let received = link.send(encoding, &picture, size, Effort { quality: None, compression });
                let expected: Vec<u8> =
                    picture.iter().flat_map(|&rgb| shown(rgb, PixelFormat::BGRX)).collect();
                assert!(received == expected, "{encoding} at level {compression}");
            }
        }
    }
}

#[test]
fn tight_can_start_its_streams_afresh() {
    let size = Size::new(20, 20);
    let mut link = Link { encoders: Encoders::with_resets(16), ..Link::new(PixelFormat::RGB565) };
    // Each of the four streams is used at least once in a round.
    for round in 0..50 {
        for picture in pictures(size) {
            let received = link.send(Encoding::TIGHT, &picture, size, Effort::default());
            let expected: Vec<u8> = picture.iter().flat_map(|&rgb| shown(rgb, PixelFormat::RGB565)).collect();
            assert!(received == expected, "round {round}");
        }
    }
}

#[test]
fn what_loses_something_comes_close_and_closer_with_quality() {
    let size = Size::new(99, 66);
    // A smooth picture with a strong edge and some noise.
    let picture: Vec<u32> = (0..66_u32)
        .flat_map(|y| (0..99_u32).map(move |x| (x, y)))
        .map(|(x, y)| {
            let noise = ((x * 5) ^ (y * 3)) % 8;
            let blue = if x > y { 240 - x - y } else { 20 };
            [40 + x * 2, 30 + y * 3, blue].into_iter().fold(0, |rgb, part| rgb << 8 | (part + noise))
        })
        .collect();
    for encoding in [Encoding::TIGHT, Encoding::TIGHT_PNG, Encoding::JPEG, Encoding::ZYWRLE] {
        for format in
            [PixelFormat::BGRX, PixelFormat { big_endian: true, ..PixelFormat::BGRX }, PixelFormat::RGB565]
        {
            let mut link = Link::new(format);
            let mut error_at = |quality| {
                let effort = Effort { quality: Some(quality), compression: 1 };
                let received = link.send(encoding, &picture, size, effort);
                let exact = picture.iter().flat_map(|rgb| (rgb << 8 | 0xff).to_be_bytes());
                let total: u64 = received.iter().zip(exact).map(|(&a, b)| u64::from(a.abs_diff(b))).sum();
                total as f64 / received.len() as f64
            };
            let errors = [0, 5, 8].map(&mut error_at);
            let place = format!("{encoding}, {format:?}: {errors:?}");
            assert!(errors[0] >= errors[1] && errors[1] > errors[2], "{place}");
            assert!(errors[0] < 10.0 && errors[2] < 5.0 && errors[2] > 0.0, "{place}");
        }
    }
}

#[test]
fn zywrle_and_zrle_share_their_stream_and_their_small_tiles() {
    for format in formats() {
        let mut link = Link::new(format);
        for size in SIZES {
            for picture in pictures(size) {
                for quality in [Some(1), None, Some(4), Some(9), Some(7)] {
                    let effort = Effort { quality, compression: 1 };
                    let received = link.send(Encoding::ZYWRLE, &picture, size, effort);
                    assert_eq!(received.len(), 4 * size.area());
                    let exact = link.send(Encoding::ZRLE, &picture, size, effort);
                    let expected: Vec<u8> = picture.iter().flat_map(|&rgb| shown(rgb, format)).collect();
                    assert!(exact == expected, "{size:?}, {format:?}");
                    if matches!(quality, None | Some(9)) || size.width < 2 || size.height < 2 {
                        assert!(received == expected, "{size:?}, {format:?}, {quality:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn only_the_first_jpeg_of_a_quality_has_tables() {
    let size = Size::new(64, 48);
    let mut encoders = Encoders::default();
    let mut length = |quality, picture: &[u32]| {
        let mut bytes = Vec::new();
        let jpeg = encoders.get(Encoding::JPEG).expect("supported");
        let effort = Effort { quality: Some(quality), compression: 1 };
        jpeg.encode(Picture::new(picture, size), &Pixels::new(PixelFormat::BGRX), effort, &mut bytes);
        bytes.len()
    };
    let picture = &pictures(size)[10];
    let [first, second, other] = [6, 6, 2].map(|quality| length(quality, picture));
    assert!(second + 400 < first, "{first} and {second}");
    assert!(other > 400);
}

#[test]
fn without_a_quality_level_and_in_few_colours_there_is_no_jpeg() {
    let size = Size::new(64, 64);
    for (format, quality) in
        [(PixelFormat::BGRX, None), (PixelFormat::BGR233, Some(5)), (PixelFormat::COLOUR_MAP, Some(5))]
    {
        for picture in pictures(size) {
            let mut bytes = Vec::new();
            let effort = Effort { quality, compression: 1 };
            let encoders = &mut Encoders::default();
            let tight = encoders.get(Encoding::TIGHT).expect("supported");
            tight.encode(Picture::new(&picture, size), &Pixels::new(format), effort, &mut bytes);
            assert_ne!(bytes[0] >> 4, 0b1001, "{format:?}");
        }
    }
}
