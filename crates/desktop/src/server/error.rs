//! Why a server ends a connection.

use std::fmt;

use rfb::{InvalidMessage, SecurityError};

/// Why a server ends a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The client said something that makes no sense.
    Message(InvalidMessage),
    /// The two sides could not make sure of each other.
    Security(SecurityError),
    /// The server was told to refuse this client.
    Refused,
    /// More size changes were asked for than a client that reads the answers would.
    TooManyResizes,
    /// The client chose a security type that was not offered.
    UnofferedSecurityType(u8),
    /// The password was wrong.
    WrongPassword,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(message) => message.fmt(f),
            Self::Refused => f.write_str("the client was refused"),
            Self::Security(error) => error.fmt(f),
            Self::TooManyResizes => f.write_str("too many size changes without reading the answers"),
            Self::UnofferedSecurityType(number) => write!(f, "security type {number} was not offered"),
            Self::WrongPassword => f.write_str("the password is wrong"),
        }
    }
}

impl std::error::Error for Error {}

impl From<InvalidMessage> for Error {
    fn from(message: InvalidMessage) -> Self {
        Self::Message(message)
    }
}

impl From<SecurityError> for Error {
    fn from(error: SecurityError) -> Self {
        Self::Security(error)
    }
}
