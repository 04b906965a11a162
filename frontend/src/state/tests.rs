//! What follows from what, action by action.

mod bar;
mod trust;

use session::{Command, Credentials, Ending, Event, Power, Refusal, RepeaterId, State as Link};

use super::*;
use crate::log::Level;
use crate::parameters::{PageAddress, Sources};

/// A state as the page at `href` begins, before [`Action::Begin`].
fn at(href: &str) -> State {
    let (parameters, _) = Parameters::read(&Sources { href: href.to_owned(), ..Sources::default() });
    let address = PageAddress::parse(href).map(|page| page.websocket(&parameters));
    State::new(Texts::choose(["en"]), Environment::default(), parameters, address)
}

/// A state that has gone through these actions.
fn after(href: &str, actions: impl IntoIterator<Item = Action>) -> State {
    let mut state = at(href);
    for action in actions {
        state.update(action);
    }
    state
}

fn connected() -> State {
    after(LITE, [Action::Begin, link(Link::Connected { name: "web-1".to_owned() })])
}

fn link(state: Link) -> Action {
    Action::Session(Event::State(state))
}

fn waiting(millis: u64) -> Action {
    link(Link::Waiting { retry_in: Duration::from_millis(millis), attempt: 1, why: Ending::Lost })
}

const LITE: &str = "http://h/vnc_lite.html?path=%3Ftoken%3Dx";
const FULL: &str = "http://h/vnc.html";
const ELSEWHERE: &str = "http://h/vnc_lite.html?host=evil.example";

#[test]
fn the_page_begins_as_its_address_says() {
    let rows: &[(&str, Phase, &[Effect])] = &[
        (LITE, Phase::Connecting, &[Effect::Title, Effect::Start]),
        (FULL, Phase::Offered, &[Effect::Title]),
        ("http://h/vnc.html?autoconnect=true", Phase::Connecting, &[Effect::Title, Effect::Start]),
        (ELSEWHERE, Phase::Confirm, &[Effect::Title]),
        ("file:///vnc_lite.html", Phase::Impossible(Impossible::NoHost), &[Effect::Title]),
        ("http://h/vnc_lite.html?path=javascript:x", Phase::Impossible(Impossible::Link), &[Effect::Title]),
        ("http://h/vnc.html?path=%zz", Phase::Impossible(Impossible::Link), &[Effect::Title]),
        ("http://h/vnc_lite.html?host=a%20b", Phase::Impossible(Impossible::Link), &[Effect::Title]),
        ("http://h/vnc_lite.html?port=no", Phase::Impossible(Impossible::Link), &[Effect::Title]),
    ];
    for (href, phase, effects) in rows {
        let mut state = at(href);
        assert_eq!(state.update(Action::Begin), *effects, "{href}");
        assert_eq!(state.phase, *phase, "{href}");
    }
}

#[test]
fn the_link_s_states_are_the_page_s_phases() {
    let rows: &[(Link, Phase)] = &[
        (Link::Connecting, Phase::Connecting),
        (Link::Negotiating, Phase::Negotiating),
        (Link::Connected { name: String::new() }, Phase::Connected),
        (Link::Ended(Ending::ByUser), Phase::Ended(Ending::ByUser)),
        (Link::Ended(Ending::Unreachable), Phase::Ended(Ending::Unreachable)),
        (Link::Idle, Phase::Connecting),
    ];
    for (state, phase) in rows {
        assert_eq!(after(LITE, [Action::Begin, link(state.clone())]).phase, *phase, "{state:?}");
    }
}

#[test]
fn an_ending_is_logged_by_its_gravity() {
    for (why, level) in [(Ending::ByUser, Level::Info), (Ending::Lost, Level::Warn)] {
        let effects = connected().update(link(Link::Ended(why.clone())));
        assert!(matches!(effects[..], [Effect::Log(said, _)] if said == level), "{why:?}: {effects:?}");
    }
}

