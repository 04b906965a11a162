//! An encrypted session: what is in it must lead to what it leads to without encryption.

use std::sync::LazyLock;

use rfb::auth::{Opener, Random, Sealer, Suite};
use rfb::wire::SecurityType;
use rfb::{Config, Connection, Credentials, Preferences, Protection};

use crate::connection::{beginning, begun, server_init};
use crate::pieces::pieces;
use crate::player::{Decoding, play};
use crate::security::KEY;

const SUITE: Suite = Suite::ENCRYPTED_256;

/// How a session begins. It is always the same, since all random numbers are.
struct Beginning {
    /// What the server says once it has been accepted.
    said: Vec<u8>,
    sealer: Sealer,
    opener: Opener,
}

static BEGINNING: LazyLock<Beginning> = LazyLock::new(Beginning::new);

/// Reads two ways to cut from the first bytes, for the messages and for the link, and takes the others for what the server
/// says once the client is in.
pub(crate) fn check(bytes: &[u8]) {
    let [message_seed, link_seed, bytes @ ..] = bytes else {
        return;
    };
    let mut plain = begun(config(), &beginning(1));
    plain.output().clear();
    let plain = play(plain, [bytes], Decoding::AtOnce);

    let Beginning { said, sealer, opener } = &*BEGINNING;
    let (mut sealer, mut opener) = (sealer.clone(), opener.clone());
    let mut sealed = Vec::new();
    pieces(*message_seed, bytes).for_each(|content| sealer.seal(content, &mut sealed));
    let mut connection = accepted();
    connection.receive(said, &mut Vec::new()).expect("a good server");
    connection.output().clear();
    let encrypted = play(connection, pieces(*link_seed, &sealed), Decoding::AtOnce);

    if let (Some(plain), Some(mut encrypted)) = (plain, encrypted) {
        encrypted.output = open(&mut opener, &encrypted.output);
        encrypted.assert_same(&plain);
    }
}

impl Beginning {
    /// Plays the server.
    fn new() -> Self {
        let ours = SUITE.draw(&mut Random::new(&[3; 32]));
        let key = KEY.public();
        let mut connection = accepted();
        let heard = std::mem::take(connection.output());
        // The client says its version, its choice and its key, and proves that it can read with the server's.
        let proof_length = key.wire().len() / 2 - 2;
        let proof = &heard[heard.len() - proof_length..];
        let (mut sealer, mut opener) =
            SUITE.session(&ours, &KEY.decrypt(proof, &vec![0; SUITE.number_length()]));

        let encrypted = key.encrypt(&ours, &mut Random::new(&[4; 32]));
        let mut said = (encrypted.len() as u16).to_be_bytes().to_vec();
        said.extend(encrypted);
        // Both have the same key, so that both hashes are alike.
        sealer.seal(&SUITE.hash(key.wire(), key.wire()), &mut said);
        sealer.seal(&[PASSWORD_ONLY], &mut said);
        sealer.seal(&[0; 4], &mut said);
        sealer.seal(&server_init(1).expect("a format"), &mut said);
        connection.receive(&said, &mut Vec::new()).expect("a good server");
        open(&mut opener, connection.output());
        Self { said, sealer, opener }
    }
}

/// What the server wants to know.
const PASSWORD_ONLY: u8 = 2;

/// A connection whose server has been accepted by its key, which is the client's own too.
fn accepted() -> Connection {
    let mut connection = begun(
        config(),
        &[b"RFB 003.008\n\x01", &[SecurityType::RSA_AES_256.0][..], KEY.public().wire()].concat(),
    );
    connection.accept_server(KEY.clone());
    connection
}

fn config() -> Config {
    Config {
        credentials: Credentials { username: None, password: Some("passwd".to_owned()), target: None },
        preferences: Preferences { video: true, ..Preferences::default() },
        minimum_protection: Protection::Nothing,
        random: Some(Random::new(&[2; 32])),
        ..Config::default()
    }
}

/// What is in these messages.
fn open(opener: &mut Opener, mut bytes: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    while let (Some(message), rest) = opener.open(bytes).expect("what the client has sealed") {
        content.extend(message);
        bytes = rest;
    }
    content
}
