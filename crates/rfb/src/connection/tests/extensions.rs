//! Extensions of the protocol: what a server says by them, and what the client may say once it has.

use super::input::{connected, said};
use super::*;
use crate::connection::config::Understood;
use crate::wire::{
    EnableContinuousUpdates, ExtendedPointerEvent, Leds, PowerAction, RectangleHeader, XvpReply, XvpRequest,
};

const SIZE: Size = Size::new(8, 8);

fn play_after_welcome(bytes: &[u8]) -> Seen {
    let seen = play(&Config::default(), &[welcome(SIZE, PixelFormat::BGRX).as_slice(), bytes].concat());
    assert_eq!(seen.outcome, Ok(()));
    seen
}

/// What happens at these rectangles, besides the beginning and the end of their update.
fn brings(rectangles: &[(Rect, Encoding, &[u8])]) -> Vec<Event> {
    let mut events = play_after_welcome(&update(rectangles)).events;
    events
        .retain(|event| !matches!(event, Event::Connected { .. } | Event::UpdateBegun | Event::UpdateEnded));
    events
}

/// What the client says to these messages, besides what it says in any case.
fn answers(messages: &[ServerMessage]) -> Vec<ClientMessage> {
    let mut bytes = Vec::new();
    for message in messages {
        message.encode(&mut bytes);
    }
    let before = play_after_welcome(&[]).output.len();
    let output = play_after_welcome(&bytes).output.split_off(before);
    let mut input = Input::new(&output);
    std::iter::from_fn(|| ClientMessage::decode(&mut input).expect("what a client says")).collect()
}

fn at(x: u16, y: u16) -> Rect {
    Rect::new(x, y, 0, 0)
}

#[test]
fn pseudo_rectangles_become_events() {
    let caps = Leds { caps: true, ..Leds::default() };
    let place = |x, y| Event::PointerAt(Point { x, y });
    let table: [(Rect, Encoding, &[u8], Event); 10] = [
        (at(0, 0), Encoding::LED_STATE, &[4], Event::Leds(caps)),
        (at(0, 0), Encoding::VMWARE_LED_STATE, &[0, 0, 0, 4], Event::Leds(caps)),
        (at(0, 0), Encoding::QEMU_POINTER_MOTION_CHANGE, &[], Event::PointerMode { relative: true }),
        (at(1, 0), Encoding::QEMU_POINTER_MOTION_CHANGE, &[], Event::PointerMode { relative: false }),
        (at(3, 4), Encoding::POINTER_POSITION, &[], place(3, 4)),
        (at(5, 6), Encoding::VMWARE_CURSOR_POSITION, &[], place(5, 6)),
        (at(0, 0), Encoding::VMWARE_CURSOR_STATE, &[0, 0], Event::CursorShown(false)),
        (at(0, 0), Encoding::VMWARE_CURSOR_STATE, &[0, 7], Event::CursorShown(true)),
        (
            Rect::new(0, 0, 1, 1),
            Encoding::X_CURSOR,
            &[255, 0, 0, 0, 0, 0, 0x80, 0x80],
            Event::Cursor(Cursor {
                size: Size::new(1, 1),
                hotspot: Point::default(),
                rgba: vec![255, 0, 0, 255],
            }),
        ),
        (
            Rect::new(1, 0, 2, 1),
            Encoding::VMWARE_CURSOR,
            &[1, 0, 1, 2, 3, 4, 5, 6, 7, 8],
            Event::Cursor(Cursor {
                size: Size::new(2, 1),
                hotspot: Point { x: 1, y: 0 },
                rgba: (1..=8).collect(),
            }),
        ),
    ];
    for (rect, encoding, data, event) in table {
        // The bell is where the next message is: nothing was read too much or too little.
        assert_eq!(brings(&[(rect, encoding, data)]), [event], "{encoding}");
    }
}

#[test]
fn of_many_places_of_the_pointer_the_last_is_told() {
    let place = |x, y| (at(x, y), Encoding::POINTER_POSITION, [].as_slice());
    assert_eq!(brings(&[place(1, 1), place(2, 2), place(3, 3)]), [Event::PointerAt(Point { x: 3, y: 3 })]);
}

#[test]
fn another_display_mode_changes_the_size_and_the_format_of_the_pixels_that_follow() {
    let mut format = Vec::new();
    PixelFormat::RGB565.encode(&mut format);
    let red = 0xf800_u16.to_le_bytes();
    let rectangles = [
        (Rect::new(0, 0, 2, 1), Encoding::VMWARE_DISPLAY_MODE, format.as_slice()),
        (Rect::new(0, 0, 1, 1), Encoding::RAW, &red),
    ];
    let seen = play_after_welcome(&update(&rectangles));
    assert!(seen.events.contains(&Event::Resized(Size::new(2, 1))));
    assert_eq!(seen.pixels[..4], [255, 0, 0, 255]);

    let preferences = Preferences { encodings: vec![Encoding::RAW], ..Preferences::default() };
    let mut config = Config { preferences, ..Config::default() };
    let offers = |config: &Config| {
        config.preferences.set_encodings(Understood::default()).contains(&Encoding::VMWARE_DISPLAY_MODE)
    };
    assert!(offers(&config));
    config.preferences.pixel_format = PixelFormatChoice::Fixed(PixelFormat::BGR233);
    assert!(!offers(&config), "a server may not change what the client has fixed");
}

