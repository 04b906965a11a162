//! The reducer: an action changes the state and may have effects outside of it.

use session::{Command, Ending, Event, State as Link};
use viewer::PointerLock;

use super::{Action, Asked, Bar, Effect, Impossible, Machine, Panel, Phase, State, Toast};
use crate::log::Level;
use crate::parameters::Trust;

/// How long the bar stays after the screen appears, so that it is seen once, in milliseconds.
const BAR_FIRST_MS: u32 = 4000;

/// How long the bar stays after it was left, in milliseconds: enough to come back from a slip of the hand.
const BAR_LEFT_MS: u32 = 1200;

/// How long the mouse has to be over the handle before the bar comes, in milliseconds: longer than it takes to pass by on the
/// way to something in the machine that lies there, and short for who waits.
const HANDLE_REST_MS: u32 = 300;

/// How long a toast stays, in milliseconds: enough to read one sentence twice.
const TOAST_MS: u32 = 5000;

const SECOND_MS: u32 = 1000;

impl State {
    /// Applies an action and says what is to be done outside of the state, in order.
    pub(crate) fn update(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Begin => self.begin(),
            Action::Connect => self.connect(),
            Action::Agree => {
                self.agreed = true;
                self.connect()
            }
            Action::Decline => self.enter(Phase::Offered),
            Action::Disconnect => vec![Effect::Command(Command::Disconnect)],
            Action::TrustServer { remember } => {
                let identity = self.identity.take();
                let mut effects = vec![Effect::Command(Command::AcceptServer)];
                let remembered = identity.filter(|_| remember);
                effects.extend(remembered.map(|identity| Effect::RememberServer(identity.fingerprint)));
                effects
            }
            Action::ForgetServers if self.forgotten => Vec::new(),
            Action::ForgetServers => {
                self.forgotten = true;
                vec![Effect::ForgetServers]
            }
            Action::Remembered(remembered) => {
                self.remembered = remembered;
                Vec::new()
            }
            Action::PageLeft => self.page_left(),
            Action::PageBack if std::mem::take(&mut self.left) => self.connect(),
            Action::PageBack => Vec::new(),
            Action::SignIn(credentials) => {
                self.asked = None;
                vec![Effect::Command(Command::Credentials(credentials)), Effect::FocusScreen]
            }
            Action::Session(event) => self.session(event),
            Action::ScreenFocused(focused) => {
                self.screen_focused = focused;
                let may_paste = focused && self.phase == Phase::Connected && !self.parameters.view_only;
                if may_paste && self.environment.clipboard { vec![Effect::PeekClipboard] } else { Vec::new() }
            }
            Action::PointerLock(lock) => {
                self.machine.pointer_lock = Some(lock);
                match lock {
                    PointerLock::Locked => self.toast(self.texts.pointer_locked.to_owned()),
                    PointerLock::Freed => Vec::new(),
                    PointerLock::Refused => self.toast(self.texts.pointer_refused.to_owned()),
                }
            }
            Action::LinkFault(fault) => {
                self.link_fault = Some(fault);
                Vec::new()
            }
            Action::Stopped(what) => {
                self.started = false;
                let said = Effect::Log(Level::Error, what.clone());
                self.enter(Phase::Broken(what));
                vec![said]
            }
            Action::CutOff => {
                self.started = false;
                self.enter(Phase::Ended(Ending::ByUser));
                let said = "the worker was busy with what the server sent, and was ended to disconnect";
                vec![Effect::Log(Level::Warn, said.to_owned())]
            }
            Action::Unsupported(why) => {
                let said = Effect::Log(Level::Error, why.clone());
                self.phase = Phase::Impossible(Impossible::Browser(why));
                vec![said]
            }
            Action::Send(command) => {
                let mut effects = vec![Effect::Command(command)];
                effects.extend(self.back_to_screen());
                effects
            }
            Action::AskPower(power) => {
                self.machine.asked_power = power;
                Vec::new()
            }
            Action::SwitchPower(power) => {
                self.machine.asked_power = None;
                self.panel = None;
                let mut effects = vec![Effect::Command(Command::Power(power))];
                effects.extend(self.toast(self.texts.power(power).done.to_owned()));
                effects.push(Effect::FocusScreen);
                effects
            }
            Action::Toggle(panel) => {
                self.machine.asked_power = None;
                self.panel = if self.panel == Some(panel) { None } else { Some(panel) };
                if self.panel == Some(Panel::Clipboard) && self.clipboard.draft.is_none() {
                    self.clipboard.unseen = false;
                }
                Vec::new()
            }
            Action::Leave => {
                self.close_bar();
                vec![Effect::FocusScreen]
            }
            Action::HandleHovered(hovered) => {
                self.serial_of_handle += 1;
                let action = Action::HandleRested { serial: self.serial_of_handle };
                hovered
                    .then_some(Effect::After { milliseconds: HANDLE_REST_MS, action })
                    .into_iter()
                    .collect()
            }
            Action::HandleRested { serial } if serial == self.serial_of_handle => {
                self.update(Action::OpenBar { focus: false })
            }
            Action::HandleRested { .. } => Vec::new(),
            Action::OpenBar { focus } => {
                if self.phase != Phase::Connected {
                    return Vec::new();
                }
                self.bar.open = true;
                if focus { vec![Effect::FocusBar] } else { self.bar_idle_after(BAR_FIRST_MS) }
            }
            Action::BarHovered(hovered) => {
                self.bar.hovered = hovered;
                self.bar_idle_after(BAR_LEFT_MS)
            }
            Action::BarFocused(focused) => {
                self.bar.focused = focused;
                self.bar_idle_after(BAR_LEFT_MS)
            }
            Action::ScreenPressed => {
                self.close_bar();
                Vec::new()
            }
            Action::SetResize(resize) => {
                self.parameters.resize = resize;
                let mut effects =
                    vec![Effect::Command(Command::Resize(resize.into())), Effect::Store { name: "resize" }];
                if self.panel.is_none() {
                    effects.extend(self.back_to_screen());
                }
                effects
            }
            Action::SetQuality(quality) => {
                self.parameters.quality = quality;
                vec![Effect::Command(Command::Quality(quality)), Effect::Store { name: "quality" }]
            }
            Action::SetLossless(lossless) => {
                self.parameters.lossless = lossless;
                vec![Effect::Command(Command::Lossless(lossless)), Effect::Store { name: "lossless" }]
            }
            Action::SetCompression(compression) => {
                self.parameters.compression = compression;
                vec![
                    Effect::Command(Command::Compression(compression)),
                    Effect::Store { name: "compression" },
                ]
            }
            Action::SetBell(bell) => {
                self.parameters.bell = bell;
                vec![Effect::Store { name: "bell" }]
            }
            Action::SetViewOnly(view_only) => {
                self.parameters.view_only = view_only;
                let mut effects = vec![Effect::Command(Command::ViewOnly(view_only))];
                effects.extend(self.back_to_screen());
                effects
            }
            Action::ToggleFullscreen => {
                let mut effects = vec![Effect::Fullscreen(!self.fullscreen)];
                effects.extend(self.back_to_screen());
                effects
            }
            Action::FullscreenIs(fullscreen) => {
                self.fullscreen = fullscreen;
                Vec::new()
            }
            Action::SetTextInput(on) => {
                self.text_input = on;
                vec![Effect::TextInput(on), Effect::FocusScreen]
            }
            Action::SetPanning(on) => {
                self.panning = on;
                let mut effects = vec![Effect::Panning(on)];
                effects.extend(self.back_to_screen());
                effects
            }
            Action::EditClipboard(text) => {
                self.clipboard.draft = Some(text);
                Vec::new()
            }
            Action::DropDraft => {
                (self.clipboard.draft, self.clipboard.unseen) = (None, false);
                Vec::new()
            }
            Action::SendClipboard => {
                if let Some(draft) = self.clipboard.draft.take() {
                    self.clipboard.text = draft;
                }
                self.clipboard.unseen = false;
                let mut effects = vec![Effect::Command(Command::Clipboard(self.clipboard.text.clone()))];
                effects.extend(self.toast(self.texts.clipboard_sent.to_owned()));
                effects
            }
            Action::Copied(copied) => {
                let texts = self.texts;
                let said = if copied { texts.clipboard_copied } else { texts.clipboard_selected };
                self.toast(said.to_owned())
            }
            Action::ClipboardWritten(false) => Vec::new(),
            Action::ClipboardWritten(true) => {
                self.clipboard.unseen = false;
                self.toast(self.texts.clipboard_from_machine.to_owned())
            }
            Action::PasteClipboard => vec![Effect::ReadClipboard],
            Action::ClipboardRead(Some(text)) => {
                self.clipboard.draft = Some(with_plain_line_ends(&text));
                self.update(Action::SendClipboard)
            }
            Action::ClipboardRead(None) => self.toast(self.texts.clipboard_unreadable.to_owned()),
            Action::ClipboardSeen(text) => self.clipboard_seen(&text),
            Action::SetSound(on) => {
                self.sound.on = on;
                self.sound.latency_ms = None;
                vec![Effect::Volume(self.volume()), Effect::Sound(on)]
            }
            Action::SoundFailed => {
                self.sound.on = false;
                self.toast(self.texts.sound_failed.to_owned())
            }
            Action::SetMuted(muted) => {
                self.sound.muted = muted;
                vec![Effect::Volume(self.volume())]
            }
            Action::SetVolume(volume) => {
                self.sound.volume = volume.min(100);
                self.sound.muted = false;
                vec![Effect::Volume(self.volume())]
            }
            Action::SoundLatency(milliseconds) => {
                self.sound.latency_ms = self.sound.on.then_some(milliseconds);
                Vec::new()
            }
            Action::Second { serial } => self.second(serial),
            Action::ToastOver { serial } => {
                if self.toast.as_ref().is_some_and(|toast| toast.serial == serial) {
                    self.toast = None;
                }
                Vec::new()
            }
            Action::BarIdle { serial } => {
                if serial == self.serial_of_bar && !self.bar.in_use() && self.panel.is_none() {
                    self.bar.open = false;
                }
                Vec::new()
            }
        }
    }

    fn begin(&mut self) -> Vec<Effect> {
        let mut effects = vec![Effect::Title];
        if matches!(self.phase, Phase::Impossible(_)) {
            return effects;
        }
        if self.address.is_none() {
            self.phase = Phase::Impossible(Impossible::NoHost);
        } else if self.parameters.endpoint.damaged {
            self.phase = Phase::Impossible(Impossible::Link);
        } else if self.parameters.autoconnect {
            effects.extend(self.connect());
        }
        effects
    }

    fn connect(&mut self) -> Vec<Effect> {
        match &self.address {
            Some(address) if address.trust == Trust::Ask && !self.agreed => self.enter(Phase::Confirm),
            // A viewer goes on knowing whom it has been told of.
            Some(_) if self.started && !self.forgotten => {
                self.enter(Phase::Connecting);
                vec![Effect::Command(Command::Connect)]
            }
            Some(_) => {
                self.started = true;
                // Another viewer, if this is not the first, starts with a blank screen and no habits.
                (self.shown, self.text_input, self.panning) = (false, false, false);
                (self.sound.on, self.forgotten) = (false, false);
                self.enter(Phase::Connecting);
                vec![Effect::Start]
            }
            None => Vec::new(),
        }
    }

    /// A page that is kept for a way back would keep its connection, too, and with it a place at the machine.
    fn page_left(&mut self) -> Vec<Effect> {
        self.left = match self.phase {
            Phase::Connecting | Phase::Negotiating | Phase::Connected | Phase::Waiting { .. } => self.started,
            Phase::Confirm | Phase::Offered | Phase::Ended(_) | Phase::Broken(_) | Phase::Impossible(_) => {
                false
            }
        };
        if self.left { vec![Effect::Command(Command::Disconnect)] } else { Vec::new() }
    }

    /// Goes to a phase and puts away what belongs to a connection.
    fn enter(&mut self, phase: Phase) -> Vec<Effect> {
        let connected = phase == Phase::Connected;
        if phase == Phase::Connecting {
            self.link_fault = None;
            self.clipboard.unicode = false;
            self.sound.available = false;
        }
        self.phase = phase;
        self.stalled = false;
        self.asked = None;
        self.identity = None;
        self.shown |= connected;
        self.machine = Machine::default();
        if !connected {
            self.bar = Bar::default();
            self.panel = None;
            self.toast = None;
        }
        Vec::new()
    }

    fn session(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::State(link) => self.link(link),
            Event::CredentialsRequired { username, password, target } => {
                self.asked = Some(Asked { username, password, target });
                Vec::new()
            }
            Event::ServerIdentity(identity) => {
                self.identity = Some(identity);
                Vec::new()
            }
            Event::Bell if self.parameters.bell => vec![Effect::Bell],
            Event::Clipboard(text) => {
                self.clipboard.text = text;
                self.clipboard.unseen = self.panel != Some(Panel::Clipboard) || self.clipboard.draft.is_some();
                if self.environment.clipboard {
                    vec![Effect::WriteClipboard(self.clipboard.text.clone())]
                } else {
                    Vec::new()
                }
            }
            Event::SoundAvailable => {
                self.sound.available = true;
                Vec::new()
            }
            Event::ClipboardExtended => {
                self.clipboard.unicode = true;
                Vec::new()
            }
            Event::DesktopName(name) => {
                self.desktop_name = name;
                vec![Effect::Title]
            }
            Event::PowerReady => {
                self.machine.power = true;
                Vec::new()
            }
            Event::Lights(lights) => {
                self.machine.lights = lights;
                Vec::new()
            }
            Event::RoundTrip(length) => {
                self.machine.round_trip = Some(length);
                Vec::new()
            }
            Event::PointerMode { relative } => {
                self.machine.relative_pointer = relative;
                Vec::new()
            }
            Event::Refused(refusal) => self.toast(self.texts.refusal(&refusal)),
            Event::Stalled { .. } => {
                self.stalled = true;
                Vec::new()
            }
            Event::Resumed => {
                self.stalled = false;
                Vec::new()
            }
            // The viewer's own matters.
            Event::Bell
            | Event::OpenLink { .. }
            | Event::CloseLink
            | Event::DecodeVideo(_)
            | Event::CloseVideo { .. }
            | Event::Resized { .. }
            | Event::ScancodesTaken
            | Event::Cursor(_)
            | Event::PointerAt { .. }
            | Event::Sound(_)
            // The panel is for text.
            | Event::ClipboardOffered(_)
            | Event::ClipboardData(_) => Vec::new(),
        }
    }

    /// Gives the user's own clipboard to the machine if there is something new on it: what came from the machine is not sent
    /// back.
    fn clipboard_seen(&mut self, text: &str) -> Vec<Effect> {
        let text = with_plain_line_ends(text);
        if text.is_empty() || text == self.clipboard.text || self.phase != Phase::Connected {
            return Vec::new();
        }
        self.clipboard.text.clone_from(&text);
        vec![Effect::Command(Command::Clipboard(text))]
    }

    /// How loud it is to be, of 100.
    fn volume(&self) -> u8 {
        if self.sound.muted { 0 } else { self.sound.volume }
    }

    fn link(&mut self, link: Link) -> Vec<Effect> {
        match link {
            Link::Idle => Vec::new(),
            Link::Connecting => self.enter(Phase::Connecting),
            Link::Negotiating => self.enter(Phase::Negotiating),
            Link::Connected { name } => {
                self.enter(Phase::Connected);
                self.desktop_name = name;
                self.bar.open = true;
                let mut effects = vec![Effect::Title, Effect::FocusScreenIfHere];
                effects.extend(self.toast(self.connected_to()));
                effects.extend(self.bar_idle_after(BAR_FIRST_MS));
                effects
            }
            Link::Waiting { retry_in, why, .. } => {
                let seconds = u32::try_from(retry_in.as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
                let mut effects = self.log_ending(&why);
                self.enter(Phase::Waiting { why, seconds });
                effects.push(self.second_from_now());
                effects
            }
            Link::Ended(why) => {
                let effects = self.log_ending(&why);
                self.enter(Phase::Ended(why));
                effects
            }
        }
    }

    fn log_ending(&self, why: &Ending) -> Vec<Effect> {
        let level = if *why == Ending::ByUser { Level::Info } else { Level::Warn };
        let said = self.texts.explain(why);
        let detail = said.detail.map(|detail| format!(" ({})", detail.text())).unwrap_or_default();
        vec![Effect::Log(level, format!("{}: {}{detail}", said.title, said.body))]
    }

    fn second(&mut self, serial: u32) -> Vec<Effect> {
        match &mut self.phase {
            Phase::Waiting { seconds, .. } if serial == self.serial_of_countdown && *seconds > 0 => {
                *seconds -= 1;
                vec![Effect::After { milliseconds: SECOND_MS, action: Action::Second { serial } }]
            }
            _ => Vec::new(),
        }
    }

    fn second_from_now(&mut self) -> Effect {
        self.serial_of_countdown += 1;
        let serial = self.serial_of_countdown;
        Effect::After { milliseconds: SECOND_MS, action: Action::Second { serial } }
    }

    fn toast(&mut self, text: String) -> Vec<Effect> {
        self.serial_of_toast += 1;
        let serial = self.serial_of_toast;
        self.toast = Some(Toast { text, serial });
        vec![Effect::After { milliseconds: TOAST_MS, action: Action::ToastOver { serial } }]
    }

    fn bar_idle_after(&mut self, milliseconds: u32) -> Vec<Effect> {
        self.serial_of_bar += 1;
        let serial = self.serial_of_bar;
        vec![Effect::After { milliseconds, action: Action::BarIdle { serial } }]
    }

    /// Who pressed a button with the mouse goes on typing into the machine; who came by keyboard stays where they are.
    fn back_to_screen(&self) -> Option<Effect> {
        self.bar.hovered.then_some(Effect::FocusScreen)
    }

    fn close_bar(&mut self) {
        self.bar = Bar::default();
        self.panel = None;
    }
}

/// The text as pages and the protocol have it: Windows' own clipboard has two characters for a line's end.
fn with_plain_line_ends(text: &str) -> String {
    text.replace("\r\n", "\n")
}
