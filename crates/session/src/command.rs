//! What the page tells a session: input events as plain values, and the user's wishes.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clipboard::{ClipboardFormat, ClipboardItem};
use crate::options::{Credentials, ResizeMode};

/// Something that the user did or wants. Every command is harmless in every state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// A key went down or up.
    Key(KeyInput),
    /// Text without keys: from an input method, a virtual keyboard or a menu. Each character is pressed and released.
    Text(String),
    /// Presses these keys in order and releases them in reverse order, whatever the user holds meanwhile.
    Keys(Vec<KeySpec>),
    /// Releases every key that is down: the screen lost the focus.
    ReleaseKeys,
    /// The pointer moved, or its buttons changed.
    Pointer(PointerInput),
    /// The pointer moved, or its buttons changed, while it is locked to the screen and has no place on the page. For
    /// VMs that want to be told so; see [`Event::PointerMode`](crate::Event::PointerMode).
    Motion(MotionInput),
    /// The wheel turned.
    Wheel(WheelInput),
    /// Releases every button that is down: the pointer was taken away (`pointercancel`, lost capture, lost focus).
    ReleaseButtons,
    /// The clipboard's text, for the VM.
    Clipboard(String),
    /// The clipboard's content in several formats, for the VM: a server without [`Event::ClipboardExtended`] gets the text
    /// among them.
    ///
    /// [`Event::ClipboardExtended`]: crate::Event::ClipboardExtended
    OfferClipboard(Vec<ClipboardItem>),
    /// Fetches the VM's clipboard in these formats; it comes as [`Event::ClipboardData`](crate::Event::ClipboardData),
    /// and text as [`Event::Clipboard`](crate::Event::Clipboard).
    FetchClipboard(Vec<ClipboardFormat>),
    /// Whether the machine's sound is to be heard. It is off until the user wants it, and nothing of it is sent before;
    /// without [`Event::SoundAvailable`](crate::Event::SoundAvailable) it waits for a server that has some.
    Sound(bool),
    /// What the user answered to [`Event::CredentialsRequired`](crate::Event::CredentialsRequired). Kept for
    /// connecting again.
    Credentials(Credentials),
    /// The user's answer to [`Event::ServerIdentity`](crate::Event::ServerIdentity): it is the server they mean. It is
    /// not asked again about the same one while this session lasts.
    AcceptServer,
    /// Whether to only watch.
    ViewOnly(bool),
    /// How large a screen the page has room for when it shows it unscaled: CSS pixels, or where the device has one and
    /// a half or so to each of them, whole device pixels. Send it once at the start and at every change.
    Area(Area),
    /// What happens when that room and the screen differ.
    Resize(ResizeMode),
    /// JPEG quality, 0 to 9.
    Quality(u8),
    /// Whether to ask for exact pixels, whatever the quality.
    Lossless(bool),
    /// Compression effort, 0 to 9.
    Compression(u8),
    /// Whether the page can be seen. While it cannot, keys and buttons are released and updates asked for rarely. When it
    /// can, the server is asked whether it is still there; so it is said anew when the network has come back.
    Visible(bool),
    /// Does something to the VM itself, where [`Event::PowerReady`](crate::Event::PowerReady) has said that it can be
    /// done.
    Power(Power),
    /// Ends the session, or the wait for the next attempt.
    Disconnect,
    /// Connects, again if need be: at once when waiting for the next attempt, afresh when ended.
    Connect,
}

impl Command {
    /// Ctrl-Alt-Del.
    pub fn ctrl_alt_del() -> Self {
        Self::ctrl_alt(KeySpec::new("Delete", "Delete"))
    }

    /// Ctrl-Alt-F1 and so on, which switch between a Linux system's consoles.
    pub fn ctrl_alt_function(number: u8) -> Self {
        let name = format!("F{number}");
        Self::ctrl_alt(KeySpec::new(name.clone(), name))
    }

    fn ctrl_alt(key: KeySpec) -> Self {
        Self::Keys(vec![KeySpec::new("ControlLeft", "Control"), KeySpec::new("AltLeft", "Alt"), key])
    }
}

/// A `keydown` or `keyup` event. Repeated `keydown`s of a held key are passed on as they come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyInput {
    /// `keydown` rather than `keyup`.
    pub down: bool,
    /// `KeyboardEvent.code`: which key, whatever is printed on it. Empty or `Unidentified` when unknown.
    pub code: String,
    /// `KeyboardEvent.key`: a character, or a name such as `Enter` or `Dead`.
    pub key: String,
    /// `KeyboardEvent.location`.
    pub location: KeyLocation,
    /// The modifiers that the event reports.
    pub modifiers: Modifiers,
    /// `Event.timeStamp`. Only differences between two of them count, so any origin will do.
    pub at: Duration,
}

