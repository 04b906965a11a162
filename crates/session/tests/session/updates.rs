//! What the session asks for, what it shows, and when it says that the server is stuck.

use std::time::Duration;

use session::{Command, Cursor, Event, Options};

use crate::driver::{Driver, HEIGHT, WIDTH, options, pixel, rectangle, update};
use crate::{keys, pointer};

fn request(incremental: bool) -> Vec<u8> {
    let (width, height) = (WIDTH.to_be_bytes(), HEIGHT.to_be_bytes());
    [&[3, u8::from(incremental), 0, 0, 0, 0][..], &width, &height].concat()
}

/// A request for one pixel, whether it has changed or not.
const SIGN: [u8; 10] = [3, 0, 0, 0, 0, 0, 0, 1, 0, 1];

#[test]
fn the_next_update_is_asked_for_at_the_header_of_this_one() {
    let mut driver = Driver::connected(options());
    let update = update(&[pixel()]);
    let (header, rest) = update.split_at(4);
    driver.receive(header);
    assert_eq!(driver.take_sent(), request(true));
    driver.receive(rest);
    assert_eq!(driver.take_sent(), []);
    let framebuffer = driver.session.framebuffer().unwrap();
    assert_eq!(framebuffer.pixels()[..4], [0, 0, 255, 255]);
}

#[test]
fn a_hidden_page_goes_on_decoding_and_asks_once_a_second() {
    let mut driver = Driver::connected(options());
    driver.command(Command::Visible(false));
    driver.receive(&update(&[pixel()]));
    assert_eq!(driver.session.framebuffer().unwrap().pixels()[2], 255);
    assert_eq!(driver.take_sent(), []);
    driver.after(999);
    assert_eq!(driver.take_sent(), []);
    driver.after(1);
    assert_eq!(driver.take_sent(), request(true));
    driver.receive(&update(&[pixel()]));
    assert_eq!(driver.take_sent(), []);
    driver.command(Command::Visible(true));
    assert_eq!(driver.take_sent(), [request(true), SIGN.to_vec()].concat());
}

#[test]
fn an_update_that_stops_halfway_is_told() {
    let mut driver = Driver::connected(options());
    let update = update(&[pixel()]);
    let (begin, end) = update.split_at(10);
    driver.receive(begin);
    driver.forget();
    driver.after(4999);
    assert_eq!(driver.take_events(), []);
    driver.after(60_000);
    assert_eq!(driver.take_events(), [Event::Stalled { silence: Duration::from_secs(5) }]);
    driver.receive(end);
    assert_eq!(driver.take_events(), [Event::Resumed]);
    driver.after(60_000);
    assert_eq!(driver.take_events(), []);
}

fn press() -> Command {
    keys::event(true, "KeyA", "a")
}

/// Connected to a server that has sent its whole screen and owes nothing.
fn at_rest() -> Driver {
    let mut driver = Driver::connected(options());
    driver.receive(&update(&[pixel()]));
    driver.forget();
    driver
}

#[test]
fn a_link_that_died_in_silence_is_told_after_the_user_pressed_something() {
    let text = Command::Text("a".to_owned());
    for input in [press(), pointer::event(1.0, 1.0, 1), pointer::wheel(1.0, 1.0, 100.0), text] {
        let mut driver = at_rest();
        driver.command(input.clone());
        driver.forget();
        driver.after(1999);
        assert_eq!(driver.take_sent(), [], "{input:?}");
        driver.after(1);
        assert_eq!(driver.take_sent(), SIGN, "{input:?}");
        driver.after(4999);
        assert_eq!(driver.take_events(), [], "{input:?}");
        driver.after(60_000);
        let silence = Duration::from_secs(5);
        assert_eq!(driver.take_events(), [Event::Stalled { silence }], "{input:?}");
        driver.command(input);
        driver.forget();
        driver.after(60_000);
        assert_eq!((driver.take_sent(), driver.take_events()), (Vec::new(), Vec::new()), "one is enough");
        driver.receive(&update(&[pixel()]));
        assert_eq!(driver.take_events(), [Event::Resumed]);
        assert_eq!(driver.session.deadline(), None);
    }
}

#[test]
fn whatever_the_server_sends_after_a_press_is_its_sign_of_life() {
    let mut driver = at_rest();
    for _ in 0..3 {
        driver.command(press());
        driver.after(1500);
    }
    let sent = driver.take_sent();
    assert_eq!(sent.windows(10).filter(|piece| *piece == SIGN).count(), 1, "{sent:?}");
    driver.receive(&[2]);
    driver.forget();
    assert_eq!(driver.session.deadline(), None);
    driver.command(press());
    driver.receive(&[2]);
    assert_eq!(driver.session.deadline(), None);
}

