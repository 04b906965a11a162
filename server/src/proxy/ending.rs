//! How a session can end: what the log says of it, and what the browser is told.

use std::fmt;
use std::io;

use tokio_tungstenite::tungstenite::error::{CapacityError, Error, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::origin::OriginRefused;
use super::target::Target;
use super::token::Refused;

/// No more files may be open in the system, or in this process: the same numbers on every Unix, but
/// kinds of error without a name in the standard library.
const ENFILE: i32 = 23;
const EMFILE: i32 = 24;

/// Why a session ended, or never began. `Display` is for the log.
#[derive(Debug)]
pub(super) enum Ending {
    /// The token opens nothing.
    Token(Refused),
    /// The page that asks was loaded from somewhere else.
    Origin(OriginRefused),
    /// The display server does not answer.
    Unreachable {
        /// Where it should be.
        target: Target,
        /// What went wrong.
        error: io::Error,
    },
    /// As many sessions are open as may be.
    TooManySessions,
    /// There is no file descriptor left for a connection to the display server.
    TooManyFiles(io::Error),
    /// The browser said goodbye, with this code if any.
    BrowserClosed(Option<u16>),
    /// The browser's connection broke.
    BrowserLost(String),
    /// The browser neither sends nor takes anything any more.
    BrowserSilent,
    /// The browser sent text, which RFB knows nothing of.
    BrowserSentText,
    /// The browser sent a message that is larger than any viewer's.
    BrowserSentTooMuch,
    /// The browser's frames are not WebSocket's.
    BrowserBrokeProtocol(String),
    /// The display server closed its connection.
    TargetClosed,
    /// The connection to the display server broke.
    TargetLost(io::Error),
    /// This process is about to end.
    ShuttingDown,
}

impl Ending {
    /// Why there is no connection to a display server.
    pub(super) fn not_connected(target: Target, error: io::Error) -> Self {
        match error.raw_os_error() {
            Some(ENFILE | EMFILE) => Self::TooManyFiles(error),
            _ => Self::Unreachable { target, error },
        }
    }

    /// The frame to close the WebSocket with: a code and a sentence for the user, of 123 bytes at
    /// most as RFC 6455 (section 5.5) allows. None if the browser has spoken its own, or is
    /// not there to read one.
    pub(super) fn close_frame(&self) -> Option<CloseFrame> {
        let (code, reason) = match self {
            Self::Token(Refused::Missing) => {
                (4401, "This link carries no token. Ask for a new console link.")
            }
            Self::Token(Refused::Unknown) => {
                (4401, "This link has expired or is not valid. Ask for a new console link.")
            }
            Self::Token(Refused::Unavailable(_)) => {
                (4500, "The console proxy cannot check links at present. Try again later.")
            }
            Self::Origin(_) => (4403, "Consoles may not be opened from this web address. Tell its operator."),
            Self::Unreachable { .. } => {
                (4502, "The virtual machine's display cannot be reached. It may be switched off.")
            }
            Self::TooManySessions | Self::TooManyFiles(_) => {
                (4503, "Too many consoles are open at present. Try again later.")
            }
            Self::BrowserClosed(_) | Self::BrowserLost(_) | Self::BrowserSilent => return None,
            Self::BrowserSentText => (1003, "Text messages are not understood here, only binary ones."),
            Self::BrowserSentTooMuch => (1009, "The message is too large."),
            Self::BrowserBrokeProtocol(_) => (1002, "The WebSocket protocol was not kept."),
            Self::TargetClosed => (1000, "The virtual machine's display has closed the connection."),
            Self::TargetLost(_) => (4504, "The connection to the virtual machine's display was lost."),
            Self::ShuttingDown => (1001, "The console proxy is being stopped. Connect again in a moment."),
        };
        Some(CloseFrame { code: CloseCode::from(code), reason: reason.into() })
    }
}

impl From<Error> for Ending {
    fn from(error: Error) -> Self {
        match error {
            Error::Capacity(CapacityError::MessageTooLong { .. }) => Self::BrowserSentTooMuch,
            // How a browser goes whose network is gone.
            Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => {
                Self::BrowserLost(error.to_string())
            }
            Error::Protocol(_) | Error::Utf8(_) => Self::BrowserBrokeProtocol(error.to_string()),
            Error::ConnectionClosed | Error::AlreadyClosed => Self::BrowserClosed(None),
            _ => Self::BrowserLost(error.to_string()),
        }
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(refused) => write!(f, "{refused}"),
            Self::Origin(refused) => write!(f, "{refused}"),
            Self::Unreachable { target, error } => write!(f, "{target} cannot be reached: {error}"),
            Self::TooManySessions => f.write_str("as many sessions are open as may be (--max-connections)"),
            Self::TooManyFiles(error) => write!(f, "the display server cannot be connected to: {error}"),
            Self::BrowserClosed(Some(code)) => write!(f, "closed by the browser ({code})"),
            Self::BrowserClosed(None) => f.write_str("closed by the browser"),
            Self::BrowserLost(error) => write!(f, "the connection to the browser broke: {error}"),
            Self::BrowserSilent => f.write_str("the browser is silent and counts as gone"),
            Self::BrowserSentText => f.write_str("the browser sent text"),
            Self::BrowserSentTooMuch => f.write_str("the browser sent a message that is too large"),
            Self::BrowserBrokeProtocol(error) => write!(f, "the browser broke the protocol: {error}"),
            Self::TargetClosed => f.write_str("closed by the display server"),
            Self::TargetLost(error) => write!(f, "the connection to the display server broke: {error}"),
            Self::ShuttingDown => f.write_str("the proxy is being stopped"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{EMFILE, ENFILE, Ending, OriginRefused, Refused};

    /// RFC 6455, section 5.5: a control frame holds 125 bytes, two of them the code.
    const MAX_REASON_BYTES: usize = 123;

    #[test]
    fn a_lack_of_file_descriptors_is_not_blamed_on_the_machine() {
        let code = |error| {
            let ending = Ending::not_connected("host:1".parse().unwrap(), error);
            ending.close_frame().map(|frame| u16::from(frame.code))
        };
        for number in [ENFILE, EMFILE] {
            let error = io::Error::from_raw_os_error(number);
            assert!(error.to_string().contains("open files"), "{error}");
            assert_eq!(code(error), Some(4503));
        }
        assert_eq!(code(io::ErrorKind::ConnectionRefused.into()), Some(4502));
    }

    #[test]
    fn every_reason_fits_into_a_close_frame() {
        let lost = || io::Error::from(io::ErrorKind::ConnectionReset);
        for ending in [
            Ending::Token(Refused::Missing),
            Ending::Token(Refused::Unknown),
            Ending::Token(Refused::Unavailable(String::new())),
            Ending::Origin(OriginRefused::Invalid),
            Ending::Unreachable { target: "host:1".parse().unwrap(), error: lost() },
            Ending::TooManySessions,
            Ending::TooManyFiles(lost()),
            Ending::BrowserClosed(None),
            Ending::BrowserLost(String::new()),
            Ending::BrowserSilent,
            Ending::BrowserSentText,
            Ending::BrowserSentTooMuch,
            Ending::BrowserBrokeProtocol(String::new()),
            Ending::TargetClosed,
            Ending::TargetLost(lost()),
            Ending::ShuttingDown,
        ] {
            if let Some(frame) = ending.close_frame() {
                assert!(frame.reason.len() <= MAX_REASON_BYTES, "{ending:?}");
            }
        }
    }
}