#[test]
fn the_screen_is_announced_named_and_given_the_keyboard() {
    let mut state = after(LITE, [Action::Begin]);
    let effects = state.update(link(Link::Connected { name: "web-1".to_owned() }));
    assert_eq!(effects[..2], [Effect::Title, Effect::FocusScreenIfHere]);
    assert!(!state.screen_focused, "the browser has the last word");
    assert_eq!(state.toast.as_ref().map(|toast| toast.text.as_str()), Some("Connected to web-1"));
    assert_eq!(state.title(), "web-1 – Porthole");
    assert!(state.bar.open);
    assert_eq!(state.update(Action::Session(Event::DesktopName("web-2".to_owned()))), [Effect::Title]);
    assert_eq!(state.title(), "web-2 – Porthole");
}

#[test]
fn a_title_in_the_address_stays() {
    let state =
        after("http://h/vnc_lite.html?title=mine", [Action::Session(Event::DesktopName("x".to_owned()))]);
    assert_eq!(state.title(), "mine – Porthole");
    assert_eq!(at(LITE).title(), "Porthole");
}

#[test]
fn the_countdown_runs_to_nought_and_only_for_the_latest_wait() {
    let mut state = connected();
    let effects = state.update(waiting(2500));
    let Some(Effect::After { milliseconds: 1000, action: second }) = effects.last().cloned() else {
        panic!("no countdown: {effects:?}");
    };
    for left in [2, 1, 0] {
        assert!(!state.update(second.clone()).is_empty());
        assert_eq!(state.phase, Phase::Waiting { why: Ending::Lost, seconds: left });
    }
    assert_eq!(state.update(second.clone()), []);
    state.update(link(Link::Connecting));
    assert_eq!(state.update(second.clone()), []);
    state.update(waiting(9000));
    assert_eq!(state.update(second), []);
    assert_eq!(state.phase, Phase::Waiting { why: Ending::Lost, seconds: 9 });
    assert_eq!(state.update(Action::Connect), [Effect::Command(Command::Connect)]);
    assert_eq!(state.update(Action::Disconnect), [Effect::Command(Command::Disconnect)]);
}

#[test]
fn a_question_is_asked_until_it_is_answered_or_moot() {
    let ask = Action::Session(Event::CredentialsRequired { username: false, password: true, target: false });
    let mut state = after(LITE, [Action::Begin, link(Link::Negotiating), ask.clone()]);
    assert_eq!(state.asked, Some(Asked { username: false, password: true, target: false }));
    let credentials = Credentials { username: None, password: Some("p".to_owned()), target: None };
    let effects = state.update(Action::SignIn(credentials.clone()));
    assert_eq!(effects, [Effect::Command(Command::Credentials(credentials)), Effect::FocusScreen]);
    assert_eq!(state.asked, None);
    state.update(ask);
    state.update(link(Link::Ended(Ending::Lost)));
    assert_eq!(state.asked, None);
}

#[test]
fn a_connection_s_end_puts_its_bar_and_panels_away() {
    let mut state = connected();
    state.update(Action::Toggle(Panel::Settings));
    state.update(Action::Session(Event::Stalled { silence: Duration::from_secs(9) }));
    assert!(state.stalled);
    state.update(link(Link::Ended(Ending::Lost)));
    assert_eq!((state.panel, state.bar, state.stalled), (None, Bar::default(), false));
    assert_eq!(state.update(Action::OpenBar { focus: true }), []);
    assert!(!state.bar.open);
}

/// The action of the last timer among effects.
fn timer(effects: &[Effect]) -> Action {
    let mut timers = effects.iter().filter_map(|effect| match effect {
        Effect::After { action, .. } => Some(action.clone()),
        _ => None,
    });
    timers.next_back().expect("a timer")
}

