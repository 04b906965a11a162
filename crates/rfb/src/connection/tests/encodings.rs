//! How many encodings a server is asked for, and that none is forgotten.

use super::clipboard::says;
use super::input::{connected, said};
use super::*;
use crate::decode::DecodeError;
use crate::wire::{ClipboardCapabilities, ClipboardFormats, Fence, XvpReply};

const SIZE: Size = Size::new(4, 4);

/// As many as early servers made with neatvnc read.
const FEW: usize = 32;

/// A client that asks for all that there is.
fn config() -> Config {
    let preferences = Preferences { video: true, quality: Some(5), ..Preferences::default() };
    Config { preferences, ..Config::default() }
}

/// The encodings that are asked for last after the server has sent these bytes.
fn asked(config: &Config, bytes: &[u8]) -> Vec<Encoding> {
    let seen = play(config, &[&welcome(SIZE, PixelFormat::BGRX), bytes].concat());
    assert_eq!(seen.outcome, Ok(()));
    let mut input = Input::new(&seen.output["RFB 003.008\n\x01\x01".len()..]);
    let messages = std::iter::from_fn(|| ClientMessage::decode(&mut input).expect("what a client says"));
    let lists = messages.filter_map(|message| match message {
        ClientMessage::SetEncodings(SetEncodings(encodings)) => Some(encodings),
        _ => None,
    });
    lists.last().expect("a list of encodings")
}

fn encoded(message: &ServerMessage) -> Vec<u8> {
    let mut bytes = Vec::new();
    message.encode(&mut bytes);
    bytes
}

#[test]
fn whatever_is_decoded_is_asked_for_once_the_server_reads_long_lists() {
    let asked = asked(&config(), &update(&[(Rect::default(), Encoding::LAST_RECT, &[])]));
    let is_decoded = |encoding: &Encoding| {
        let beginning = [welcome(SIZE, PixelFormat::BGRX), update(&[])].concat();
        let mut connection = after(config(), &beginning);
        let outcome = connection.receive(&update(&[(Rect::default(), *encoding, &[])]), &mut Vec::new());
        outcome != Err(DecodeError::UnsupportedEncoding(*encoding).into())
    };
    // Where numbers have been given out: RFC 6143 and its registry, and VMware's.
    let numbers = (-1100..=1100).chain(0x574d_5600..0x574d_5700);
    let mut decoded: Vec<Encoding> = numbers.map(Encoding).filter(is_decoded).collect();
    assert!(decoded.len() > 30, "{decoded:?}");
    // What has no rectangles of its own.
    decoded.extend([
        Encoding::TIGHT_WITHOUT_ZLIB,
        Encoding::FENCE,
        Encoding::CONTINUOUS_UPDATES,
        Encoding::XVP,
        Encoding::EXTENDED_CLIPBOARD,
    ]);
    decoded.retain(|encoding| !asked.contains(encoding));
    assert_eq!(decoded, [], "decoded, and never asked for");
}

#[test]
fn no_more_is_asked_for_than_early_servers_of_neatvnc_read_before_one_has_shown_to_be_none() {
    let mut format = Vec::new();
    PixelFormat::BGRX.encode(&mut format);
    let at_first: Vec<(Encoding, &[u8])> = vec![
        (Encoding::RAW, &[]),
        (Encoding::CURSOR, &[]),
        (Encoding::DESKTOP_SIZE, &[]),
        (Encoding::EXTENDED_DESKTOP_SIZE, &[0; 4]),
        (Encoding::QEMU_EXTENDED_KEY_EVENT, &[]),
    ];
    for (encoding, data) in at_first {
        let rectangle = update(&[(Rect::covering(Size::new(0, 0)), encoding, data)]);
        assert_eq!(asked(&config(), &rectangle).len(), FEW, "{encoding}");
    }
    let later: [(Encoding, &[u8]); 6] = [
        (Encoding::LAST_RECT, &[]),
        (Encoding::HEXTILE, &[]),
        (Encoding::LED_STATE, &[0]),
        (Encoding::QEMU_AUDIO, &[]),
        (Encoding::POINTER_POSITION, &[]),
        (Encoding::VMWARE_CURSOR_STATE, &[0, 0]),
    ];
    for (encoding, data) in later {
        let rectangle = update(&[(Rect::default(), encoding, data)]);
        assert!(asked(&config(), &rectangle).len() > FEW, "{encoding}");
    }
    let fence = Fence { flags: 0, payload: Vec::new() };
    let capabilities = ClipboardCapabilities::asking_for(ClipboardFormats::TEXT);
    for message in [
        encoded(&ServerMessage::Fence(fence)),
        encoded(&ServerMessage::EndOfContinuousUpdates),
        encoded(&ServerMessage::Xvp(XvpReply::Ready)),
        says(&ClipboardMessage::Capabilities(capabilities)),
    ] {
        let mut connection = after(config(), &[&*welcome(SIZE, PixelFormat::BGRX), &*message].concat());
        connection.receive(&update(&[]), &mut Vec::new()).unwrap();
        let said = said(&mut connection);
        let [ClientMessage::SetEncodings(SetEncodings(encodings))] = &said[..] else {
            panic!("{message:?}: {said:?}");
        };
        assert!(encodings.len() > FEW, "{message:?}");
    }
}

#[test]
fn a_long_list_is_asked_for_once_and_stays() {
    let mut connection = connected();
    let last_rect = update(&[(Rect::default(), Encoding::LAST_RECT, &[])]);
    connection.receive(&last_rect, &mut Vec::new()).unwrap();
    assert!(!std::mem::take(connection.output()).is_empty());
    connection.receive(&last_rect, &mut Vec::new()).unwrap();
    connection.set_preferences(Preferences::default());
    assert!(connection.output().is_empty());
}

#[test]
fn the_rarest_go_first_where_few_are_asked_for() {
    let few = asked(&config(), &[]);
    assert_eq!(few.len(), FEW);
    for rare in [Encoding::ZLIB_HEX, Encoding::CORRE, Encoding::VMWARE_DISPLAY_MODE] {
        assert!(!few.contains(&rare), "{rare}");
    }
    // With fewer encodings of pixels, there is room for all of the rest.
    let preferences = Preferences { encodings: vec![Encoding::CORRE], ..Preferences::default() };
    let all = asked(&Config { preferences, ..Config::default() }, &[]);
    assert!(
        all.len() < FEW && all.contains(&Encoding::CORRE) && all.contains(&Encoding::VMWARE_DISPLAY_MODE)
    );
}
