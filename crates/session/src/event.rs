//! What a session tells the page: its state, what the server did, and why it ended.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clipboard::{ClipboardFormat, ClipboardItem};
use crate::options::{Fingerprint, LinkUrl};
use crate::sound::Sound;

/// Something that the driver must do or the page may show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// Open a WebSocket. Comes only when none is open.
    OpenLink {
        /// Its address.
        url: LinkUrl,
        /// The subprotocols to offer.
        protocols: Vec<String>,
    },
    /// Close the WebSocket, and report nothing of it any more.
    CloseLink,
    /// Decode a picture, and bring it by [`Session::video_decoded`](crate::Session::video_decoded). Comes only after
    /// [`Session::offer_video`](crate::Session::offer_video).
    DecodeVideo(VideoPicture),
    /// Close the decoder of a context, and forget what it was to decode. The end of a link closes all.
    CloseVideo {
        /// The context.
        context: u32,
    },
    /// The session is in another state.
    State(State),
    /// The server asks who this is: answer with [`Command::Credentials`](crate::Command::Credentials). Comes only for
    /// what the options did not hold.
    CredentialsRequired {
        /// Whether a name is asked for.
        username: bool,
        /// Whether a password is asked for.
        password: bool,
        /// Whether it is asked which machine is meant.
        target: bool,
    },
    /// The server shows by what it can be recognised, and it is none that is known. Answer with
    /// [`Command::AcceptServer`](crate::Command::AcceptServer), or disconnect: until then, nothing secret is sent.
    ServerIdentity(ServerIdentity),
    /// The VM's screen has a size, or another one, in its own pixels.
    Resized {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// The pointer looks like this from now on.
    Cursor(Cursor),
    /// The pointer is here, in the VM's pixels, and not by this viewer's doing.
    PointerAt {
        /// The column.
        x: u16,
        /// The row.
        y: u16,
    },
    /// The server takes keys by their places on the keyboard, and not by their meanings alone: dead keys reach the VM, whose
    /// own layout composes. Comes at most once for each connection.
    ScancodesTaken,
    /// How the VM wants to be told of the pointer. Comes when that changes, from [`Command::Pointer`] at the start of each
    /// connection.
    ///
    /// [`Command::Pointer`]: crate::Command::Pointer
    PointerMode {
        /// By movements ([`Command::Motion`](crate::Command::Motion)), for which the pointer is best locked to the screen.
        /// Places work as well, but end at the screen's edges.
        relative: bool,
    },
    /// These of the lights on the VM's keyboard are on.
    Lights(Lights),
    /// The VM can be shut down and restarted by [`Command::Power`](crate::Command::Power).
    PowerReady,
    /// This is how long the way to the server and back takes now. Told about once a second while updates arrive, by
    /// servers that answer fences.
    RoundTrip(Duration),
    /// The VM rang its bell.
    Bell,
    /// The VM's clipboard holds this text; lines end with `\n`.
    Clipboard(String),
    /// The server takes and gives all of Unicode and formats other than text. Without this, what is sent is Latin-1, and
    /// other characters arrive as question marks.
    ClipboardExtended,
    /// The VM's clipboard holds something new, in these formats. A text among them follows by itself; the others come
    /// for [`Command::FetchClipboard`](crate::Command::FetchClipboard).
    ClipboardOffered(Vec<ClipboardFormat>),
    /// What the VM's clipboard holds in a format other than text.
    ClipboardData(ClipboardItem),
    /// The server has sound: [`Command::Sound`](crate::Command::Sound) makes it heard.
    SoundAvailable,
    /// The VM's sound.
    Sound(Sound),
    /// The VM's desktop has another name.
    DesktopName(String),
    /// Something that was asked for will not happen. The session goes on.
    Refused(Refusal),
    /// Nothing has been heard for this long although the server owes something: a whole screen, or the rest of an
    /// update. The page may say that the connection is stuck.
    Stalled {
        /// Since the last byte, or since the request if none came after it.
        silence: Duration,
    },
    /// The server speaks again after [`Event::Stalled`].
    Resumed,
}

/// The lights of a keyboard's lock keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Lights {
    /// Scroll Lock.
    pub scroll: bool,
    /// Num Lock.
    pub num: bool,
    /// Caps Lock.
    pub caps: bool,
}

/// By what a server can be recognised, whatever its name and address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerIdentity {
    /// Of its public key.
    pub fingerprint: Fingerprint,
    /// What other viewers show: the beginning of the key's SHA-1 hash.
    pub short: [u8; 8],
    /// Whether another one was known.
    pub changed: bool,
}