#[test]
fn choices_reach_the_viewer_and_those_with_a_control_are_remembered() {
    let mut state = connected();
    let rows = [
        (
            Action::SetResize(Resize::Scale),
            vec![Effect::Command(Command::Resize(ResizeMode::Scale)), Effect::Store { name: "resize" }],
        ),
        (
            Action::SetQuality(9),
            vec![Effect::Command(Command::Quality(9)), Effect::Store { name: "quality" }],
        ),
        (
            Action::SetLossless(true),
            vec![Effect::Command(Command::Lossless(true)), Effect::Store { name: "lossless" }],
        ),
        (
            Action::SetCompression(0),
            vec![Effect::Command(Command::Compression(0)), Effect::Store { name: "compression" }],
        ),
        (Action::SetBell(false), vec![Effect::Store { name: "bell" }]),
        (Action::SetViewOnly(true), vec![Effect::Command(Command::ViewOnly(true))]),
        (Action::ToggleFullscreen, vec![Effect::Fullscreen(true)]),
        (Action::SetTextInput(true), vec![Effect::TextInput(true), Effect::FocusScreen]),
        (Action::SetPanning(true), vec![Effect::Panning(true)]),
    ];
    for (action, effects) in rows {
        assert_eq!(state.update(action.clone()), effects, "{action:?}");
    }
    let parameters = &state.parameters;
    assert_eq!((parameters.resize, parameters.quality, parameters.compression), (Resize::Scale, 9, 0));
    assert!(!parameters.bell && parameters.view_only && state.text_input && state.panning);
    state.update(Action::FullscreenIs(true));
    assert_eq!(state.update(Action::ToggleFullscreen), [Effect::Fullscreen(false)]);
}

#[test]
fn the_clipboard_s_two_sides_meet_in_one_text() {
    let mut state = connected();
    state.update(Action::Session(Event::Clipboard("from the machine".to_owned())));
    assert!(state.clipboard.unseen);
    state.update(Action::Toggle(Panel::Clipboard));
    assert!(!state.clipboard.unseen);
    state.update(Action::Session(Event::Clipboard("again".to_owned())));
    assert!(!state.clipboard.unseen);
    state.update(Action::EditClipboard("to the machine".to_owned()));
    let effects = state.update(Action::SendClipboard);
    assert_eq!(effects[0], Effect::Command(Command::Clipboard("to the machine".to_owned())));
}

#[test]
fn what_the_machine_copies_does_not_wipe_what_is_being_written() {
    let mut state = connected();
    state.update(Action::Toggle(Panel::Clipboard));
    state.update(Action::EditClipboard("half a sen".to_owned()));
    state.update(Action::Session(Event::Clipboard("from the machine".to_owned())));
    assert_eq!(state.clipboard.shown(), "half a sen");
    assert!(state.clipboard.unseen);
    state.update(Action::DropDraft);
    assert_eq!(state.clipboard.shown(), "from the machine");
    assert!(!state.clipboard.unseen);
}

#[test]
fn the_user_s_own_clipboard_follows_where_the_browser_lets_it() {
    let mut state = connected();
    let copied = |text: &str| Action::Session(Event::Clipboard(text.to_owned()));
    assert_eq!(state.update(copied("kept in the panel")), []);
    assert_eq!(state.update(Action::ScreenFocused(true)), []);
    state.environment.clipboard = true;
    assert_eq!(state.update(copied("one")), [Effect::WriteClipboard("one".to_owned())]);
    state.update(Action::ClipboardWritten(false));
    assert!(state.clipboard.unseen);
    state.update(Action::ClipboardWritten(true));
    assert!(!state.clipboard.unseen && state.toast.is_some());

    assert_eq!(state.update(Action::ScreenFocused(true)), [Effect::PeekClipboard]);
    // What the machine copied is not sent back to it.
    assert_eq!(state.update(Action::ClipboardSeen("one".to_owned())), []);
    let sent = Effect::Command(Command::Clipboard("two\nlines".to_owned()));
    assert_eq!(state.update(Action::ClipboardSeen("two\r\nlines".to_owned())), [sent]);
    assert_eq!(state.update(Action::ClipboardSeen("two\nlines".to_owned())), []);

    assert_eq!(state.update(Action::PasteClipboard), [Effect::ReadClipboard]);
    let effects = state.update(Action::ClipboardRead(Some("three".to_owned())));
    assert_eq!(effects[0], Effect::Command(Command::Clipboard("three".to_owned())));
    state.update(Action::ClipboardRead(None));
    assert!(state.toast.as_ref().is_some_and(|toast| toast.text.contains("does not let the page read")));
    state.update(Action::SetViewOnly(true));
    assert_eq!(state.update(Action::ScreenFocused(true)), []);
}

