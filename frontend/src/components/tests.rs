//! Each state of the page as text: what is said, by which elements, to whom.

use std::time::Duration;

use session::{Ending, Event, ServerIdentity, State as Link};
use yew::{Callback, LocalServerRenderer, NodeRef};

use super::view::{View, ViewProps};
use super::*;
use crate::parameters::{OperatorFile, PageAddress, Parameters, Sources};
use crate::state::{Environment, Panel};
use crate::texts::Texts;

const LITE: &str = "http://h/vnc_lite.html?path=%3Ftoken%3Dx";

fn begin_with(sources: &Sources, environment: Environment) -> State {
    let (parameters, _) = Parameters::read(sources);
    let address = PageAddress::parse(&sources.href).map(|page| page.websocket(&parameters));
    let mut state = State::new(Texts::choose(["en"]), environment, parameters, address);
    state.update(Action::Begin);
    state
}

fn begin(href: &str) -> State {
    begin_with(&Sources { href: href.to_owned(), ..Sources::default() }, Environment::default())
}

fn then(mut state: State, actions: impl IntoIterator<Item = Action>) -> State {
    for action in actions {
        state.update(action);
    }
    state
}

fn link(state: Link) -> Action {
    Action::Session(Event::State(state))
}

fn connected() -> State {
    then(begin(LITE), [link(Link::Connected { name: "web-1".to_owned() })])
}

fn ended(why: Ending) -> State {
    then(begin(LITE), [link(Link::Ended(why))])
}

/// The page in this state, as a server would render it.
fn render(state: State) -> String {
    let common = Props { state: Rc::new(state), on: Callback::noop() };
    let page = LocalServerRenderer::<View>::with_props(ViewProps { common, screen: NodeRef::default() });
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    tokio::task::LocalSet::new().block_on(&runtime, page.hydratable(false).render())
}

/// The start tags of an element's name.
fn tags<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let opener = format!("<{name} ");
    html.match_indices(&opener)
        .map(|(at, _)| &html[at..=at + html[at..].find('>').expect("a whole tag")])
        .collect()
}

/// Panics unless `html` has all these pieces.
#[track_caller]
fn says(html: &str, pieces: &[&str]) {
    for piece in pieces {
        assert!(html.contains(piece), "no {piece:?} in {html}");
    }
}

#[test]
fn the_full_page_offers_to_connect() {
    let html = render(begin("http://h/vnc.html?title=web-1"));
    says(&html, &["role=\"dialog\"", ">web-1</h1>", ">Connect</button>"]);
}

#[test]
fn connecting_is_told_and_can_be_cancelled() {
    says(&render(begin(LITE)), &["Connecting…", "role=\"status\"", ">Cancel</button>"]);
    let html = render(then(begin(LITE), [link(Link::Negotiating)]));
    says(&html, &["<p>Waiting for the machine's screen.</p>"]);
}

#[test]
fn another_host_is_named_before_it_is_spoken_to() {
    let html = render(begin("http://h/vnc_lite.html?host=evil.example&port=99"));
    says(&html, &["role=\"alertdialog\"", ">evil.example:99</strong>", ">Do not connect</button>"]);
    says(&html, &[">Connect to evil.example:99</button>"]);
}

#[test]
fn what_the_server_asks_is_a_proper_form() {
    let ask = |username, password| {
        Action::Session(Event::CredentialsRequired { username, password, target: false })
    };
    let html = render(then(begin(LITE), [link(Link::Negotiating), ask(false, true)]));
    says(
        &html,
        &["<form", "<label for=\"password\">", "type=\"password\"", "autocomplete=\"current-password\""],
    );
    says(&html, &["<button type=\"submit\" class=\"primary\">Sign in</button>"]);
    assert!(!html.contains("username"), "{html}");
    let html = render(then(begin(LITE), [link(Link::Negotiating), ask(true, true)]));
    says(&html, &["<label for=\"username\">", "autocomplete=\"username\"", "<label for=\"password\">"]);
    let all = Action::Session(Event::CredentialsRequired { username: true, password: true, target: true });
    let html = render(then(begin(LITE), [link(Link::Negotiating), all]));
    says(&html, &["<label for=\"target\">Machine (its name or number)</label>", "autocomplete=\"off\""]);
}

