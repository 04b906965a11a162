//! What can go wrong between the choice of a security type and the server's verdict.

use std::fmt;

/// The server does not keep to its security type, or someone between it and this client does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecurityError {
    /// A list of capabilities of this length, beyond [`MAX_CAPABILITIES`](super::MAX_CAPABILITIES).
    Capabilities(u32),
    /// Numbers for a Diffie-Hellman exchange that would keep nothing secret.
    DiffieHellman,
    /// The server proves that it read other keys than were sent.
    Identity,
    /// A public key of so many bits, outside of [`RsaPublicKey::BITS`](super::RsaPublicKey::BITS).
    KeyLength(u32),
    /// A public key that nothing can be encrypted with.
    PublicKey,
    /// The server goes on although it is the client's turn.
    OutOfTurn,
    /// The server wants credentials of an unknown kind.
    RsaAesSubtype(u8),
    /// A part of the exchange is not of the only length it can have.
    PartLength(u16),
    /// A message is not what the server encrypted.
    Tampered,
    /// The server refuses to speak `VeNCrypt` in the version it offered.
    VenCryptRefused,
    /// A version of `VeNCrypt` that this client does not speak.
    VenCryptVersion {
        /// The number before the point.
        major: u8,
        /// The number after it.
        minor: u8,
    },
}

impl fmt::Display for SecurityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Capabilities(count) => {
                write!(f, "the server lists {count} capabilities, which is too many")
            }
            Self::DiffieHellman => f.write_str("the server's key exchange would keep nothing secret"),
            Self::Identity => f.write_str(
                "the server did not see the same keys; somebody may be between it and this client",
            ),
            Self::KeyLength(bits) => {
                write!(f, "the server's key has {bits} bits; from 1024 to 8192 can be used")
            }
            Self::PublicKey => f.write_str("the server's key cannot be used"),
            Self::OutOfTurn => f.write_str("the server spoke when it had to wait"),
            Self::RsaAesSubtype(subtype) => {
                write!(f, "the server asks for credentials of the unknown kind {subtype}")
            }
            Self::PartLength(length) => {
                write!(f, "a part of the key exchange has the wrong length of {length} bytes")
            }
            Self::Tampered => f.write_str("a message was changed on its way from the server"),
            Self::VenCryptRefused => {
                f.write_str("the server refused the version of VeNCrypt that it offered")
            }
            Self::VenCryptVersion { major, minor } => {
                write!(f, "the server speaks version {major}.{minor} of VeNCrypt; 0.2 is needed")
            }
        }
    }
}

impl std::error::Error for SecurityError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_sentences_with_the_numbers_that_matter() {
        for (error, sentence) in [
            (SecurityError::Capabilities(257), "the server lists 257 capabilities, which is too many"),
            (SecurityError::DiffieHellman, "the server's key exchange would keep nothing secret"),
            (
                SecurityError::Identity,
                "the server did not see the same keys; somebody may be between it and this client",
            ),
            (SecurityError::KeyLength(512), "the server's key has 512 bits; from 1024 to 8192 can be used"),
            (SecurityError::PublicKey, "the server's key cannot be used"),
            (SecurityError::OutOfTurn, "the server spoke when it had to wait"),
            (SecurityError::RsaAesSubtype(9), "the server asks for credentials of the unknown kind 9"),
            (SecurityError::PartLength(3), "a part of the key exchange has the wrong length of 3 bytes"),
            (SecurityError::Tampered, "a message was changed on its way from the server"),
            (SecurityError::VenCryptRefused, "the server refused the version of VeNCrypt that it offered"),
            (
                SecurityError::VenCryptVersion { major: 0, minor: 1 },
                "the server speaks version 0.1 of VeNCrypt; 0.2 is needed",
            ),
        ] {
            assert_eq!(error.to_string(), sentence);
        }
    }
}
