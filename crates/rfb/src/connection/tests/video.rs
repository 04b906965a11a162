//! Video: pictures that are decoded outside, in their turn.

use super::*;
use crate::connection::config::Understood;
use crate::connection::held::MAX_HELD;
use crate::decode::DecodeError;
use crate::video::VideoPicture;

const RED: [u8; 4] = [0, 0, 255, 0];
const SIZE: Size = Size::new(2, 2);
const LEFT: Rect = Rect::new(0, 0, 1, 2);
const GREY: [u8; 4] = [9, 9, 9, 255];

fn config() -> Config {
    Config { preferences: Preferences { video: true, ..Preferences::default() }, ..Config::default() }
}

/// A rectangle's data: its length, its flags, and the stream.
fn video(flags: u32, stream: &[u8]) -> Vec<u8> {
    [&(stream.len() as u32).to_be_bytes()[..], &flags.to_be_bytes(), stream].concat()
}

/// A connection after the handshake that is handed these bytes.
fn connected() -> Connection {
    after(config(), &welcome(SIZE, PixelFormat::BGRX))
}

fn numbers(events: &[Event]) -> Vec<u32> {
    let number = |event: &Event| match event {
        Event::VideoPicture(picture) => Some(picture.number),
        _ => None,
    };
    events.iter().filter_map(number).collect()
}

#[test]
fn a_picture_lands_in_its_turn_however_the_bytes_arrive() {
    let bytes = update(&[
        (LEFT, Encoding::RAW, &RED.repeat(2)),
        (LEFT, Encoding::H264, &video(0, b"stream")),
        // Copied from what the picture brought, and drawn over a part of it.
        (Rect::new(1, 0, 1, 2), Encoding::COPY_RECT, &[0, 0, 0, 0]),
        (Rect::new(0, 1, 1, 1), Encoding::RAW, &RED),
    ]);
    let bytes = [bytes, vec![2]].concat();
    for cut in 0..=bytes.len() {
        let mut connection = connected();
        let mut events = Vec::new();
        let (before, later) = bytes.split_at(cut);
        connection.receive(before, &mut events).unwrap();
        connection.receive(later, &mut events).unwrap();
        let picture = VideoPicture { number: 1, context: 1, size: LEFT.size(), data: b"stream".to_vec() };
        assert_eq!(events, [Event::UpdateBegun, Event::VideoPicture(picture)], "cut at {cut}");
        connection.finish_video(1, Some(&GREY.repeat(2)), &mut events).unwrap();
        assert_eq!(events[2..], [Event::UpdateEnded, Event::Bell]);
        let red = [255, 0, 0, 255];
        assert_eq!(connection.framebuffer().pixels(), [GREY, GREY, red, GREY].concat());
        let damage = connection.framebuffer_mut().take_damage();
        assert_eq!(damage.bounds(), Some(Rect::covering(SIZE)));
    }
}

#[test]
fn bytes_that_come_byte_by_byte_while_a_picture_is_decoded_are_read_afterwards() {
    let rectangle = (LEFT, Encoding::H264, &video(0, b"one")[..]);
    let bytes = [update(&[rectangle, rectangle]), update(&[rectangle]), vec![2]].concat();
    let mut connection = connected();
    let mut events = Vec::new();
    for byte in bytes.chunks(1) {
        connection.receive(byte, &mut events).unwrap();
    }
    assert_eq!(numbers(&events), [1]);
    for number in 1..=3 {
        // What is not waited for, or waited for no more, is ignored.
        connection.finish_video(number + 7, Some(&GREY.repeat(2)), &mut events).unwrap();
        connection.finish_video(number, Some(&GREY.repeat(2)), &mut events).unwrap();
        connection.finish_video(number, None, &mut events).unwrap();
    }
    assert_eq!(numbers(&events), [1, 2, 3]);
    assert!(!events.contains(&Event::VideoLost));
    assert_eq!(events.last(), Some(&Event::Bell));
}

#[test]
fn a_broken_picture_leaves_its_place_as_it_is_and_the_connection_goes_on() {
    for broken in [None, Some(&GREY[..]), Some(&[1, 2, 3])] {
        let mut connection = connected();
        let mut events = Vec::new();
        let bytes = update(&[
            (LEFT, Encoding::RAW, &RED.repeat(2)),
            (LEFT, Encoding::H264, &video(0, b"broken")),
            (LEFT, Encoding::H264, &video(0, b"good")),
        ]);
        connection.receive(&bytes, &mut events).unwrap();
        connection.finish_video(1, broken, &mut events).unwrap();
        assert_eq!(connection.framebuffer().pixels()[..4], [255, 0, 0, 255]);
        assert!(events.contains(&Event::VideoLost));
        connection.finish_video(2, Some(&GREY.repeat(2)), &mut events).unwrap();
        assert_eq!(connection.framebuffer().pixels()[..4], GREY);
        assert_eq!(events.last(), Some(&Event::UpdateEnded));
    }
}

