//! From the first attempt to the last: states, endings, credentials, connecting again.

use std::time::Duration;

use session::{Command, Credentials, Ending, Event, LinkUrl, Options, State};

use crate::driver::{Driver, options, server_init};

fn reconnecting(delay_ms: u64) -> Options {
    Options { reconnect: Some(Duration::from_millis(delay_ms)), ..options() }
}

fn waiting(retry_in_ms: u64, attempt: u32, why: Ending) -> State {
    State::Waiting { retry_in: Duration::from_millis(retry_in_ms), attempt, why }
}

fn connected() -> State {
    State::Connected { name: "test".to_owned() }
}

fn password(text: &str) -> Credentials {
    Credentials { username: None, password: Some(text.to_owned()), target: None }
}

#[test]
fn a_session_goes_from_idle_to_connected() {
    let mut driver = Driver::start(Options { protocols: vec!["binary".to_owned()], ..options() });
    assert_eq!(
        driver.take_events(),
        [
            Event::State(State::Connecting),
            Event::OpenLink {
                url: LinkUrl("ws://proxy.example:6080/?token=secret".to_owned()),
                protocols: vec!["binary".to_owned()]
            },
        ]
    );
    assert!(driver.session.framebuffer().is_none());
    driver.link_opened();
    assert_eq!(driver.take_states(), [State::Negotiating]);
    // Nothing is said ahead of the server.
    assert_eq!(driver.take_sent(), []);
    driver.shake_hands();
    assert_eq!(driver.take_events(), [Event::State(connected()), Event::Resized { width: 64, height: 48 }]);
    assert_eq!(driver.session.framebuffer().unwrap().size(), rfb::Size::new(64, 48));
    let sent = driver.take_sent();
    assert!(sent.starts_with(b"RFB 003.008\n\x01\x01"), "version, None, shared: {sent:?}");
    assert!(sent.ends_with(&[3, 0, 0, 0, 0, 0, 0, 64, 0, 48]), "a request for everything: {sent:?}");
}

#[test]
fn links_end_in_facts() {
    type Script = fn(&mut Driver);
    let nothing: Script = |_| {};
    let keep_alive: Script = |driver| driver.receive(&[]);
    let first_byte: Script = |driver| driver.receive(b"R");
    let all: Script = Driver::shake_hands;
    let reason = || "words".to_owned();
    let table: [(Script, u16, Ending); 15] = [
        (nothing, 1006, Ending::LinkRefused { reason: reason() }),
        (keep_alive, 1006, Ending::LinkRefused { reason: reason() }),
        (nothing, 4401, Ending::LinkRefused { reason: reason() }),
        (nothing, 4403, Ending::OriginRefused { reason: reason() }),
        (nothing, 4500, Ending::LinkUnchecked { reason: reason() }),
        (nothing, 4502, Ending::DisplayUnreachable { reason: reason() }),
        (nothing, 4503, Ending::TooManyConnections { reason: reason() }),
        (nothing, 1011, Ending::DisplayUnreachable { reason: reason() }),
        (first_byte, 1011, Ending::Closed { code: 1011, reason: reason() }),
        (first_byte, 1006, Ending::Lost),
        (all, 1006, Ending::Lost),
        (all, 4504, Ending::Lost),
        (all, 1000, Ending::ClosedByServer),
        (all, 1001, Ending::ProxyShutDown { reason: reason() }),
        (all, 4242, Ending::Closed { code: 4242, reason: reason() }),
    ];
    for (script, code, ending) in table {
        let mut driver = Driver::opened(options());
        script(&mut driver);
        driver.forget();
        driver.close(code, "words");
        assert_eq!(driver.take_events(), [Event::State(State::Ended(ending))]);
        assert!(driver.session.framebuffer().is_none());
        assert_eq!(driver.session.deadline(), None);
    }
}

#[test]
fn a_link_that_never_opened_is_unreachable() {
    let mut driver = Driver::start(options());
    driver.forget();
    driver.close(1006, "");
    assert_eq!(driver.take_states(), [State::Ended(Ending::Unreachable)]);
}

#[test]
fn a_link_that_does_not_open_in_time_is_closed() {
    let mut driver = Driver::start(options());
    driver.forget();
    driver.after(29_999);
    assert_eq!(driver.take_events(), []);
    driver.after(1);
    assert_eq!(driver.take_events(), [Event::CloseLink, Event::State(State::Ended(Ending::Unreachable))]);
}

