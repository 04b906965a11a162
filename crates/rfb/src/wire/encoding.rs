//! The numbers of encodings and pseudo-encodings (section 7.7 and the registry in section 7).

/// An encoding's number, as SetEncodings and rectangle headers carry it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Encoding(pub i32);

impl Encoding {
    /// Pixels as they are.
    pub const RAW: Self = Self(0);
    /// A copy from elsewhere on the screen.
    pub const COPY_RECT: Self = Self(1);
    /// Rise-and-run-length: a background and sub-rectangles.
    pub const RRE: Self = Self(2);
    /// RRE with 8-bit coordinates.
    pub const CORRE: Self = Self(4);
    /// Tiles of 16 by 16 pixels.
    pub const HEXTILE: Self = Self(5);
    /// Raw pixels through one zlib stream.
    pub const ZLIB: Self = Self(6);
    /// Hextile through two zlib streams.
    pub const ZLIB_HEX: Self = Self(8);
    /// Fill, JPEG, or filtered pixels through four zlib streams.
    pub const TIGHT: Self = Self(7);
    /// Tiles of 16 by 16 pixels with palettes and runs.
    pub const TRLE: Self = Self(15);
    /// Tiles of 64 by 64 pixels with palettes and runs, through one zlib stream.
    pub const ZRLE: Self = Self(16);
    /// ZRLE with wavelets for what is no text. KasmVNC uses this number for video of its own.
    pub const ZYWRLE: Self = Self(17);
    /// A JPEG image that may have the tables of an earlier one.
    pub const JPEG: Self = Self(21);
    /// Video, each place on the screen a stream of its own.
    pub const H264: Self = Self(50);
    /// Fill, JPEG, or PNG.
    pub const TIGHT_PNG: Self = Self(-260);
    /// Tight may leave its filtered pixels uncompressed.
    pub const TIGHT_WITHOUT_ZLIB: Self = Self(-317);
    /// The cursor's image and mask.
    pub const CURSOR: Self = Self(-239);
    /// The framebuffer has another size.
    pub const DESKTOP_SIZE: Self = Self(-223);
    /// An update ends before its announced number of rectangles.
    pub const LAST_RECT: Self = Self(-224);
    /// The sound of the machine.
    pub const QEMU_AUDIO: Self = Self(-259);
    /// Key events that carry scancodes.
    pub const QEMU_EXTENDED_KEY_EVENT: Self = Self(-258);
    /// The desktop has another name.
    pub const DESKTOP_NAME: Self = Self(-307);
    /// The framebuffer has another size or other screens.
    pub const EXTENDED_DESKTOP_SIZE: Self = Self(-308);
    /// The cursor's image with an alpha channel.
    pub const CURSOR_WITH_ALPHA: Self = Self(-314);
    /// Clipboards with formats, in Unicode.
    pub const EXTENDED_CLIPBOARD: Self = Self(0xc0a1_e5ce_u32.cast_signed());
    /// The cursor's image in two colours, and its mask.
    pub const X_CURSOR: Self = Self(-240);
    /// The pointer is elsewhere.
    pub const POINTER_POSITION: Self = Self(-232);
    /// Whether the pointer is told by places or by movements.
    pub const QEMU_POINTER_MOTION_CHANGE: Self = Self(-257);
    /// The keyboard's lights.
    pub const LED_STATE: Self = Self(-261);
    /// Requests to shut down, reboot and reset the machine.
    pub const XVP: Self = Self(-309);
    /// Places in the stream that the other side says it has come to.
    pub const FENCE: Self = Self(-312);
    /// Updates that need no requests.
    pub const CONTINUOUS_UPDATES: Self = Self(-313);
    /// Pointer events with more than seven buttons.
    pub const EXTENDED_MOUSE_BUTTONS: Self = Self(-316);
    /// No colour is left out of JPEG images.
    pub const JPEG_FULL_COLOUR: Self = Self(-768);
    /// JPEG images have one colour for four pixels.
    pub const JPEG_QUARTER_COLOUR: Self = Self(-767);
    /// JPEG images have one colour for two pixels.
    pub const JPEG_HALF_COLOUR: Self = Self(-766);
    /// The cursor's image as masks or with an alpha channel.
    pub const VMWARE_CURSOR: Self = Self(0x574d_5664);
    /// Whether the cursor is shown.
    pub const VMWARE_CURSOR_STATE: Self = Self(0x574d_5665);
    /// The pointer is elsewhere.
    pub const VMWARE_CURSOR_POSITION: Self = Self(0x574d_5666);
    /// The keyboard's lights.
    pub const VMWARE_LED_STATE: Self = Self(0x574d_5668);
    /// The framebuffer has another size and another pixel format; QEMU's "WMVi".
    pub const VMWARE_DISPLAY_MODE: Self = Self(0x574d_5669);

