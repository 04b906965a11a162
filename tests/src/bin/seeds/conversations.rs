//! What clients and `desktop`'s server say to each other, with every security type and extension that the server has.

use std::sync::LazyLock;
use std::time::Duration;

use desktop::scene::{Desktop, DesktopOptions, Scene};
use desktop::server::RsaAes;
use desktop::{Config, Security, Server};
use rfb::auth::{Random, RsaKeyPair, Suite};
use rfb::wire::{ClientMessage, Encoding, FramebufferUpdateRequest, PixelFormat, SetEncodings};
use rfb::{Connection, Credentials, Event, Rect, Size};

use crate::rectangles::{self, Seed};

const SCREEN: Size = Size::new(100, 80);

/// How many seconds a conversation goes on.
const SECONDS: u64 = 3;

/// The key that both sides have in the oracle for security types.
static KEY: LazyLock<RsaKeyPair> = LazyLock::new(|| RsaKeyPair::generate(&mut Random::new(&[1; 32]), 1024));

/// Seeds of cursors, security types and what clients say, by name.
pub(crate) fn seeds() -> Vec<(String, Seed)> {
    let mut seeds = Vec::new();
    for encoding in
        [Encoding::CURSOR, Encoding::CURSOR_WITH_ALPHA, Encoding::X_CURSOR, Encoding::VMWARE_CURSOR]
    {
        for (number, format) in rectangles::FORMATS {
            let stream = updates(&[encoding, Encoding::RAW], format);
            let found = rectangles::seeds(&stream, SCREEN, format, None);
            seeds.extend(found.into_iter().map(|seed| (format!("desktop-{encoding}-{number}"), seed)));
        }
    }
    for (kind, suite) in
        [(1, Suite::ENCRYPTED_128), (2, Suite::PLAIN_128), (8, Suite::ENCRYPTED_256), (9, Suite::PLAIN_256)]
    {
        for username in [None, Some("known")] {
            let said = rsa_aes(suite, username);
            // The server has been accepted, and both name and password are known.
            let bytes = [&[kind, 7, 40], said.as_slice()].concat();
            let name = format!("rsa-aes-{kind}{}", username.map_or("", |_| "-with-name"));
            seeds.push((name, Seed { target: "security", bytes }));
        }
    }
    let challenge = [b"0123456789abcdef".as_slice(), &[0; 4]].concat();
    seeds.push((
        "vnc".to_owned(),
        Seed { target: "security", bytes: [&[0, 4, 3], challenge.as_slice()].concat() },
    ));
    seeds
}

fn scene() -> Box<dyn Scene> {
    Box::new(Desktop::new(DesktopOptions { size: SCREEN, ..DesktopOptions::default() }))
}

/// What a server that asks for nothing sends a client that asks for these encodings, from its first update on.
fn updates(encodings: &[Encoding], pixel_format: PixelFormat) -> Vec<u8> {
    let mut server = Server::new(Config { pixel_format, ..Config::default() }, scene());
    let mut hello = b"RFB 003.008\n\x01\x01".to_vec();
    ClientMessage::SetEncodings(SetEncodings(encodings.to_vec())).encode(&mut hello);
    let mut welcome = Vec::new();
    server.poll(Duration::ZERO, &mut welcome);
    let _ = server.receive(&hello, Duration::ZERO, &mut welcome);
    let mut stream = Vec::new();
    for second in 0..SECONDS {
        let now = Duration::from_secs(second);
        let mut request = Vec::new();
        let area = Rect::covering(SCREEN);
        ClientMessage::FramebufferUpdateRequest(FramebufferUpdateRequest { incremental: second > 0, area })
            .encode(&mut request);
        if server.receive(&request, now, &mut stream).is_err() {
            break;
        }
        server.poll(now, &mut stream);
    }
    stream
}

/// What a server says after its key, to the client of the oracle for security types.
fn rsa_aes(suite: Suite, username: Option<&str>) -> Vec<u8> {
    let security = RsaAes {
        suite,
        key: KEY.clone(),
        random: Random::new(&[3; 32]),
        username: username.map(str::to_owned),
        password: "known".to_owned(),
    };
    let config = Config { security: Security::RsaAes(Box::new(security)), ..Config::default() };
    let mut server = Server::new(config, scene());
    let known = || Some("known".to_owned());
    let credentials = Credentials { username: known(), password: known(), target: None };
    let mut client = Connection::new(rfb::Config {
        credentials,
        random: Some(Random::new(&[2; 32])),
        ..rfb::Config::default()
    });
    let mut said = Vec::new();
    for _ in 0..100 {
        let mut to_client = Vec::new();
        let to_server = std::mem::take(client.output());
        if server.receive(&to_server, Duration::ZERO, &mut to_client).is_err() {
            break;
        }
        server.poll(Duration::ZERO, &mut to_client);
        let mut events = Vec::new();
        if client.receive(&to_client, &mut events).is_err() {
            break;
        }
        said.extend(to_client);
        for event in events {
            match event {
                Event::ServerIdentity { .. } => client.accept_server(KEY.clone()),
                Event::Connected { .. } => client.request_update(false),
                _ => {}
            }
        }
    }
    // Before it come the version, one security type and the key.
    let before = b"RFB 003.008\n".len() + 2 + KEY.public().wire().len();
    said.get(before..).unwrap_or_default().to_vec()
}