#[test]
fn moving_the_pointer_and_watching_ask_for_no_sign_of_life() {
    let mut driver = at_rest();
    driver.command(pointer::event(9.0, 9.0, 0));
    driver.frame();
    assert_eq!(driver.session.deadline(), None);
    driver.command(Command::ViewOnly(true));
    driver.command(press());
    assert_eq!(driver.session.deadline(), None);
}

#[test]
fn a_page_that_is_seen_again_asks_for_a_sign_of_life_at_once() {
    let mut driver = at_rest();
    driver.command(Command::Visible(true));
    assert_eq!(driver.take_sent(), SIGN);
    driver.command(Command::Visible(true));
    assert_eq!(driver.take_sent(), [], "one at a time");
    driver.after(5000);
    assert_eq!(driver.take_events(), [Event::Stalled { silence: Duration::from_secs(5) }]);
}

/// Servers made with neatvnc before its fences count requests, and draw as many updates ahead.
#[test]
fn signs_of_life_are_asked_for_by_updates_once_in_half_a_minute() {
    let table = [(Command::Visible(true), 0), (press(), 2000)];
    for (doubt, wait) in table {
        let mut driver = at_rest();
        driver.command(doubt.clone());
        driver.after(wait);
        assert!(driver.take_sent().ends_with(&SIGN), "{doubt:?}");
        driver.receive(&update(&[pixel()]));
        driver.command(doubt.clone());
        driver.forget();
        driver.after(29_999);
        assert_eq!(driver.take_sent(), [], "{doubt:?}");
        driver.after(1);
        assert_eq!(driver.take_sent(), SIGN, "{doubt:?}");
        driver.after(5000);
        assert_eq!(driver.take_events(), [Event::Stalled { silence: Duration::from_secs(5) }], "{doubt:?}");
    }
}

#[test]
fn quality_and_compression_are_told_when_they_change() {
    let mut driver = Driver::connected(options());
    driver.command(Command::Quality(6));
    assert_eq!(driver.take_sent(), []);
    driver.command(Command::Quality(9));
    let sent = driver.take_sent();
    assert_eq!(sent[0], 2);
    assert!(sent.windows(4).any(|word| word == (-23_i32).to_be_bytes()), "{sent:?}");
    let asks_for_a_quality =
        |sent: &[u8]| (-32_i32..=-23).any(|level| sent.windows(4).any(|word| word == level.to_be_bytes()));
    driver.command(Command::Lossless(true));
    assert!(!asks_for_a_quality(&driver.take_sent()));
    driver.command(Command::Quality(3));
    assert_eq!(driver.take_sent(), [], "no quality is asked for while pixels are to be exact");
    driver.command(Command::Lossless(false));
    assert!(asks_for_a_quality(&driver.take_sent()));
    driver.command(Command::Compression(0));
    let sent = driver.take_sent();
    assert!(sent.windows(4).any(|word| word == (-256_i32).to_be_bytes()), "{sent:?}");
}

#[test]
fn the_cursor_the_bell_and_the_name_reach_the_page() {
    let mut driver = Driver::connected(options());
    // One opaque pixel of blue, green and red 1, 2 and 3.
    driver.receive(&update(&[rectangle(0, 0, 1, 1, -239, &[1, 2, 3, 0, 0x80])]));
    driver.receive(&[2]);
    driver.receive(&update(&[rectangle(0, 0, 0, 0, -307, b"\0\0\0\x03new")]));
    let cursor = Cursor { width: 1, height: 1, hotspot_x: 0, hotspot_y: 0, rgba: vec![3, 2, 1, 255] };
    assert_eq!(
        driver.take_events(),
        [Event::Cursor(cursor), Event::Bell, Event::DesktopName("new".to_owned())]
    );
}

#[test]
fn an_invisible_cursor_is_a_dot_if_that_is_wished() {
    for (show_dot, width) in [(false, 0), (true, 3)] {
        let mut driver = Driver::connected(Options { show_dot, ..options() });
        driver.receive(&update(&[rectangle(0, 0, 0, 0, -239, &[])]));
        let events = driver.take_events();
        assert!(matches!(&events[..], [Event::Cursor(cursor)] if cursor.width == width), "{events:?}");
    }
}
