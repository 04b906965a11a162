//! What there is to see: the [`Scene`] trait, the demo's desktop, and simpler content for measurements.

mod desktop;
mod film;
mod texture;

use std::time::Duration;

use rfb::{
    Point, Size,
    wire::{Leds, PixelFormat, PowerAction},
};

use crate::canvas::Canvas;

pub use desktop::{Desktop, DesktopOptions};
pub use film::Film;

/// Something that draws itself and reacts to a keyboard and a mouse.
///
/// Time is the duration since an origin of the caller's choice and never goes backwards. The same calls with
/// the same times make the same pixels.
pub trait Scene: Send {
    /// How large it is. It may change by itself; the server notices after [`Scene::draw`].
    fn size(&self) -> Size;

    /// Takes another size, never an empty one; or stays as it is and answers `false`.
    fn resize(&mut self, size: Size) -> bool;

    /// Something was pressed, moved or copied.
    fn input(&mut self, input: Input, now: Duration);

    /// Whether to draw the pointer as part of the picture: for clients that cannot draw it themselves.
    fn draw_pointer(&mut self, draw: bool);

    /// Brings a canvas, on which it drew before or which is new, to this instant. If the canvas has not the
    /// scene's size, the scene resizes it.
    fn draw(&mut self, now: Duration, canvas: &mut Canvas);

    /// When it will look different without any input, if ever; at the earliest `now`.
    fn next_change(&self, now: Duration) -> Option<Duration>;

    /// The user wants the machine shut down, rebooted or reset. Answers whether that can be done, and if so does it.
    fn power(&mut self, _action: PowerAction, _now: Duration) -> bool {
        false
    }

    /// The next thing to tell the client besides pixels. A scene remembers of each kind only the latest.
    fn next_effect(&mut self) -> Option<Effect>;
}

/// What a user did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key went down (again, when held) or up.
    Key {
        /// The X Window System's number of the symbol; 0 if the client does not know it.
        keysym: u32,
        /// The XT set 1 make code, 0xe0xx for one with a prefix, if the client sends them.
        scancode: Option<u32>,
        /// Down.
        down: bool,
    },
    /// The pointer is here with these buttons down.
    Pointer {
        /// From bit 0: left, middle, right, wheel up, down, left, right, back, forward.
        buttons: u16,
        /// Where on the screen.
        at: Point,
    },
    /// The pointer has moved, after [`Effect::PointerMode`] had asked for movements.
    Motion {
        /// As in [`Input::Pointer`].
        buttons: u16,
        /// How far to the right; to the left if negative.
        right: i16,
        /// How far down; up if negative.
        down: i16,
    },
    /// The user's clipboard has this text now.
    CutText(String),
}

/// What a scene tells the client besides pixels.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ring.
    Bell,
    /// Sound this.
    Tone(Tone),
    /// The desktop's clipboard has this text now.
    CutText(String),
    /// The pointer looks like this now.
    Cursor(CursorShape),
    /// The desktop is called this now.
    Name(String),
    /// These of the keyboard's lights are on now.
    Leds(Leds),
    /// The desktop has moved the pointer by itself.
    PointerAt(Point),
    /// The pointer is to be told by movements from now on, or by places again; heeded only by clients that can.
    PointerMode {
        /// By movements.
        relative: bool,
    },
    /// Whether the pointer is shown, whatever it looks like.
    CursorShown(bool),
    /// The screen's own pixels have this format now; sent in it to clients that can follow.
    PixelFormat(PixelFormat),
}

/// A sound of one pitch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tone {
    /// In hertz.
    pub pitch: f32,
    /// From its beginning to silence.
    pub length: Duration,
}

/// What a pointer looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CursorShape {
    /// Its width and height; an empty one is invisible.
    pub size: Size,
    /// Which of its pixels points.
    pub hotspot: Point,
    /// Red, green, blue and alpha of each pixel; the colours are not multiplied by alpha.
    pub rgba: Vec<[u8; 4]>,
}