#[test]
fn a_server_that_falls_silent_in_the_handshake_is_given_up() {
    let mut driver = Driver::opened(options());
    driver.after(70_000);
    driver.receive(b"RFB 003.008\n");
    driver.forget();
    driver.after(74_999);
    assert_eq!(driver.take_events(), []);
    driver.after(1);
    assert_eq!(driver.take_events(), [Event::CloseLink, Event::State(State::Ended(Ending::NoAnswer))]);
}

#[test]
fn a_still_screen_may_stay_still_for_ever() {
    let mut driver = Driver::connected(options());
    driver.receive(&crate::driver::update(&[crate::driver::pixel()]));
    driver.forget();
    assert_eq!(driver.session.deadline(), None);
    driver.after(1_000_000_000);
    assert_eq!(driver.take_events(), []);
}

#[test]
fn what_makes_no_sense_is_named_and_ends_the_link() {
    let mut driver = Driver::opened(options());
    driver.forget();
    driver.receive(b"SSH-2.0-OpenSSH_9.9\r\n");
    let what = r#"this is not a VNC server: it said "SSH-2.0-Open""#.to_owned();
    assert_eq!(
        driver.take_events(),
        [Event::CloseLink, Event::State(State::Ended(Ending::Protocol { what }))]
    );

    let mut driver = Driver::connected(reconnecting(1000));
    driver.receive(&[77]);
    let what = "the server sent a message of the unknown type 77".to_owned();
    assert_eq!(driver.take_states(), [State::Ended(Ending::Protocol { what })]);
}

#[test]
fn a_servers_refusal_reaches_the_user_in_its_own_words() {
    let mut driver = Driver::opened(options());
    driver.forget();
    driver.receive(b"RFB 003.008\n\0\0\0\0\x04Busy");
    let what = "the server refused the connection: Busy".to_owned();
    assert_eq!(driver.take_states(), [State::Ended(Ending::ServerRefused { what })]);
}

#[test]
fn passwords_are_asked_for_and_a_wrong_one_is_told() {
    let mut driver = Driver::opened(reconnecting(1000));
    driver.receive(b"RFB 003.008\n");
    driver.receive(&[1, 2]);
    driver.forget();
    driver.receive(&[5; 16]);
    let asked = Event::CredentialsRequired { username: false, password: true, target: false };
    assert_eq!(driver.take_events(), std::slice::from_ref(&asked));
    // The user thinks about it for an hour, and then gives what was not asked for.
    driver.after(3_600_000);
    driver.command(Command::Credentials(Credentials {
        username: Some("me".to_owned()),
        password: None,
        target: None,
    }));
    assert_eq!(driver.take_events(), [asked]);
    assert_eq!(driver.take_sent(), []);
    driver.command(Command::Credentials(password("guess")));
    assert_eq!(driver.take_sent().len(), 16);
    driver.receive(b"\0\0\0\x01\0\0\0\x05wrong");
    assert_eq!(
        driver.take_states(),
        [State::Ended(Ending::AuthenticationFailed { reason: "wrong".to_owned() })]
    );

    // Another attempt asks again instead of failing again.
    driver.command(Command::Connect);
    driver.link_opened();
    driver.receive(b"RFB 003.008\n");
    driver.receive(&[1, 2]);
    driver.forget();
    driver.receive(&[5; 16]);
    assert_eq!(driver.take_sent(), []);
    assert_eq!(driver.take_events().len(), 1);
}

#[test]
fn a_server_that_hangs_up_on_a_password_did_not_accept_it() {
    let mut driver = Driver::opened(Options { credentials: password("guess"), ..options() });
    driver.receive(b"RFB 003.007\n");
    driver.receive(&[1, 2]);
    driver.receive(&[5; 16]);
    driver.forget();
    driver.receive(&[0, 0, 0, 1]);
    assert_eq!(driver.take_states(), [State::Ended(Ending::AuthenticationFailed { reason: String::new() })]);
}

