//! The messages of one security type after another, between the choice of the type and the screen.

use std::sync::LazyLock;

use rfb::auth::{Random, RsaKeyPair};
use rfb::{Config, Connection, Credentials, Error, Event, Protection};

use crate::pieces::pieces;

/// The types whose messages are looked at.
const TYPES: [u8; 10] = [2, 5, 6, 16, 19, 22, 30, 113, 129, 130];

/// A key of either side. It is small, since here nobody is kept from anything.
pub(crate) static KEY: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(&mut Random::new(&[1; 32]), 1024));

/// Reads a type, what is known and demanded, and a way to cut from the first three bytes and takes the others for what the
/// server says: in one piece and in many, which must not matter. Where the server has to be accepted first, it has shown its
/// key already if the second byte says so.
pub(crate) fn check(bytes: &[u8]) {
    let [kind, choice, seed, bytes @ ..] = bytes else {
        return;
    };
    let kind = TYPES[usize::from(*kind) % TYPES.len()];
    let whole = play(kind, *choice, [bytes]);
    let cut = play(kind, *choice, pieces(*seed, bytes));
    assert_eq!(whole, cut);
}

type Outcome = (Result<(), Error>, Vec<Event>, Vec<u8>);

fn play<'a>(kind: u8, choice: u8, pieces: impl IntoIterator<Item = &'a [u8]>) -> Outcome {
    let mut connection = Connection::new(config(choice));
    let mut events = Vec::new();
    let mut result = connection.receive(&[b"RFB 003.008\n\x01", &[kind][..]].concat(), &mut events);
    if choice & 1 == 1 && [5, 6, 129, 130].contains(&kind) {
        result = connection.receive(KEY.public().wire(), &mut events);
        connection.accept_server(KEY.clone());
    }
    for piece in pieces {
        result = connection.receive(piece, &mut events);
    }
    (result, events, connection.output().clone())
}

fn config(choice: u8) -> Config {
    let known = |bit: u8| (choice & bit != 0).then(|| "known".to_owned());
    let minimum_protection = match choice >> 5 {
        0..=3 => Protection::Nothing,
        4 => Protection::Password,
        5 => Protection::HiddenPassword,
        6 => Protection::VerifiedServer,
        _ => Protection::Encryption,
    };
    Config {
        credentials: Credentials { username: known(2), password: known(4), target: known(8) },
        minimum_protection,
        random: Some(Random::new(&[2; 32])),
        ..Config::default()
    }
}
