//! The pointer and the wheel, from plain events to bytes.

use session::{Area, Command, Options, PointerInput, WheelInput, WheelUnit};

use crate::driver::{Driver, HEIGHT, WIDTH, options, rectangle, update};

/// A pointer event on an element that shows the test's screen at its own size.
pub(crate) fn event(x: f64, y: f64, buttons: u16) -> Command {
    Command::Pointer(PointerInput { x, y, element: element(1.0), buttons })
}

fn element(scale: f64) -> Area {
    Area { width: f64::from(WIDTH) * scale, height: f64::from(HEIGHT) * scale }
}

pub(crate) fn wheel(x: f64, y: f64, delta_y: f64) -> Command {
    Command::Wheel(WheelInput { x, y, element: element(1.0), delta_x: 0.0, delta_y, unit: WheelUnit::Pixel })
}

#[test]
fn moves_wait_for_the_frame_and_buttons_do_not() {
    let mut driver = Driver::connected(options());
    assert!(!driver.session.wants_frame());
    driver.command(event(3.0, 4.0, 0));
    driver.command(event(5.0, 6.0, 0));
    assert_eq!(driver.take_sent(), []);
    assert!(driver.session.wants_frame());
    driver.frame();
    assert_eq!(driver.take_sent(), [5, 0, 0, 5, 0, 6]);
    assert!(!driver.session.wants_frame());
    driver.command(event(7.0, 8.0, 0));
    driver.command(event(9.0, 10.0, 2));
    assert_eq!(driver.take_sent(), [5, 0, 0, 7, 0, 8, 5, 4, 0, 9, 0, 10]);
}

#[test]
fn places_are_mapped_at_any_scale() {
    for (scale, x, y, expected) in [
        (1.0, 63.9, 47.9, [63, 47]),
        (0.5, 0.0, 0.0, [0, 0]),
        (0.5, 31.5, 23.5, [63, 47]),
        (0.5, 10.25, 10.75, [20, 21]),
        (2.0, 10.0, 11.9, [5, 5]),
        (0.8, 0.8, 0.79, [1, 0]),
        (1.0, -5.0, 1000.0, [0, 47]),
    ] {
        let mut driver = Driver::connected(options());
        driver.command(Command::Pointer(PointerInput { x, y, element: element(scale), buttons: 0 }));
        driver.frame();
        let [column, row] = expected;
        assert_eq!(driver.take_sent(), [5, 0, 0, column, 0, row], "{x}, {y} at {scale}");
    }
}

#[test]
fn a_notch_of_the_wheel_is_a_click_of_its_button() {
    let mut driver = Driver::connected(options());
    driver.command(wheel(1.0, 2.0, 100.0));
    assert_eq!(driver.take_sent(), [5, 16, 0, 1, 0, 2, 5, 0, 0, 1, 0, 2]);
    driver.command(wheel(1.0, 2.0, -50.0));
    assert_eq!(driver.take_sent(), []);
    driver.command(wheel(1.0, 2.0, -50.0));
    assert_eq!(driver.take_sent(), [5, 8, 0, 1, 0, 2, 5, 0, 0, 1, 0, 2]);
}

#[test]
fn whatever_takes_the_pointer_away_releases_its_buttons() {
    for command in
        [Command::ReleaseButtons, Command::Visible(false), Command::ViewOnly(true), Command::Disconnect]
    {
        let mut driver = Driver::connected(options());
        driver.command(event(1.0, 1.0, 1));
        driver.command(event(2.0, 2.0, 1));
        driver.take_sent();
        driver.command(command.clone());
        assert_eq!(driver.take_sent(), [5, 1, 0, 2, 0, 2, 5, 0, 0, 2, 0, 2], "{command:?}");
    }
}

#[test]
fn a_place_that_a_smaller_screen_lacks_becomes_its_edge() {
    let mut driver = Driver::connected(options());
    driver.command(event(60.0, 10.0, 1));
    driver.receive(&update(&[rectangle(0, 0, 32, 24, -223, &[])]));
    driver.forget();
    driver.command(Command::ReleaseButtons);
    assert_eq!(driver.take_sent(), [5, 0, 0, 31, 0, 10]);
}

#[test]
fn who_only_watches_points_at_nothing() {
    let mut driver = Driver::connected(Options { view_only: true, ..options() });
    driver.command(event(1.0, 1.0, 0));
    driver.command(event(1.0, 1.0, 1));
    driver.command(wheel(1.0, 1.0, 1000.0));
    driver.frame();
    assert_eq!(driver.take_sent(), []);
}

#[test]
fn nothing_is_sent_before_there_is_a_screen() {
    let mut driver = Driver::opened(options());
    driver.command(event(1.0, 1.0, 1));
    driver.frame();
    driver.shake_hands();
    driver.forget();
    driver.command(Command::ReleaseButtons);
    driver.frame();
    assert_eq!(driver.take_sent(), []);
}
