//! What the client says: input, requests and preferences.

use super::*;
use crate::wire::{ExtendedDesktopSize, ResizeReason, ResizeStatus, Screen};

pub(super) fn connected() -> Connection {
    after(Config::default(), &welcome(Size::new(640, 480), PixelFormat::BGRX))
}

pub(super) fn said(connection: &mut Connection) -> Vec<ClientMessage> {
    let bytes = std::mem::take(connection.output());
    let mut input = Input::new(&bytes);
    let mut messages = Vec::new();
    while let Some(message) = ClientMessage::decode(&mut input).expect("what a client says") {
        messages.push(message);
    }
    assert_eq!(input.remaining(), 0);
    messages
}

#[test]
fn nothing_is_said_before_the_connection_is_up() {
    let mut connection = Connection::new(Config::default());
    connection.request_update(false);
    connection.key_event(0x61, Some(0x1e), true);
    connection.pointer_event(1, Point { x: 1, y: 1 });
    assert!(connection.cut_text("text"));
    assert!(!connection.set_desktop_size(Size::new(800, 600)));
    connection.set_preferences(Preferences { quality: None, ..Preferences::default() });
    connection.provide_credentials(Credentials {
        username: None,
        password: Some("early".into()),
        target: None,
    });
    assert_eq!(connection.output().len(), 0);
}

#[test]
fn requests_cover_the_screen_or_one_pixel_of_it() {
    let mut connection = connected();
    connection.request_update(false);
    connection.request_update(true);
    connection.request_pixel();
    let screen = Rect::new(0, 0, 640, 480);
    let request = |incremental, area| {
        ClientMessage::FramebufferUpdateRequest(FramebufferUpdateRequest { incremental, area })
    };
    let pixel = request(false, Rect::new(0, 0, 1, 1));
    assert_eq!(said(&mut connection), [request(false, screen), request(true, screen), pixel]);
}

#[test]
fn keys_carry_scancodes_once_the_server_has_asked_for_them() {
    let mut connection = connected();
    connection.key_event(0xff53, Some(0xe04d), true);
    let confirmation = update(&[(Rect::default(), Encoding::QEMU_EXTENDED_KEY_EVENT, &[])]);
    let mut events = Vec::new();
    connection.receive(&confirmation.repeat(2), &mut events).expect("a good server");
    let told = events.iter().filter(|event| **event == Event::ScancodesTaken).count();
    assert_eq!(told, 1, "it is news once");
    assert!(connection.qemu_key_events());
    connection.key_event(0xff53, Some(0xe04d), true);
    connection.key_event(0x2665, None, false);
    let expected = [
        ClientMessage::KeyEvent(KeyEvent { down: true, keysym: 0xff53 }),
        ClientMessage::QemuKeyEvent(QemuKeyEvent { down: true, keysym: 0xff53, keycode: 0xcd }),
        ClientMessage::KeyEvent(KeyEvent { down: false, keysym: 0x2665 }),
    ];
    assert_eq!(said(&mut connection), expected);
}

#[test]
fn texts_have_line_feeds_and_a_limit() {
    let mut connection = connected();
    assert!(connection.cut_text("a\r\nb\n€"));
    assert_eq!(said(&mut connection), [ClientMessage::CutText(CutText::Text("a\nb\n?".into()))]);
    assert!(connection.cut_text(&"é".repeat(MAX_CUT_TEXT)));
    assert_eq!(said(&mut connection).len(), 1);
    assert!(!connection.cut_text(&"x".repeat(MAX_CUT_TEXT + 1)));
    assert_eq!(said(&mut connection), []);
}

#[test]
fn a_size_is_asked_for_on_the_servers_own_screens() {
    let mut connection = connected();
    assert!(!connection.set_desktop_size(Size::new(800, 600)));
    let side_by_side = |width: u16, height| {
        [(11, 0), (12, width)].map(|(id, x)| Screen { id, area: Rect::new(x, 0, width, height), flags: 3 })
    };
    let screens = side_by_side(320, 480).to_vec();
    let size = connection.size();
    let desktop =
        ExtendedDesktopSize { reason: ResizeReason::Server, status: ResizeStatus::Done, size, screens };
    let mut bytes = vec![0, 0, 0, 1];
    desktop.encode(&mut bytes);
    connection.receive(&bytes, &mut Vec::new()).expect("a good server");

    let size = Size::new(800, 600);
    assert!(connection.set_desktop_size(size));
    let screens = side_by_side(400, 600).to_vec();
    assert_eq!(said(&mut connection), [ClientMessage::SetDesktopSize(SetDesktopSize { size, screens })]);
}

#[test]
fn preferences_are_told_when_they_change_what_the_server_may_send() {
    let mut connection = connected();
    connection.set_preferences(Preferences::default());
    assert_eq!(said(&mut connection), []);
    let preferences = Preferences {
        quality: Some(9),
        compression: 0,
        encodings: vec![Encoding::ZRLE],
        local_cursor: false,
        ..Preferences::default()
    };
    connection.set_preferences(preferences);
    let [ClientMessage::SetEncodings(SetEncodings(encodings))] = &said(&mut connection)[..] else {
        panic!("one message");
    };
    let expected = [
        Encoding::ZRLE,
        Encoding::quality_level(9),
        Encoding::fine_quality_level(100),
        Encoding::JPEG_FULL_COLOUR,
        Encoding::compression_level(0),
    ];
    assert_eq!(encodings[..5], expected);
    let drawn_here =
        [Encoding::CURSOR_WITH_ALPHA, Encoding::VMWARE_CURSOR, Encoding::CURSOR, Encoding::X_CURSOR];
    assert!(!encodings.iter().any(|encoding| drawn_here.contains(encoding)));
}