/// A depth of 32 for three colours of eight bits is said by servers that mean 24: their pixels have three bytes where that
/// saves one.
#[test]
fn another_display_mode_means_the_depth_of_its_colours() {
    let mut format = Vec::new();
    PixelFormat { depth: 32, ..PixelFormat::BGRX }.encode(&mut format);
    let solid = |colour: [u8; 3]| [&[1], colour.as_slice()].concat();
    let rectangles = [
        (Rect::new(0, 0, 2, 1), Encoding::VMWARE_DISPLAY_MODE, format.as_slice()),
        (Rect::new(0, 0, 1, 1), Encoding::TRLE, &solid([0, 0, 255])),
        (Rect::new(1, 0, 1, 1), Encoding::TRLE, &solid([255, 0, 0])),
    ];
    let seen = play_after_welcome(&update(&rectangles));
    assert_eq!(seen.outcome, Ok(()));
    assert_eq!(seen.pixels, [255, 0, 0, 255, 0, 0, 255, 255]);
}

#[test]
fn fences_are_answered_with_what_is_understood_of_them() {
    let fence = |flags| Fence { flags, payload: b"here".to_vec() };
    for (flags, answered) in [
        (Fence::REQUEST, Some(0)),
        (Fence::REQUEST | Fence::BLOCK_BEFORE, Some(Fence::BLOCK_BEFORE)),
        (Fence::REQUEST | Fence::BLOCK_AFTER | 0x7000_0008, Some(Fence::BLOCK_AFTER)),
        (Fence::BLOCK_BEFORE, None),
    ] {
        let expected: Vec<_> = answered.map(|flags| ClientMessage::Fence(fence(flags))).into_iter().collect();
        assert_eq!(answers(&[ServerMessage::Fence(fence(flags))]), expected, "{flags:#x}");
    }
}

#[test]
fn a_fence_for_the_next_message_is_answered_when_that_has_taken_effect() {
    let fence = |flags, name: u8| Fence { flags, payload: vec![name] };
    let request = |flags, name| ServerMessage::Fence(fence(Fence::REQUEST | flags, name));
    let answer = |flags, name| ClientMessage::Fence(fence(flags, name));
    let sync = Fence::SYNC_NEXT;
    assert_eq!(answers(&[request(sync, 1)]), []);
    assert_eq!(answers(&[request(sync, 1), ServerMessage::Bell]), [answer(sync, 1)]);
    // Of two fences, the first is answered before the second, whose own wait goes on.
    assert_eq!(answers(&[request(sync, 1), request(0, 2)]), [answer(sync, 1), answer(0, 2)]);
    assert_eq!(answers(&[request(sync, 1), request(sync, 2)]), [answer(sync, 1)]);
    assert_eq!(
        answers(&[request(sync, 1), request(sync, 2), ServerMessage::Bell]),
        [answer(sync, 1), answer(sync, 2)]
    );

    let mut connection = connected();
    let mut bytes = Vec::new();
    request(sync, 3).encode(&mut bytes);
    bytes.extend(update(&[(Rect::new(0, 0, 2, 1), Encoding::RAW, &[0; 8])]));
    let (last, all_but_last) = bytes.split_last().expect("an update");
    connection.receive(all_but_last, &mut Vec::new()).expect("a good server");
    assert_eq!(said(&mut connection), [], "the update has not ended");
    connection.receive(&[*last], &mut Vec::new()).expect("a good server");
    assert_eq!(said(&mut connection).last(), Some(&answer(sync, 3)));
}

#[test]
fn the_client_s_own_fences_come_back_with_their_marks() {
    let mut connection = connected();
    assert!(!connection.send_fence(1), "the server has shown no fence yet");
    let mut bytes = Vec::new();
    ServerMessage::Fence(Fence { flags: 0, payload: vec![] }).encode(&mut bytes);
    connection.receive(&bytes, &mut Vec::new()).expect("a good server");
    assert!(connection.send_fence(0x0102));
    let payload = vec![0, 0, 0, 0, 0, 0, 1, 2];
    let flags = Fence::REQUEST | Fence::BLOCK_BEFORE;
    let sent = Fence { flags, payload };
    assert_eq!(said(&mut connection), [ClientMessage::Fence(sent.clone())]);

    let mut bytes = Vec::new();
    ServerMessage::Fence(sent.into_answer()).encode(&mut bytes);
    let mut events = Vec::new();
    connection.receive(&bytes, &mut events).expect("a good server");
    assert_eq!(events, [Event::FenceAnswered(0x0102)]);
    assert_eq!(said(&mut connection), []);
}