#[test]
fn a_server_is_shown_by_words_and_a_changed_one_with_a_warning() {
    let shown = |changed| {
        let identity = ServerIdentity { fingerprint: [1; 32], short: [0xab; 8], changed };
        let identity = Action::Session(Event::ServerIdentity(identity));
        render(then(begin(LITE), [link(Link::Negotiating), identity]))
    };
    says(&shown(false), &["role=\"dialog\"", "<li>acorn</li>", "0101 0101", "ab-ab", "type=\"checkbox\""]);
    says(&shown(false), &["class=\"primary\">This is the machine</button>", ">Do not connect</button>"]);
    says(
        &shown(true),
        &["role=\"alertdialog\"", "card warning", "class=\"primary\">Do not connect</button>"],
    );
}

#[test]
fn what_is_remembered_of_servers_can_be_forgotten() {
    let settings = |known| then(connected(), [Action::Remembered(known), Action::Toggle(Panel::Settings)]);
    assert!(!render(settings(false)).contains("Remembered machine"));
    says(&render(settings(true)), &["recognises the machine behind", ">Forget this machine</button>"]);
    let forgotten = then(settings(true), [Action::ForgetServers, Action::Remembered(false)]);
    says(&render(forgotten), &["aria-disabled=\"true\"", ">Forgotten</button>", "does not recognise"]);
}

#[test]
fn a_server_that_no_longer_proves_who_it_is_can_be_forgotten_where_that_is_told() {
    let weak = || link(Link::Ended(Ending::TooWeak { what: "no keys".to_owned() }));
    let html = render(then(begin(LITE), [Action::Remembered(true), weak()]));
    says(&html, &["does not prove who it is", ">Forget this machine</button>", ">Try again</button>"]);
    // What the operator demands is no matter of memory.
    let demanded = begin("http://h/vnc_lite.html?path=vnc/1&security=encryption");
    for state in [begin(LITE), then(demanded, [Action::Remembered(true)])] {
        let html = render(then(state, [weak()]));
        says(&html, &["not secure enough"]);
        assert!(!html.contains("Forget"), "{html}");
    }
}

#[test]
fn every_ending_is_an_alert_with_a_way_on() {
    let reason = || "because of the moon".to_owned();
    let rows = [
        (Ending::ByUser, "You closed the connection", "Connect again"),
        (Ending::Unreachable, "cannot be reached", "Try again"),
        (
            Ending::LinkRefused { reason: reason() },
            "has expired or the machine cannot be reached",
            "Try again",
        ),
        (Ending::OriginRefused { reason: reason() }, "does not accept this page", "Try again"),
        (Ending::LinkUnchecked { reason: reason() }, "cannot be checked now", "Try again"),
        (Ending::DisplayUnreachable { reason: reason() }, "The machine cannot be reached", "Try again"),
        (Ending::TooManyConnections { reason: reason() }, "Too many connections", "Try again"),
        (Ending::ProxyShutDown { reason: reason() }, "shutting down", "Try again"),
        (Ending::NoAnswer, "does not answer", "Try again"),
        (Ending::AuthenticationFailed { reason: reason() }, "Sign-in failed", "Try again"),
        (Ending::TooWeak { what: reason() }, "not secure enough", "Try again"),
        (Ending::Protocol { what: reason() }, "unknown way", "Try again"),
        (Ending::Lost, "The connection was lost", "Try again"),
        (Ending::ClosedByServer, "The machine closed the connection", "Try again"),
        (Ending::Closed { code: 4999, reason: reason() }, "with code 4999", "Try again"),
    ];
    for (why, text, button) in rows {
        let has_reason = format!("{why:?}").contains("moon");
        let html = render(ended(why));
        let role = if button == "Connect again" { "dialog" } else { "alert" };
        says(&html, &[&format!("role=\"{role}\""), text, &format!(">{button}</button>")]);
        assert_eq!(html.contains("because of the moon"), has_reason, "{html}");
    }
}

