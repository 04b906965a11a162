//! What can go wrong on a connection: named facts, each with a sentence for the person in front of the screen.

use std::fmt;

use crate::wire::{InvalidPixelFormat, MAX_NAME};

/// Bytes that make no sense as the message they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidMessage {
    /// Colours for entries beyond the last possible one.
    ColourMapOverflow {
        /// The first entry.
        first: u16,
        /// How many.
        count: u16,
    },
    /// A desktop name of this many bytes, beyond [`MAX_NAME`].
    NameTooLong(u32),
    /// Something else in place of a protocol version.
    NotRfb([u8; 12]),
    /// A pixel format that cannot be worked with.
    PixelFormat(InvalidPixelFormat),
    /// A security type beyond the numbers that exist.
    SecurityTypeOutOfRange(u32),
    /// A client's message of an unknown type.
    UnknownClientMessage(u8),
    /// A QEMU client message of an unknown type.
    UnknownQemuMessage(u8),
    /// A server's message of an unknown type.
    UnknownServerMessage(u8),
}

impl fmt::Display for InvalidMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ColourMapOverflow { first, count } => {
                write!(f, "{count} colours from entry {first} on do not fit into a colour map")
            }
            Self::NameTooLong(length) => {
                write!(f, "a desktop name of {length} bytes is too long (at most {MAX_NAME})")
            }
            Self::NotRfb(bytes) => {
                write!(f, "this is not a VNC server: it said \"{}\"", bytes.escape_ascii())
            }
            Self::PixelFormat(invalid) => invalid.fmt(f),
            Self::SecurityTypeOutOfRange(word) => write!(f, "there is no security type {word}"),
            Self::UnknownClientMessage(message_type) => {
                write!(f, "a client's message of unknown type {message_type}")
            }
            Self::UnknownQemuMessage(submessage) => {
                write!(f, "a QEMU client message of unknown type {submessage}")
            }
            Self::UnknownServerMessage(message_type) => {
                write!(f, "a server's message of unknown type {message_type}")
            }
        }
    }
}

impl std::error::Error for InvalidMessage {}