#[test]
fn updates_come_by_themselves_only_from_a_server_that_knows_how() {
    let mut connection = connected();
    assert!(!connection.set_continuous_updates(true));
    let mut events = Vec::new();
    connection.receive(&[150], &mut events).expect("a good server");
    assert_eq!(events, [Event::ContinuousUpdatesEnded]);
    assert!(connection.set_continuous_updates(true));
    let area = Rect::covering(connection.size());
    let expected = EnableContinuousUpdates { enable: true, area };
    assert_eq!(said(&mut connection), [ClientMessage::EnableContinuousUpdates(expected)]);
}

#[test]
fn power_is_asked_for_once_the_server_is_ready() {
    let mut connection = connected();
    assert!(!connection.power(PowerAction::Reset));
    let mut bytes = Vec::new();
    ServerMessage::Xvp(XvpReply::Ready).encode(&mut bytes);
    ServerMessage::Xvp(XvpReply::Failed).encode(&mut bytes);
    let mut events = Vec::new();
    connection.receive(&bytes, &mut events).expect("a good server");
    assert_eq!(events, [Event::PowerReady, Event::PowerFailed]);
    assert!(connection.power(PowerAction::Reboot));
    assert_eq!(said(&mut connection), [ClientMessage::Xvp(XvpRequest(PowerAction::Reboot))]);
}

#[test]
fn more_than_seven_buttons_are_told_to_a_server_that_knows_them() {
    let mut connection = connected();
    let point = Point { x: 9, y: 8 };
    connection.pointer_event(0x183, point);
    let plain = ClientMessage::PointerEvent(PointerEvent { buttons: 3, at: point });
    assert_eq!(said(&mut connection), std::slice::from_ref(&plain), "no marker where none is expected");

    let known = update(&[(Rect::default(), Encoding::EXTENDED_MOUSE_BUTTONS, &[])]);
    connection.receive(&known, &mut Vec::new()).expect("a good server");
    connection.output().clear();
    connection.pointer_event(0x03, point);
    assert_eq!(said(&mut connection), [plain]);
    connection.pointer_event(0x183, point);
    let extended = ExtendedPointerEvent { buttons: 0x183, at: point };
    let mut expected = Vec::new();
    extended.encode(&mut expected);
    assert_eq!(*connection.output(), expected);
}

#[test]
fn movements_are_counted_from_the_middle_of_the_numbers() {
    let mut connection = connected();
    let relative = update(&[(Rect::default(), Encoding::QEMU_POINTER_MOTION_CHANGE, &[])]);
    connection.receive(&relative, &mut Vec::new()).expect("a good server");
    connection.output().clear();
    assert!(connection.has_relative_pointer());
    for (right, down, x, y) in
        [(0, 0, 0x7fff, 0x7fff), (5, -5, 0x8004, 0x7ffa), (i16::MAX, i16::MIN, 0xfffe, 0xffff)]
    {
        connection.pointer_motion(1, right, down);
        let event = PointerEvent { buttons: 1, at: Point { x, y } };
        assert_eq!(said(&mut connection), [ClientMessage::PointerEvent(event)]);
    }
}

/// Two cursors of one red pixel, in each of the orders of bytes that servers have; red comes out as red. A viewer that
/// asks for one order and reads cursors in another shows blue.
#[test]
fn regression_cursors_have_the_colours_of_the_connections_own_format() {
    let size = Size::new(1, 1);
    let mut rect = Vec::new();
    for (format, red) in [
        (PixelFormat::BGRX, vec![0, 0, 255, 0]),
        (PixelFormat::RGBX, vec![255, 0, 0, 0]),
        (PixelFormat { big_endian: true, ..PixelFormat::BGRX }, vec![0, 255, 0, 0]),
        (PixelFormat::RGB565, vec![0, 0xf8]),
        (PixelFormat::BGR233, vec![7]),
    ] {
        let preferences = Preferences { pixel_format: PixelFormatChoice::Server, ..Preferences::default() };
        let config = Config { preferences, ..Config::default() };
        let with_mask = [red.as_slice(), &[0x80]].concat();
        let and_and_xor = [&[0, 0], vec![0; red.len()].as_slice(), &red].concat();
        for (encoding, data) in [(Encoding::CURSOR, with_mask), (Encoding::VMWARE_CURSOR, and_and_xor)] {
            rect.clear();
            RectangleHeader { rect: Rect::covering(size), encoding }.encode(&mut rect);
            let bytes = [welcome(SIZE, format), vec![0, 0, 0, 1], rect.clone(), data].concat();
            let seen = play(&config, &bytes);
            let cursor = Cursor { size, hotspot: Point::default(), rgba: vec![255, 0, 0, 255] };
            assert!(seen.events.contains(&Event::Cursor(cursor)), "{encoding} {format:?}: {:?}", seen.events);
        }
    }
}

/// A viewer that waits for more bytes at a cursor it does not know waits for ever, two bytes out of step.
#[test]
fn regression_an_unknown_vmware_cursor_ends_the_connection_with_its_reason() {
    let bytes = update(&[(Rect::new(0, 0, 1, 1), Encoding::VMWARE_CURSOR, &[7, 0])]);
    let bytes = [welcome(SIZE, PixelFormat::BGRX), bytes].concat();
    let seen = play(&Config::default(), &bytes);
    assert_eq!(seen.outcome, Err(crate::decode::DecodeError::UnknownCursorType(7).into()));
}
