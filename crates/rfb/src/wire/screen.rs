//! Screens within the framebuffer, and the ExtendedDesktopSize rectangle that announces them.

use super::{Encoding, RectangleHeader, arrived, put_rect, rect_at, u32_at, whole};
use crate::{InvalidMessage, Rect, Size, decode::Input};

/// One of the screens that make up the desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// The server's name for it, kept when it moves.
    pub id: u32,
    /// Where on the framebuffer it lies.
    pub area: Rect,
    /// Undefined so far; sent back as received.
    pub flags: u32,
}

impl Screen {
    const LENGTH: usize = 16;

    pub(super) fn decode(bytes: &[u8]) -> Self {
        Self { id: u32_at(bytes, 0), area: rect_at(bytes, 4), flags: u32_at(bytes, 12) }
    }

    /// Reads `count` screens.
    pub(super) fn decode_all(count: u8, input: &mut Input<'_>) -> Option<Vec<Self>> {
        let bytes = input.take(usize::from(count) * Self::LENGTH)?;
        Some(bytes.chunks_exact(Self::LENGTH).map(Self::decode).collect())
    }

    pub(super) fn encode(&self, output: &mut Vec<u8>) {
        output.extend(self.id.to_be_bytes());
        put_rect(self.area, output);
        output.extend(self.flags.to_be_bytes());
    }

    /// How many of these screens a message can carry, and that many of them.
    pub(super) fn countable(screens: &[Self]) -> (u8, &[Self]) {
        let count = u8::try_from(screens.len()).unwrap_or(u8::MAX);
        (count, &screens[..usize::from(count)])
    }
}

/// Who changed the desktop's size: the x-position of an ExtendedDesktopSize rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResizeReason {
    /// The server; also any number that is not defined yet.
    Server,
    /// The client that gets this message.
    ThisClient,
    /// Another client.
    OtherClient,
}

/// What became of a client's request: the y-position of an ExtendedDesktopSize rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResizeStatus {
    /// It was done.
    Done,
    /// Changes of the size are administratively prohibited.
    Prohibited,
    /// The server is out of resources.
    OutOfResources,
    /// The screens do not make a valid layout.
    InvalidLayout,
    /// It was handed to the guest, which may follow later or never.
    Forwarded,
    /// A failure with a number that is not defined yet.
    Unknown(u16),
}

impl std::fmt::Display for ResizeStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Done => f.write_str("the size was changed"),
            Self::Prohibited => f.write_str("the server does not permit changes of the screen size"),
            Self::OutOfResources => f.write_str("the server has not enough memory for that screen size"),
            Self::InvalidLayout => f.write_str("the server cannot show that arrangement of screens"),
            Self::Forwarded => f.write_str("the request was passed on to the guest"),
            Self::Unknown(status) => write!(f, "the server refused the screen size with status {status}"),
        }
    }
}

/// The ExtendedDesktopSize rectangle ("ExtendedDesktopSize Pseudo-encoding").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtendedDesktopSize {
    /// Who changed the size.
    pub reason: ResizeReason,
    /// Whether this client's request was followed; of meaning only for [`ResizeReason::ThisClient`].
    pub status: ResizeStatus,
    /// The framebuffer's size; undefined after a failure.
    pub size: Size,
    /// The screens on it; undefined after a failure. At most 255.
    pub screens: Vec<Screen>,
}

impl ExtendedDesktopSize {
    /// Reads what follows the rectangle header.
    ///
    /// # Errors
    /// None so far; the signature is that of every message.
    pub fn decode(header: RectangleHeader, input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        whole(input, |input| {
            let [count, _, _, _] = arrived!(input.take_array());
            let screens = arrived!(Screen::decode_all(count, input));
            Ok(Some(Self::new(header, screens)))
        })
    }

    fn new(header: RectangleHeader, screens: Vec<Screen>) -> Self {
        Self {
            reason: match header.rect.x {
                1 => ResizeReason::ThisClient,
                2 => ResizeReason::OtherClient,
                _ => ResizeReason::Server,
            },
            status: match header.rect.y {
                0 => ResizeStatus::Done,
                1 => ResizeStatus::Prohibited,
                2 => ResizeStatus::OutOfResources,
                3 => ResizeStatus::InvalidLayout,
                4 => ResizeStatus::Forwarded,
                other => ResizeStatus::Unknown(other),
            },
            size: header.rect.size(),
            screens,
        }
    }

    /// Appends the rectangle, header included.
    pub fn encode(&self, output: &mut Vec<u8>) {
        let reason = match self.reason {
            ResizeReason::Server => 0,
            ResizeReason::ThisClient => 1,
            ResizeReason::OtherClient => 2,
        };
        let status = match self.status {
            ResizeStatus::Done => 0,
            ResizeStatus::Prohibited => 1,
            ResizeStatus::OutOfResources => 2,
            ResizeStatus::InvalidLayout => 3,
            ResizeStatus::Forwarded => 4,
            ResizeStatus::Unknown(status) => status,
        };
        let rect = Rect::new(reason, status, self.size.width, self.size.height);
        RectangleHeader { rect, encoding: Encoding::EXTENDED_DESKTOP_SIZE }.encode(output);
        let (count, screens) = Screen::countable(&self.screens);
        output.extend([count, 0, 0, 0]);
        for screen in screens {
            screen.encode(output);
        }
    }
}