    /// The pseudo-encoding that asks for a JPEG quality, 0 (worst) to 9 (best); larger values mean 9.
    pub const fn quality_level(level: u8) -> Self {
        Self(-32 + if level > 9 { 9 } else { level as i32 })
    }

    /// The pseudo-encoding that asks for a JPEG quality on JPEG's own scale, 0 to 100; larger values mean 100.
    pub const fn fine_quality_level(quality: u8) -> Self {
        Self(-512 + if quality > 100 { 100 } else { quality as i32 })
    }

    /// The pseudo-encoding that asks for a compression effort, 0 (least) to 9 (most); larger values mean 9.
    pub const fn compression_level(level: u8) -> Self {
        Self(-256 + if level > 9 { 9 } else { level as i32 })
    }
}

impl std::fmt::Debug for Encoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl std::fmt::Display for Encoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match *self {
            Self::RAW => "Raw",
            Self::COPY_RECT => "CopyRect",
            Self::RRE => "RRE",
            Self::CORRE => "CoRRE",
            Self::HEXTILE => "Hextile",
            Self::ZLIB => "Zlib",
            Self::ZLIB_HEX => "ZlibHex",
            Self::TIGHT => "Tight",
            Self::TRLE => "TRLE",
            Self::ZRLE => "ZRLE",
            Self::ZYWRLE => "ZYWRLE",
            Self::JPEG => "JPEG",
            Self::H264 => "H.264",
            Self::TIGHT_PNG => "TightPNG",
            Self::TIGHT_WITHOUT_ZLIB => "Tight without zlib",
            Self::CURSOR => "Cursor",
            Self::DESKTOP_SIZE => "DesktopSize",
            Self::LAST_RECT => "LastRect",
            Self::QEMU_AUDIO => "QEMU audio",
            Self::QEMU_EXTENDED_KEY_EVENT => "QEMU extended key event",
            Self::DESKTOP_NAME => "DesktopName",
            Self::EXTENDED_DESKTOP_SIZE => "ExtendedDesktopSize",
            Self::CURSOR_WITH_ALPHA => "CursorWithAlpha",
            Self::EXTENDED_CLIPBOARD => "Extended clipboard",
            Self::X_CURSOR => "XCursor",
            Self::POINTER_POSITION => "pointer position",
            Self::QEMU_POINTER_MOTION_CHANGE => "QEMU pointer motion change",
            Self::LED_STATE => "LED state",
            Self::XVP => "xvp",
            Self::FENCE => "Fence",
            Self::CONTINUOUS_UPDATES => "ContinuousUpdates",
            Self::EXTENDED_MOUSE_BUTTONS => "extended mouse buttons",
            Self::VMWARE_CURSOR => "VMware cursor",
            Self::VMWARE_CURSOR_STATE => "VMware cursor state",
            Self::VMWARE_CURSOR_POSITION => "VMware cursor position",
            Self::VMWARE_LED_STATE => "VMware LED state",
            Self::VMWARE_DISPLAY_MODE => "VMware display mode",
            Self(number) => return write!(f, "encoding {number}"),
        };
        f.write_str(name)
    }
}