/// Where on the keyboard a key is, if it is there more than once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum KeyLocation {
    /// `DOM_KEY_LOCATION_STANDARD`, 0.
    #[default]
    Standard,
    /// `DOM_KEY_LOCATION_LEFT`, 1.
    Left,
    /// `DOM_KEY_LOCATION_RIGHT`, 2.
    Right,
    /// `DOM_KEY_LOCATION_NUMPAD`, 3.
    Numpad,
}

impl KeyLocation {
    /// From the number in a `KeyboardEvent`; numbers without a meaning are `Standard`.
    pub const fn from_dom(location: u32) -> Self {
        match location {
            1 => Self::Left,
            2 => Self::Right,
            3 => Self::Numpad,
            _ => Self::Standard,
        }
    }
}

/// The modifiers that an event reports: the system's view of them, whatever keys the session saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Modifiers {
    /// `shiftKey`.
    pub shift: bool,
    /// `ctrlKey`.
    pub control: bool,
    /// `altKey`.
    pub alt: bool,
    /// `metaKey`: Command on a Mac, the Windows key elsewhere.
    pub meta: bool,
    /// `getModifierState("AltGraph")`.
    pub alt_graph: bool,
    /// `getModifierState("CapsLock")`: whether it is on.
    pub caps_lock: bool,
    /// `getModifierState("NumLock")`: whether it is on.
    pub num_lock: bool,
    /// `getModifierState("ScrollLock")`: whether it is on.
    pub scroll_lock: bool,
}

/// What can be done to the VM itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Power {
    /// Tells its operating system to shut down.
    ShutDown,
    /// Tells its operating system to restart.
    Reboot,
    /// Restarts it at once, whatever it is doing.
    Reset,
}

/// A key for [`Command::Keys`], named as in a `KeyboardEvent`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySpec {
    /// `KeyboardEvent.code`, such as `ControlLeft`. It also tells left from right and the keypad from the rest.
    pub code: String,
    /// `KeyboardEvent.key`, such as `Control`.
    pub key: String,
}

impl KeySpec {
    /// The key of this code and name.
    pub fn new(code: impl Into<String>, key: impl Into<String>) -> Self {
        Self { code: code.into(), key: key.into() }
    }

    /// Where the key is, told by its code.
    pub fn location(&self) -> KeyLocation {
        if self.code.starts_with("Numpad") {
            KeyLocation::Numpad
        } else if ["ShiftRight", "ControlRight", "AltRight", "MetaRight"].contains(&self.code.as_str()) {
            KeyLocation::Right
        } else if ["ShiftLeft", "ControlLeft", "AltLeft", "MetaLeft"].contains(&self.code.as_str()) {
            KeyLocation::Left
        } else {
            KeyLocation::Standard
        }
    }
}

/// A width and a height in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// CSS pixels across.
    pub width: f64,
    /// CSS pixels down.
    pub height: f64,
}

/// A `pointerdown`, `pointermove` or `pointerup` event: where the pointer is now and which buttons are down now.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointerInput {
    /// CSS pixels from the left edge of the element that shows the screen; negative or too large in a captured drag.
    pub x: f64,
    /// CSS pixels from its top edge.
    pub y: f64,
    /// The size of that element (its `getBoundingClientRect`) at the time of the event. The whole screen fills it.
    pub element: Area,
    /// `MouseEvent.buttons`: 1 for left, 2 for right, 4 for middle, 8 for back, 16 for forward; other bits are ignored.
    pub buttons: u16,
}

/// A `pointermove`, `pointerdown` or `pointerup` event under Pointer Lock.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MotionInput {
    /// `movementX`: how far to the right since the event before.
    pub right: f64,
    /// `movementY`: how far down.
    pub down: f64,
    /// As in [`PointerInput`].
    pub buttons: u16,
}

/// A `wheel` event.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WheelInput {
    /// As in [`PointerInput`].
    pub x: f64,
    /// As in [`PointerInput`].
    pub y: f64,
    /// As in [`PointerInput`].
    pub element: Area,
    /// `deltaX`: positive scrolls right.
    pub delta_x: f64,
    /// `deltaY`: positive scrolls down.
    pub delta_y: f64,
    /// The unit of both.
    pub unit: WheelUnit,
}

/// What a wheel's deltas count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum WheelUnit {
    /// `DOM_DELTA_PIXEL`, 0.
    #[default]
    Pixel,
    /// `DOM_DELTA_LINE`, 1.
    Line,
    /// `DOM_DELTA_PAGE`, 2.
    Page,
    /// Notches of a wheel, where the browser tells them, which is not by `deltaMode`.
    Notch,
}

impl WheelUnit {
    /// From `WheelEvent.deltaMode`; numbers without a meaning are pixels.
    pub const fn from_dom(delta_mode: u32) -> Self {
        match delta_mode {
            1 => Self::Line,
            2 => Self::Page,
            _ => Self::Pixel,
        }
    }
}
