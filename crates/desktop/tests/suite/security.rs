//! Sessions in which the server proves who it is: both sides at once, whatever way the bytes are cut.

use std::{sync::LazyLock, time::Duration};

use desktop::{
    Config, Security, Server,
    scene::{Desktop, DesktopOptions, Scene},
    server::{Error, RsaAes},
};
use rfb::{
    Connection, Credentials, Event, Preferences, Protection, Size,
    auth::{Random, RsaKeyPair, Suite},
    wire::Encoding,
};

const SUITES: [Suite; 4] = [Suite::ENCRYPTED_128, Suite::PLAIN_128, Suite::ENCRYPTED_256, Suite::PLAIN_256];

static SERVER: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(&mut Random::new(&[1; 32]), 1024));
static CLIENT: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(&mut Random::new(&[2; 32]), 1024));

fn scene() -> Box<dyn Scene> {
    let size = Size::new(64, 48);
    Box::new(Desktop::new(DesktopOptions { size, animated: false, ..DesktopOptions::default() }))
}

fn server(suite: Suite, username: Option<&str>) -> Server {
    let security = Security::RsaAes(Box::new(RsaAes {
        suite,
        key: SERVER.clone(),
        random: Random::new(&[3; 32]),
        username: username.map(str::to_owned),
        password: "geheim".to_owned(),
    }));
    Server::new(Config { security, frame_interval: Duration::ZERO, ..Config::default() }, scene())
}

fn lossless() -> Preferences {
    Preferences { encodings: vec![Encoding::ZRLE], quality: None, ..Preferences::default() }
}

fn client(password: &str) -> Connection {
    Connection::new(rfb::Config {
        credentials: Credentials {
            username: Some("Zoë".to_owned()),
            password: Some(password.to_owned()),
            target: None,
        },
        preferences: lossless(),
        minimum_protection: Protection::VerifiedServer,
        random: Some(Random::new(&[4; 32])),
        ..rfb::Config::default()
    })
}

/// What came of a session.
struct Outcome {
    client: Connection,
    events: Vec<Event>,
    client_error: Option<rfb::Error>,
    server_error: Option<Error>,
    /// All that went over the link, to the client.
    sent: Vec<u8>,
}

/// Lets both sides talk until neither has more to say. What goes over the link arrives in pieces: all but the first `cut`
/// bytes of each message later.
fn talk(mut client: Connection, mut server: Server, cut: usize) -> Outcome {
    let (mut events, mut sent) = (Vec::new(), Vec::new());
    let (mut client_error, mut server_error) = (None, None);
    let mut output = Vec::new();
    loop {
        server.poll(Duration::ZERO, &mut output);
        let to_client = std::mem::take(&mut output);
        sent.extend(&to_client);
        let (first, second) = to_client.split_at(cut.min(to_client.len()));
        for piece in [first, second] {
            let mut more = Vec::new();
            client_error = client.receive(piece, &mut more).err().or(client_error);
            for event in &more {
                match event {
                    Event::ServerIdentity { identity, .. } => {
                        assert_eq!(*identity, SERVER.public().identity());
                        client.accept_server(CLIENT.clone());
                    }
                    Event::Connected { .. } => client.request_update(false),
                    _ => {}
                }
            }
            events.append(&mut more);
        }
        let to_server = std::mem::take(client.output());
        if to_client.is_empty() && to_server.is_empty() {
            return Outcome { client, events, client_error, server_error, sent };
        }
        let (first, second) = to_server.split_at(cut.min(to_server.len()));
        for piece in [first, second] {
            server_error = server.receive(piece, Duration::ZERO, &mut output).err().or(server_error);
        }
    }
}

/// Every place within a header, and some within what follows.
fn cuts() -> impl Iterator<Item = usize> {
    (0..24).chain((24..400).step_by(37))
}

#[test]
fn the_screen_arrives_through_every_type_wherever_messages_are_cut() {
    let open = Server::new(Config { frame_interval: Duration::ZERO, ..Config::default() }, scene());
    let outcome = talk(
        Connection::new(rfb::Config { preferences: lossless(), ..rfb::Config::default() }),
        open,
        usize::MAX,
    );
    let expected = outcome.client.framebuffer().pixels().to_vec();
    assert!(!expected.is_empty());
    for suite in SUITES {
        for (username, cut) in [(None, usize::MAX), (Some("Zoë"), usize::MAX)]
            .into_iter()
            .chain(cuts().map(|cut| (Some("Zoë"), cut)))
        {
            let outcome = talk(client("geheim"), server(suite, username), cut);
            assert_eq!((outcome.client_error, outcome.server_error), (None, None), "{suite:?} {cut}");
            assert!(outcome.client.framebuffer().pixels() == expected, "{suite:?} {cut}");
        }
    }
}

#[test]
fn an_encrypted_session_says_nothing_that_can_be_read() {
    for suite in SUITES {
        let outcome = talk(client("geheim"), server(suite, Some("Zoë")), usize::MAX);
        let readable = outcome.sent.windows(8).any(|bytes| bytes == b"Porthole");
        assert_eq!(readable, !suite.encrypts_session(), "{suite:?}");
    }
}

#[test]
fn a_wrong_password_is_refused_in_words_that_only_the_client_reads() {
    for suite in SUITES {
        let outcome = talk(client("falsch"), server(suite, Some("Zoë")), usize::MAX);
        let refusal = rfb::Refusal::Password { reason: Some("The password is wrong".to_owned()) };
        assert_eq!(outcome.client_error, Some(refusal.into()), "{suite:?}");
        assert_eq!(outcome.server_error, Some(Error::WrongPassword), "{suite:?}");
        assert!(outcome.events.iter().all(|event| !matches!(event, Event::Connected { .. })));
    }
}

#[test]
fn whatever_is_changed_in_an_encrypted_session_ends_it() {
    let outcome = talk(client("geheim"), server(Suite::ENCRYPTED_256, Some("Zoë")), usize::MAX);
    let mut connection = outcome.client;
    let mut events = Vec::new();
    let forged = [0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    assert_eq!(connection.receive(&forged, &mut events), Err(rfb::SecurityError::Tampered.into()));
    assert!(events.is_empty());
}

#[test]
fn a_server_that_goes_on_before_it_is_accepted_is_not_listened_to() {
    let mut bytes = b"RFB 003.008\n\x01\x81".to_vec();
    bytes.extend(SERVER.public().wire());
    bytes.push(0);
    let mut connection = client("geheim");
    let mut events = Vec::new();
    let outcome = connection.receive(&bytes, &mut events);
    assert_eq!(outcome, Err(rfb::SecurityError::OutOfTurn.into()));
    assert_eq!(*connection.output(), b"RFB 003.008\n\x81");
}
