//! What a session is told before it starts.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// What a session needs to know before it starts.
///
/// How the page shows a screen that is larger than itself (clipped, scaled, with scroll bars) is the page's matter and
/// not here, except for [`ResizeMode`], which decides whether the VM is asked for another size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Where the proxy's WebSocket is: `ws://…` or `wss://…`.
    pub url: LinkUrl,
    /// WebSocket subprotocols to offer. None by default: nova-novncproxy and websockify accept that.
    pub protocols: Vec<String>,
    /// Whether other viewers of the same screen may stay connected.
    pub shared: bool,
    /// Whether to send no key, no pointer and no clipboard. [`Command::ViewOnly`](crate::Command::ViewOnly) changes it.
    pub view_only: bool,
    /// To which of its servers an UltraVNC repeater shall lead, if one answers.
    pub repeater_id: Option<RepeaterId>,
    /// What to answer when the server asks who this is; anything missing is asked for by an event.
    pub credentials: Credentials,
    /// The least that the server's security has to protect.
    pub minimum_protection: Protection,
    /// By what the servers at this address are known, if the user has said so before. These are accepted without asking,
    /// and any other is reported as changed.
    pub known_servers: Vec<Fingerprint>,
    /// JPEG quality, 0 (worst) to 9 (best); larger values mean 9.
    pub quality: u8,
    /// Whether the server is asked for exact pixels, whatever the quality: no JPEG. For slow links that is the wrong choice.
    pub lossless: bool,
    /// Compression effort asked of the server, 0 to 9; larger values mean 9.
    pub compression: u8,
    /// What happens when the page's area and the VM's screen differ in size.
    pub resize: ResizeMode,
    /// How long to wait before connecting again after a working connection was lost; `None` for not at all. Each
    /// further attempt waits twice as long as the one before, up to a minute.
    pub reconnect: Option<Duration>,
    /// Whether to show a dot where the server's cursor is invisible.
    pub show_dot: bool,
    /// The system whose keyboard is being used.
    pub platform: Platform,
}

impl Options {
    /// The options of a link that says nothing but its address: shared, with quality 6 and compression 2.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: LinkUrl(url.into()),
            protocols: Vec::new(),
            shared: true,
            view_only: false,
            repeater_id: None,
            credentials: Credentials::default(),
            minimum_protection: Protection::Nothing,
            known_servers: Vec::new(),
            quality: 6,
            lossless: false,
            compression: 2,
            resize: ResizeMode::Off,
            reconnect: None,
            show_dot: false,
            platform: Platform::Other,
        }
    }
}

/// A WebSocket's address. Its query usually carries a token, which opens the VM's console to whoever reads it, so
/// `Debug` stops at the question mark.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkUrl(pub String);

impl fmt::Debug for LinkUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.split_once('?') {
            Some((address, _)) => write!(f, "{address}?…"),
            None => f.write_str(&self.0),
        }
    }
}

/// Which of an UltraVNC repeater's servers is meant: printable ASCII, without noVNC's `ID:`. Whoever knows it reaches
/// the server, so `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepeaterId(pub String);

impl fmt::Debug for RepeaterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RepeaterId(…)")
    }
}

/// Who the user claims to be. Wiped when dropped; `Debug` tells whether there is a value, never the value.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// The user's name, for the few security types that have one.
    pub username: Option<String>,
    /// The password.
    pub password: Option<String>,
    /// Which machine is meant, for the one security type that asks for that too.
    pub target: Option<String>,
}

impl Credentials {
    /// Takes over what `answer` knows.
    pub(crate) fn update(&mut self, mut answer: Self) {
        let parts = [
            (&mut self.username, &mut answer.username),
            (&mut self.password, &mut answer.password),
            (&mut self.target, &mut answer.target),
        ];
        for (known, new) in parts {
            if new.is_some() {
                // What was known goes with the answer, which wipes it.
                std::mem::swap(known, new);
            }
        }
    }
}

impl Drop for Credentials {
    fn drop(&mut self) {
        self.username.zeroize();
        self.password.zeroize();
        self.target.zeroize();
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = |value: &Option<String>| value.as_ref().map(|_| "…");
        f.debug_struct("Credentials")
            .field("username", &hidden(&self.username))
            .field("password", &hidden(&self.password))
            .field("target", &hidden(&self.target))
            .finish()
    }
}

/// The SHA-256 hash of a server's public key.
pub type Fingerprint = [u8; 32];

/// How much a server's security protects, from the least to the most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Protection {
    /// Nothing: whoever reaches the server is in.
    #[default]
    Nothing,
    /// The user signs in, with a password that can be read on the way from the proxy to the server.
    Password,
    /// The password cannot simply be read on the way.
    HiddenPassword,
    /// The server proves who it is, before it is told anything secret.
    VerifiedServer,
    /// That, and the whole session is encrypted up to the server.
    Encryption,
}

impl From<Protection> for rfb::Protection {
    fn from(protection: Protection) -> Self {
        match protection {
            Protection::Nothing => Self::Nothing,
            Protection::Password => Self::Password,
            Protection::HiddenPassword => Self::HiddenPassword,
            Protection::VerifiedServer => Self::VerifiedServer,
            Protection::Encryption => Self::Encryption,
        }
    }
}

/// What happens when the page's area and the VM's screen differ in size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ResizeMode {
    /// Nothing: the screen keeps its pixels.
    #[default]
    Off,
    /// The page scales the picture to fit.
    Scale,
    /// The VM is asked for a screen of the page's size.
    Remote,
}

/// The system whose keyboard is being used, for the ways in which browsers report keys differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Platform {
    /// Windows.
    Windows,
    /// macOS, and iOS and iPadOS, which report keys as macOS does.
    Mac,
    /// Linux and every other system, which report keys as the specification says.
    #[default]
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_holds_no_secret() {
        let mut options = Options::new("wss://proxy.example/novnc?token=open-sesame");
        options.credentials = Credentials {
            username: Some("alice".to_owned()),
            password: Some("hunter2".to_owned()),
            target: None,
        };
        options.repeater_id = Some(RepeaterId("4711".to_owned()));
        let text = format!("{options:?}");
        assert!(text.contains("wss://proxy.example/novnc?…"), "{text}");
        for secret in ["open-sesame", "alice", "hunter2", "4711"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
