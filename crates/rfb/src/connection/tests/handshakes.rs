//! Handshakes of every version and security type, as tables of bytes.

use super::*;
use crate::connection::config::Understood;
use crate::wire::{Capability, InvalidPixelFormat, ProtocolVersion, RepeaterId, SecurityType};
use crate::{InvalidMessage, SecurityError, framebuffer::TooLarge};

const SIZE: Size = Size::new(4, 3);

/// What one side says, in the parts that have a meaning.
type Pieces<'a> = &'a [&'a [u8]];

/// The challenge 0, 1, 2 … 15, and the response to it under the password "passwd".
const CHALLENGE: &[u8] = &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const RESPONSE: &[u8] =
    &[0xe8, 0x39, 0x9b, 0x58, 0x57, 0x1e, 0x87, 0xed, 0x84, 0x45, 0xc8, 0x71, 0x6b, 0x6d, 0xd9, 0x45];

fn config(password: Option<&str>) -> Config {
    let credentials = Credentials { username: None, password: password.map(str::to_owned), target: None };
    Config { shared: true, credentials, ..Config::default() }
}

fn server_init(format: PixelFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    ServerInit::encode(SIZE, format, "desk", &mut bytes);
    bytes
}

/// What the client says when it is connected and likes the server's pixel format.
fn set_encodings() -> Vec<u8> {
    set_encodings_of(&Preferences::default())
}

fn set_encodings_of(preferences: &Preferences) -> Vec<u8> {
    let mut bytes = Vec::new();
    SetEncodings(preferences.set_encodings(Understood::default())).encode(&mut bytes);
    bytes
}

fn refused(reason: Option<&str>) -> Error {
    Refusal::Connection { reason: reason.map(str::to_owned) }.into()
}

fn wrong_password(reason: Option<&str>) -> Error {
    Refusal::Password { reason: reason.map(str::to_owned) }.into()
}

/// Tight's lists come behind the description of the screen: messages of either side, and encodings.
#[test]
fn what_a_tight_server_lists_is_read_past() {
    let mut capabilities = vec![0, 1, 0, 2, 0, 1, 0, 0];
    for code in 0..4 {
        Capability { code, name: *b"TGHTSOMETHNG" }.encode(&mut capabilities);
    }
    let parts: [&[u8]; 8] = [
        b"RFB 003.008\n",
        &[1, 16],
        &[0; 4], // no tunnels
        &[0; 4], // no authentication
        &[0; 4], // which is well
        &server_init(PixelFormat::BGRX),
        &capabilities,
        &[2],
    ];
    let seen = play(&config(None), &parts.concat());
    assert_eq!(seen.outcome, Ok(()));
    assert_eq!(seen.events, [Event::Connected { name: "desk".to_owned(), size: SIZE }, Event::Bell]);
    let said = [b"RFB 003.008\n".as_slice(), &[16, 1], &set_encodings()].concat();
    assert_eq!(seen.output, said);
}

#[test]
fn every_version_and_security_type_connects() {
    const OK: &[u8] = &[0; 4];
    const NO_RESULT: &[u8] = &[];
    let table: [(&str, Pieces<'_>, Pieces<'_>); 8] = [
        ("3.3 None", &[b"RFB 003.003\n", &[0, 0, 0, 1], NO_RESULT], &[b"RFB 003.003\n"]),
        ("3.3 VNC", &[b"RFB 003.003\n", &[0, 0, 0, 2], CHALLENGE, OK], &[b"RFB 003.003\n", RESPONSE]),
        ("3.6 VNC", &[b"RFB 003.006\n", &[0, 0, 0, 2], CHALLENGE, OK], &[b"RFB 003.003\n", RESPONSE]),
        ("3.7 None", &[b"RFB 003.007\n", &[1, 1], NO_RESULT], &[b"RFB 003.007\n", &[1]]),
        ("3.7 VNC", &[b"RFB 003.007\n", &[1, 2], CHALLENGE, OK], &[b"RFB 003.007\n", &[2], RESPONSE]),
        ("3.8 None", &[b"RFB 003.008\n", &[2, 19, 1], OK], &[b"RFB 003.008\n", &[1]]),
        ("3.8 VNC", &[b"RFB 003.008\n", &[2, 1, 2], CHALLENGE, OK], &[b"RFB 003.008\n", &[2], RESPONSE]),
        ("5.0 None", &[b"RFB 005.000\n", &[1, 1], OK], &[b"RFB 003.008\n", &[1]]),
    ];
    for (name, server, client) in table {
        let bytes = [server.concat(), server_init(PixelFormat::BGRX)].concat();
        let seen = play(&config(Some("passwd")), &bytes);
        assert_eq!(seen.outcome, Ok(()), "{name}");
        assert_eq!(seen.output, [client.concat(), vec![1], set_encodings()].concat(), "{name}");
        assert_eq!(seen.events, [Event::Connected { name: "desk".into(), size: SIZE }], "{name}");
        assert_eq!(seen.size, SIZE, "{name}");
    }
}

#[test]
fn a_repeater_is_told_where_to_go_and_then_the_server_speaks() {
    let bytes = [b"RFB 000.000\nRFB 003.008\n\x01\x01\0\0\0\0", &*server_init(PixelFormat::BGRX)].concat();
    assert_eq!(play(&config(None), &bytes).outcome, Err(Incompatible::Repeater.into()));

    let repeater_id = RepeaterId::new("4711");
    let seen = play(&Config { repeater_id, ..config(None) }, &bytes);
    assert_eq!(seen.outcome, Ok(()));
    let (to_repeater, to_server) = seen.output.split_at(250);
    assert_eq!(to_repeater, [&b"ID:4711"[..], &[0; 243]].concat());
    assert_eq!(to_server, [b"RFB 003.008\n\x01\x01", &*set_encodings()].concat());
}

#[test]
fn a_repeater_behind_a_repeater_is_not_answered_for_ever() {
    let config = Config { repeater_id: RepeaterId::new("4711"), ..config(None) };
    let seen = play(&config, b"RFB 000.000\nRFB 000.000\n");
    assert_eq!(seen.outcome, Err(Incompatible::Version(ProtocolVersion::REPEATER).into()));
    assert_eq!(seen.output.len(), 250);
}

#[test]
fn what_does_not_fit_a_repeaters_message_is_no_identifier() {
    let longest = "7".repeat(RepeaterId::MAX_LENGTH);
    assert!(RepeaterId::new(&*longest).is_some());
    for text in ["", "sieben\0", "zwölf", &(longest + "7")] {
        assert_eq!(RepeaterId::new(text), None, "{text:?}");
    }
}

#[test]
fn refusals_reach_the_user_in_the_servers_words() {
    let reason = |text: &[u8]| [&[0, 0, 0, u8::try_from(text.len()).expect("short")], text].concat();
    let busy = reason(b"Zu viele Verbindungen f\xfcr heute\n");
    let table: [(&str, Pieces<'_>, Error); 9] = [
        ("3.3", &[b"RFB 003.003\n", &[0; 4], &busy], refused(Some("Zu viele Verbindungen für heute"))),
        ("3.7", &[b"RFB 003.007\n", &[0], &reason("zu spät".as_bytes())], refused(Some("zu spät"))),
        ("3.8, empty reason", &[b"RFB 003.008\n", &[0], &reason(b"")], refused(None)),
        (
            "3.3 wrong password",
            &[b"RFB 003.003\n", &[0, 0, 0, 2], CHALLENGE, &[0, 0, 0, 1]],
            wrong_password(None),
        ),
        ("3.7 wrong password", &[b"RFB 003.007\n", &[1, 2], CHALLENGE, &[0, 0, 0, 1]], wrong_password(None)),
        (
            "3.8 wrong password",
            &[b"RFB 003.008\n", &[1, 2], CHALLENGE, &[0, 0, 0, 1], &reason(b"No")],
            wrong_password(Some("No")),
        ),
        (
            "3.8 too many attempts",
            &[b"RFB 003.008\n", &[1, 2], CHALLENGE, &[0, 0, 0, 2], &reason(b"wait")],
            Refusal::TooManyAttempts { reason: Some("wait".into()) }.into(),
        ),
        (
            "3.8 refused without a password",
            &[b"RFB 003.008\n", &[1, 1], &[0, 0, 0, 1], &reason(b"blocked")],
            refused(Some("blocked")),
        ),
        (
            "an unknown result",
            &[b"RFB 003.008\n", &[1, 1], &[9, 9, 9, 9], &reason(b"odd")],
            refused(Some("odd")),
        ),
    ];
    for (name, server, error) in table {
        let seen = play(&config(Some("passwd")), &server.concat());
        assert_eq!((seen.outcome, seen.events), (Err(error), vec![]), "{name}");
    }
}

#[test]
fn what_is_not_understood_is_named() {
    let offered = |types: &[u8]| -> Error {
        Incompatible::SecurityTypes { offered: types.iter().copied().map(SecurityType).collect() }.into()
    };
    let mut screen = b"RFB 003.008\n\x01\x01\0\0\0\0".to_vec();
    ServerInit::encode(Size::new(65535, 65535), PixelFormat::BGRX, "", &mut screen);
    let mut name = b"RFB 003.008\n\x01\x01\0\0\0\0".to_vec();
    ServerInit::encode(SIZE, PixelFormat::BGRX, "", &mut name);
    name.truncate(name.len() - 4);
    name.extend([0xff; 4]);
    let table: [(&[u8], Error); 9] = [
        (b"SSH-2.0-OpenSSH_9", InvalidMessage::NotRfb(*b"SSH-2.0-Open").into()),
        (b"RFB 000.000\n", Incompatible::Repeater.into()),
        (b"RFB 002.009\n", Incompatible::Version(ProtocolVersion { major: 2, minor: 9 }).into()),
        (b"RFB 003.008\n\x03\x12\x14\x85", offered(&[18, 20, 133])),
        (b"RFB 003.003\n\0\0\0\x12", offered(&[18])),
        (b"RFB 003.003\n\0\0\x01\0", InvalidMessage::SecurityTypeOutOfRange(256).into()),
        (&screen, Incompatible::Screen(TooLarge(Size::new(65535, 65535))).into()),
        (&name, InvalidMessage::NameTooLong(u32::MAX).into()),
        (b"RFB 003.008\n\x02\0\0", offered(&[0, 0])),
    ];
    for (bytes, error) in table {
        assert_eq!(play(&config(None), bytes).outcome, Err(error));
    }
}

#[test]
fn a_password_is_asked_for_once_and_awaited() {
    let mut connection = Connection::new(config(None));
    let mut events = Vec::new();
    let server = [b"RFB 003.008\n\x01\x02", CHALLENGE].concat();
    for byte in server.chunks(1) {
        connection.receive(byte, &mut events).expect("a good server");
    }
    connection.receive(&[], &mut events).expect("nothing happened");
    assert_eq!(events, [Event::CredentialsRequired { username: false, password: true, target: false }]);
    assert_eq!(*connection.output(), b"RFB 003.008\n\x02");
    connection.output().clear();

    connection.provide_credentials(Credentials {
        username: None,
        password: Some("passwd".into()),
        target: None,
    });
    assert_eq!(*connection.output(), RESPONSE);
    let rest = [vec![0; 4], server_init(PixelFormat::BGRX)].concat();
    connection.receive(&rest, &mut events).expect("a good server");
    assert!(matches!(events.last(), Some(Event::Connected { .. })));
}

#[test]
fn a_server_that_tires_of_waiting_for_a_password_is_heard() {
    let bytes = [b"RFB 003.008\n\x01\x02", CHALLENGE, b"\0\0\0\x01\0\0\0\x04late"].concat();
    let seen = play(&config(None), &bytes);
    assert_eq!(seen.events, [Event::CredentialsRequired { username: false, password: true, target: false }]);
    assert_eq!(seen.outcome, Err(wrong_password(Some("late"))));
}

#[test]
fn a_server_that_lets_in_whom_it_has_not_heard_is_not_believed() {
    let bytes = [b"RFB 003.008\n\x01\x02", CHALLENGE, &[0; 4], &server_init(PixelFormat::BGRX)].concat();
    let seen = play(&config(None), &bytes);
    assert_eq!(seen.outcome, Err(SecurityError::OutOfTurn.into()));
    assert_eq!(seen.events, [Event::CredentialsRequired { username: false, password: true, target: false }]);
    assert_eq!(seen.output, b"RFB 003.008\n\x02");
}

#[test]
fn a_server_that_hangs_up_instead_of_giving_a_reason_has_refused_all_the_same() {
    let mut connection = after(config(Some("passwd")), b"RFB 003.008\n\x01\x02");
    connection.receive(CHALLENGE, &mut Vec::new()).expect("a good server");
    assert_eq!(connection.refusal(), None);
    connection.receive(&[0, 0, 0, 1, 0], &mut Vec::new()).expect("more follows");
    assert_eq!(connection.refusal(), Some(Refusal::Password { reason: None }));
}

#[test]
fn the_pixel_format_is_settled_before_anything_is_asked_for() {
    use PixelFormatChoice::{Automatic, Fixed, Server};
    let big_endian = PixelFormat { big_endian: true, ..PixelFormat::RGBX };
    let depth_32 = PixelFormat { depth: 32, ..PixelFormat::RGBX };
    let thirty_bits = PixelFormat { red_max: 1023, red_shift: 20, ..PixelFormat::rgb888(0, 10, 0) };
    let table = [
        (PixelFormat::BGRX, Automatic, None),
        (PixelFormat::RGBX, Automatic, None),
        (big_endian, Automatic, None),
        // A server that ignores this request keeps the same colours.
        (depth_32, Automatic, Some(PixelFormat::RGBX)),
        (thirty_bits, Automatic, Some(PixelFormat::BGRX)),
        (PixelFormat::RGB565, Automatic, Some(PixelFormat::BGRX)),
        (PixelFormat::COLOUR_MAP, Automatic, Some(PixelFormat::BGRX)),
        (PixelFormat::RGB565, Server, None),
        (PixelFormat::COLOUR_MAP, Server, None),
        (PixelFormat::BGRX, Fixed(PixelFormat::BGRX), None),
        (PixelFormat::BGRX, Fixed(PixelFormat::BGR233), Some(PixelFormat::BGR233)),
    ];
    for (native, choice, requested) in table {
        let mut config = config(None);
        config.preferences.pixel_format = choice;
        let set_encodings = set_encodings_of(&config.preferences);
        let mut connection = Connection::new(config);
        let bytes = [b"RFB 003.008\n\x01\x01\0\0\0\0", server_init(native).as_slice()].concat();
        connection.receive(&bytes, &mut Vec::new()).expect("a good server");

        let mut expected = b"RFB 003.008\n\x01\x01".to_vec();
        if let Some(format) = requested {
            SetPixelFormat(format).encode(&mut expected);
        }
        expected.extend(set_encodings);
        assert_eq!(*connection.output(), expected, "{native:?} {choice:?}");
        assert_eq!(connection.pixel_format(), Some(requested.unwrap_or(native)));
    }
}

#[test]
fn a_server_that_can_send_few_colours_only_is_not_asked_for_more() {
    let mut bytes = b"RFB 003.008\n\x01\x01\0\0\0\0".to_vec();
    ServerInit::encode(SIZE, PixelFormat::RGB565, "Intel(r) AMT KVM", &mut bytes);
    let seen = play(&config(None), &bytes);
    assert_eq!(seen.outcome, Ok(()));
    assert_eq!(seen.output[14..], set_encodings());
}

#[test]
fn an_unreadable_pixel_format_is_replaced_unless_it_was_to_be_kept() {
    let mut bytes = [b"RFB 003.008\n\x01\x01\0\0\0\0", server_init(PixelFormat::BGRX).as_slice()].concat();
    bytes[22] = 24;
    let mut config = config(None);
    let seen = play(&config, &bytes);
    assert_eq!(seen.outcome, Ok(()));
    let mut set_pixel_format = Vec::new();
    SetPixelFormat(PixelFormat::BGRX).encode(&mut set_pixel_format);
    assert!(seen.output[14..].starts_with(&set_pixel_format));

    config.preferences.pixel_format = PixelFormatChoice::Server;
    let error = Incompatible::PixelFormat(InvalidPixelFormat::BitsPerPixel(24));
    assert_eq!(play(&config, &bytes).outcome, Err(error.into()));
}
