//! What windows contain.

use std::time::Duration;

use rfb::wire::Leds;

use crate::canvas::{Area, Painter};

/// A window's content. Its places are counted from its own top left corner unless said otherwise.
pub(super) trait Panel: Send {
    /// What the window is called.
    fn title(&self) -> &'static str;

    /// Its width and height.
    fn size(&self) -> (i32, i32);

    /// Paints all of it; `area` is where on the screen it lies.
    fn paint(&self, painter: &mut Painter<'_>, area: Area);

    /// Goes on to this moment and says what looks different since the last call.
    fn advance(&mut self, moment: Moment) -> Changed;

    /// Something happened that panels may care about.
    fn notice(&mut self, news: &News<'_>);

    /// When it will look different without any news.
    fn next_change(&self, _moment: Moment) -> Option<Duration> {
        None
    }

    /// The left button went down here.
    fn press(&mut self, _x: i32, _y: i32) -> Option<Action> {
        None
    }
}

/// An instant, on both of the desktop's time scales.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Moment {
    /// Since the scene's origin of time.
    pub(super) now: Duration,
    /// Since 1 January 1970, 0:00 UTC.
    pub(super) wall: Duration,
}

/// What looks different.
#[derive(Debug, Default)]
pub(super) struct Changed {
    /// Everything that does lies in these.
    pub(super) areas: Vec<Area>,
    /// An area whose content went up by so many rows, if one did.
    pub(super) scrolled: Option<(Area, i32)>,
}

impl Changed {
    /// One area, if `changed`.
    pub(super) fn area_if(changed: bool, area: Area) -> Self {
        Self { areas: if changed { vec![area] } else { Vec::new() }, scrolled: None }
    }
}

/// What happened.
#[derive(Debug)]
pub(super) enum News<'a> {
    /// A key went down, again, or up.
    Key { keysym: u32, scancode: Option<u32>, down: bool },
    /// The pointer moved or its buttons changed, within a screen of this width and height.
    Pointer {
        buttons: u16,
        /// Which of them were up before.
        pressed: u16,
        at: (i32, i32),
        screen: (i32, i32),
    },
    /// These of the keyboard's lights are on.
    Leds(Leds),
    /// The user copied a text.
    CutText(&'a str),
    /// The user did something worth a line in the log.
    Note(&'a str),
    /// Things that move shall stop, or move again.
    Pause,
    /// The pointer is here, counted from this panel's corner; or over another window.
    Hover(Option<(i32, i32)>),
}

/// What a press on a panel asks of the desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    CopyText,
    RingBell,
    NextCursor,
    NextSize,
    NextName,
    Pause,
    RelativePointer,
    CentrePointer,
}
