//! What the caller of a connection decides.

use zeroize::Zeroize;

use super::jpeg;
use crate::auth::{Protection, Random};
use crate::wire::{Encoding, PixelFormat, RepeaterId};

/// All that a connection is told before its first byte.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Whether other clients of the server may stay connected.
    pub shared: bool,
    /// Where to go if a repeater answers instead of a server.
    pub repeater_id: Option<RepeaterId>,
    /// What is known about the user already.
    pub credentials: Credentials,
    /// How the screen shall be sent.
    pub preferences: Preferences,
    /// The least that the security type has to protect.
    pub minimum_protection: Protection,
    /// Random numbers, of which each connection needs a row of its own ([`Random::branch`]). Without them, only the
    /// security types are chosen that need none.
    pub random: Option<Random>,
}

/// Who the user is. Wiped when dropped, and never shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// The name, where a security type asks for one.
    pub username: Option<String>,
    /// The password.
    pub password: Option<String>,
    /// Which machine is meant, where a security type asks for that too.
    pub target: Option<String>,
}

impl Credentials {
    /// Both, if both are known.
    pub(crate) fn username_and_password(&self) -> Option<(&str, &str)> {
        self.username.as_deref().zip(self.password.as_deref())
    }
}

impl Drop for Credentials {
    fn drop(&mut self) {
        self.username.zeroize();
        self.password.zeroize();
        self.target.zeroize();
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("username", &self.username.is_some())
            .field("password", &self.password.is_some())
            .field("target", &self.target.is_some())
            .finish()
    }
}

/// How the screen shall be sent. All but the pixel format can be changed at any time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// JPEG quality, 0 (worst) to 9 (best); none asks the server to lose nothing.
    pub quality: Option<u8>,
    /// Compression effort, 0 (least) to 9 (most).
    pub compression: u8,
    /// The encodings of pixels, the best first.
    pub encodings: Vec<Encoding>,
    /// Whether H.264 is asked for, before all others but CopyRect: only where it can be decoded outside, see
    /// [`Event::VideoPicture`](crate::Event::VideoPicture). It is never exact, so it takes a quality.
    pub video: bool,
    /// Whether the client draws the pointer, so that the server leaves it out of the screen.
    pub local_cursor: bool,
    /// The format of pixels on the wire.
    pub pixel_format: PixelFormatChoice,
}

impl Default for Preferences {
    /// Copying is free; Tight is the smallest for pictures and text alike, and TightPNG the next of its kind, whose
    /// images each begin to learn anew; then come ZRLE and Zlib, which lose nothing, before JPEG, which blurs text; and
    /// the encodings that are compressed a tile at a time or not at all, by their size. Quality 6 and effort 2 are what
    /// most viewers ask for.
    fn default() -> Self {
        Self {
            quality: Some(6),
            compression: 2,
            encodings: vec![
                Encoding::COPY_RECT,
                Encoding::TIGHT,
                Encoding::TIGHT_PNG,
                Encoding::ZRLE,
                Encoding::ZLIB,
                Encoding::ZLIB_HEX,
                Encoding::JPEG,
                Encoding::TRLE,
                Encoding::HEXTILE,
                Encoding::CORRE,
                Encoding::RRE,
                Encoding::RAW,
            ],
            video: false,
            local_cursor: true,
            pixel_format: PixelFormatChoice::Automatic,
        }
    }
}

/// The most encodings that are asked for until a server is known to read more: those made with neatvnc before its
/// version 0.7.2, wayvnc among them, read so many and take what follows for messages, upon which they hang up.
const MAX_ENCODINGS: usize = 32;

/// The highest quality at which ZYWRLE is asked for, before ZRLE: it blurs text, and only who asks for few bytes wants that.
const HIGHEST_WAVELET_QUALITY: u8 = 5;

/// What a server has shown of how it takes SetEncodings; nothing at first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Understood {
    /// Number 17 is ZYWRLE to it.
    pub(super) wavelets: bool,
    /// It reads more than [`MAX_ENCODINGS`].
    pub(super) long_lists: bool,
}