#[test]
fn sound_is_off_until_the_user_turns_it_on_and_stays_so_while_connecting_again() {
    let mut state = connected();
    state.update(Action::Session(Event::SoundAvailable));
    assert!(state.sound.available && !state.sound.on);
    assert_eq!(state.update(Action::SetSound(true)), [Effect::Volume(100), Effect::Sound(true)]);
    assert_eq!(state.update(Action::SetVolume(40)), [Effect::Volume(40)]);
    assert_eq!(state.update(Action::SetMuted(true)), [Effect::Volume(0)]);
    assert!(!state.sound.audible());
    assert_eq!(state.update(Action::SetVolume(50)), [Effect::Volume(50)]);
    state.update(Action::SoundLatency(90));
    assert_eq!(state.sound.latency_ms, Some(90));
    state.update(link(Link::Connecting));
    assert!(!state.sound.available && state.sound.on);
    state.update(Action::SoundFailed);
    assert!(!state.sound.on && state.toast.is_some());
    // Another viewer is as silent as the first was.
    state.update(Action::SetSound(true));
    state.update(Action::Stopped("a fault".to_owned()));
    state.update(Action::Connect);
    assert!(!state.sound.on);
}

#[test]
fn a_copy_is_confirmed_and_a_forbidden_one_explained() {
    for (copied, expected) in [(true, "Text copied."), (false, "The browser does not let the page copy.")] {
        let mut state = connected();
        state.update(Action::Copied(copied));
        assert!(state.toast.is_some_and(|toast| toast.text.starts_with(expected)));
    }
}

#[test]
fn a_toast_goes_by_itself_unless_a_newer_one_took_its_place() {
    let mut state = connected();
    let refused = || Action::Session(Event::Refused(Refusal::ResizeUnsupported));
    let first = timer(&state.update(refused()));
    let second = timer(&state.update(refused()));
    state.update(first);
    assert!(state.toast.is_some());
    state.update(second);
    assert!(state.toast.is_none());
    let third = timer(&state.update(refused()));
    assert_ne!(third, Action::ToastOver { serial: 1 });
}

#[test]
fn the_bell_sounds_unless_it_is_off() {
    let mut state = connected();
    assert_eq!(state.update(Action::Session(Event::Bell)), [Effect::Bell]);
    state.update(Action::SetBell(false));
    assert_eq!(state.update(Action::Session(Event::Bell)), []);
}

#[test]
fn an_old_browser_is_told_so() {
    let state = after(LITE, [Action::Begin, Action::Unsupported("no OffscreenCanvas".to_owned())]);
    assert_eq!(state.phase, Phase::Impossible(Impossible::Browser("no OffscreenCanvas".to_owned())));
}

#[test]
fn a_stopped_viewer_is_replaced_on_the_next_connect() {
    let mut state = connected();
    let effects = state.update(Action::Stopped("a fault".to_owned()));
    assert_eq!(effects, [Effect::Log(Level::Error, "a fault".to_owned())]);
    assert_eq!(state.phase, Phase::Broken("a fault".to_owned()));
    assert_eq!(state.update(Action::Connect), [Effect::Start]);
}

#[test]
fn a_viewer_that_was_cut_off_counts_as_disconnected_and_is_replaced() {
    let mut state = connected();
    state.update(Action::SetTextInput(true));
    state.update(Action::SetPanning(true));
    let effects = state.update(Action::CutOff);
    assert!(matches!(&effects[..], [Effect::Log(Level::Warn, _)]));
    assert_eq!(state.phase, Phase::Ended(Ending::ByUser));
    assert!(state.shown, "the last picture stays while there is nothing else");
    assert_eq!(state.update(Action::Connect), [Effect::Start]);
    assert_eq!((state.shown, state.text_input, state.panning), (false, false, false), "the next one is new");
}

