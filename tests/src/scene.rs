//! Random scenes, encoded as a server would: the same number always makes the same scene.

use std::time::Duration;

use desktop::encode::{Effort, Encoders, Picture as Source, Pixels, colour_map, encode_copy_rect, pieces};
use rfb::wire::{Encoding, PixelFormat, RectangleHeader, ServerMessage, SetColourMapEntries};
use rfb::{Connection, Point, Preferences, Rect, Size};

use crate::recording::{Picture, Piece, Recording};

/// What a server sends, and what must be on the screen after each of its updates.
pub struct Scene {
    /// Each of its pieces is one update. The first brings the whole screen.
    pub recording: Recording,
    /// The screen after each update, as rows of red, green, blue and 255.
    pub screens: Vec<Vec<u8>>,
    /// The quality at which it was encoded; none if nothing was lost.
    pub quality: Option<u8>,
}

impl Scene {
    /// The scene of this number in one encoding of pictures that loses nothing, with CopyRect for what moves.
    ///
    /// # Panics
    /// If there is no encoder for the encoding.
    pub fn new(number: u64, encoding: Encoding, format: PixelFormat) -> Self {
        Self::with_quality(number, encoding, format, None)
    }

    /// The same, encoded as for a client that asks for this quality: what is on the screen is then only nearly what was
    /// painted.
    ///
    /// # Panics
    /// As [`Self::new`].
    pub fn with_quality(number: u64, encoding: Encoding, format: PixelFormat, quality: Option<u8>) -> Self {
        Self::of_kinds(&Kind::ALL, number, encoding, format, quality)
    }

    /// The same of plain areas and of gradients, which are much the same at every quality.
    ///
    /// # Panics
    /// As [`Self::new`].
    pub fn smooth(number: u64, encoding: Encoding, format: PixelFormat, quality: u8) -> Self {
        Self::of_kinds(&[Kind::Plain, Kind::Gradient], number, encoding, format, Some(quality))
    }

    fn of_kinds(
        kinds: &'static [Kind],
        number: u64,
        encoding: Encoding,
        format: PixelFormat,
        quality: Option<u8>,
    ) -> Self {
        let mut random = Random(number);
        let size = Size::new(random.between(1, 160), random.between(1, 120));
        let mut painter = Painter {
            size,
            canvas: vec![0; size.area()],
            kinds,
            encoding,
            quality,
            encoders: Encoders::with_resets(random.between(2, 100).into()),
            pixels: Pixels::new(format),
            random,
        };
        let mut pieces = Vec::new();
        let mut screens = Vec::new();
        if !format.true_colour {
            let mut bytes = Vec::new();
            let colours = SetColourMapEntries { first: 0, colours: colour_map() };
            ServerMessage::SetColourMapEntries(colours).encode(&mut bytes);
            pieces.push(Piece { at: Duration::ZERO, bytes });
            screens.push([0, 0, 0, 255].repeat(size.area()));
        }
        for update in 0..painter.random.between(2, 6) {
            let bytes = painter.update(update == 0);
            pieces.push(Piece { at: Duration::from_millis(40 * u64::from(update)), bytes });
            screens.push(painter.canvas.iter().flat_map(|&rgb| shown(rgb, format)).collect());
        }
        let rgba = screens.last().map_or(&[][..], |screen| screen.as_chunks::<4>().0);
        let picture = Picture { size, rgb: rgba.iter().flat_map(|[rgb @ .., _]| *rgb).collect() };
        let encodings = vec![Encoding::COPY_RECT, encoding];
        let recording = Recording { size, pixel_format: format, encodings, pieces, picture };
        Self { recording, screens, quality }
    }

    /// A connection for which the handshake is over, and which has asked for the scene's quality. An empty update has shown
    /// that its server is none to whom ZYWRLE's number means video.
    ///
    /// # Panics
    /// If the scene's pixel format is none.
    pub fn connection(&self) -> Connection {
        let mut connection = self.recording.connection();
        let mut nothing = Vec::new();
        ServerMessage::FramebufferUpdate { rectangles: 0 }.encode(&mut nothing);
        connection.receive(&nothing, &mut Vec::new()).unwrap();
        connection.set_preferences(Preferences {
            encodings: self.recording.encodings.clone(),
            quality: self.quality,
            ..Preferences::default()
        });
        connection
    }
}