/// Where a session is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Not started.
    Idle,
    /// A link is being opened.
    Connecting,
    /// The link is open, and the server and this side are agreeing on how to speak.
    Negotiating,
    /// The screen is shown.
    Connected {
        /// What the server calls its desktop; may be empty.
        name: String,
    },
    /// The connection is gone and another attempt follows by itself.
    Waiting {
        /// How long from this event until the attempt.
        retry_in: Duration,
        /// Its number, from 1 after the connection was lost.
        attempt: u32,
        /// What happened.
        why: Ending,
    },
    /// Nothing follows unless the user wants it.
    Ended(Ending),
}

/// Why a connection ended: a fact, which the page puts into words. Reasons are sentences of the other side and may be
/// empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// The user disconnected.
    ByUser,
    /// The link could not be opened at all, or not in time.
    Unreachable,
    /// The link was opened and dropped before the first byte, which is how nova-novncproxy refuses: the token is
    /// unknown or has expired, or the VM cannot be reached. Or the proxy said so (close code 4401).
    LinkRefused {
        /// The proxy's words.
        reason: String,
    },
    /// The proxy does not accept pages from this page's origin (4403).
    OriginRefused {
        /// The proxy's words.
        reason: String,
    },
    /// The proxy cannot find out at present where the link leads (4500).
    LinkUnchecked {
        /// The proxy's words.
        reason: String,
    },
    /// The proxy cannot reach the VM's display server (4502).
    DisplayUnreachable {
        /// The proxy's words.
        reason: String,
    },
    /// The proxy has as many connections as it allows (4503).
    TooManyConnections {
        /// The proxy's words.
        reason: String,
    },
    /// The proxy is shutting down (1001); another one may take over.
    ProxyShutDown {
        /// The proxy's words.
        reason: String,
    },
    /// The link is open, but the server stopped speaking before the screen was there.
    NoAnswer,
    /// The server does not want this viewer, whatever its credentials.
    ServerRefused {
        /// What it said, as a phrase in English.
        what: String,
    },
    /// The server did not accept the credentials.
    AuthenticationFailed {
        /// The server's words.
        reason: String,
    },
    /// The server's security protects less than is demanded.
    TooWeak {
        /// What is demanded, as a phrase in English.
        what: String,
    },
    /// The server and this side do not understand each other.
    Protocol {
        /// What was wrong, as a phrase in English.
        what: String,
    },
    /// The connection broke, to the proxy or from there to the VM's display server (4504).
    Lost,
    /// The VM's display server closed the connection (1000).
    ClosedByServer,
    /// The link was closed with another code.
    Closed {
        /// The WebSocket's close code.
        code: u16,
        /// The words that came with it.
        reason: String,
    },
}

/// Why something that was asked for will not happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The server cannot change its screen's size on request.
    ResizeUnsupported,
    /// The server did not change its screen's size.
    ResizeRefused {
        /// What it said, as a phrase in English.
        reason: String,
    },
    /// The VM could not be shut down or restarted as [`Command::Power`](crate::Command::Power) wanted.
    PowerFailed,
    /// The page's text is too long for the VM's clipboard; nothing was sent.
    ClipboardTooLong {
        /// The most bytes that can be sent; each character is one, or as many as in UTF-8 after
        /// [`Event::ClipboardExtended`].
        limit: usize,
    },
    /// The VM's text is too long to be taken; the page's clipboard stays as it is.
    VmClipboardTooLong {
        /// Its length in bytes.
        length: u32,
        /// The most bytes that are taken.
        limit: usize,
    },
}

/// A picture of H.264, which [`rfb::video`] describes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoPicture {
    /// Its number.
    pub number: u32,
    /// The stream that it belongs to.
    pub context: u32,
    /// Columns to show.
    pub width: u16,
    /// Rows to show.
    pub height: u16,
    /// The frames.
    pub data: Vec<u8>,
}

impl From<rfb::video::VideoPicture> for VideoPicture {
    fn from(picture: rfb::video::VideoPicture) -> Self {
        let rfb::video::VideoPicture { number, context, size, data } = picture;
        Self { number, context, width: size.width, height: size.height, data }
    }
}

/// A pointer's image, in the VM's pixels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Columns; 0 for an invisible pointer.
    pub width: u16,
    /// Rows; 0 for an invisible pointer.
    pub height: u16,
    /// The column that points.
    pub hotspot_x: u16,
    /// The row that points.
    pub hotspot_y: u16,
    /// Red, green, blue and straight alpha of each pixel, row by row.
    pub rgba: Vec<u8>,
}

/// How a WebSocket was closed: the fields of a `CloseEvent`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkClose {
    /// The close code; 1006 if the connection broke without one.
    pub code: u16,
    /// The words that came with it.
    pub reason: String,
}

/// Counters since the link was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    /// Bytes from the server.
    pub bytes_received: u64,
    /// Bytes to the server.
    pub bytes_sent: u64,
    /// Whole framebuffer updates.
    pub updates: u64,
    /// How long the way to the server and back takes, if that could be measured.
    pub round_trip: Option<Duration>,
}
