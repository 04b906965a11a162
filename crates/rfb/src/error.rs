//! What can go wrong on a connection: named facts, each with a sentence for the person in front of the
//! screen.

use std::fmt;

use crate::auth::{Protection, SecurityError};
use crate::decode::DecodeError;
use crate::framebuffer::TooLarge;
use crate::wire::{InvalidPixelFormat, MAX_FENCE_PAYLOAD, MAX_NAME, ProtocolVersion, SecurityType};

/// Why a connection cannot go on. It is always the server's doing or its choice; nothing here is a bug of the
/// caller.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A rectangle cannot be decoded.
    Decode(DecodeError),
    /// The server and this client have nothing in common.
    Incompatible(Incompatible),
    /// A message makes no sense.
    InvalidMessage(InvalidMessage),
    /// The server does not want this client.
    Refused(Refusal),
    /// The two sides cannot make sure of each other.
    Security(SecurityError),
}

impl Error {
    /// Whether other credentials could help.
    pub const fn is_authentication(&self) -> bool {
        matches!(self, Self::Refused(Refusal::Password { .. }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decode(error) => error.fmt(f),
            Self::Incompatible(error) => error.fmt(f),
            Self::InvalidMessage(error) => error.fmt(f),
            Self::Refused(error) => error.fmt(f),
            Self::Security(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

impl From<Incompatible> for Error {
    fn from(error: Incompatible) -> Self {
        Self::Incompatible(error)
    }
}

impl From<InvalidMessage> for Error {
    fn from(error: InvalidMessage) -> Self {
        Self::InvalidMessage(error)
    }
}

impl From<Refusal> for Error {
    fn from(error: Refusal) -> Self {
        Self::Refused(error)
    }
}

impl From<SecurityError> for Error {
    fn from(error: SecurityError) -> Self {
        Self::Security(error)
    }
}

/// What the server has is not what this client can work with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Incompatible {
    /// The server's own pixel format was to be kept, and cannot be read.
    PixelFormat(InvalidPixelFormat),
    /// A repeater stands in the server's place, and it is not known to which server to go.
    Repeater,
    /// The screen is too large.
    Screen(TooLarge),
    /// None of the security types that the server offers is supported.
    SecurityTypes {
        /// What the server offers.
        offered: Vec<SecurityType>,
    },
    /// A security type that wraps others holds none that is supported.
    Subtypes {
        /// The type that wraps them.
        within: SecurityType,
        /// What the server offers in it.
        offered: Vec<String>,
    },
    /// All the security types that the server offers and this client has protect less than is demanded.
    TooWeak {
        /// The least that is demanded.
        minimum: Protection,
    },
    /// A protocol version before 3.
    Version(ProtocolVersion),
}

impl fmt::Display for Incompatible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PixelFormat(invalid) => write!(f, "the server's pixel format cannot be shown: {invalid}"),
            Self::Screen(too_large) => too_large.fmt(f),
            Self::SecurityTypes { offered } => write!(
                f,
                "the server asks for a kind of security that is not supported: it offers {}",
                Listed(offered)
            ),
            Self::Repeater => {
                f.write_str("this is a VNC repeater; the link must say by repeaterID where to go")
            }
            Self::Subtypes { within, offered } => {
                write!(
                    f,
                    "the server asks for a kind of security that is not supported: within {within} it offers {}",
                    Listed(offered)
                )?;
                let is_tls = |name: &String| name.starts_with("TLS") || name.starts_with("X509");
                if !offered.is_empty() && offered.iter().all(is_tls) {
                    f.write_str("; TLS inside the connection is something that pages cannot do")?;
                }
                Ok(())
            }
            Self::TooWeak { minimum } => {
                write!(f, "the server's security is weaker than is demanded here, which is {minimum}")
            }
            Self::Version(version) => {
                write!(f, "the server speaks version {version} of the protocol; 3.3 or later is needed")
            }
        }
    }
}

impl std::error::Error for Incompatible {}

/// A server's no, with its own words where it gave any.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// It does not want to be connected to.
    Connection {
        /// Why.
        reason: Option<String>,
    },
    /// It did not accept the password.
    Password {
        /// Why.
        reason: Option<String>,
    },
    /// It takes no more attempts for now.
    TooManyAttempts {
        /// Why.
        reason: Option<String>,
    },
}

impl Refusal {
    /// The same refusal with the server's own words; of none worth showing, without.
    pub(crate) fn because(self, words: &str) -> Self {
        let words = words.trim_matches(|character: char| character.is_whitespace() || character == '\0');
        let reason = (!words.is_empty()).then(|| words.to_owned());
        match self {
            Self::Connection { .. } => Self::Connection { reason },
            Self::Password { .. } => Self::Password { reason },
            Self::TooManyAttempts { .. } => Self::TooManyAttempts { reason },
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, reason) = match self {
            Self::Connection { reason } => ("the server refused the connection", reason),
            Self::Password { reason } => ("the server did not accept the password", reason),
            Self::TooManyAttempts { reason } => {
                ("the server refused the connection after too many attempts; wait before the next", reason)
            }
        };
        match reason {
            Some(reason) => write!(f, "{what}: {reason}"),
            None => f.write_str(what),
        }
    }
}

impl std::error::Error for Refusal {}