#[test]
fn a_wait_says_what_comes_next_and_can_be_cut_short_or_stopped() {
    let retry_in = Duration::from_secs(5);
    let wait = link(Link::Waiting { retry_in, attempt: 1, why: Ending::Lost });
    let html = render(then(connected(), [wait]));
    says(
        &html,
        &["role=\"alert\"", "Trying again in 5 seconds.", ">Reconnect now</button>", ">Stop</button>"],
    );
}

#[test]
fn what_a_server_says_is_text_and_never_markup() {
    let bad = "<script>alert(1)</script>";
    let rows = [
        ended(Ending::LinkRefused { reason: bad.to_owned() }),
        then(begin(LITE), [link(Link::Connected { name: bad.to_owned() })]),
        begin(&format!("http://h/vnc.html?title={bad}")),
        then(
            connected(),
            [Action::Session(Event::Clipboard(bad.to_owned())), Action::Toggle(Panel::Clipboard)],
        ),
    ];
    for state in rows {
        let html = render(state);
        assert!(!html.contains("<script"), "{html}");
        says(&html, &["&lt;script"]);
    }
}

#[test]
fn impossible_connections_are_explained() {
    says(&render(begin("file:///x/vnc_lite.html")), &["role=\"alert\"", "There is no server to connect to"]);
    let html = render(then(begin(LITE), [Action::Unsupported("no OffscreenCanvas here".to_owned())]));
    says(&html, &["This browser cannot show the console", "no OffscreenCanvas here"]);
    let html = render(then(connected(), [Action::Stopped("unreachable executed".to_owned())]));
    says(&html, &["The console stopped", "unreachable executed", ">Try again</button>"]);
}

/// The connected page with everything open that can be, in each of its panels.
fn busy() -> [State; 7] {
    let environment =
        Environment { framed: true, can_fullscreen: true, clipboard: true, ..Environment::default() };
    let state = begin_with(&Sources { href: LITE.to_owned(), ..Sources::default() }, environment);
    let sound = Action::Session(Event::SoundAvailable);
    let state = then(state, [link(Link::Connected { name: "web-1".to_owned() }), sound]);
    let open = |panel| then(state.clone(), [Action::Toggle(panel)]);
    let power = open(Panel::Power);
    let question = then(power.clone(), [Action::AskPower(Some(session::Power::Reset))]);
    let panels = [Panel::Keys, Panel::Clipboard, Panel::Sound, Panel::Settings].map(open);
    let [keys, clipboard, sound, settings] = panels;
    [state, keys, clipboard, sound, settings, power, question]
}

#[test]
fn every_control_is_a_real_one_and_has_a_name() {
    for state in busy() {
        let html = render(state);
        for button in tags(&html, "button") {
            assert!(button.contains("type=\""), "{button}");
            let end = html.find(button).expect("just found") + button.len();
            let content = html[end..].split("</button>").next().unwrap_or_default();
            let has_words =
                content.split('<').any(|piece| !piece.rsplit('>').next().unwrap_or("").trim().is_empty());
            assert!(has_words || button.contains("aria-label=\""), "{button}{content}");
            assert!(!button.contains("bar-button") || button.contains("title=\""), "{button}");
        }
        for picture in tags(&html, "svg") {
            assert!(picture.contains("aria-hidden=\"true\""), "{picture}");
        }
        for field in tags(&html, "textarea").into_iter().chain(tags(&html, "input")) {
            let labelled =
                field.contains("aria-label=\"") || field.contains("id=\"") || html.contains("<label class");
            assert!(labelled, "{field}");
        }
        assert!(!html.contains("style=\""), "the page's policy forbids it: {html}");
        assert!(!html.contains("onclick"), "the page's policy forbids it: {html}");
    }
}

