//! A whole connection, from the server's first byte.

use rfb::auth::Random;
use rfb::wire::{
    AudioFormat, ClipboardCapabilities, ClipboardFormat, ClipboardFormats, ClipboardItem, ClipboardMessage,
    Encoding, ExtendedDesktopSize, Fence, PixelFormat, PowerAction, RectangleHeader, RepeaterId,
    ResizeReason, ResizeStatus, SampleFormat, Screen, ServerInit, ServerMessage, XvpReply,
};
use rfb::{Config, Connection, Credentials, PixelFormatChoice, Point, Preferences, Protection, Rect, Size};

use crate::pieces::pieces;
use crate::player::{Decoding, play};

const SCREEN: Size = Size::new(100, 80);

/// Bits of the byte that chooses; the lowest two choose the beginning, and the next three what [`config`] says.
const VIDEO: u8 = 1 << 5;
/// A server that has every extension, and a client that uses all of them.
const EXTENSIONS: u8 = 1 << 6;
/// A client with demands on security, and few on pictures.
const DEMANDS: u8 = 1 << 7;

/// Reads a configuration, a beginning and a way to cut from the first two bytes and takes the others for what the
/// server says: in one piece and in many, which must not matter.
pub(crate) fn check(bytes: &[u8]) {
    let [choice, seed, bytes @ ..] = bytes else {
        return;
    };
    let start = || {
        let mut connection = begun(config(*choice), &beginning(choice & 3));
        if choice & 3 != 0 && choice & EXTENSIONS != 0 {
            use_extensions(&mut connection);
        }
        connection
    };
    check_pieces(start, *seed, bytes);
}

/// The same for a handshake alone: the other bytes are what the server says first, and nothing is known about the user but
/// what the choice says.
pub(crate) fn check_handshake(bytes: &[u8]) {
    if let [choice, rest @ ..] = bytes {
        check(&[&[choice & !3][..], rest].concat());
    }
}

/// The same for an update without an end, in which there may be video: the first byte is a way to cut, and the others are
/// rectangles.
pub(crate) fn check_video(bytes: &[u8]) {
    let Some((seed, bytes)) = bytes.split_first() else {
        return;
    };
    let mut beginning = beginning(1);
    ServerMessage::FramebufferUpdate { rectangles: u16::MAX }.encode(&mut beginning);
    check_pieces(|| begun(config(VIDEO), &beginning), *seed, bytes);
}

/// Whole or cut, and with pictures that are decoded sooner or later.
fn check_pieces(start: impl Fn() -> Connection, seed: u8, bytes: &[u8]) {
    let whole = play(start(), [bytes], Decoding::AtOnce);
    let cut = play(start(), pieces(seed, bytes), Decoding::AtOnce);
    let late = play(start(), pieces(seed, bytes), Decoding::Late);
    if let (Some(whole), Some(cut), Some(late)) = (whole, cut, late) {
        whole.assert_same(&cut);
        whole.assert_same(&late);
    }
}

/// A connection whose server has begun like this.
pub(crate) fn begun(config: Config, beginning: &[u8]) -> Connection {
    let mut connection = Connection::new(config);
    connection.receive(beginning, &mut Vec::new()).expect("the beginning is that of a good server");
    connection
}

/// Nothing, so that the bytes are the handshake, or a handshake that leads straight to the messages.
pub(crate) fn beginning(choice: u8) -> Vec<u8> {
    server_init(choice)
        .map_or(Vec::new(), |init| [b"RFB 003.008\n\x01\x01\0\0\0\0", init.as_slice()].concat())
}

/// The end of a handshake, which tells a pixel format unless nothing is to be told.
pub(crate) fn server_init(choice: u8) -> Option<Vec<u8>> {
    let format = match choice {
        0 => return None,
        1 => PixelFormat::BGRX,
        2 => PixelFormat::RGB565,
        _ => PixelFormat::COLOUR_MAP,
    };
    let mut bytes = Vec::new();
    ServerInit::encode(SCREEN, format, "", &mut bytes);
    Some(bytes)
}

