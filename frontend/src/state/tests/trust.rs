//! Whom the page speaks to: hosts that a link names, the operator's rules, servers that are recognised.

use session::ServerIdentity;

use super::*;

#[test]
fn a_strange_host_is_spoken_to_only_after_the_user_agreed() {
    let mut state = after(ELSEWHERE, [Action::Begin]);
    assert_eq!(state.update(Action::Decline), []);
    assert_eq!(state.phase, Phase::Offered);
    assert_eq!(state.update(Action::Connect), []);
    assert_eq!(state.phase, Phase::Confirm);
    assert_eq!(state.update(Action::Agree), [Effect::Start]);
    assert_eq!(state.phase, Phase::Connecting);
    state.update(link(Link::Ended(Ending::Lost)));
    assert_eq!(state.update(Action::Connect), [Effect::Command(Command::Connect)]);
}

#[test]
fn nothing_is_connected_while_the_operators_rules_are_not_known() {
    let mut state = at(LITE);
    state.phase = Phase::Impossible(Impossible::Rules("mandatory.json cannot be read".to_owned()));
    assert_eq!(state.update(Action::Begin), [Effect::Title]);
    assert!(matches!(state.phase, Phase::Impossible(Impossible::Rules(_))));
}

#[test]
fn a_server_is_remembered_only_if_the_user_says_so() {
    let identity = ServerIdentity { fingerprint: [3; 32], short: [4; 8], changed: false };
    for remember in [false, true] {
        let shown = Action::Session(Event::ServerIdentity(identity));
        let mut state = after(LITE, [Action::Begin, link(Link::Negotiating), shown]);
        assert_eq!(state.identity, Some(identity));
        let effects = state.update(Action::TrustServer { remember });
        let mut expected = vec![Effect::Command(Command::AcceptServer)];
        expected.extend(remember.then_some(Effect::RememberServer([3; 32])));
        assert_eq!(effects, expected);
        assert_eq!(state.identity, None);
    }
}

#[test]
fn a_server_that_has_proved_who_it_is_has_to_do_so_again() {
    let options = |href: &str| {
        let state = after(href, [Action::Begin]);
        let address = state.address.clone().expect("a host");
        let secret = known_servers::place("ws://h/websockify?token=x", None);
        let repeated = known_servers::place("ws://h/websockify", Some("7"));
        let servers = ["ws://h/websockify", &secret, &repeated]
            .iter()
            .fold(String::new(), |servers, place| known_servers::with(&servers, place, &[3; 32]));
        let options = state.options(&address, &servers);
        (options.known_servers.len(), options.minimum_protection)
    };
    assert_eq!(options("http://h/vnc.html"), (1, Protection::VerifiedServer));
    assert_eq!(options("http://h/vnc.html?security=encryption"), (1, Protection::Encryption));
    assert_eq!(options("http://h/vnc.html?path=websockify?token=x"), (1, Protection::VerifiedServer));
    assert_eq!(options("http://h/vnc.html?repeaterID=7"), (1, Protection::VerifiedServer));
    // Another token, or another name for the repeater, leads to another machine: to know one is not to know that.
    assert_eq!(options("http://h/vnc.html?path=websockify?token=y"), (0, Protection::Nothing));
    assert_eq!(options("http://h/vnc.html?repeaterID=8"), (0, Protection::Nothing));
    assert_eq!(options("http://h/vnc.html?path=elsewhere"), (0, Protection::Nothing));
}

#[test]
fn after_servers_are_forgotten_the_next_connection_is_another_viewer_s() {
    let mut state = connected();
    state.update(Action::Remembered(true));
    assert_eq!(state.update(Action::ForgetServers), [Effect::ForgetServers]);
    state.update(Action::Remembered(false));
    assert_eq!(state.update(Action::ForgetServers), []);
    state.update(link(Link::Ended(Ending::ByUser)));
    assert_eq!(state.update(Action::Connect), [Effect::Start]);
    assert!(!state.forgotten);
    state.update(link(Link::Ended(Ending::ByUser)));
    assert_eq!(state.update(Action::Connect), [Effect::Command(Command::Connect)]);
}