/// What a viewer shows for a colour that passed through a format: each part rounded to the nearest that there is.
fn shown(rgb: u32, format: PixelFormat) -> [u8; 4] {
    let maxima = if format.true_colour {
        [format.red_max, format.green_max, format.blue_max].map(u32::from)
    } else {
        [5; 3] // The steps of the desktop's colour map.
    };
    let [_, red, green, blue] = rgb.to_be_bytes();
    let through = |colour: u8, max: u32| {
        let sent = (u32::from(colour) * max + 127) / 255;
        u8::try_from((sent * 255 + max / 2) / max).unwrap()
    };
    [through(red, maxima[0]), through(green, maxima[1]), through(blue, maxima[2]), 255]
}

/// The kinds of picture that some encoding treats differently.
#[derive(Clone, Copy)]
enum Kind {
    Plain,
    /// Strokes on paper.
    Text,
    /// Blocks of few colours.
    Pattern,
    /// Few colours, each pixel another.
    Speckled,
    Columns,
    Gradient,
    Noise,
}

impl Kind {
    const ALL: [Self; 7] =
        [Self::Plain, Self::Text, Self::Pattern, Self::Speckled, Self::Columns, Self::Gradient, Self::Noise];
}

/// The screen, and the one who paints it and sends what was painted.
struct Painter {
    size: Size,
    /// Rows of `0x00RRGGBB`.
    canvas: Vec<u32>,
    kinds: &'static [Kind],
    encoding: Encoding,
    quality: Option<u8>,
    encoders: Encoders,
    pixels: Pixels,
    random: Random,
}

impl Painter {
    /// Changes something, or all, and answers the message that says so.
    fn update(&mut self, all: bool) -> Vec<u8> {
        let effort = Effort {
            quality: self.quality,
            compression: u8::try_from(self.random.between(0, 9)).unwrap_or_default(),
        };
        let mut rectangles = Vec::new();
        let mut count = 0;
        for change in 0..self.random.between(1, 5) {
            let rect = if all && change == 0 { Rect::covering(self.size) } else { self.place() };
            if change > 0 && self.random.between(0, 3) == 0 {
                count += self.copy(rect, &mut rectangles);
                continue;
            }
            self.paint(rect);
            for rect in pieces(rect, Encoders::largest_rectangle(self.encoding)) {
                RectangleHeader { rect, encoding: sent_as(self.encoding) }.encode(&mut rectangles);
                let source = Source::new(&self.canvas, self.size).crop(rect);
                let encoder = self.encoders.get(self.encoding).unwrap();
                encoder.encode(source, &self.pixels, effort, &mut rectangles);
                count += 1;
            }
        }
        let mut message = Vec::new();
        ServerMessage::FramebufferUpdate { rectangles: count }.encode(&mut message);
        message.append(&mut rectangles);
        message
    }

    /// A rectangle that is not empty, anywhere on the screen.
    fn place(&mut self) -> Rect {
        let Size { width, height } = self.size;
        let (x, y) = (self.random.between(0, width - 1), self.random.between(0, height - 1));
        Rect::new(x, y, self.random.between(1, width - x), self.random.between(1, height - y))
    }

    /// Copies what is elsewhere to `rect`, and answers how many rectangles that took.
    fn copy(&mut self, rect: Rect, rectangles: &mut Vec<u8>) -> u16 {
        let source = Point {
            x: self.random.between(0, self.size.width - rect.width),
            y: self.random.between(0, self.size.height - rect.height),
        };
        let before = self.canvas.clone();
        let from = |x: u16, y: u16| before[self.index(source.x + x - rect.x, source.y + y - rect.y)];
        let copied: Vec<(usize, u32)> = places(rect).map(|(x, y)| (self.index(x, y), from(x, y))).collect();
        copied.into_iter().for_each(|(index, colour)| self.canvas[index] = colour);
        RectangleHeader { rect, encoding: Encoding::COPY_RECT }.encode(rectangles);
        encode_copy_rect(source, rectangles);
        1
    }