fn config(choice: u8) -> Config {
    let password = (choice & 1 << 2 == 0).then(|| "passwd".to_owned());
    let pixel_format = match choice >> 3 & 3 {
        0 => PixelFormatChoice::Server,
        1 => PixelFormatChoice::Automatic,
        2 => PixelFormatChoice::Fixed(PixelFormat::BGR233),
        _ => PixelFormatChoice::Fixed(PixelFormat::RGB565),
    };
    let demands = choice & DEMANDS != 0;
    let preferences = Preferences {
        pixel_format,
        video: choice & VIDEO != 0,
        // Low enough for wavelets.
        quality: if demands { Some(3) } else { Preferences::default().quality },
        ..Preferences::default()
    };
    Config {
        shared: true,
        repeater_id: RepeaterId::new("4711"),
        credentials: Credentials { username: None, password, target: None },
        preferences,
        // The beginnings are those of servers that protect nothing.
        minimum_protection: if demands && choice & 3 == 0 {
            Protection::Password
        } else {
            Protection::Nothing
        },
        random: demands.then(|| Random::new(&[2; 32])),
    }
}

/// Lets the server show everything that a connection keeps in mind, and the client make use of it, so that the answers and
/// what else comes find it in a state that bytes alone do not lead to.
fn use_extensions(connection: &mut Connection) {
    connection.receive(&announcements(), &mut Vec::new()).expect("these are a good server's");
    let audio = AudioFormat { samples: SampleFormat::S16, channels: 2, frequency: 48_000 };
    assert!(connection.enable_audio(audio), "the server has sound");
    let html = ClipboardItem { format: ClipboardFormat::Html, data: b"<p>html</p>".to_vec() };
    assert!(connection.offer_clipboard(vec![ClipboardItem::text("text"), html]), "the server takes formats");
    connection.request_clipboard(ClipboardFormats::USEFUL);
    assert!(connection.send_fence(4711), "the server knows fences");
    assert!(connection.set_continuous_updates(true), "the server knows continuous updates");
    assert!(connection.set_desktop_size(Size::new(90, 70)), "the server can be asked");
    assert!(connection.power(PowerAction::Reset), "the server takes requests");
    connection.pointer_event(0b11_0000_0001, Point { x: 1, y: 2 });
    connection.key_event(0x61, Some(0x1e), true);
    connection.request_update(false);
}

fn announcements() -> Vec<u8> {
    let empty = |encoding| RectangleHeader { rect: Rect::new(0, 0, 0, 0), encoding };
    let flags = [Encoding::QEMU_EXTENDED_KEY_EVENT, Encoding::QEMU_AUDIO, Encoding::EXTENDED_MOUSE_BUTTONS];
    let mut bytes = Vec::new();
    ServerMessage::FramebufferUpdate { rectangles: flags.len() as u16 + 1 }.encode(&mut bytes);
    flags.into_iter().for_each(|encoding| empty(encoding).encode(&mut bytes));
    ExtendedDesktopSize {
        reason: ResizeReason::Server,
        status: ResizeStatus::Done,
        size: SCREEN,
        screens: vec![Screen { id: 7, area: Rect::covering(SCREEN), flags: 0 }],
    }
    .encode(&mut bytes);
    ServerMessage::Fence(Fence { flags: Fence::REQUEST | Fence::SYNC_NEXT, payload: vec![1] })
        .encode(&mut bytes);
    ServerMessage::EndOfContinuousUpdates.encode(&mut bytes);
    ServerMessage::Xvp(XvpReply::Ready).encode(&mut bytes);
    ClipboardMessage::Capabilities(ClipboardCapabilities::asking_for(ClipboardFormats::USEFUL))
        .encode_from_server(&mut bytes);
    bytes
}
