//! What the session makes of the protocol's extensions: lights, power, movements, flowing updates and round trips.

use std::time::Duration;

use session::{Command, Event, Lights, Modifiers, MotionInput, Power, Refusal};

use crate::driver::{Driver, HEIGHT, WIDTH, options, pixel, rectangle, update};
use crate::{keys, pointer};

const LED_STATE: i32 = -261;
const POINTER_MOTION_CHANGE: i32 = -257;
const POINTER_POSITION: i32 = -232;
const EXTENDED_MOUSE_BUTTONS: i32 = -316;
const CURSOR_STATE: i32 = 0x574d_5665;

/// What shows that a server knows fences and can send updates without requests.
const FENCE: &[u8] = &[248, 0, 0, 0, 0, 0, 0, 0, 0];
const END_OF_CONTINUOUS_UPDATES: &[u8] = &[150];
const PULL: &[u8] = &[3, 1, 0, 0, 0, 0, 0, WIDTH as u8, 0, HEIGHT as u8];

/// A server's word on the lock keys: 1 for Scroll, 2 for Num, 4 for Caps.
fn lights(driver: &mut Driver, bits: u8) {
    driver.receive(&update(&[rectangle(0, 0, 0, 0, LED_STATE, &[bits])]));
    driver.forget();
}

/// A key goes down while the user's Caps Lock and Num Lock are so.
fn press(driver: &mut Driver, code: &str, key: &str, caps_lock: bool, num_lock: bool) -> Vec<u8> {
    let mut command = keys::event(true, code, key);
    if let Command::Key(input) = &mut command {
        input.modifiers = Modifiers { caps_lock, num_lock, ..Modifiers::default() };
    }
    driver.command(command);
    driver.take_sent()
}

fn key(down: bool, keysym: u16) -> Vec<u8> {
    let [high, low] = keysym.to_be_bytes();
    vec![4, u8::from(down), 0, 0, 0, 0, high, low]
}

fn tap(keysym: u16) -> Vec<u8> {
    [key(true, keysym), key(false, keysym)].concat()
}

#[test]
fn lock_keys_that_stand_otherwise_in_the_vm_are_pressed_before_a_key_and_only_once() {
    let mut driver = Driver::connected(options());
    let a = key(true, 0x61);
    assert_eq!(press(&mut driver, "KeyA", "a", true, false), a, "nothing is known of the VM's lights");
    lights(&mut driver, 0);
    let caps = tap(0xffe5);
    assert_eq!(press(&mut driver, "KeyA", "a", true, false), [caps.as_slice(), &a].concat());
    assert_eq!(press(&mut driver, "KeyA", "a", true, false), a, "the VM's answer is on its way");
    lights(&mut driver, 4);
    assert_eq!(press(&mut driver, "KeyA", "a", true, false), a);
    let (num, both) = (tap(0xff7f), [caps.as_slice(), &tap(0xff7f), &a].concat());
    assert_eq!(press(&mut driver, "KeyA", "a", false, true), both);
    lights(&mut driver, 0);
    assert_eq!(press(&mut driver, "KeyA", "a", false, true), [num.as_slice(), &a].concat());
}

#[test]
fn a_lock_key_itself_makes_its_light_unknown() {
    let mut driver = Driver::connected(options());
    lights(&mut driver, 0);
    assert_eq!(press(&mut driver, "CapsLock", "CapsLock", true, false), key(true, 0xffe5));
    assert_eq!(press(&mut driver, "KeyA", "A", true, false), key(true, 0x41));
}

#[test]
fn a_virtual_keyboard_has_no_locks_and_a_mac_has_one() {
    let mut driver = Driver::connected(options());
    lights(&mut driver, 4);
    assert_eq!(press(&mut driver, "", "a", false, false), tap(0x61));

    let platform = session::Platform::Mac;
    let mut driver = Driver::connected(session::Options { platform, ..options() });
    lights(&mut driver, 3);
    assert_eq!(press(&mut driver, "KeyA", "a", true, false), [tap(0xffe5), key(true, 0x61)].concat());
}

#[test]
fn the_vms_lights_are_told() {
    let mut driver = Driver::connected(options());
    driver.receive(&update(&[rectangle(0, 0, 0, 0, LED_STATE, &[5])]));
    let expected = Lights { scroll: true, num: false, caps: true };
    assert_eq!(driver.take_events(), [Event::Lights(expected)]);
}

