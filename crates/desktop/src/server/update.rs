//! Writes one FramebufferUpdate (section 7.6.1).

use rfb::{
    Point, Rect, Size,
    wire::{DesktopName, Encoding, ExtendedDesktopSize, Leds, PixelFormat, RectangleHeader, ServerMessage},
};

use super::{Capabilities, cursor, view::Difference};
use crate::{
    canvas::Canvas,
    encode::{Encoders, Pixels, encode_copy_rect, pieces},
    scene::CursorShape,
};

/// In place of the number of rectangles: a LastRect will end the update.
const UNTIL_LAST_RECT: u16 = 0xffff;

/// A message under construction.
pub(super) struct Update<'a> {
    output: &'a mut Vec<u8>,
    start: usize,
    rectangles: usize,
    last_rect: bool,
}

impl<'a> Update<'a> {
    /// Begins the message. To a client that knows LastRect its number of rectangles is not said beforehand.
    pub(super) fn begin(client: Capabilities, output: &'a mut Vec<u8>) -> Self {
        let start = output.len();
        ServerMessage::FramebufferUpdate { rectangles: UNTIL_LAST_RECT }.encode(output);
        Self { output, start, rectangles: 0, last_rect: client.last_rect }
    }

    /// Ends the message. It has at least one rectangle.
    pub(super) fn end(mut self) {
        // The number's largest value means that a LastRect ends the update; more would not fit anyway.
        if self.last_rect {
            self.header(Rect::default(), Encoding::LAST_RECT);
        } else {
            let count = self.rectangles as u16;
            self.output[self.start + 2..self.start + 4].copy_from_slice(&count.to_be_bytes());
        }
    }

    /// The framebuffer has another size.
    pub(super) fn desktop_size(&mut self, size: Size) {
        self.header(Rect::covering(size), Encoding::DESKTOP_SIZE);
    }

    /// The framebuffer has another size or screens, or the client asked for what it cannot have.
    pub(super) fn extended_desktop_size(&mut self, message: &ExtendedDesktopSize) {
        message.encode(self.output);
        self.rectangles += 1;
    }

    /// The desktop has another name.
    pub(super) fn name(&mut self, name: &str) {
        DesktopName(name.to_owned()).encode(self.output);
        self.rectangles += 1;
    }

    /// The server takes key events with scancodes.
    pub(super) fn qemu_key_events(&mut self) {
        self.header(Rect::default(), Encoding::QEMU_EXTENDED_KEY_EVENT);
    }

    /// The server has sound.
    pub(super) fn audio(&mut self) {
        self.header(Rect::default(), Encoding::QEMU_AUDIO);
    }

    /// A rectangle without data, all of whose meaning is its place.
    pub(super) fn mark(&mut self, at: Point, encoding: Encoding) {
        self.header(Rect::new(at.x, at.y, 0, 0), encoding);
    }

    /// These of the keyboard's lights are on.
    pub(super) fn leds(&mut self, encoding: Encoding, leds: Leds) {
        self.header(Rect::default(), encoding);
        if encoding == Encoding::VMWARE_LED_STATE {
            leds.encode_vmware(self.output);
        } else {
            leds.encode(self.output);
        }
    }

    /// Whether the pointer is shown.
    pub(super) fn cursor_state(&mut self, shown: bool) {
        self.header(Rect::default(), Encoding::VMWARE_CURSOR_STATE);
        self.output.extend(u16::from(shown).to_be_bytes());
    }

    /// The framebuffer has another size, and its pixels another format.
    pub(super) fn display_mode(&mut self, size: Size, format: PixelFormat) {
        self.header(Rect::covering(size), Encoding::VMWARE_DISPLAY_MODE);
        format.encode(self.output);
    }

    /// The pointer looks otherwise.
    pub(super) fn cursor(&mut self, shape: &CursorShape, encoding: Encoding, pixels: &Pixels) {
        let CursorShape { size, hotspot, .. } = *shape;
        self.header(Rect::new(hotspot.x, hotspot.y, size.width, size.height), encoding);
        cursor::encode(shape, encoding, pixels, self.output);
    }

    /// What changed on the canvas.
    pub(super) fn pictures(
        &mut self,
        difference: &Difference,
        canvas: &Canvas,
        client: Capabilities,
        pixels: &Pixels,
        encoders: &mut Encoders,
    ) {
        for moved in &difference.moves {
            self.header(moved.target(), Encoding::COPY_RECT);
            encode_copy_rect(Point { x: moved.from.x, y: moved.from.y }, self.output);
        }
        for &area in &difference.areas {
            for rect in pieces(area, Encoders::largest_rectangle(client.encoding)) {
                self.picture(rect, canvas, client, pixels, encoders);
            }
        }
    }

    fn picture(
        &mut self,
        rect: Rect,
        canvas: &Canvas,
        client: Capabilities,
        pixels: &Pixels,
        encoders: &mut Encoders,
    ) {
        let picture = canvas.picture().crop(rect);
        let start = self.output.len();
        self.header(rect, client.encoding);
        let encoder = match client.encoding {
            Encoding::TIGHT if client.tight_without_zlib => Encoding::TIGHT_WITHOUT_ZLIB,
            encoding => encoding,
        };
        let Some(encoder) = encoders.get(encoder) else { return };
        encoder.encode(picture, pixels, client.effort, self.output);
        // Rectangles of one colour each make a photograph many times as long as its pixels. What has no
        // stream can be taken back.
        let rises_and_runs = matches!(client.encoding, Encoding::RRE | Encoding::CORRE);
        let raw_length = picture.size().area() * pixels.plain().bytes();
        if rises_and_runs && self.output.len() - start > raw_length {
            self.output.truncate(start);
            self.rectangles -= 1;
            self.header(rect, Encoding::RAW);
            if let Some(raw) = encoders.get(Encoding::RAW) {
                raw.encode(picture, pixels, client.effort, self.output);
            }
        }
    }

    fn header(&mut self, rect: Rect, encoding: Encoding) {
        RectangleHeader { rect, encoding }.encode(self.output);
        self.rectangles += 1;
    }
}
