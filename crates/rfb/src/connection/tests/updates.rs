//! Updates: pixels, sizes, names, cursors and colours.

use super::*;
use crate::wire::{CutText, ExtendedDesktopSize, ResizeReason, ResizeStatus, Screen, SetColourMapEntries};

const RED: [u8; 4] = [0, 0, 255, 0];
const GREEN: [u8; 4] = [0, 255, 0, 0];
const SIZE: Size = Size::new(2, 2);

fn play_after_welcome(bytes: &[u8]) -> Seen {
    let greeting = welcome(SIZE, PixelFormat::BGRX);
    let mut seen = play(&Config::default(), &[greeting.as_slice(), bytes].concat());
    assert!(matches!(seen.events.remove(0), Event::Connected { .. }));
    seen
}

/// A rectangle of the ExtendedDesktopSize encoding with one screen.
fn desktop(reason: ResizeReason, status: ResizeStatus, size: Size) -> (ExtendedDesktopSize, Vec<u8>) {
    let screens = vec![Screen { id: 5, area: Rect::covering(size), flags: 0 }];
    let desktop = ExtendedDesktopSize { reason, status, size, screens };
    let mut bytes = vec![0, 0, 0, 1];
    desktop.encode(&mut bytes);
    (desktop, bytes)
}

#[test]
fn pixels_reach_the_framebuffer_as_rgba() {
    let bytes = update(&[
        (Rect::new(0, 0, 2, 1), Encoding::RAW, &[RED, GREEN].concat()),
        (Rect::new(1, 1, 1, 1), Encoding::COPY_RECT, &[0, 0, 0, 0]),
    ]);
    let seen = play_after_welcome(&bytes);
    assert_eq!(seen.outcome, Ok(()));
    assert_eq!(seen.events, [Event::UpdateBegun, Event::UpdateEnded]);
    let (red, green, black) = ([255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 0, 255]);
    assert_eq!(seen.pixels, [red, green, black, red].concat());
}

#[test]
fn the_servers_encodings_are_remembered_each_once() {
    let mut connection = after(Config::default(), &welcome(SIZE, PixelFormat::BGRX));
    assert_eq!(connection.encodings_seen(), []);
    let raw = (Rect::new(0, 0, 1, 1), Encoding::RAW, &RED[..]);
    let bytes = update(&[raw, raw, (Rect::default(), Encoding::LAST_RECT, &[])]);
    connection.receive(&bytes, &mut Vec::new()).expect("a good update");
    assert_eq!(connection.encodings_seen(), [Encoding::RAW, Encoding::LAST_RECT]);
}

#[test]
fn an_update_ends_at_its_last_rectangle_whatever_it_announced() {
    let mut bytes =
        update(&[(Rect::new(0, 0, 1, 1), Encoding::RAW, &RED), (Rect::default(), Encoding::LAST_RECT, &[])]);
    bytes[2..4].copy_from_slice(&[0xff, 0xff]);
    bytes.push(2);
    let seen = play_after_welcome(&bytes);
    assert_eq!(seen.events, [Event::UpdateBegun, Event::UpdateEnded, Event::Bell]);
}

#[test]
fn an_update_may_be_empty() {
    let seen = play_after_welcome(&update(&[]));
    assert_eq!(seen.events, [Event::UpdateBegun, Event::UpdateEnded]);
}

#[test]
fn a_resize_inside_an_update_keeps_what_was_drawn_and_is_drawn_on() {
    let bytes = update(&[
        (Rect::new(0, 0, 1, 1), Encoding::RAW, &RED),
        (Rect::new(9, 9, 3, 1), Encoding::DESKTOP_SIZE, &[]),
        (Rect::new(2, 0, 1, 1), Encoding::RAW, &GREEN),
    ]);
    let seen = play_after_welcome(&bytes);
    let size = Size::new(3, 1);
    assert_eq!(seen.events, [Event::UpdateBegun, Event::Resized(size), Event::UpdateEnded]);
    assert_eq!(
        (seen.size, seen.pixels),
        (size, [[255, 0, 0, 255], [0, 0, 0, 255], [0, 255, 0, 255]].concat())
    );
}

