//! What can happen to the application, and what it does about it outside of its own state.

use session::{Command, Credentials, Event, Fingerprint, Power};
use viewer::{LinkFault, PointerLock};

use super::Panel;
use crate::log::Level;
use crate::parameters::Resize;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    /// The page is there.
    Begin,
    /// The user wants a connection: the first, the next at once, or another after the end.
    Connect,
    /// The user agrees to the host the link names.
    Agree,
    /// The user does not agree.
    Decline,
    /// The user wants no connection any more.
    Disconnect,
    /// The user goes to another page. The browser may keep this one as it is, for a way back.
    PageLeft,
    /// The user has come back.
    PageBack,
    /// The user answered the server's question.
    SignIn(Credentials),
    /// It is the server that the user means.
    TrustServer {
        /// Whether it shall be recognised from now on.
        remember: bool,
    },

    /// The servers at this address are not to be recognised any more.
    ForgetServers,
    /// Whether a server at this address is remembered.
    Remembered(bool),

    /// The session has something to say.
    Session(Event),
    /// Whether keys go to the screen now.
    ScreenFocused(bool),
    /// The pointer was locked to the screen or freed, or may not be locked.
    PointerLock(PointerLock),
    /// The link could not even be tried.
    LinkFault(LinkFault),
    /// The viewer has come to its end through a fault, described in English.
    Stopped(String),
    /// The viewer's worker was too busy to disconnect, and was ended.
    CutOff,
    /// The browser cannot do what the viewer needs; why, in its own words.
    Unsupported(String),

    /// Keys from a menu.
    Send(Command),
    /// The machine is to be shut down or started again, if the user means it; or not.
    AskPower(Option<Power>),
    /// The user means it.
    SwitchPower(Power),
    /// A panel's button was pressed.
    Toggle(Panel),
    /// Back to the screen.
    Leave,
    /// The mouse came over the bar's handle or left it.
    HandleHovered(bool),
    /// The handle was pressed, or the chord for the bar.
    OpenBar {
        focus: bool,
    },
    /// The pointer came into the bar or left it.
    BarHovered(bool),
    /// The focus came into the bar or left it.
    BarFocused(bool),
    /// The screen was pressed.
    ScreenPressed,

    SetResize(Resize),
    SetQuality(u8),
    SetLossless(bool),
    SetCompression(u8),
    SetBell(bool),
    SetViewOnly(bool),
    ToggleFullscreen,
    /// The browser went to full screen or came back, however that was asked for.
    FullscreenIs(bool),
    /// Type through a text field, for on-screen keyboards and input methods.
    SetTextInput(bool),
    /// Drag the view of a screen larger than the page, instead of the machine's pointer.
    SetPanning(bool),

    /// The clipboard's text was edited.
    EditClipboard(String),
    /// Show what the machine has copied instead.
    DropDraft,
    /// Give it to the machine.
    SendClipboard,
    /// The text was to be copied to the user's own clipboard: whether it was, or is only selected for that.
    Copied(bool),

    /// The machine's text was to go to the user's own clipboard by itself: whether the browser let it.
    ClipboardWritten(bool),
    /// Give the text of the user's own clipboard to the machine.
    PasteClipboard,
    /// That text; none if the browser did not let the page read it.
    ClipboardRead(Option<String>),
    /// That text, which the user lets the page read at any time.
    ClipboardSeen(String),

    /// Turn the machine's sound on or off.
    SetSound(bool),
    /// The browser has no sound.
    SoundFailed,
    SetMuted(bool),
    /// Of 100.
    SetVolume(u8),
    /// How long after its arrival sound is heard, in milliseconds.
    SoundLatency(u32),

    /// A second of the countdown has gone by.
    Second {
        serial: u32,
    },
    /// The toast has been there long enough.
    ToastOver {
        serial: u32,
    },
    /// The mouse has been over the handle long enough.
    HandleRested {
        serial: u32,
    },
    /// The bar has been left alone long enough.
    BarIdle {
        serial: u32,
    },
}

/// Something to do outside the state.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    /// Make the viewer, which connects.
    Start,
    /// Tell the viewer.
    Command(Command),
    /// Give the keyboard to the machine's screen.
    FocusScreen,
    /// The same by the page's own doing: not where the user is in another page, which this one is a frame of.
    FocusScreenIfHere,
    /// Give the keyboard to the bar.
    FocusBar,
    /// Type through a text field or directly.
    TextInput(bool),
    /// Drag the view or the machine's pointer.
    Panning(bool),
    /// Go to full screen or come back.
    Fullscreen(bool),
    /// Put the machine's text on the user's own clipboard.
    WriteClipboard(String),
    /// Read the user's own clipboard, who is asked if need be.
    ReadClipboard,
    /// Read it if the user need not be asked.
    PeekClipboard,
    /// Play the machine's sound, or stop that.
    Sound(bool),
    /// How loud, of 100.
    Volume(u8),
    /// Remember a choice.
    Store { name: &'static str },
    /// Recognise the server of this key at this address from now on.
    RememberServer(Fingerprint),
    /// Recognise none at this address any more.
    ForgetServers,
    /// Set the page's title.
    Title,
    /// Sound the bell.
    Bell,
    /// Come back to it after so many milliseconds.
    After { milliseconds: u32, action: Action },
    /// Say it in the browser's console.
    Log(Level, String),
}
