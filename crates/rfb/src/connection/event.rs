//! What a connection tells its caller.

use crate::auth::{Protection, ServerIdentity};
use crate::video::{VideoContext, VideoPicture};
use crate::wire::{ClipboardFormats, ClipboardItem, Leds, ResizeStatus, Screen};
use crate::{Point, Size};

/// Something that happened while bytes were received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The server asks who the user is: call
    /// [`Connection::provide_credentials`](crate::Connection::provide_credentials).
    CredentialsRequired {
        /// Whether a name is asked for.
        username: bool,
        /// Whether a password is asked for.
        password: bool,
        /// Whether it is asked which machine is meant.
        target: bool,
    },
    /// The server shows by what it can be recognised. Nothing secret is sent before
    /// [`Connection::accept_server`](crate::Connection::accept_server).
    ServerIdentity {
        /// By what it is recognised.
        identity: ServerIdentity,
        /// How much the security type protects of which this is a part.
        protection: Protection,
    },
    /// The handshake is over, and input and requests are taken from now on.
    Connected {
        /// The desktop's name.
        name: String,
        /// The framebuffer's size.
        size: Size,
    },
    /// An update begins to arrive: the moment to ask for the next.
    UpdateBegun,
    /// The update is complete in the framebuffer.
    UpdateEnded,
    /// A picture has to be decoded outside. Nothing after it is read until
    /// [`Connection::finish_video`](crate::Connection::finish_video) brings it, so that it lands in its turn.
    VideoPicture(VideoPicture),
    /// A context is no more: its decoder can be closed.
    VideoContextClosed(VideoContext),
    /// A picture could not be decoded, and what it should have changed is not on the screen.
    VideoLost,
    /// The framebuffer has another size. What both sizes share is kept.
    Resized(Size),
    /// The server announced the screens that make up the desktop. From the first time on
    /// [`Connection::set_desktop_size`](crate::Connection::set_desktop_size) works.
    Screens(Vec<Screen>),
    /// The server did not follow the last request for another size.
    DesktopSizeRefused(ResizeStatus),
    /// The pointer looks like this.
    Cursor(Cursor),
    /// Whether the pointer is shown at all, however it looks.
    CursorShown(bool),
    /// The pointer is here, and it was not this client that moved it.
    PointerAt(Point),
    /// The server takes keys by their scancodes: from now on [`Connection::key_event`](crate::Connection::key_event) passes
    /// them on, and keys that have no keysym work.
    ScancodesTaken,
    /// How the server wants to be told of the pointer: by [`Connection::pointer_motion`](crate::Connection::pointer_motion)
    /// if this is `relative`, otherwise by [`Connection::pointer_event`](crate::Connection::pointer_event).
    PointerMode {
        /// By movements in place of places.
        relative: bool,
    },
    /// The lights of the machine's keyboard.
    Leds(Leds),
    /// [`Connection::power`](crate::Connection::power) works from now on.
    PowerReady,
    /// The machine cannot do what was last asked of it by [`Connection::power`](crate::Connection::power).
    PowerFailed,
    /// The server has come to the fence with this mark; see [`Connection::send_fence`](crate::Connection::send_fence).
    FenceAnswered(u64),
    /// No update comes without a request any more. From the first time on
    /// [`Connection::set_continuous_updates`](crate::Connection::set_continuous_updates) works.
    ContinuousUpdatesEnded,
    /// The server rang.
    Bell,
    /// The server's clipboard has this text.
    CutText(String),
    /// The server speaks of clipboards in Unicode and with formats from now on.
    ClipboardExtended,
    /// The server's clipboard holds something new, in these formats; perhaps none. A text among them follows by
    /// itself; [`Connection::request_clipboard`](crate::Connection::request_clipboard) fetches the others.
    ClipboardOffered(ClipboardFormats),
    /// What the server's clipboard holds in a format other than text.
    ClipboardData(ClipboardItem),
    /// The server's clipboard has a text longer than [`MAX_CUT_TEXT`](crate::wire::MAX_CUT_TEXT); it is not
    /// taken.
    CutTextTooLong {
        /// Its length in bytes.
        length: u32,
    },
    /// The server can send the machine's sound: [`Connection::enable_audio`](crate::Connection::enable_audio) works from
    /// now on.
    AudioAvailable,
    /// Something is to be heard from now on.
    AudioBegun,
    /// What is to be heard, in the format that was asked for; whole frames, at most
    /// [`MAX_AUDIO_DATA`](crate::wire::MAX_AUDIO_DATA) bytes of them.
    AudioData(Vec<u8>),
    /// Nothing is to be heard any more.
    AudioEnded,
    /// The desktop has another name.
    DesktopName(String),
}

/// The pointer's image.
#[derive(Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The image's size; an empty one means that no pointer is shown.
    pub size: Size,
    /// Which of the image's pixels points.
    pub hotspot: Point,
    /// Rows of red, green, blue and alpha; the colours are not multiplied by alpha.
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cursor")
            .field("size", &self.size)
            .field("hotspot", &self.hotspot)
            .finish_non_exhaustive()
    }
}