#[test]
fn power_is_asked_for_only_where_it_is_offered() {
    let mut driver = Driver::connected(options());
    driver.command(Command::Power(Power::Reset));
    assert_eq!(driver.take_sent(), []);
    driver.receive(&[250, 0, 1, 1]);
    assert_eq!(driver.take_events(), [Event::PowerReady]);
    for (power, code) in [(Power::ShutDown, 2), (Power::Reboot, 3), (Power::Reset, 4)] {
        driver.command(Command::Power(power));
        assert_eq!(driver.take_sent(), [250, 0, 1, code]);
    }
    driver.receive(&[250, 0, 1, 0]);
    assert_eq!(driver.take_events(), [Event::Refused(Refusal::PowerFailed)]);
    driver.command(Command::ViewOnly(true));
    driver.command(Command::Power(Power::Reset));
    assert_eq!(driver.take_sent(), [], "who only watches switches nothing");
}

fn motion(right: f64, down: f64, buttons: u16) -> Command {
    Command::Motion(MotionInput { right, down, buttons })
}

#[test]
fn a_vm_that_wants_movements_gets_them_from_places_too() {
    let mut driver = Driver::connected(options());
    driver.command(pointer::event(10.0, 10.0, 1));
    driver.forget();
    driver.receive(&update(&[rectangle(0, 0, 0, 0, POINTER_MOTION_CHANGE, &[])]));
    assert_eq!(driver.take_events(), [Event::PointerMode { relative: true }]);
    driver.forget();
    driver.command(pointer::event(15.0, 8.0, 1));
    driver.frame();
    assert_eq!(driver.take_sent(), [5, 1, 0x80, 0x04, 0x7f, 0xfd]);
    driver.command(motion(-3.0, 4.0, 1));
    assert!(driver.session.wants_frame());
    driver.frame();
    assert_eq!(driver.take_sent(), [5, 1, 0x7f, 0xfc, 0x80, 0x03]);
    driver.command(Command::ReleaseButtons);
    assert_eq!(driver.take_sent(), [5, 0, 0x7f, 0xff, 0x7f, 0xff]);
}

#[test]
fn a_movement_that_comes_too_late_leaves_the_pointer_where_it_is() {
    let mut driver = Driver::connected(options());
    driver.command(pointer::event(10.0, 12.0, 1));
    driver.forget();
    driver.command(motion(5.0, 5.0, 0));
    assert_eq!(driver.take_sent(), [5, 1, 0, 10, 0, 12, 5, 0, 0, 10, 0, 12]);
}

#[test]
fn back_and_forward_reach_a_server_that_knows_them() {
    let mut driver = Driver::connected(options());
    driver.command(pointer::event(1.0, 2.0, 8));
    assert_eq!(driver.take_sent(), [5, 0, 0, 1, 0, 2]);
    driver.receive(&update(&[rectangle(0, 0, 0, 0, EXTENDED_MOUSE_BUTTONS, &[])]));
    driver.forget();
    driver.command(pointer::event(1.0, 2.0, 16));
    assert_eq!(driver.take_sent(), [5, 0x80, 0, 1, 0, 2, 2]);
    driver.command(pointer::event(1.0, 2.0, 8 + 1));
    assert_eq!(driver.take_sent(), [5, 0x81, 0, 1, 0, 2, 1]);
    driver.command(pointer::event(1.0, 2.0, 0));
    assert_eq!(driver.take_sent(), [5, 0, 0, 1, 0, 2]);
}

#[test]
fn the_pointers_place_is_news_unless_it_was_this_viewers_doing() {
    let mut driver = Driver::connected(options());
    let place = |x, y| update(&[rectangle(x, y, 0, 0, POINTER_POSITION, &[])]);
    driver.command(pointer::event(5.0, 6.0, 1));
    driver.command(pointer::event(7.0, 8.0, 0));
    driver.forget();
    driver.receive(&place(5, 6));
    assert_eq!(driver.take_events(), [], "an echo");
    driver.receive(&place(20, 21));
    assert_eq!(driver.take_events(), [Event::PointerAt { x: 20, y: 21 }]);
}

#[test]
fn a_cursor_that_is_hidden_and_shown_keeps_its_shape() {
    let mut driver = Driver::connected(options());
    driver.receive(&update(&[rectangle(0, 0, 1, 1, -239, &[1, 2, 3, 0, 0x80])]));
    driver.forget();
    let widths = |driver: &mut Driver, state: u8| -> Vec<u16> {
        driver.receive(&update(&[rectangle(0, 0, 0, 0, CURSOR_STATE, &[0, state])]));
        let width = |event| if let Event::Cursor(cursor) = event { Some(cursor.width) } else { None };
        driver.take_events().into_iter().filter_map(width).collect()
    };
    assert_eq!(widths(&mut driver, 6), [0]);
    assert_eq!(widths(&mut driver, 6), []);
    assert_eq!(widths(&mut driver, 1), [1]);
}

