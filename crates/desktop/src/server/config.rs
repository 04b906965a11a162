//! What a server is told before its client speaks.

use std::{fmt, time::Duration};

use rfb::wire::{PixelFormat, ProtocolVersion};

use super::RsaAes;

/// How to serve one client.
#[derive(Clone, Debug)]
pub struct Config {
    /// The version to announce: 3.3, 3.7 or 3.8. A client may settle for an older one.
    pub version: ProtocolVersion,
    /// Who may come in.
    pub security: Security,
    /// The desktop's name.
    pub name: String,
    /// The format to announce, and to send in until the client asks for another.
    pub pixel_format: PixelFormat,
    /// The least time between two updates; zero sends one for each request, as fast as the client asks.
    pub frame_interval: Duration,
    /// Whether clients may ask for the machine to be shut down, rebooted or reset.
    pub power: bool,
    /// Whether clients may have updates without requests, and fences with them.
    pub continuous_updates: bool,
    /// How many screens the desktop has at first, side by side; at least one.
    pub screens: u8,
}

impl Default for Config {
    /// RFB 3.8 without a password, at 60 updates a second, on one screen, and nobody may switch it off.
    fn default() -> Self {
        Self {
            version: ProtocolVersion::V3_8,
            security: Security::None,
            name: "Porthole".to_owned(),
            pixel_format: PixelFormat::BGRX,
            frame_interval: Duration::from_nanos(1_000_000_000 / 60),
            power: false,
            continuous_updates: true,
            screens: 1,
        }
    }
}

/// Who may come in.
#[derive(Clone)]
pub enum Security {
    /// Everybody.
    None,
    /// Who knows a password.
    Password {
        /// Of which eight characters count.
        password: String,
        /// Sixteen random bytes, others for each connection.
        challenge: [u8; 16],
    },
    /// Who proves who they are by one of the RSA-AES types, once the server has.
    RsaAes(Box<RsaAes>),
    /// Nobody, for this reason.
    Refuse(String),
}

impl fmt::Debug for Security {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Password { .. } => f.write_str("Password"),
            Self::RsaAes(rsa_aes) => rsa_aes.fmt(f),
            Self::Refuse(reason) => f.debug_tuple("Refuse").field(reason).finish(),
        }
    }
}
