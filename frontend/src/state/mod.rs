//! The application's state: what there is to show. [`update`] changes it, the components show it.

mod action;
mod machine;
mod update;

use std::rc::Rc;
use std::time::Duration;

use session::{
    Credentials, Ending, LinkUrl, Options, Platform, Protection, RepeaterId, ResizeMode, ServerIdentity,
};
use viewer::LinkFault;

pub(crate) use action::{Action, Effect};
pub(crate) use machine::Machine;

use crate::known_servers;
use crate::parameters::{Address, Parameters, Resize, Secret};
use crate::texts::{Texts, fill};

/// Everything the page shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    pub(crate) texts: &'static Texts,
    pub(crate) environment: Environment,
    /// What the page was told, and what the user has changed of it since.
    pub(crate) parameters: Parameters,
    /// Where the WebSocket is; none if the page has no host.
    pub(crate) address: Option<Address>,
    pub(crate) phase: Phase,
    /// What the server calls the machine's desktop; empty if it has not said.
    pub(crate) desktop_name: String,
    /// What the server wants to know, while it waits for it.
    pub(crate) asked: Option<Asked>,
    /// What the server can be recognised by, while the user has to.
    pub(crate) identity: Option<ServerIdentity>,
    /// Whether the user wanted the server at this address to be remembered.
    pub(crate) remembered: bool,
    /// It has been forgotten, and there has been no connection since.
    pub(crate) forgotten: bool,
    pub(crate) bar: Bar,
    pub(crate) panel: Option<Panel>,
    pub(crate) clipboard: Clipboard,
    pub(crate) machine: Machine,
    pub(crate) sound: Sound,
    pub(crate) toast: Option<Toast>,
    pub(crate) fullscreen: bool,
    /// Whether keys go to the screen now.
    pub(crate) screen_focused: bool,
    /// Typing goes through a text field.
    pub(crate) text_input: bool,
    /// Dragging moves the view.
    pub(crate) panning: bool,
    /// Why the last link could not even be tried.
    pub(crate) link_fault: Option<LinkFault>,
    /// Nothing has come from the server for a while although it owes something.
    pub(crate) stalled: bool,
    /// There has been a screen, whose last picture stays behind everything else.
    pub(crate) shown: bool,
    /// The user agreed to a host that the link named.
    agreed: bool,
    /// The page was left while there was a connection, or one was being made.
    left: bool,
    /// There is a viewer, so connecting again is a command to it.
    started: bool,
    // Each timer carries the number it was started with; when that is no longer the latest, it has nothing to say.
    serial_of_bar: u32,
    serial_of_countdown: u32,
    serial_of_handle: u32,
    serial_of_toast: u32,
}

/// What the browser allows here, and how the page is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Environment {
    /// The page is in a frame of another page.
    pub(crate) framed: bool,
    /// The page may fill the screen.
    pub(crate) can_fullscreen: bool,
    /// The page can reach the user's own clipboard, if they agree: it came encrypted.
    pub(crate) clipboard: bool,
    /// Whose keyboard it has.
    pub(crate) platform: Platform,
    /// The page's own address, for opening it in a tab of its own.
    pub(crate) href: Rc<str>,
}

/// Where the application is on its way.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Phase {
    /// The link names another host than the page's, and the user is asked.
    Confirm,
    /// Connecting waits for a press.
    Offered,
    /// The link is being opened.
    Connecting,
    /// The link is open; the screen is not there yet.
    Negotiating,
    /// The screen is shown.
    Connected,
    /// The connection is gone; another attempt follows.
    Waiting {
        why: Ending,
        /// Until the attempt.
        seconds: u32,
    },
    /// The connection is gone.
    Ended(Ending),
    /// The viewer stopped by a fault of its own, described in English.
    Broken(String),
    /// There will be no connection.
    Impossible(Impossible),
}

/// Why there can be no connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Impossible {
    /// The page has no host, as with `file:`.
    NoHost,
    /// The link says where to connect in a way that cannot be read.
    Link,
    /// What the operator fixes for everybody could not be read; why, in English.
    Rules(String),
    /// The browser lacks something, which is named as it names it.
    Browser(String),
}

/// The questions of a sign-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) username: bool,
    pub(crate) password: bool,
    pub(crate) target: bool,
}

/// The bar at the upper edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bar {
    /// It is shown; otherwise only its handle is.
    pub(crate) open: bool,
    /// The pointer is in it.
    pub(crate) hovered: bool,
    /// The focus is in it.
    pub(crate) focused: bool,
}

impl Bar {
    fn in_use(self) -> bool {
        self.hovered || self.focused
    }
}

/// What opens below the bar; one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Panel {
    Keys,
    Clipboard,
    Power,
    Sound,
    Settings,
}

/// The text that both sides' clipboards meet in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Clipboard {
    pub(crate) text: String,
    /// What the user is writing, until it is sent: what the machine copies meanwhile does not wipe it.
    pub(crate) draft: Option<String>,
    /// The machine's text has not been looked at.
    pub(crate) unseen: bool,
    /// The machine takes all of Unicode; otherwise Latin-1.
    pub(crate) unicode: bool,
}

impl Clipboard {
    /// What the panel shows.
    pub(crate) fn shown(&self) -> &str {
        self.draft.as_deref().unwrap_or(&self.text)
    }
}

