//! The application: it holds the state, lets actions change it, and has their effects done.

use std::rc::Rc;

use viewer::{Event, Viewer};
use yew::{Callback, Component, Context, Html, NodeRef, Properties, html};

use crate::components::{Props, View};
use crate::diary;
use crate::dom::bell::Bell;
use crate::dom::page::Told;
use crate::dom::storage::Memory;
use crate::dom::watch::Watch;
use crate::dom::{clipboard, console, focus, fullscreen, page, screen, storage, timer};
use crate::known_servers;
use crate::log::Level;
use crate::parameters::{PageAddress, Parameters, stored};
use crate::state::{Action, Effect, Impossible, Phase, State};
use crate::texts::Texts;

/// Gathers what the page is told, and shows the application.
pub(crate) async fn start() {
    let Told { sources, mut complaints, fault } = page::told().await;
    let (parameters, more) = Parameters::read(&sources);
    complaints.extend(more);
    if parameters.logging.admits(Level::Warn) {
        complaints.iter().for_each(|complaint| console::say(Level::Warn, complaint));
    }
    let languages = page::languages();
    let wanted = parameters.language.iter().chain(&languages).map(String::as_str);
    let texts = Texts::choose(wanted);
    let address = PageAddress::parse(&sources.href).map(|page| page.websocket(&parameters));
    let mut state = State::new(texts, page::environment(), parameters, address);
    state.remembered = state.place().is_some_and(|place| is_remembered(&place));
    if let Some(fault) = fault.or_else(|| sources.broken_rule()) {
        state.phase = Phase::Impossible(Impossible::Rules(fault));
    }
    if let Some(root) = page::root() {
        yew::Renderer::<App>::with_root_and_props(root, AppProps { state }).render();
    }
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct AppProps {
    /// What to begin with.
    state: State,
}

pub(crate) struct App {
    state: Rc<State>,
    on: Callback<Action>,
    screen: NodeRef,
    viewer: Option<Rc<Viewer>>,
    bell: Bell,
    /// Who is to have the focus once the new state is shown: until then it may be hidden, or inert.
    focus: Option<Focus>,
    _watch: Watch,
}

/// What can be given the focus.
enum Focus {
    Screen,
    Bar,
}

impl Component for App {
    type Message = Action;
    type Properties = AppProps;

    fn create(ctx: &Context<Self>) -> Self {
        let on = ctx.link().callback(|action| action);
        let watch = Watch::new(&on);
        Self {
            state: Rc::new(ctx.props().state.clone()),
            on,
            screen: NodeRef::default(),
            viewer: None,
            bell: Bell::default(),
            focus: None,
            _watch: watch,
        }
    }

    fn rendered(&mut self, _: &Context<Self>, first_render: bool) {
        if first_render {
            page::hide_notice();
            self.on.emit(Action::Begin);
        }
        self.move_focus();
    }

    fn update(&mut self, _: &Context<Self>, action: Action) -> bool {
        let before = Rc::clone(&self.state);
        if let Action::Session(event) = &action
            && let Some((level, text)) = diary::entry(event)
        {
            self.say(level, &text);
        }
        for effect in Rc::make_mut(&mut self.state).update(action) {
            self.perform(effect);
        }
        // The focus moves when the state is shown, even if nothing else changes: an action before this one may have
        // changed much that is not shown yet.
        before != self.state || self.focus.is_some()
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let common = Props { state: Rc::clone(&self.state), on: self.on.clone() };
        html! { <View {common} screen={self.screen.clone()} /> }
    }
}

impl App {
    fn say(&self, level: Level, text: &str) {
        if self.state.parameters.logging.admits(level) {
            console::say(level, text);
        }
    }

    fn move_focus(&mut self) {
        match self.focus.take() {
            Some(Focus::Screen) => {
                self.with_viewer(Viewer::focus);
                // No event tells that the browser refused; the viewer tells of the rest.
                if !focus::is_on_screen() {
                    self.on.emit(Action::ScreenFocused(false));
                }
            }
            Some(Focus::Bar) => focus::bar(),
            None => {}
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Start => self.start_viewer(),
            Effect::Command(command) => self.with_viewer(|viewer| viewer.command(command)),
            Effect::TextInput(on) => self.with_viewer(|viewer| viewer.set_text_input(on)),
            Effect::Panning(on) => self.with_viewer(|viewer| viewer.set_panning(on)),
            Effect::FocusScreen => self.focus = Some(Focus::Screen),
            Effect::FocusScreenIfHere => {
                if focus::claim() {
                    self.focus = Some(Focus::Screen);
                }
            }
            Effect::FocusBar => self.focus = Some(Focus::Bar),
            Effect::Fullscreen(on) => fullscreen::set(on),
            Effect::Store { name } => {
                if let Some(value) = stored::value(&self.state.parameters, name) {
                    let text = stored::with(&storage::read(Memory::Settings), name, &value);
                    storage::write(Memory::Settings, &text);
                }
            }
            Effect::RememberServer(fingerprint) => {
                self.change_memory(|remembered, place| known_servers::with(remembered, place, &fingerprint));
            }
            Effect::ForgetServers => self.change_memory(known_servers::without),
            Effect::Title => page::set_title(&self.state.title()),
            Effect::Bell => self.bell.ring(),
            Effect::WriteClipboard(text) => {
                let on = self.on.clone();
                clipboard::write(&text, move |written| on.emit(Action::ClipboardWritten(written)));
            }
            Effect::ReadClipboard => {
                let on = self.on.clone();
                clipboard::read(move |text| on.emit(Action::ClipboardRead(text)));
            }
            Effect::PeekClipboard => {
                let on = self.on.clone();
                clipboard::read_if_granted(move |text| on.emit(Action::ClipboardSeen(text)));
            }
            Effect::Sound(on) => {
                if self.viewer.as_ref().is_some_and(|viewer| !viewer.set_sound(on)) {
                    self.on.emit(Action::SoundFailed);
                }
            }
            Effect::Volume(volume) => self.with_viewer(|viewer| viewer.set_volume(f32::from(volume) / 100.0)),
            Effect::After { milliseconds, action } => {
                let on = self.on.clone();
                timer::after(milliseconds, move || on.emit(action));
            }
            Effect::Log(level, text) => self.say(level, &text),
        }
    }

    fn start_viewer(&mut self) {
        let Some(address) = &self.state.address else { return };
        // The one before, if any, gives way first: there is one place for a screen.
        self.viewer = None;
        let on = self.on.clone();
        let viewer = screen::show(
            &self.screen,
            self.state.options(address, &storage::read(Memory::Servers)),
            self.state.texts.screen,
            self.state.parameters.view_clip,
            move |event| {
                on.emit(match event {
                    Event::Session(event) => Action::Session(event),
                    Event::Focus(focused) => Action::ScreenFocused(focused),
                    Event::PointerLock(lock) => Action::PointerLock(lock),
                    Event::SoundLatency(latency) => {
                        Action::SoundLatency(u32::try_from(latency.as_millis()).unwrap_or(u32::MAX))
                    }
                    Event::LinkFault(fault) => Action::LinkFault(fault),
                    Event::Stopped(what) => Action::Stopped(what),
                    Event::CutOff => Action::CutOff,
                });
            },
        );
        match viewer {
            Ok(viewer) => self.viewer = Some(Rc::new(viewer)),
            Err(why) => self.on.emit(Action::Unsupported(why)),
        }
    }

    /// Remembers other servers than before, which `change` makes of those and of this address's place.
    fn change_memory(&self, change: impl FnOnce(&str, &str) -> String) {
        let Some(place) = self.state.place() else { return };
        storage::write(Memory::Servers, &change(&storage::read(Memory::Servers), &place));
        // What was really kept: the browser may forbid the page to.
        self.on.emit(Action::Remembered(is_remembered(&place)));
    }

    fn with_viewer(&self, tell: impl FnOnce(&Viewer)) {
        if let Some(viewer) = &self.viewer {
            tell(viewer);
        }
    }
}

/// Whether a server is remembered at a place.
fn is_remembered(place: &str) -> bool {
    known_servers::at(&storage::read(Memory::Servers), place).is_some()
}