    /// Paints a picture of one of the kinds.
    fn paint(&mut self, rect: Rect) {
        let colours: Vec<u32> = (0..256).map(|_| self.random.colour()).collect();
        let kind = self.kinds[usize::from(self.random.between(0, self.kinds.len() as u16 - 1))];
        let few = [2, 3, 4, 16, 17, 127, 200][usize::from(self.random.between(0, 6))];
        let step = self.random.between(1, 9);
        for (x, y) in places(rect) {
            let (column, row) = (usize::from(x / step), usize::from(y / step));
            let colour = match kind {
                Kind::Plain => colours[0],
                Kind::Text => colours[usize::from(self.random.between(0, 5) == 0)],
                Kind::Pattern => colours[(column * 7 + row * 13) % few],
                Kind::Speckled => colours[usize::from(self.random.between(0, 255)) % few],
                Kind::Columns => colours[column % few],
                Kind::Gradient => {
                    u32::from(x) << 16 | u32::from(y) << 9 & 0xff00 | u32::from(x.wrapping_add(y)) & 0xff
                }
                Kind::Noise => self.random.colour(),
            };
            let index = self.index(x, y);
            self.canvas[index] = colour & 0xff_ff_ff;
        }
    }

    fn index(&self, x: u16, y: u16) -> usize {
        usize::from(y) * usize::from(self.size.width) + usize::from(x)
    }
}

/// The encoding that rectangles say they have.
fn sent_as(encoding: Encoding) -> Encoding {
    if encoding == Encoding::TIGHT_WITHOUT_ZLIB { Encoding::TIGHT } else { encoding }
}

fn places(rect: Rect) -> impl Iterator<Item = (u16, u16)> {
    (rect.y..rect.y + rect.height).flat_map(move |y| (rect.x..rect.x + rect.width).map(move |x| (x, y)))
}

/// Numbers that look random and are the same on every machine (SplitMix64).
pub struct Random(pub u64);

impl Random {
    /// The next number.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ number >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        number ^ number >> 31
    }

    /// A number from `first` to `last`.
    pub const fn between(&mut self, first: u16, last: u16) -> u16 {
        first + (self.next() % (last as u64 - first as u64 + 1)) as u16
    }

    /// A true-colour format with as many bits for each colour, and in such places, as chance has it.
    pub fn pixel_format(&mut self) -> PixelFormat {
        let bits_per_pixel = [8, 16, 32][usize::from(self.between(0, 2))];
        let room = u16::from(bits_per_pixel) / 3;
        let [red, green, blue] = [(); 3].map(|()| self.between(1, room.min(10)));
        // The colours in one of their six orders, with gaps between them.
        let mut free = u16::from(bits_per_pixel) - red - green - blue;
        let mut order = [0, 1, 2];
        order.swap(0, usize::from(self.between(0, 2)));
        order.swap(1, usize::from(self.between(1, 2)));
        let (mut shifts, mut next) = ([0; 3], 0);
        for colour in order {
            let gap = self.between(0, free);
            free -= gap;
            shifts[colour] = next + gap;
            next = shifts[colour] + [red, green, blue][colour];
        }
        let [red_shift, green_shift, blue_shift] = shifts.map(|shift| u8::try_from(shift).unwrap());
        let [red_max, green_max, blue_max] = [red, green, blue].map(|bits| (1 << bits) - 1);
        PixelFormat {
            bits_per_pixel,
            depth: u8::try_from(red + green + blue).unwrap(),
            big_endian: self.between(0, 1) == 1,
            true_colour: true,
            red_max,
            green_max,
            blue_max,
            red_shift,
            green_shift,
            blue_shift,
        }
    }

    fn colour(&mut self) -> u32 {
        (self.next() & 0xff_ff_ff) as u32
    }
}
