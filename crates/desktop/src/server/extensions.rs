//! What a client is told by pseudo-rectangles of extensions: the state of each, and what of it is news.

use rfb::{
    Point, Rect, Size,
    wire::{Encoding, Leds, PixelFormat, Screen},
};

use super::{Capabilities, update::Update};

/// The state of the extensions.
#[derive(Debug)]
pub(super) struct Extensions {
    leds: Leds,
    relative_pointer: bool,
    cursor_shown: bool,
    pointer_at: Point,
    pixel_format: Option<PixelFormat>,
    news: News,
}

/// What the client has not been told yet.
#[derive(Debug, Default)]
struct News {
    extended_buttons: bool,
    leds: bool,
    pointer_mode: bool,
    cursor_shown: bool,
    pointer_at: bool,
}

impl Default for Extensions {
    fn default() -> Self {
        Self {
            leds: Leds::default(),
            relative_pointer: false,
            cursor_shown: true,
            pointer_at: Point::default(),
            pixel_format: None,
            news: News::default(),
        }
    }
}

impl Extensions {
    /// The client can other things than before: what it can read now is news to it.
    pub(super) fn client_changed(&mut self, before: Capabilities, now: Capabilities) {
        self.news.extended_buttons |= now.extended_buttons && !before.extended_buttons;
        self.news.leds |= now.leds.is_some() && before.leds.is_none();
        self.news.pointer_mode |= now.pointer_motion && !before.pointer_motion;
        self.news.cursor_shown |= now.cursor_state && !before.cursor_state && !self.cursor_shown;
    }

    pub(super) fn set_leds(&mut self, leds: Leds) {
        self.leds = leds;
        self.news.leds = true;
    }

    pub(super) fn set_pointer_mode(&mut self, relative: bool) {
        self.relative_pointer = relative;
        self.news.pointer_mode = true;
    }

    pub(super) fn set_cursor_shown(&mut self, shown: bool) {
        self.cursor_shown = shown;
        self.news.cursor_shown = true;
    }

    pub(super) fn set_pointer_at(&mut self, at: Point) {
        self.pointer_at = at;
        self.news.pointer_at = true;
    }

    pub(super) fn set_pixel_format(&mut self, format: PixelFormat) {
        self.pixel_format = Some(format);
    }

    /// The format that the client is to be switched to, once.
    pub(super) fn take_pixel_format(&mut self, client: Capabilities) -> Option<PixelFormat> {
        self.pixel_format.take().filter(|_| client.display_mode)
    }

    /// How a client's pointer events are to be read.
    pub(super) fn tells_movements(&self, client: Capabilities) -> bool {
        self.relative_pointer && client.pointer_motion
    }

    /// Whether [`Extensions::tell`] has something to say.
    pub(super) fn has_news(&self, client: Capabilities) -> bool {
        let News { extended_buttons, leds, pointer_mode, cursor_shown, pointer_at } = self.news;
        extended_buttons
            || leds && client.leds.is_some()
            || pointer_mode && client.pointer_motion
            || cursor_shown && client.cursor_state
            || pointer_at && client.pointer_position.is_some()
    }

    /// Says what is news to the client, and forgets what it cannot read.
    pub(super) fn tell(&mut self, client: Capabilities, update: &mut Update<'_>) {
        let news = std::mem::take(&mut self.news);
        if news.extended_buttons {
            update.mark(Point::default(), Encoding::EXTENDED_MOUSE_BUTTONS);
        }
        if news.pointer_mode && client.pointer_motion {
            let absolute = Point { x: u16::from(!self.relative_pointer), y: 0 };
            update.mark(absolute, Encoding::QEMU_POINTER_MOTION_CHANGE);
        }
        if news.leds
            && let Some(encoding) = client.leds
        {
            update.leds(encoding, self.leds);
        }
        if news.cursor_shown && client.cursor_state {
            update.cursor_state(self.cursor_shown);
        }
        if news.pointer_at
            && let Some(encoding) = client.pointer_position
        {
            update.mark(self.pointer_at, encoding);
        }
    }
}

/// The screens of a desktop: so many of the same width, side by side.
pub(super) fn side_by_side(count: u8, size: Size) -> Vec<Screen> {
    let edge = |number: u8| {
        let edge = u32::from(size.width) * u32::from(number) / u32::from(count.max(1));
        edge as u16
    };
    (0..count.max(1))
        .map(|number| Screen {
            id: number.into(),
            area: Rect::new(edge(number), 0, edge(number + 1) - edge(number), size.height),
            flags: 0,
        })
        .collect()
}