/// Connected to a server that sends updates without requests, and asked to.
fn flowing() -> Driver {
    let mut driver = Driver::connected(options());
    driver.receive(END_OF_CONTINUOUS_UPDATES);
    assert_eq!(driver.take_sent(), [], "without fences nothing would tell the server to slow down");
    driver.receive(FENCE);
    assert_eq!(driver.take_sent(), [150, 1, 0, 0, 0, 0, 0, WIDTH as u8, 0, HEIGHT as u8]);
    driver
}

#[test]
fn updates_flow_where_the_server_can_and_nobody_asks_for_them() {
    let mut driver = flowing();
    driver.receive(&update(&[pixel()]));
    // A fence, to measure the way, and no request.
    assert_eq!(driver.take_sent_behind_encodings(), [248, 0, 0, 0, 0x80, 0, 0, 1, 8, 0, 0, 0, 0, 0, 0, 0, 1]);
    driver.receive(&update(&[pixel()]));
    assert_eq!(driver.take_sent(), []);

    driver.receive(&update(&[rectangle(0, 0, 16, 8, -223, &[])]));
    assert_eq!(driver.take_sent(), [150, 1, 0, 0, 0, 0, 0, 16, 0, 8, 3, 0, 0, 0, 0, 0, 0, 16, 0, 8]);
}

#[test]
fn a_hidden_page_stops_the_flow_and_a_seen_one_lets_it_go_on() {
    let mut driver = flowing();
    driver.after(2000);
    driver.command(Command::Visible(false));
    let stop = [150, 0, 0, 0, 0, 0, 0, WIDTH as u8, 0, HEIGHT as u8];
    assert_eq!(driver.take_sent(), [&stop[..], PULL].concat());
    driver.receive(END_OF_CONTINUOUS_UPDATES);
    assert_eq!(driver.take_sent(), []);
    driver.command(Command::Visible(true));
    assert_eq!(driver.take_sent()[..2], [150, 1]);
}

#[test]
fn a_server_that_stops_the_flow_is_asked_again() {
    let mut driver = flowing();
    driver.receive(END_OF_CONTINUOUS_UPDATES);
    assert_eq!(driver.take_sent(), PULL);
    driver.receive(&update(&[]));
    assert!(driver.take_sent_behind_encodings().starts_with(PULL));
}

#[test]
fn a_server_that_knows_fences_gives_its_sign_of_life_by_one() {
    let mut driver = flowing();
    driver.receive(&update(&[]));
    driver.receive(&[248, 0, 0, 0, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0, 0, 0, 1]);
    driver.forget();
    press(&mut driver, "KeyA", "a", false, false);
    driver.after(2000);
    assert_eq!(driver.take_sent(), [248, 0, 0, 0, 0x80, 0, 0, 1, 8, 0, 0, 0, 0, 0, 0, 0, 2]);
    driver.after(60_000);
    assert_eq!(driver.take_events(), [Event::Stalled { silence: Duration::from_secs(5) }]);
}

#[test]
fn a_page_that_is_seen_again_just_after_an_answer_gets_its_sign_of_life_at_once() {
    let mut driver = flowing();
    driver.receive(&update(&[]));
    driver.receive(&[248, 0, 0, 0, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0, 0, 0, 1]);
    driver.forget();
    driver.after(100);
    driver.command(Command::Visible(true));
    assert_eq!(driver.take_sent(), [248, 0, 0, 0, 0x80, 0, 0, 1, 8, 0, 0, 0, 0, 0, 0, 0, 2]);
    driver.after(5000);
    assert_eq!(driver.take_events(), [Event::Stalled { silence: Duration::from_secs(5) }]);
}

#[test]
fn the_round_trip_is_measured_and_a_missing_answer_is_told() {
    let mut driver = flowing();
    driver.receive(&update(&[pixel()]));
    driver.forget();
    driver.after(40);
    let answer = [248, 0, 0, 0, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0, 0, 0, 1];
    driver.receive(&answer);
    let length = Duration::from_millis(40);
    assert_eq!(driver.take_events(), [Event::RoundTrip(length)]);
    assert_eq!(driver.session.statistics().round_trip, Some(length));
    assert_eq!(driver.session.deadline(), None, "nothing is to be done until something happens");

    driver.after(1000);
    driver.receive(&update(&[pixel()]));
    driver.forget();
    driver.after(6000);
    assert_eq!(driver.take_events(), [Event::Stalled { silence: Duration::from_secs(5) }]);
}