impl Preferences {
    /// Everything that SetEncodings says to a server: encodings of pixels by preference, the rest by how much a user would
    /// miss it.
    pub(super) fn set_encodings(&self, understood: Understood) -> Vec<Encoding> {
        let mut encodings = self.encodings.clone();
        if self.quality.is_none() {
            // An image is never exact.
            encodings.retain(|&encoding| encoding != Encoding::JPEG);
        }
        if self.video && self.quality.is_some() {
            let copy_rect = encodings.iter().position(|&encoding| encoding == Encoding::COPY_RECT);
            encodings.insert(copy_rect.map_or(0, |index| index + 1), Encoding::H264);
        }
        if understood.wavelets
            && self.quality.is_some_and(|quality| quality <= HIGHEST_WAVELET_QUALITY)
            && let Some(zrle) = encodings.iter().position(|&encoding| encoding == Encoding::ZRLE)
        {
            encodings.insert(zrle, Encoding::ZYWRLE);
        }
        encodings.extend(self.quality.into_iter().flat_map(jpeg::quality));
        encodings.extend([
            Encoding::compression_level(self.compression),
            Encoding::DESKTOP_SIZE,
            Encoding::EXTENDED_DESKTOP_SIZE,
            Encoding::LAST_RECT,
            Encoding::DESKTOP_NAME,
            Encoding::QEMU_EXTENDED_KEY_EVENT,
            Encoding::FENCE,
            Encoding::CONTINUOUS_UPDATES,
            Encoding::LED_STATE,
            Encoding::QEMU_POINTER_MOTION_CHANGE,
            Encoding::EXTENDED_CLIPBOARD,
            Encoding::QEMU_AUDIO,
        ]);
        if self.local_cursor {
            encodings.extend([Encoding::CURSOR_WITH_ALPHA, Encoding::CURSOR, Encoding::VMWARE_CURSOR]);
        }
        encodings.extend([Encoding::XVP, Encoding::EXTENDED_MOUSE_BUTTONS]);
        if self.local_cursor {
            encodings.extend([Encoding::POINTER_POSITION, Encoding::X_CURSOR]);
        }
        if encodings.contains(&Encoding::TIGHT) {
            encodings.push(Encoding::TIGHT_WITHOUT_ZLIB);
        }
        if self.local_cursor {
            encodings.extend([Encoding::VMWARE_CURSOR_STATE, Encoding::VMWARE_CURSOR_POSITION]);
        }
        encodings.push(Encoding::VMWARE_LED_STATE);
        if !matches!(self.pixel_format, PixelFormatChoice::Fixed(_)) {
            // With it, a server may change the format by itself.
            encodings.push(Encoding::VMWARE_DISPLAY_MODE);
        }
        if encodings.len() > MAX_ENCODINGS && !understood.long_lists {
            // The first to go: whoever has them has Zlib and RRE too.
            encodings.retain(|encoding| ![Encoding::ZLIB_HEX, Encoding::CORRE].contains(encoding));
            encodings.truncate(MAX_ENCODINGS);
        }
        encodings
    }
}

/// Which pixel format a connection asks for before its first request, and never again: a change in between could not be
/// told apart from the updates that are under way (section 7.5.1). Only a server can make one, by
/// [`Encoding::VMWARE_DISPLAY_MODE`], and does so only where it is not [`PixelFormatChoice::Fixed`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PixelFormatChoice {
    /// The server's own where it has eight bits each of red, green and blue, in whatever order; otherwise
    /// [`PixelFormat::BGRX`].
    ///
    /// A client that always asks for an order of its own gets red and blue swapped by the servers that ignore
    /// the request, as a good many in cameras, panels and toolkits do, and makes all others convert every
    /// pixel. Where nothing is asked for, nothing can be ignored.
    #[default]
    Automatic,
    /// The server's own, whatever it is: for servers that have fewer colours and insist on them.
    Server,
    /// This one.
    Fixed(PixelFormat),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_shown() {
        let credentials = Credentials {
            username: Some("alice".into()),
            password: Some("secret".into()),
            target: Some("vm-7".into()),
        };
        let config = Config { credentials, ..Config::default() };
        let shown = format!("{config:?}");
        assert!(["alice", "secret", "vm-7"].iter().all(|secret| !shown.contains(secret)), "{shown}");
    }
}
