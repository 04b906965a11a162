//! What a client can, by its SetEncodings.

use rfb::wire::Encoding;

use crate::encode::{Effort, Encoders};

/// What a client can.
#[derive(Clone, Copy, Debug)]
pub(super) struct Capabilities {
    /// The client's favourite of the encodings that there are encoders for.
    pub(super) encoding: Encoding,
    pub(super) effort: Effort,
    /// Whether the client can read Tight without zlib, and has asked for no effort to be put into compression.
    pub(super) tight_without_zlib: bool,
    pub(super) copy_rect: bool,
    pub(super) last_rect: bool,
    pub(super) desktop_size: bool,
    pub(super) extended_desktop_size: bool,
    pub(super) desktop_name: bool,
    pub(super) cursor: bool,
    pub(super) cursor_with_alpha: bool,
    pub(super) qemu_key_events: bool,
    pub(super) extended_clipboard: bool,
    pub(super) audio: bool,
}

impl Capabilities {
    /// Reads a client's list, its favourites first.
    pub(super) fn new(encodings: &[Encoding]) -> Self {
        let has = |encoding| encodings.contains(&encoding);
        // Of several levels the first counts, as it does among encodings.
        let level = |level: fn(u8) -> Encoding| {
            encodings.iter().find_map(|&encoding| (0..=9).find(|&candidate| level(candidate) == encoding))
        };
        let effort = Effort {
            quality: level(Encoding::quality_level),
            compression: level(Encoding::compression_level).unwrap_or(Effort::default().compression),
        };
        let favourite = encodings.iter().find(|encoding| {
            let lossy = effort.quality.is_some() && Encoders::LOSSY.contains(encoding);
            lossy || Encoders::SUPPORTED.contains(encoding)
        });
        Self {
            encoding: favourite.copied().unwrap_or(Encoding::RAW),
            effort,
            tight_without_zlib: effort.compression == 0 && has(Encoding::TIGHT_WITHOUT_ZLIB),
            copy_rect: has(Encoding::COPY_RECT),
            last_rect: has(Encoding::LAST_RECT),
            desktop_size: has(Encoding::DESKTOP_SIZE),
            extended_desktop_size: has(Encoding::EXTENDED_DESKTOP_SIZE),
            desktop_name: has(Encoding::DESKTOP_NAME),
            cursor: has(Encoding::CURSOR),
            cursor_with_alpha: has(Encoding::CURSOR_WITH_ALPHA),
            qemu_key_events: has(Encoding::QEMU_EXTENDED_KEY_EVENT),
            extended_clipboard: has(Encoding::EXTENDED_CLIPBOARD),
            audio: has(Encoding::QEMU_AUDIO),
        }
    }

    /// Whether the client draws the pointer itself.
    pub(super) fn draws_pointer(self) -> bool {
        self.cursor || self.cursor_with_alpha
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_encoding_that_the_server_has_wins() {
        let h264 = Encoding(50);
        let client = Capabilities::new(&[
            h264,
            Encoding::COPY_RECT,
            Encoding::HEXTILE,
            Encoding::TIGHT,
            Encoding::quality_level(3),
            Encoding::compression_level(7),
            Encoding::quality_level(9),
        ]);
        assert_eq!(client.encoding, Encoding::HEXTILE);
        assert_eq!(client.effort, Effort { quality: Some(3), compression: 7 });
        assert!(client.copy_rect && !client.last_rect);
    }

    #[test]
    fn what_loses_something_is_for_clients_that_ask_for_a_quality() {
        for lossy in Encoders::LOSSY {
            assert_eq!(Capabilities::new(&[lossy, Encoding::HEXTILE]).encoding, Encoding::HEXTILE);
            let client = Capabilities::new(&[lossy, Encoding::HEXTILE, Encoding::quality_level(2)]);
            assert_eq!(client.encoding, lossy);
        }
    }

    #[test]
    fn zlib_is_left_out_for_clients_that_can_do_without_and_want_no_effort() {
        let client = |level| {
            Capabilities::new(&[
                Encoding::TIGHT,
                Encoding::TIGHT_WITHOUT_ZLIB,
                Encoding::compression_level(level),
            ])
        };
        assert!(client(0).tight_without_zlib && !client(1).tight_without_zlib);
        assert!(!Capabilities::new(&[Encoding::compression_level(0)]).tight_without_zlib);
    }

    #[test]
    fn a_client_that_says_nothing_gets_raw_pixels() {
        let client = Capabilities::new(&[]);
        assert_eq!(client.encoding, Encoding::RAW);
        assert_eq!(client.effort, Effort::default());
        assert!(!client.draws_pointer());
    }
}
