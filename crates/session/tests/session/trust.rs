//! Servers that prove who they are: which are shown to the user, and what they owe from then on.

use std::sync::LazyLock;

use rfb::auth::{Random, RsaKeyPair};
use session::{Command, Credentials, Ending, Event, Options, Protection, ServerIdentity, State};

use crate::driver::{Driver, options};

/// The security types by their numbers: VNC authentication, the RSA-AES family, and VeNCrypt, here with Plain inside.
const VNC: u8 = 2;
const RA2: u8 = 5;
const RA2_UNENCRYPTED: u8 = 6;
const VENCRYPT: u8 = 19;

static KEYS: LazyLock<[RsaKeyPair; 2]> =
    LazyLock::new(|| [1, 2].map(|seed| RsaKeyPair::generate(&mut Random::new(&[seed; 32]), 1024)));

fn signed_in() -> Options {
    let (username, password) = (Some("zoe".to_owned()), Some("secret".to_owned()));
    Options { credentials: Credentials { username, password, target: None }, ..options() }
}

/// The server offers these security types. What the session chose, or how it ended.
fn offer(driver: &mut Driver, types: &[u8]) -> Result<u8, Ending> {
    driver.receive(b"RFB 003.008\n");
    driver.forget();
    driver.receive(&[&[u8::try_from(types.len()).expect("few")], types].concat());
    match driver.take_states().pop() {
        Some(State::Ended(ending)) => {
            assert_eq!(driver.take_sent(), b"", "nothing is said to such a server");
            Err(ending)
        }
        _ => Ok(driver.take_sent()[0]),
    }
}

/// The server shows this key. What the user is asked, if anything.
fn show(driver: &mut Driver, key: &RsaKeyPair) -> Option<ServerIdentity> {
    driver.forget();
    driver.receive(key.public().wire());
    driver.take_events().into_iter().find_map(|event| match event {
        Event::ServerIdentity(identity) => Some(identity),
        _ => None,
    })
}

/// The link is lost, and the user connects again.
fn connect_again(driver: &mut Driver) {
    driver.close(1006, "");
    driver.command(Command::Connect);
    driver.link_opened();
}

#[test]
fn who_takes_an_accepted_server_s_place_has_to_prove_as_much() {
    let accepted = [(RA2, Protection::Encryption), (RA2_UNENCRYPTED, Protection::VerifiedServer)];
    for (before, least) in accepted {
        let mut driver = Driver::opened(signed_in());
        assert_eq!(offer(&mut driver, &[before]), Ok(before));
        assert!(show(&mut driver, &KEYS[0]).is_some());
        driver.command(Command::AcceptServer);
        let table = [
            (RA2, Protection::Encryption),
            (RA2_UNENCRYPTED, Protection::VerifiedServer),
            (VNC, Protection::HiddenPassword),
        ];
        for (now, protection) in table {
            connect_again(&mut driver);
            let outcome = offer(&mut driver, &[now]);
            if protection >= least {
                assert_eq!(outcome, Ok(now), "{before}");
            } else {
                assert!(matches!(outcome, Err(Ending::TooWeak { .. })), "{before} {now} {outcome:?}");
            }
        }
        // What is wrapped shows only now.
        connect_again(&mut driver);
        assert_eq!(offer(&mut driver, &[VENCRYPT]), Ok(VENCRYPT));
        driver.receive(&[0, 2]);
        driver.receive(&[0, 1, 0, 0, 1, 0]);
        assert!(matches!(driver.take_states()[..], [State::Ended(Ending::TooWeak { .. })]), "{before}");
    }
}

#[test]
fn a_server_that_was_shown_and_not_accepted_binds_nobody() {
    let mut driver = Driver::opened(signed_in());
    assert_eq!(offer(&mut driver, &[RA2]), Ok(RA2));
    assert!(show(&mut driver, &KEYS[0]).is_some());
    connect_again(&mut driver);
    assert_eq!(offer(&mut driver, &[VNC]), Ok(VNC));
}

#[test]
fn a_key_is_asked_about_unless_it_is_known_and_warned_of_if_another_is() {
    let known = |key: &RsaKeyPair| key.public().identity().fingerprint;
    let [first, second] = &*KEYS;
    let table = [
        (vec![], Some(false)),
        (vec![known(first)], None),
        (vec![known(second)], Some(true)),
        (vec![known(second), known(first)], None),
    ];
    for (known_servers, expected) in table {
        let mut driver = Driver::opened(Options { known_servers, ..signed_in() });
        assert_eq!(offer(&mut driver, &[RA2]), Ok(RA2));
        assert_eq!(show(&mut driver, first).map(|identity| identity.changed), expected);
    }
    // What was accepted in this session is known too.
    let mut driver = Driver::opened(signed_in());
    for (key, expected) in [(first, Some(false)), (first, None), (second, Some(true)), (second, None)] {
        assert_eq!(offer(&mut driver, &[RA2]), Ok(RA2));
        assert_eq!(show(&mut driver, key).map(|identity| identity.changed), expected);
        driver.command(Command::AcceptServer);
        connect_again(&mut driver);
    }
}