#[test]
fn ids_are_unique_and_what_refers_to_one_finds_it() {
    let asked = Action::Session(Event::CredentialsRequired { username: true, password: true, target: true });
    let more = [begin("http://h/vnc.html"), then(begin(LITE), [asked]), ended(Ending::Lost)];
    for state in busy().into_iter().chain(more) {
        let html = render(state);
        let values = |name: &str| -> Vec<String> {
            let opener = format!(" {name}=\"");
            html.split(opener.as_str())
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .map(str::to_owned)
                .collect()
        };
        let ids = values("id");
        for (index, id) in ids.iter().enumerate() {
            assert!(!ids[index + 1..].contains(id), "{id} twice in {html}");
        }
        for name in ["aria-labelledby", "aria-controls", "aria-describedby", "for"] {
            for id in values(name) {
                assert!(ids.contains(&id), "{name} refers to {id}, which is not in {html}");
            }
        }
    }
}

#[test]
fn the_bar_tells_what_is_on_and_open() {
    let [closed, keys, ..] = busy();
    says(
        &render(closed.clone()),
        &["aria-expanded=\"false\"", "aria-label=\"View only\" aria-pressed=\"false\""],
    );
    says(&render(keys), &["aria-expanded=\"true\" aria-controls=\"keys-panel\"", ">Alt+Tab</button>"]);
    let html = render(then(closed, [Action::SetViewOnly(true)]));
    says(&html, &["aria-label=\"View only\" aria-pressed=\"true\"", "<span>View only</span>"]);
}

#[test]
fn what_the_frame_forbids_is_hidden_and_explained() {
    let environment = Environment { framed: true, href: "http://h/x?y".into(), ..Environment::default() };
    let state = begin_with(&Sources { href: LITE.to_owned(), ..Sources::default() }, environment);
    let state = then(state, [link(Link::Connected { name: String::new() }), Action::Toggle(Panel::Settings)]);
    let html = render(state.clone());
    assert!(!html.contains("aria-label=\"Full screen\""), "{html}");
    says(&html, &["Full screen is not available in this frame", "href=\"http://h/x?y\" target=\"_blank\""]);
    let html = render(then(state, [Action::Leave, Action::ScreenFocused(false)]));
    says(&html, &["Click the screen to type"]);
    assert!(!render(connected()).contains("target=\"_blank\""));
}

#[test]
fn what_the_operator_fixed_cannot_be_moved() {
    let entries = ["resize", "quality", "bell", "view_only"].map(|name| (name.to_owned(), "1".to_owned()));
    let entries = entries.map(|(name, value)| {
        let value = if name == "resize" { "scale".to_owned() } else { value };
        (name, value)
    });
    let mandatory = OperatorFile { entries: entries.to_vec(), ..OperatorFile::default() };
    let sources = Sources { href: LITE.to_owned(), mandatory, ..Sources::default() };
    let state = begin_with(&sources, Environment::default());
    let state = then(state, [link(Link::Connected { name: String::new() }), Action::Toggle(Panel::Settings)]);
    let html = render(state);
    says(&html, &["<fieldset disabled", "Fixed by the operator."]);
    for label in ["Fit to window", "View only"] {
        let named = format!("aria-label=\"{label}\"");
        let button = tags(&html, "button").into_iter().find(|tag| tag.contains(&named)).expect("a button");
        assert!(button.contains("disabled"), "{button}");
    }
    let quality =
        tags(&html, "input").into_iter().find(|tag| tag.contains("id=\"quality\"")).expect("a slider");
    assert!(quality.contains("disabled"), "{quality}");
}

