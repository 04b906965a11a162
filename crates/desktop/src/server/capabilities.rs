//! What a client can, by its SetEncodings.

use rfb::wire::Encoding;

use super::cursor;
use crate::encode::{Effort, Encoders, JPEG_QUALITIES};

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
    /// The client's favourite of those for the pointer's image.
    pub(super) cursor: Option<Encoding>,
    pub(super) cursor_state: bool,
    /// The client's favourite of those for the pointer's place.
    pub(super) pointer_position: Option<Encoding>,
    pub(super) pointer_motion: bool,
    pub(super) extended_buttons: bool,
    pub(super) qemu_key_events: bool,
    pub(super) extended_clipboard: bool,
    pub(super) audio: bool,
    /// The client's favourite of those for the keyboard's lights.
    pub(super) leds: Option<Encoding>,
    pub(super) display_mode: bool,
    pub(super) fence: bool,
    pub(super) continuous_updates: bool,
    pub(super) xvp: bool,
}

impl Capabilities {
    /// Reads a client's list, its favourites first.
    pub(super) fn new(encodings: &[Encoding]) -> Self {
        let has = |encoding| encodings.contains(&encoding);
        // Of several levels the first counts, as it does among encodings.
        let level = |level: fn(u8) -> Encoding| {
            encodings.iter().find_map(|&encoding| (0..=9).find(|&candidate| level(candidate) == encoding))
        };
        // JPEG's own scale counts before the levels.
        let fine = encodings.iter().find_map(|&encoding| {
            (0..=100).find(|&quality| Encoding::fine_quality_level(quality) == encoding)
        });
        let effort = Effort {
            quality: fine.map(level_of_quality).or_else(|| level(Encoding::quality_level)),
            compression: level(Encoding::compression_level).unwrap_or(Effort::default().compression),
        };
        let favourite = |of: &[Encoding]| encodings.iter().copied().find(|encoding| of.contains(encoding));
        let picture = encodings.iter().find(|encoding| {
            let lossy = effort.quality.is_some() && Encoders::LOSSY.contains(encoding);
            lossy || Encoders::SUPPORTED.contains(encoding)
        });
        Self {
            encoding: picture.copied().unwrap_or(Encoding::RAW),
            effort,
            tight_without_zlib: effort.compression == 0 && has(Encoding::TIGHT_WITHOUT_ZLIB),
            copy_rect: has(Encoding::COPY_RECT),
            last_rect: has(Encoding::LAST_RECT),
            desktop_size: has(Encoding::DESKTOP_SIZE),
            extended_desktop_size: has(Encoding::EXTENDED_DESKTOP_SIZE),
            desktop_name: has(Encoding::DESKTOP_NAME),
            cursor: favourite(&cursor::ENCODINGS),
            cursor_state: has(Encoding::VMWARE_CURSOR_STATE),
            pointer_position: favourite(&[Encoding::POINTER_POSITION, Encoding::VMWARE_CURSOR_POSITION]),
            pointer_motion: has(Encoding::QEMU_POINTER_MOTION_CHANGE),
            extended_buttons: has(Encoding::EXTENDED_MOUSE_BUTTONS),
            qemu_key_events: has(Encoding::QEMU_EXTENDED_KEY_EVENT),
            extended_clipboard: has(Encoding::EXTENDED_CLIPBOARD),
            audio: has(Encoding::QEMU_AUDIO),
            leds: favourite(&[Encoding::LED_STATE, Encoding::VMWARE_LED_STATE]),
            display_mode: has(Encoding::VMWARE_DISPLAY_MODE),
            fence: has(Encoding::FENCE),
            continuous_updates: has(Encoding::CONTINUOUS_UPDATES),
            xvp: has(Encoding::XVP),
        }
    }

    /// Whether the client draws the pointer itself.
    pub(super) fn draws_pointer(self) -> bool {
        self.cursor.is_some()
    }
}

/// The lowest level that is at least as good as this quality on JPEG's own scale.
fn level_of_quality(quality: u8) -> u8 {
    let better = JPEG_QUALITIES.iter().position(|&level| level >= quality);
    better.map_or(9, |level| level as u8)
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
    fn a_quality_on_jpegs_own_scale_counts_before_a_level() {
        let quality = |encodings: &[Encoding]| Capabilities::new(encodings).effort.quality;
        let (level, fine) = (Encoding::quality_level(2), Encoding::fine_quality_level(88));
        assert_eq!(quality(&[level, fine]), Some(8));
        assert_eq!(quality(&[Encoding::fine_quality_level(0)]), Some(0));
        assert_eq!(quality(&[Encoding::fine_quality_level(100)]), Some(9));
        assert_eq!(quality(&[Encoding::JPEG_HALF_COLOUR]), None);
    }

    #[test]
    fn a_client_that_says_nothing_gets_raw_pixels() {
        let client = Capabilities::new(&[]);
        assert_eq!(client.encoding, Encoding::RAW);
        assert_eq!(client.effort, Effort::default());
        assert!(!client.draws_pointer());
    }
}
