//! Video: decoded by the driver, given up when that fails.

use session::{Event, Session};

use crate::driver::{Driver, HEIGHT, WIDTH, options, pixel, rectangle, update};

const H264: i32 = 50;

/// An update of one picture of two by two pixels.
fn picture() -> Vec<u8> {
    update(&[rectangle(0, 0, 2, 2, H264, &[0, 0, 0, 1, 0, 0, 0, 0, 7])])
}

fn full_request() -> Vec<u8> {
    [&[3, 0, 0, 0, 0, 0][..], &WIDTH.to_be_bytes(), &HEIGHT.to_be_bytes()].concat()
}

/// Connected, with a decoder of H.264.
fn connected() -> Driver {
    let mut driver = Driver::connected(options());
    driver.turn(Session::offer_video);
    driver.forget();
    driver
}

/// The number of the picture that is to be decoded.
fn number(events: &[Event]) -> u32 {
    let number = |event: &Event| match event {
        Event::DecodeVideo(picture) => Some(picture.number),
        _ => None,
    };
    events.iter().find_map(number).expect("a picture is to be decoded")
}

fn asks_for_video(sent: &[u8]) -> bool {
    sent.windows(4).any(|bytes| bytes == H264.to_be_bytes())
}

#[test]
fn video_is_asked_for_as_soon_as_a_decoder_is_known_however_late() {
    let mut early = Driver::opened(options());
    early.turn(Session::offer_video);
    early.shake_hands();
    assert!(asks_for_video(&early.take_sent()));

    let mut late = Driver::opened(options());
    late.shake_hands();
    assert!(!asks_for_video(&late.take_sent()));
    late.turn(Session::offer_video);
    assert!(asks_for_video(&late.take_sent()));
}

#[test]
fn a_picture_is_shown_when_it_is_brought_and_what_follows_it_after_that() {
    let mut driver = connected();
    driver.receive(&[picture(), update(&[pixel()]), vec![2]].concat());
    let number = number(&driver.take_events());
    assert!(driver.session.deadline().is_some());
    driver.turn(|session, now| session.video_decoded(number, Some(&[5; 16]), now));
    assert_eq!(driver.take_events(), [Event::Bell]);
    let pixels = driver.session.framebuffer().unwrap().pixels();
    assert_eq!((&pixels[..4], &pixels[4..8]), (&[0, 0, 255, 255][..], &[5; 4][..]));
    assert_eq!(driver.session.deadline(), None, "nothing wakes a session at rest");
}

#[test]
fn a_picture_that_is_lost_asks_for_the_screen_once() {
    let mut driver = connected();
    for round in 0..3 {
        driver.receive(&picture());
        let number = number(&driver.take_events());
        driver.take_sent();
        driver.turn(|session, now| session.video_decoded(number, None, now));
        let expected = if round == 0 { full_request() } else { Vec::new() };
        assert_eq!(driver.take_sent(), expected, "round {round}");
    }
}

#[test]
fn a_decoder_that_does_not_answer_is_closed_and_the_session_goes_on() {
    let mut driver = connected();
    driver.receive(&[picture(), vec![2]].concat());
    let late = number(&driver.take_events());
    driver.after(1999);
    assert_eq!(driver.take_events(), []);
    driver.after(1);
    assert_eq!(driver.take_events(), [Event::CloseVideo { context: 1 }, Event::Bell]);
    driver.turn(|session, now| session.video_decoded(late, Some(&[5; 16]), now));
    assert_eq!(driver.session.framebuffer().unwrap().pixels()[0], 0);
}

#[test]
fn video_that_is_never_decoded_is_asked_for_no_more() {
    let mut driver = connected();
    for _ in 0..7 {
        driver.receive(&picture());
        let number = number(&driver.take_events());
        driver.turn(|session, now| session.video_decoded(number, None, now));
    }
    driver.receive(&picture());
    let number = number(&driver.take_events());
    driver.take_sent();
    driver.turn(|session, now| session.video_decoded(number, None, now));
    let sent = driver.take_sent();
    assert_eq!(sent[0], 2, "other encodings are set");
    assert!(!asks_for_video(&sent));
    assert!(sent.ends_with(&full_request()));
}