#[test]
fn power_is_offered_where_it_can_be_had_and_asks_before_it_acts() {
    let ready = then(connected(), [Action::Session(Event::PowerReady)]);
    assert!(!render(connected()).contains("aria-label=\"Power\""));
    says(&render(ready.clone()), &["aria-label=\"Power\""]);
    let open = then(ready, [Action::Toggle(Panel::Power)]);
    says(&render(open.clone()), &[">Shut down</button>", ">Restart</button>", ">Reset</button>"]);
    let html = render(then(open, [Action::AskPower(Some(session::Power::ShutDown))]));
    says(&html, &["role=\"alertdialog\"", "Shut this machine down?", ">Leave it running</button>"]);
    assert_eq!(html.matches(">Shut down</button>").count(), 1, "{html}");
}

#[test]
fn a_machine_that_wants_the_pointer_says_how_to_give_it() {
    let wants = then(connected(), [Action::Session(Event::PointerMode { relative: true })]);
    let hint = "Click the screen to give it the pointer";
    says(&render(wants.clone()), &[hint]);
    for (lock, text) in [
        (viewer::PointerLock::Locked, "The machine has the pointer"),
        (viewer::PointerLock::Refused, "which the browser does not allow here"),
    ] {
        let html = render(then(wants.clone(), [Action::PointerLock(lock)]));
        says(&html, &[text]);
        assert!(!html.contains(hint), "{html}");
    }
    let freed = [viewer::PointerLock::Locked, viewer::PointerLock::Freed].map(Action::PointerLock);
    says(&render(then(wants.clone(), freed)), &[hint]);
    assert!(!render(then(wants, [Action::SetViewOnly(true)])).contains(hint));
}

#[test]
fn caps_lock_and_the_round_trip_are_shown() {
    let lights = session::Lights { caps: true, ..session::Lights::default() };
    let length = Duration::from_millis(23);
    let state = then(
        connected(),
        [
            Action::Session(Event::Lights(lights)),
            Action::Session(Event::RoundTrip(length)),
            Action::Toggle(Panel::Settings),
        ],
    );
    says(&render(state), &[">Caps Lock on</span>", "and back takes 23 ms."]);
}

#[test]
fn characters_that_cannot_be_sent_are_mentioned() {
    let with = |text: &str| {
        render(then(connected(), [Action::Toggle(Panel::Clipboard), Action::EditClipboard(text.to_owned())]))
    };
    assert!(!with("café").contains("Western European"));
    says(&with("日本"), &["Western European"]);
}

#[test]
fn what_cannot_be_said_in_latin_1_is_mentioned_only_where_it_matters() {
    let actions = [
        Action::Session(Event::ClipboardExtended),
        Action::Toggle(Panel::Clipboard),
        Action::EditClipboard("日本".to_owned()),
    ];
    assert!(!render(then(connected(), actions)).contains("Western European"));
}

#[test]
fn a_page_that_came_unencrypted_explains_why_clipboards_are_apart() {
    let html = render(then(connected(), [Action::Toggle(Panel::Clipboard)]));
    says(&html, &["came unencrypted"]);
    assert!(!html.contains(">Paste<"));
}

#[test]
fn sound_has_a_button_only_where_there_is_some_and_says_what_it_does() {
    assert!(!render(connected()).contains("title=\"Sound\""));
    let with = |actions: &[Action]| {
        let first = [Action::Session(Event::SoundAvailable), Action::Toggle(Panel::Sound)];
        render(then(connected(), first.into_iter().chain(actions.iter().cloned())))
    };
    says(&with(&[]), &["title=\"Sound\"", "nothing of it is sent here", ">Turn sound on</button>", "100 %"]);
    let html = with(&[Action::SetSound(true), Action::SetVolume(35), Action::SoundLatency(87)]);
    says(&html, &[">Turn sound off</button>", "35 %", "Heard 87 ms after it arrives."]);
}