/// The machine's sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sound {
    /// The server has some.
    pub(crate) available: bool,
    /// The user wants to hear it.
    pub(crate) on: bool,
    pub(crate) muted: bool,
    /// How loud it is, of 100.
    pub(crate) volume: u8,
    /// How long after its arrival it is heard, where that is known.
    pub(crate) latency_ms: Option<u32>,
}

impl Default for Sound {
    fn default() -> Self {
        Self { available: false, on: false, muted: false, volume: 100, latency_ms: None }
    }
}

impl Sound {
    /// Whether something can be heard.
    pub(crate) fn audible(self) -> bool {
        self.on && !self.muted
    }
}

/// A sentence that goes by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Toast {
    pub(crate) text: String,
    serial: u32,
}

impl State {
    /// The state before anything happened; [`Action::Begin`] comes next.
    pub(crate) fn new(
        texts: &'static Texts,
        environment: Environment,
        parameters: Parameters,
        address: Option<Address>,
    ) -> Self {
        Self {
            texts,
            environment,
            parameters,
            address,
            phase: Phase::Offered,
            desktop_name: String::new(),
            asked: None,
            identity: None,
            remembered: false,
            forgotten: false,
            bar: Bar::default(),
            panel: None,
            clipboard: Clipboard::default(),
            machine: Machine::default(),
            sound: Sound::default(),
            toast: None,
            fullscreen: false,
            screen_focused: false,
            text_input: false,
            panning: false,
            link_fault: None,
            stalled: false,
            shown: false,
            agreed: false,
            left: false,
            started: false,
            serial_of_bar: 0,
            serial_of_countdown: 0,
            serial_of_handle: 0,
            serial_of_toast: 0,
        }
    }

    /// The page's title.
    pub(crate) fn title(&self) -> String {
        let product = self.texts.product;
        match self.name() {
            "" => product.to_owned(),
            name => format!("{name} – {product}"),
        }
    }

    /// What the machine is called: by the link, which is by whoever manages it, or else by its display server. Empty if by neither.
    pub(crate) fn name(&self) -> &str {
        self.parameters.title.as_deref().unwrap_or(self.desktop_name.trim())
    }

    /// What is going on, for those who hear the page: whatever no alert, dialog or toast says.
    pub(crate) fn status(&self) -> &'static str {
        match &self.phase {
            Phase::Connecting => self.texts.connecting,
            Phase::Negotiating => self.texts.negotiating,
            Phase::Connected if self.stalled => self.texts.stalled,
            _ => "",
        }
    }

    fn connected_to(&self) -> String {
        match self.name() {
            "" => self.texts.connected.to_owned(),
            name => fill(self.texts.connected_to, name),
        }
    }

    /// Whether somebody who starts to type would type elsewhere, which in a frame is easily overlooked.
    pub(crate) fn deaf(&self) -> bool {
        let elsewhere = !self.screen_focused && !self.bar.focused && self.panel.is_none();
        self.phase == Phase::Connected && self.environment.framed && elsewhere && !self.parameters.view_only
    }

    /// Whether the machine waits for a press that gives it the pointer.
    pub(crate) fn lacks_pointer(&self) -> bool {
        self.phase == Phase::Connected && self.machine.wants_pointer() && !self.parameters.view_only
    }

    /// Whether the connection came to nothing only because a server at this address was to be recognised.
    pub(crate) fn unproved(&self) -> bool {
        let weak = matches!(self.phase, Phase::Ended(Ending::TooWeak { .. }));
        let may_be_weaker = self.parameters.security < Protection::VerifiedServer;
        weak && may_be_weaker && (self.remembered || self.forgotten)
    }

    /// What stands for the address among the servers that are remembered.
    pub(crate) fn place(&self) -> Option<String> {
        let repeater_id = self.parameters.repeater_id.as_ref().map(Secret::reveal);
        self.address.as_ref().map(|address| known_servers::place(address.url.reveal(), repeater_id))
    }

    /// What the viewer's session is told; `servers` are those that the user wanted to be remembered.
    ///
    /// Where one is remembered, the server has to prove again who it is: whoever wants to be taken for it would otherwise
    /// only have to say that they cannot.
    pub(crate) fn options(&self, address: &Address, servers: &str) -> Options {
        let parameters = &self.parameters;
        let reveal = |secret: &Secret| secret.reveal().to_owned();
        let known_server = self.place().and_then(|place| known_servers::at(servers, &place));
        let least = known_server.map_or(Protection::Nothing, |_| Protection::VerifiedServer);
        Options {
            url: LinkUrl(address.url.reveal().to_owned()),
            shared: parameters.shared,
            view_only: parameters.view_only,
            repeater_id: parameters.repeater_id.as_ref().map(reveal).map(RepeaterId),
            credentials: Credentials {
                username: parameters.username.as_ref().map(reveal),
                password: parameters.password.as_ref().map(reveal),
                target: None,
            },
            minimum_protection: parameters.security.max(least),
            known_servers: known_server.into_iter().collect(),
            quality: parameters.quality,
            lossless: parameters.lossless,
            compression: parameters.compression,
            resize: parameters.resize.into(),
            reconnect: parameters
                .reconnect
                .then(|| Duration::from_millis(u64::from(parameters.reconnect_delay_ms))),
            show_dot: parameters.show_dot,
            platform: self.environment.platform,
            ..Options::new("")
        }
    }
}

impl From<Resize> for ResizeMode {
    fn from(resize: Resize) -> Self {
        match resize {
            Resize::Off => Self::Off,
            Resize::Scale => Self::Scale,
            Resize::Remote => Self::Remote,
        }
    }
}

#[cfg(test)]
mod tests;