#[test]
fn a_link_s_fault_is_kept_until_the_next_attempt() {
    let mut state = after(LITE, [Action::Begin, Action::LinkFault(LinkFault::Insecure)]);
    state.update(link(Link::Ended(Ending::Unreachable)));
    assert_eq!(state.link_fault, Some(LinkFault::Insecure));
    state.update(Action::Connect);
    assert_eq!(state.link_fault, None);
}

#[test]
fn a_page_that_is_left_disconnects_and_connects_again_on_the_way_back() {
    let mut state = after(LITE, [Action::Begin, link(Link::Connected { name: String::new() })]);
    assert_eq!(state.update(Action::PageLeft), [Effect::Command(Command::Disconnect)]);
    state.update(link(Link::Ended(Ending::ByUser)));
    assert_eq!(state.update(Action::PageBack), [Effect::Command(Command::Connect)]);
    assert_eq!(state.phase, Phase::Connecting);
    assert_eq!(state.update(Action::PageBack), [], "once is enough");
}

#[test]
fn a_page_that_is_left_without_a_connection_stays_so() {
    for action in [Action::Decline, link(Link::Ended(Ending::ByUser))] {
        let mut state = after(LITE, [Action::Begin, action]);
        let before = state.phase.clone();
        assert_eq!(state.update(Action::PageLeft), []);
        assert_eq!(state.update(Action::PageBack), []);
        assert_eq!(state.phase, before);
    }
}

#[test]
fn the_session_is_told_what_the_address_says() {
    let state = at(
        "https://h/vnc.html?path=ws%3Ftoken%3Dx&shared=0&view_only=1&quality=1&lossless=1&compression=9&resize=remote\
                    &reconnect=1&reconnect_delay=1500&show_dot=1&username=u&password=p&repeaterID=7",
    );
    let address = state.address.clone().expect("an address");
    let options = state.options(&address, "");
    let expected = Options {
        shared: false,
        view_only: true,
        repeater_id: Some(RepeaterId("7".to_owned())),
        credentials: Credentials {
            username: Some("u".to_owned()),
            password: Some("p".to_owned()),
            target: None,
        },
        quality: 1,
        lossless: true,
        compression: 9,
        resize: ResizeMode::Remote,
        reconnect: Some(Duration::from_millis(1500)),
        show_dot: true,
        ..Options::new("wss://h/ws?token=x")
    };
    assert_eq!(options, expected);
}

#[test]
fn the_machine_is_switched_only_after_another_word() {
    let mut state = after(
        LITE,
        [
            Action::Begin,
            link(Link::Connected { name: String::new() }),
            Action::Session(Event::PowerReady),
            Action::Toggle(Panel::Power),
        ],
    );
    assert_eq!(state.update(Action::AskPower(Some(Power::Reset))), []);
    assert_eq!(state.machine.asked_power, Some(Power::Reset));
    // Closing the panel is a no.
    state.update(Action::Toggle(Panel::Power));
    state.update(Action::Toggle(Panel::Power));
    assert_eq!(state.machine.asked_power, None);
    let effects = state.update(Action::SwitchPower(Power::Reset));
    assert_eq!(effects[0], Effect::Command(Command::Power(Power::Reset)));
    assert_eq!(state.panel, None);
    assert!(state.toast.is_some());
    state.update(Action::Session(Event::Refused(Refusal::PowerFailed)));
    assert!(state.toast.as_ref().is_some_and(|toast| toast.text.contains("could not do that")));
}

#[test]
fn another_connection_starts_with_a_machine_that_is_not_known() {
    let mut state = connected();
    state.update(Action::Session(Event::PowerReady));
    state.update(Action::Session(Event::PointerMode { relative: true }));
    assert!(state.machine.power && state.lacks_pointer());
    state.update(waiting(1000));
    state.update(link(Link::Connected { name: String::new() }));
    assert_eq!(state.machine, Machine::default());
}
