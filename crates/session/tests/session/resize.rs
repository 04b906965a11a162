//! Following the page's size, by the clock.

use session::{Area, Command, Event, Options, Refusal, ResizeMode};

use crate::driver::{Driver, HEIGHT, WIDTH, options, rectangle, screens, update};

fn remote() -> Driver {
    Driver::connected(Options { resize: ResizeMode::Remote, ..options() })
}

fn area(width: f64, height: f64) -> Command {
    Command::Area(Area { width, height })
}

/// SetDesktopSize with the one screen that the server announced.
fn set_desktop_size(width: u16, height: u16) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    [&[251, 0][..], &size, &[1, 0, 0, 0, 0, 7, 0, 0, 0, 0], &size, &[0, 0, 0, 9]].concat()
}

fn full_request(width: u16, height: u16) -> Vec<u8> {
    [&[3, 0, 0, 0, 0, 0][..], &width.to_be_bytes(), &height.to_be_bytes()].concat()
}

fn incremental_request(width: u16, height: u16) -> Vec<u8> {
    [&[3, 1, 0, 0, 0, 0][..], &width.to_be_bytes(), &height.to_be_bytes()].concat()
}

#[test]
fn the_page_is_followed_from_the_first_announcement_on() {
    let mut driver = remote();
    driver.command(area(800.5, 600.0));
    assert_eq!(driver.take_sent(), []);
    driver.announce_screens(WIDTH, HEIGHT);
    let expected = [incremental_request(WIDTH, HEIGHT), set_desktop_size(800, 600)].concat();
    assert_eq!(driver.take_sent(), expected);
    driver.receive(&update(&[screens(1, 0, 800, 600)]));
    assert_eq!(driver.take_events(), [Event::Resized { width: 800, height: 600 }]);
    assert_eq!(driver.take_sent(), full_request(800, 600));
}

#[test]
fn a_dragged_edge_costs_ten_requests_a_second_at_most() {
    let mut driver = remote();
    driver.announce_screens(WIDTH, HEIGHT);
    driver.forget();
    driver.command(area(100.0, 100.0));
    assert_eq!(driver.take_sent(), set_desktop_size(100, 100));
    for width in 101..=150_u16 {
        driver.after(1);
        driver.command(area(f64::from(width), 100.0));
    }
    assert_eq!(driver.take_sent(), []);
    driver.receive(&update(&[screens(1, 0, 100, 100)]));
    assert_eq!(driver.take_sent(), full_request(100, 100));
    driver.after(49);
    assert_eq!(driver.take_sent(), []);
    driver.after(1);
    assert_eq!(driver.take_sent(), set_desktop_size(150, 100));
}

#[test]
fn a_refusal_is_explained_and_not_repeated() {
    let mut driver = remote();
    driver.announce_screens(WIDTH, HEIGHT);
    driver.command(area(100.0, 100.0));
    driver.forget();
    driver.receive(&update(&[screens(1, 1, 0, 0)]));
    let reason = "the server does not permit changes of the screen size".to_owned();
    assert_eq!(driver.take_events(), [Event::Refused(Refusal::ResizeRefused { reason })]);
    driver.take_sent();
    driver.after(60_000);
    assert_eq!(driver.take_sent(), []);
}

#[test]
fn of_many_refusals_only_the_newest_waits() {
    let mut driver = remote();
    let mut refusals = vec![screens(1, 1, 0, 0); 1000];
    refusals.push(screens(1, 3, 0, 0));
    driver.receive(&update(&refusals));
    let reason = "the server cannot show that arrangement of screens".to_owned();
    assert_eq!(driver.take_events(), [Event::Refused(Refusal::ResizeRefused { reason })]);
}

#[test]
fn a_server_that_cannot_change_its_size_is_told_once() {
    let mut driver = remote();
    driver.command(area(100.0, 100.0));
    driver.after(2999);
    assert_eq!(driver.take_events(), []);
    driver.after(1);
    assert_eq!(driver.take_events(), [Event::Refused(Refusal::ResizeUnsupported)]);
    driver.command(area(200.0, 100.0));
    assert_eq!(driver.take_events(), []);
    assert_eq!(driver.take_sent(), []);
}

#[test]
fn sizes_that_the_server_chooses_are_taken() {
    let mut driver = Driver::connected(options());
    driver.receive(&update(&[rectangle(0, 0, 320, 200, -223, &[])]));
    assert_eq!(driver.take_events(), [Event::Resized { width: 320, height: 200 }]);
    assert_eq!(driver.take_sent(), full_request(320, 200));
}

#[test]
fn who_only_watches_changes_no_size() {
    let mut driver = remote();
    driver.command(Command::ViewOnly(true));
    driver.announce_screens(WIDTH, HEIGHT);
    driver.forget();
    driver.command(area(100.0, 100.0));
    assert_eq!(driver.take_sent(), []);
    driver.command(Command::ViewOnly(false));
    assert_eq!(driver.take_sent(), set_desktop_size(100, 100));
}

#[test]
fn the_mode_can_be_chosen_at_any_time() {
    let mut driver = Driver::connected(options());
    driver.announce_screens(WIDTH, HEIGHT);
    driver.command(area(100.0, 100.0));
    driver.take_sent();
    driver.command(Command::Resize(ResizeMode::Remote));
    assert_eq!(driver.take_sent(), set_desktop_size(100, 100));
}
