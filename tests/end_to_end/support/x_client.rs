//! A program on the X server under test: it covers the screen with a picture and notes what is typed and clicked.

use x11rb::{
    connection::Connection,
    protocol::{
        Event,
        xproto::{
            ConnectionExt, CreateGCAux, CreateWindowAux, EventMask, ImageFormat, InputFocus, KeyButMask,
            Rectangle, Time, WindowClass,
        },
    },
    rust_connection::RustConnection,
};

use porthole_tests::process::wait_until;

use super::picture::Picture;

/// The program's connection, its window and the keyboard's keysyms.
pub(crate) struct XClient {
    connection: RustConnection,
    root: u32,
    window: u32,
    first_keycode: u8,
    keysyms_per_keycode: u8,
    keysyms: Vec<u32>,
}

/// What the user did, as the program saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    Key { keysym: u32, down: bool },
    Button { button: u8, down: bool, x: i16, y: i16 },
}

/// Which locks of the X server's keyboard are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Locks {
    pub(crate) caps: bool,
    pub(crate) num: bool,
}

impl XClient {
    /// Connects to `display` and covers its screen with [`test_picture`].
    pub(crate) fn cover(display: &str) -> Self {
        let (connection, screen) = wait_until("the X server", || x11rb::connect(Some(display)).ok());
        let setup = connection.setup();
        let (root, depth) = (setup.roots[screen].root, setup.roots[screen].root_depth);
        let (first_keycode, last_keycode) = (setup.min_keycode, setup.max_keycode);
        let mapping = connection
            .get_keyboard_mapping(first_keycode, last_keycode - first_keycode + 1)
            .unwrap()
            .reply()
            .unwrap();
        // Larger than any screen of these tests, so that a screen that grows shows more of it.
        let (width, height) = (1600_u16, 1200_u16);
        let pixmap = connection.generate_id().unwrap();
        connection.create_pixmap(depth, pixmap, root, width, height).unwrap();
        let context = connection.generate_id().unwrap();
        connection.create_gc(context, pixmap, &CreateGCAux::new()).unwrap();
        let bgrx = test_picture(usize::from(width), usize::from(height));
        // A request carries at most 256 KiB.
        let rows_at_once = 32;
        for (band, rows) in bgrx.chunks(usize::from(width) * 4 * rows_at_once).enumerate() {
            let height = (rows.len() / 4 / usize::from(width)) as u16;
            let y = (band * rows_at_once) as i16;
            connection
                .put_image(ImageFormat::Z_PIXMAP, pixmap, context, width, height, 0, y, 0, depth, rows)
                .unwrap();
        }
        let window = connection.generate_id().unwrap();
        let events = EventMask::KEY_PRESS
            | EventMask::KEY_RELEASE
            | EventMask::BUTTON_PRESS
            | EventMask::BUTTON_RELEASE;
        let attributes =
            CreateWindowAux::new().background_pixmap(pixmap).override_redirect(1).event_mask(events);
        connection
            .create_window(
                depth,
                window,
                root,
                0,
                0,
                width,
                height,
                0,
                WindowClass::INPUT_OUTPUT,
                0,
                &attributes,
            )
            .unwrap();
        connection.map_window(window).unwrap();
        connection.set_input_focus(InputFocus::POINTER_ROOT, window, Time::CURRENT_TIME).unwrap();
        connection.get_input_focus().unwrap().reply().unwrap();
        Self {
            connection,
            root,
            window,
            first_keycode,
            keysyms_per_keycode: mapping.keysyms_per_keycode,
            keysyms: mapping.keysyms,
        }
    }

    /// What the X server says its screen shows.
    pub(crate) fn screenshot(&self) -> Picture {
        let size = self.connection.get_geometry(self.root).unwrap().reply().unwrap();
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, size.width, size.height, u32::MAX)
            .unwrap()
            .reply()
            .unwrap();
        Picture::from_bgrx(usize::from(size.width), usize::from(size.height), &image.data)
    }

    /// The width and height of the X screen now.
    pub(crate) fn screen_size(&self) -> (u16, u16) {
        let size = self.connection.get_geometry(self.root).unwrap().reply().unwrap();
        (size.width, size.height)
    }

    /// The locks that are on now.
    pub(crate) fn locks(&self) -> Locks {
        let mask = self.connection.query_pointer(self.root).unwrap().reply().unwrap().mask;
        // The second modifier is Num Lock in every keymap that X servers come with.
        Locks { caps: mask.contains(KeyButMask::LOCK), num: mask.contains(KeyButMask::MOD2) }
    }

    /// Fills a part of the window with one colour, `0xRRGGBB`.
    pub(crate) fn fill(&self, x: i16, y: i16, width: u16, height: u16, colour: u32) {
        let context = self.connection.generate_id().unwrap();
        self.connection.create_gc(context, self.window, &CreateGCAux::new().foreground(colour)).unwrap();
        self.connection
            .poly_fill_rectangle(self.window, context, &[Rectangle { x, y, width, height }])
            .unwrap();
        self.connection.get_input_focus().unwrap().reply().unwrap();
    }

    /// What the user has done since the last call.
    pub(crate) fn inputs(&self) -> Vec<Input> {
        let mut inputs = Vec::new();
        while let Some(event) = self.connection.poll_for_event().unwrap() {
            let input = match event {
                Event::KeyPress(key) => Input::Key { keysym: self.keysym(key.detail, key.state), down: true },
                Event::KeyRelease(key) => {
                    Input::Key { keysym: self.keysym(key.detail, key.state), down: false }
                }
                Event::ButtonPress(press) => {
                    Input::Button { button: press.detail, down: true, x: press.event_x, y: press.event_y }
                }
                Event::ButtonRelease(press) => {
                    Input::Button { button: press.detail, down: false, x: press.event_x, y: press.event_y }
                }
                _ => continue,
            };
            inputs.push(input);
        }
        inputs
    }

    fn keysym(&self, keycode: u8, state: impl Into<u16>) -> u32 {
        let at = usize::from(keycode - self.first_keycode) * usize::from(self.keysyms_per_keycode);
        let shifted = state.into() & 1 != 0;
        let keysyms = &self.keysyms[at..];
        match (shifted, keysyms[1]) {
            (true, keysym) if keysym != 0 => keysym,
            _ => keysyms[0],
        }
    }
}

/// A picture with everything an encoding likes and dislikes: plain areas, few colours, gradients, noise. Bytes blue,
/// green, red and one that does not count.
fn test_picture(width: usize, height: usize) -> Vec<u8> {
    let mut noise = 0x2545_F491_u32;
    let mut bgrx = Vec::with_capacity(width * height * 4);
    for y in 0..height {
        for x in 0..width {
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            let colour: u32 = match (x / 100 + y / 75) % 5 {
                0 => 0x0020_4060,
                1 if (x / 3 + y / 5) % 2 == 0 => 0x00F0_E0D0,
                1 => 0x0010_1010,
                2 => (x as u32 % 256) << 16 | (y as u32 % 256) << 8 | 0x80,
                3 => noise & 0x00FF_FFFF,
                _ => [0x00FF_0000, 0x0000_FF00, 0x0000_00FF, 0x00FF_FFFF][(x / 7 + y / 4) % 4],
            };
            bgrx.extend(colour.to_le_bytes());
        }
    }
    bgrx
}