#[test]
fn known_credentials_are_used_and_kept_for_the_next_connection() {
    let mut driver = Driver::opened(Options { credentials: password("right"), ..reconnecting(1000) });
    let mut answers = Vec::new();
    for _ in 0..2 {
        driver.receive(b"RFB 003.008\n");
        driver.receive(&[1, 2]);
        driver.forget();
        driver.receive(&[5; 16]);
        answers.push(driver.take_sent());
        driver.receive(&[0, 0, 0, 0]);
        driver.receive(&server_init());
        assert_eq!(driver.take_states(), [connected()]);
        driver.close(1006, "");
        driver.after(1000);
        driver.link_opened();
    }
    assert_eq!(answers[0].len(), 16);
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn the_user_can_leave_at_any_time() {
    let ended = State::Ended(Ending::ByUser);
    let mut driver = Driver::start(options());
    driver.forget();
    driver.command(Command::Disconnect);
    assert_eq!(driver.take_events(), [Event::CloseLink, Event::State(ended.clone())]);
    driver.command(Command::Disconnect);
    assert_eq!(driver.take_events(), []);

    let mut driver = Driver::connected(reconnecting(1000));
    driver.command(Command::Disconnect);
    assert_eq!(driver.take_events(), [Event::CloseLink, Event::State(ended.clone())]);
    assert_eq!(driver.session.deadline(), None);

    let mut driver = Driver::connected(reconnecting(1000));
    driver.close(1006, "");
    driver.forget();
    driver.command(Command::Disconnect);
    assert_eq!(driver.take_events(), [Event::State(ended)]);
}

#[test]
fn a_lost_connection_comes_back_by_itself() {
    let mut driver = Driver::connected(reconnecting(5000));
    driver.close(1006, "");
    assert_eq!(driver.take_states(), [waiting(5000, 1, Ending::Lost)]);
    driver.after(4999);
    assert_eq!(driver.take_events(), []);
    driver.after(1);
    assert_eq!(driver.take_states(), [State::Connecting]);
    driver.close(1006, "");
    assert_eq!(driver.take_states(), [waiting(10_000, 2, Ending::Unreachable)]);
    driver.after(10_000);
    driver.link_opened();
    driver.close(1006, "");
    // The VM may be on its way up.
    let refused = Ending::LinkRefused { reason: String::new() };
    assert_eq!(driver.take_states(), [State::Connecting, State::Negotiating, waiting(20_000, 3, refused)]);
    driver.after(20_000);
    driver.link_opened();
    driver.shake_hands();
    driver.close(1000, "");
    assert_eq!(
        driver.take_states(),
        [State::Connecting, State::Negotiating, connected(), waiting(5000, 1, Ending::ClosedByServer)]
    );
}

#[test]
fn the_user_can_shorten_the_wait() {
    let mut driver = Driver::connected(reconnecting(5000));
    driver.close(1006, "");
    driver.forget();
    driver.after(100);
    driver.command(Command::Connect);
    assert_eq!(driver.take_states(), [State::Connecting]);
    // The old deadline is gone with the wait.
    driver.after(10_000);
    assert_eq!(driver.take_events(), []);
}

#[test]
fn an_ended_session_can_be_started_again() {
    let mut driver = Driver::connected(options());
    driver.close(1006, "");
    driver.forget();
    driver.command(Command::Connect);
    driver.link_opened();
    driver.shake_hands();
    assert_eq!(driver.take_states(), [State::Connecting, State::Negotiating, connected()]);
    // Connecting once more is for those who are not.
    driver.command(Command::Connect);
    assert_eq!(driver.take_events(), []);
}

#[test]
fn a_refusal_in_words_is_final() {
    let mut driver = Driver::connected(reconnecting(1000));
    driver.close(1006, "");
    driver.after(1000);
    driver.link_opened();
    driver.forget();
    driver.close(4401, "This link has expired.");
    let ending = Ending::LinkRefused { reason: "This link has expired.".to_owned() };
    assert_eq!(driver.take_states(), [State::Ended(ending)]);
}

#[test]
fn events_of_a_link_that_is_gone_are_nothing() {
    let mut driver = Driver::connected(options());
    driver.close(1006, "");
    driver.forget();
    driver.close(1000, "");
    driver.link_opened();
    driver.receive(b"RFB 003.008\n");
    assert_eq!(driver.take_events(), []);
    assert_eq!(driver.take_sent(), []);
}

#[test]
fn statistics_count_since_the_link_was_opened() {
    let mut driver = Driver::connected(options());
    let before = driver.session.statistics();
    driver.receive(&crate::driver::update(&[crate::driver::pixel()]));
    let after = driver.session.statistics();
    assert_eq!(after.bytes_received - before.bytes_received, 4 + 12 + 4);
    assert_eq!(after.bytes_sent - before.bytes_sent, 10);
    assert_eq!(after.updates - before.updates, 1);
    driver.close(1006, "");
    driver.command(Command::Connect);
    driver.link_opened();
    assert_eq!(driver.session.statistics(), session::Statistics::default());
}
