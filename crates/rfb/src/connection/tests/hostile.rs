//! Servers that lie: each gets a named error, and none gets more memory than the limits say.

use super::*;
use crate::InvalidMessage;
use crate::decode::{DecodeError, MAX_CURSOR_SIDE};
use crate::framebuffer::TooLarge;
use crate::wire::MAX_NAME;

const SIZE: Size = Size::new(16, 16);
const PIECE: usize = 1 << 16;

fn fail(bytes: &[u8]) -> Error {
    let bytes = [welcome(SIZE, PixelFormat::BGRX).as_slice(), bytes].concat();
    play(&Config::default(), &bytes).outcome.expect_err("a lie")
}

#[test]
fn every_lie_has_a_name() {
    let header = |rect, encoding| update(&[(rect, encoding, &[])]);
    let outside = Rect::new(10, 10, 7, 1);
    let far = Rect::new(u16::MAX, u16::MAX, u16::MAX, u16::MAX);
    let large = Size::new(u16::MAX, u16::MAX);
    let cursor = Size::new(MAX_CURSOR_SIDE + 1, 1);
    let table: [(Vec<u8>, Error); 10] = [
        (vec![200], InvalidMessage::UnknownServerMessage(200).into()),
        (header(outside, Encoding::RAW), DecodeError::OutsideScreen { rect: outside, screen: SIZE }.into()),
        (header(far, Encoding::ZRLE), DecodeError::OutsideScreen { rect: far, screen: SIZE }.into()),
        (
            header(Rect::new(0, 0, 1, 1), Encoding(1234)),
            DecodeError::UnsupportedEncoding(Encoding(1234)).into(),
        ),
        (header(Rect::covering(large), Encoding::DESKTOP_SIZE), Incompatible::Screen(TooLarge(large)).into()),
        (
            [header(Rect::covering(large), Encoding::EXTENDED_DESKTOP_SIZE), vec![0; 4]].concat(),
            Incompatible::Screen(TooLarge(large)).into(),
        ),
        (
            [header(Rect::default(), Encoding::DESKTOP_NAME), vec![0xff; 4]].concat(),
            InvalidMessage::NameTooLong(u32::MAX).into(),
        ),
        (header(Rect::covering(cursor), Encoding::CURSOR), DecodeError::CursorTooLarge(cursor).into()),
        (
            header(Rect::covering(cursor), Encoding::CURSOR_WITH_ALPHA),
            DecodeError::CursorTooLarge(cursor).into(),
        ),
        (
            vec![1, 0, 0xff, 0, 1, 1],
            InvalidMessage::ColourMapOverflow { first: 0xff00, count: 0x0101 }.into(),
        ),
    ];
    for (bytes, error) in table {
        assert_eq!(fail(&bytes), error);
    }
}

#[test]
fn an_error_is_final() {
    let mut connection = after(Config::default(), &welcome(SIZE, PixelFormat::BGRX));
    let mut events = Vec::new();
    let error = connection.receive(&[2, 200, 2], &mut events).expect_err("a lie");
    assert_eq!(events, [Event::Bell]);
    assert_eq!(connection.receive(&[2], &mut events), Err(error));
    assert_eq!(events.len(), 1);
    connection.request_update(true);
    connection.provide_credentials(Credentials::default());
    assert_eq!(connection.output().len(), 0);
}

#[test]
fn an_endless_text_is_passed_over_without_being_kept() {
    let mut connection = after(Config::default(), &welcome(SIZE, PixelFormat::BGRX));
    let mut events = Vec::new();
    connection.receive(&[3, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff], &mut events).expect("not an error");
    assert_eq!(events, [Event::CutTextTooLong { length: 0x7fff_ffff }]);
    for _ in 0..64 {
        connection.receive(&[b'x'; PIECE], &mut events).expect("not an error");
        assert_eq!(connection.tail.capacity(), 0);
    }
    assert_eq!(events.len(), 1);
}

#[test]
fn what_is_kept_back_is_bounded_by_the_longest_part() {
    let mut longest_text = vec![3, 0, 0, 0];
    longest_text.extend(u32::try_from(MAX_CUT_TEXT).expect("fits").to_be_bytes());
    let mut longest_name = update(&[(Rect::default(), Encoding::DESKTOP_NAME, &[])]);
    longest_name.extend(u32::try_from(MAX_NAME).expect("fits").to_be_bytes());
    for beginning in [longest_text, longest_name, vec![1, 0, 0, 0, 0xff, 0xff]] {
        let mut connection = after(Config::default(), &welcome(SIZE, PixelFormat::BGRX));
        connection.receive(&beginning, &mut Vec::new()).expect("the beginning is fine");
        for _ in 0..2 * MAX_CUT_TEXT / 1000 {
            // Zeros: after the part's end they are the beginnings of empty updates.
            connection.receive(&[0; 1000], &mut Vec::new()).expect("zeros are fine");
            assert!(connection.tail.capacity() <= 2 * (MAX_CUT_TEXT + 8));
        }
        assert!(connection.tail.len() < 4);
    }
}

#[test]
fn nothing_is_kept_back_of_a_rectangle_of_pixels() {
    let screen = Size::new(1000, 1000);
    let mut connection = after(Config::default(), &welcome(screen, PixelFormat::BGRX));
    let mut events = Vec::new();
    connection.receive(&update(&[(Rect::covering(screen), Encoding::RAW, &[])]), &mut events).expect("fine");
    for _ in 0..60 {
        connection.receive(&[9; PIECE + 1], &mut events).expect("pixels are fine");
        assert!(connection.tail.len() < 4);
    }
    assert_eq!(events, [Event::UpdateBegun]);
}

#[test]
fn of_a_flood_of_large_cursors_one_is_kept() {
    let mut connection = after(Config::default(), &welcome(SIZE, PixelFormat::BGRX));
    let side = MAX_CURSOR_SIDE;
    // A few bytes each: one encoding number, one fill, one colour.
    let fill = [&7_i32.to_be_bytes()[..], &[0x80, 1, 2, 3, 4]].concat();
    let flood = update(&vec![(Rect::new(0, 0, side, side), Encoding::CURSOR_WITH_ALPHA, &fill[..]); 20]);
    let mut events = Vec::new();
    connection.receive(&flood, &mut events).expect("cursors are fine");
    let cursors = events.iter().filter(|event| matches!(event, Event::Cursor(_))).count();
    assert_eq!(cursors, 1);
    assert!(matches!(events.last(), Some(Event::UpdateEnded)));
}

#[test]
fn a_flood_of_bells_is_one_event_each_and_nothing_else() {
    let mut connection = after(Config::default(), &welcome(SIZE, PixelFormat::BGRX));
    let mut events = Vec::new();
    connection.receive(&[2; PIECE], &mut events).expect("bells are fine");
    assert_eq!(events.len(), PIECE);
    assert!(size_of::<Event>() <= 64);
    assert_eq!((connection.tail.capacity(), connection.output().len()), (0, 0));
}