#[test]
fn screens_are_told_and_the_answers_to_requests_understood() {
    use ResizeReason::{OtherClient, Server, ThisClient};
    use ResizeStatus::{Done, Forwarded, InvalidLayout, Prohibited};
    let other = Size::new(5, 4);
    let table = [
        (Server, Done, SIZE, false, None),
        (Server, Prohibited, other, true, None), // the status is of no meaning here
        (ThisClient, Done, other, true, None),
        (OtherClient, Done, other, true, None),
        (ThisClient, Forwarded, other, false, None),
        (ThisClient, InvalidLayout, other, false, Some(InvalidLayout)),
    ];
    for (reason, status, size, resized, refused) in table {
        let (desktop, bytes) = desktop(reason, status, size);
        let seen = play_after_welcome(&bytes);
        let followed = reason != ThisClient || status == Done;
        let mut expected = vec![Event::UpdateBegun];
        expected.extend(resized.then_some(Event::Resized(size)));
        expected.extend(followed.then_some(Event::Screens(desktop.screens)));
        expected.extend(refused.map(Event::DesktopSizeRefused));
        expected.push(Event::UpdateEnded);
        assert_eq!(seen.events, expected, "{reason:?} {status:?}");
        assert_eq!(seen.size, if resized { size } else { SIZE });
    }
}

#[test]
fn cursors_have_straight_alpha_and_their_hotspot_on_them() {
    let masked = [&GREEN[..], &RED, &[0b1000_0000]].concat();
    let with_alpha = [[0; 4], [64, 0, 0, 128]].concat();
    let cursor = |size, x, rgba: &[u8]| Cursor { size, hotspot: Point { x, y: 0 }, rgba: rgba.to_vec() };
    let green_dot = cursor(Size::new(2, 1), 1, &[0, 255, 0, 255, 0, 0, 0, 0]);
    let faint_red = cursor(Size::new(1, 1), 0, &[128, 0, 0, 128]);
    let none = cursor(Size::default(), 0, &[]);
    let table: [(_, _, &[u8], _); 3] = [
        (Rect::new(1, 7, 2, 1), Encoding::CURSOR, &masked, green_dot),
        (Rect::new(0, 0, 1, 1), Encoding::CURSOR_WITH_ALPHA, &with_alpha, faint_red),
        (Rect::new(3, 3, 0, 0), Encoding::CURSOR, &[], none),
    ];
    for (rect, encoding, data, cursor) in table {
        let seen = play_after_welcome(&update(&[(rect, encoding, data)]));
        assert_eq!(seen.outcome, Ok(()));
        assert_eq!(seen.events, [Event::UpdateBegun, Event::Cursor(cursor), Event::UpdateEnded]);
    }
}

#[test]
fn names_bells_and_texts_are_passed_on() {
    let mut bytes = update(&[(Rect::default(), Encoding::DESKTOP_NAME, b"\0\0\0\x05B\xc3\xbcro")]);
    ServerMessage::Bell.encode(&mut bytes);
    ServerMessage::CutText(CutText::Text("déjà vu\n".into())).encode(&mut bytes);
    let seen = play_after_welcome(&bytes);
    let expected = [
        Event::UpdateBegun,
        Event::DesktopName("Büro".into()),
        Event::UpdateEnded,
        Event::Bell,
        Event::CutText("déjà vu\n".into()),
    ];
    assert_eq!(seen.events, expected);
}

#[test]
fn texts_that_are_not_taken_are_passed_over() {
    let mut bytes = Vec::new();
    ServerMessage::CutText(CutText::Extended { length: 5 }).encode(&mut bytes);
    bytes.extend([2; 5]);
    ServerMessage::CutText(CutText::Extended { length: 1 }).encode(&mut bytes);
    bytes.extend([2, 2]);
    assert_eq!(play_after_welcome(&bytes).events, [Event::Bell]);
}

#[test]
fn other_colours_in_the_map_colour_the_pixels_that_follow() {
    let config = Config {
        preferences: Preferences { pixel_format: PixelFormatChoice::Server, ..Preferences::default() },
        ..Config::default()
    };
    let mut bytes = welcome(SIZE, PixelFormat::COLOUR_MAP);
    let orange = SetColourMapEntries { first: 7, colours: vec![[0xffff, 0x8080, 0]] };
    let blue = SetColourMapEntries { first: 7, colours: vec![[0, 0, 0xffff]] };
    ServerMessage::SetColourMapEntries(orange).encode(&mut bytes);
    bytes.extend(update(&[(Rect::new(0, 0, 2, 1), Encoding::RAW, &[7, 7])]));
    ServerMessage::SetColourMapEntries(blue).encode(&mut bytes);
    bytes.extend(update(&[(Rect::new(0, 1, 2, 1), Encoding::RAW, &[7, 7])]));
    let seen = play(&config, &bytes);
    assert_eq!(seen.outcome, Ok(()));
    let (orange, blue) = ([255, 128, 0, 255], [0, 0, 255, 255]);
    assert_eq!(seen.pixels, [orange, orange, blue, blue].concat());
}