/// Bytes that make no sense as the message they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidMessage {
    /// A client asks for sound in a way that does not exist.
    AudioFormat {
        /// The number of the samples' format.
        sample_format: u8,
        /// How many channels.
        channels: u8,
    },
    /// Colours for entries beyond the last possible one.
    ColourMapOverflow {
        /// The first entry.
        first: u16,
        /// How many.
        count: u16,
    },
    /// A fence with a payload of this many bytes, beyond [`MAX_FENCE_PAYLOAD`].
    FenceTooLong(u8),
    /// A desktop name of this many bytes, beyond [`MAX_NAME`].
    NameTooLong(u32),
    /// Something else in place of a protocol version.
    NotRfb([u8; 12]),
    /// A pixel format that cannot be worked with.
    PixelFormat(InvalidPixelFormat),
    /// A security type beyond the numbers that exist.
    SecurityTypeOutOfRange(u32),
    /// A message about sound with an unknown operation.
    UnknownAudioOperation(u16),
    /// A client's message of an unknown type.
    UnknownClientMessage(u8),
    /// A QEMU message of an unknown type.
    UnknownQemuMessage(u8),
    /// A server's message of an unknown type.
    UnknownServerMessage(u8),
    /// An xvp message with an unknown code.
    UnknownXvpCode(u8),
}

impl fmt::Display for InvalidMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AudioFormat { sample_format, channels } => {
                write!(f, "there is no sound of sample format {sample_format} with {channels} channels")
            }
            Self::ColourMapOverflow { first, count } => {
                write!(f, "{count} colours from entry {first} on do not fit into a colour map")
            }
            Self::FenceTooLong(length) => {
                write!(f, "a fence of {length} bytes is too long (at most {MAX_FENCE_PAYLOAD})")
            }
            Self::NameTooLong(length) => {
                write!(f, "a desktop name of {length} bytes is too long (at most {MAX_NAME})")
            }
            Self::NotRfb(bytes) => {
                write!(f, "this is not a VNC server: it said \"{}\"", bytes.escape_ascii())
            }
            Self::PixelFormat(invalid) => write!(f, "a pixel format cannot be used: {invalid}"),
            Self::SecurityTypeOutOfRange(word) => {
                write!(f, "the server decided on security type {word}, which does not exist")
            }
            Self::UnknownAudioOperation(operation) => {
                write!(f, "a message about sound has the unknown operation {operation}")
            }
            Self::UnknownClientMessage(message_type) => {
                write!(f, "the client sent a message of the unknown type {message_type}")
            }
            Self::UnknownQemuMessage(submessage) => {
                write!(f, "a QEMU message has the unknown type {submessage}")
            }
            Self::UnknownServerMessage(message_type) => {
                write!(f, "the server sent a message of the unknown type {message_type}")
            }
            Self::UnknownXvpCode(code) => write!(f, "an xvp message has the unknown code {code}"),
        }
    }
}

impl std::error::Error for InvalidMessage {}

/// Things in words, between commas.
struct Listed<'a, T>(&'a [T]);

impl<T: fmt::Display> fmt::Display for Listed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, thing) in self.0.iter().enumerate() {
            let separator = if position == 0 { "" } else { ", " };
            write!(f, "{separator}{thing}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Size;

    #[test]
    fn every_error_is_a_sentence_to_act_on() {
        let password = Refusal::Password { reason: None };
        let table: [(Error, &str); 10] = [
            (password.clone().into(), "the server did not accept the password"),
            (
                password.because(" wrong for \"root\"\n\0").into(),
                "the server did not accept the password: wrong for \"root\"",
            ),
            (
                Refusal::TooManyAttempts { reason: None }.into(),
                "the server refused the connection after too many attempts; wait before the next",
            ),
            (Refusal::Connection { reason: None }.because("\n").into(), "the server refused the connection"),
            (
                Incompatible::SecurityTypes { offered: vec![SecurityType(19), SecurityType(18)] }.into(),
                "the server asks for a kind of security that is not supported: it offers VeNCrypt, TLS",
            ),
            (
                Incompatible::Subtypes {
                    within: SecurityType::VENCRYPT,
                    offered: vec!["TLSVnc".to_owned(), "X509Plain".to_owned()],
                }
                .into(),
                "the server asks for a kind of security that is not supported: within VeNCrypt it offers TLSVnc, \
                 X509Plain; TLS inside the connection is something that pages cannot do",
            ),
            (
                Incompatible::Repeater.into(),
                "this is a VNC repeater; the link must say by repeaterID where to go",
            ),
            (
                Incompatible::Screen(TooLarge(Size::new(65535, 1))).into(),
                "a screen of 65535 by 1 pixels is too large (at most 16384 a side and 33554432 in all)",
            ),
            (
                InvalidMessage::NotRfb(*b"SSH-2.0-Ope\r").into(),
                r#"this is not a VNC server: it said "SSH-2.0-Ope\r""#,
            ),
            (
                InvalidMessage::UnknownServerMessage(77).into(),
                "the server sent a message of the unknown type 77",
            ),
        ];
        for (error, sentence) in table {
            assert_eq!(error.to_string(), sentence);
        }
    }

    #[test]
    fn only_a_wrong_password_is_worth_another() {
        assert!(Error::from(Refusal::Password { reason: None }).is_authentication());
        assert!(!Error::from(Refusal::TooManyAttempts { reason: None }).is_authentication());
        assert!(!Error::from(InvalidMessage::UnknownServerMessage(1)).is_authentication());
    }
}