#[test]
fn a_decoder_that_does_not_answer_is_given_up_before_memory_fills() {
    let mut connection = connected();
    let mut events = Vec::new();
    connection.receive(&update(&[(LEFT, Encoding::H264, &video(0, b"stuck"))]), &mut events).unwrap();
    // Bells, of which each is one byte.
    let bells = vec![2; 1 << 16];
    for _ in 0..MAX_HELD / bells.len() {
        connection.receive(&bells, &mut events).unwrap();
    }
    assert_eq!(events.len(), 2);
    connection.receive(&[2], &mut events).unwrap();
    let expected = [Event::VideoContextClosed(1), Event::VideoLost, Event::UpdateEnded, Event::Bell];
    assert_eq!(events[2..6], expected);
    assert_eq!(events.len(), 5 + MAX_HELD + 1);
    assert_eq!(connection.held.len(), 0);
    // The answer comes too late; the next picture begins a new context.
    events.clear();
    connection.finish_video(1, Some(&GREY.repeat(2)), &mut events).unwrap();
    connection.receive(&update(&[(LEFT, Encoding::H264, &video(0, b"next"))]), &mut events).unwrap();
    let Some(Event::VideoPicture(VideoPicture { number: 2, context: 2, .. })) = events.last() else {
        panic!("another picture: {events:?}");
    };
}

#[test]
fn a_picture_can_be_given_up_at_any_time() {
    let mut connection = connected();
    let mut events = Vec::new();
    connection.abandon_video(&mut events).unwrap();
    assert_eq!(events, []);
    connection.receive(&update(&[(LEFT, Encoding::H264, &video(0, b"stuck"))]), &mut events).unwrap();
    connection.abandon_video(&mut events).unwrap();
    assert_eq!(events[2..], [Event::VideoContextClosed(1), Event::VideoLost, Event::UpdateEnded]);
}

#[test]
fn contexts_that_are_reset_are_closed_before_the_picture() {
    let mut connection = connected();
    let mut events = Vec::new();
    connection.receive(&update(&[(LEFT, Encoding::H264, &video(0, b"one"))]), &mut events).unwrap();
    connection.finish_video(1, None, &mut events).unwrap();
    events.clear();
    let reset = update(&[(LEFT, Encoding::H264, &video(2, b"")), (LEFT, Encoding::H264, &video(1, b"two"))]);
    connection.receive(&reset, &mut events).unwrap();
    assert_eq!(events[..2], [Event::UpdateBegun, Event::VideoContextClosed(1)]);
    assert_eq!(numbers(&events), [2]);
}

#[test]
fn an_error_behind_a_picture_comes_in_its_turn() {
    let mut connection = connected();
    let mut events = Vec::new();
    let bytes = [update(&[(LEFT, Encoding::H264, &video(0, b"one"))]), vec![77]].concat();
    connection.receive(&bytes, &mut events).unwrap();
    let error = connection.finish_video(1, None, &mut events).unwrap_err();
    assert_eq!(connection.receive(&[2], &mut events), Err(error));
    assert_eq!(connection.finish_video(1, None, &mut events), Ok(()));
}

#[test]
fn video_is_asked_for_only_where_it_can_be_decoded_and_need_not_be_exact() {
    let asked = |video, quality| {
        let preferences = Preferences { video, quality, ..Preferences::default() };
        preferences
            .set_encodings(Understood::default())
            .iter()
            .position(|&encoding| encoding == Encoding::H264)
    };
    assert_eq!(asked(true, Some(6)), Some(1));
    assert_eq!(asked(false, Some(6)), None);
    assert_eq!(asked(true, None), None);

    let rectangle = update(&[(LEFT, Encoding::H264, &video(0, b"one"))]);
    let mut connection = after(Config::default(), &welcome(SIZE, PixelFormat::BGRX));
    let refused = connection.receive(&rectangle, &mut Vec::new());
    assert_eq!(refused, Err(DecodeError::UnsupportedEncoding(Encoding::H264).into()));
    // Pictures that are under way when it is asked for no more still come.
    let mut connection = connected();
    connection.set_preferences(Preferences::default());
    assert_eq!(connection.receive(&rectangle, &mut Vec::new()), Ok(()));
}

#[test]
fn video_outside_the_screen_is_refused() {
    let far = Rect::new(1, 0, 2, 1);
    let refused = connected().receive(&update(&[(far, Encoding::H264, &[])]), &mut Vec::new());
    assert_eq!(refused, Err(DecodeError::OutsideScreen { rect: far, screen: SIZE }.into()));
}
