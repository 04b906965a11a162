//! A whole connection, from the server's first byte.

use rfb::wire::{PixelFormat, RepeaterId, ServerInit};
use rfb::{Config, Connection, Credentials, Error, Event, PixelFormatChoice, Preferences, Size};

use crate::pieces::pieces;

/// Screens above this size are allowed, but filling them would only slow the search down.
const LARGEST_SCREEN: usize = 1 << 20;

/// What one way of feeding a connection leads to.
struct Outcome {
    result: Result<(), Error>,
    events: Vec<Event>,
    output: Vec<u8>,
    size: Size,
    pixels: Vec<u8>,
}

/// Reads a configuration, a beginning and a way to cut from the first two bytes and takes the others for what the
/// server says: in one piece and in many, which must not matter.
pub(crate) fn check(bytes: &[u8]) {
    let [choice, seed, bytes @ ..] = bytes else {
        return;
    };
    let beginning = beginning(choice & 3);
    let config = config(choice >> 2);
    let (Some(whole), Some(cut)) =
        (play(&config, &beginning, [bytes]), play(&config, &beginning, pieces(*seed, bytes)))
    else {
        return;
    };
    assert_eq!(whole.result, cut.result);
    assert_eq!(whole.events, cut.events);
    assert_eq!((&whole.output, whole.size), (&cut.output, cut.size));
    // How much of a broken rectangle is drawn before the flaw shows does depend on the pieces.
    assert!(whole.result.is_err() || whole.pixels == cut.pixels, "other pixels");
    assert_eq!(whole.pixels.len(), 4 * whole.size.area());
}

/// The same for a handshake alone: the other bytes are what the server says first, and nothing is known about the user but
/// what the choice says.
pub(crate) fn check_handshake(bytes: &[u8]) {
    if let [choice, rest @ ..] = bytes {
        check(&[&[choice & !3][..], rest].concat());
    }
}

/// Nothing, so that the bytes are the handshake, or a handshake that leads straight to the messages.
fn beginning(choice: u8) -> Vec<u8> {
    let format = match choice {
        0 => return Vec::new(),
        1 => PixelFormat::BGRX,
        2 => PixelFormat::RGB565,
        _ => PixelFormat::COLOUR_MAP,
    };
    let mut bytes = b"RFB 003.008\n\x01\x01\0\0\0\0".to_vec();
    ServerInit::encode(Size::new(100, 80), format, "", &mut bytes);
    bytes
}

fn config(choice: u8) -> Config {
    let password = (choice & 1 == 0).then(|| "passwd".to_owned());
    let pixel_format = match choice & 6 {
        0 => PixelFormatChoice::Server,
        2 => PixelFormatChoice::Automatic,
        4 => PixelFormatChoice::Fixed(PixelFormat::BGR233),
        _ => PixelFormatChoice::Fixed(PixelFormat::RGB565),
    };
    Config {
        shared: true,
        repeater_id: RepeaterId::new("4711"),
        credentials: Credentials { username: None, password, target: None },
        preferences: Preferences { pixel_format, ..Preferences::default() },
        ..Config::default()
    }
}

fn play<'a>(
    config: &Config,
    beginning: &[u8],
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> Option<Outcome> {
    let mut connection = Connection::new(config.clone());
    let mut events = Vec::new();
    connection.receive(beginning, &mut events).expect("the beginning is that of a good server");
    let mut result = Ok(());
    for piece in pieces {
        result = connection.receive(piece, &mut events);
        if connection.size().area() > LARGEST_SCREEN {
            return None;
        }
    }
    Some(Outcome {
        result,
        events,
        output: connection.output().clone(),
        size: connection.size(),
        pixels: connection.framebuffer().pixels().to_vec(),
    })
}
